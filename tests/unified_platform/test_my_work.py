"""Piles of the platform's own services: jobs, deliveries, timed acts; and how a pile speaks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.enums import Role
from unified_platform.accounts.work import Pile, Row, piles_of, waited
from unified_platform.events.models import Delivery, Event, State, WorkerRecord
from unified_platform.jobs.models import Job, JobState

NOW = timezone.now()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=59), waited(NOW, NOW)),
        (timedelta(minutes=-5), waited(NOW, NOW)),
        (timedelta(hours=47, minutes=59), waited(NOW - timedelta(hours=47), NOW)),
        (timedelta(days=9, hours=23), waited(NOW - timedelta(days=9), NOW)),
    ],
)
def test_waiting_is_told_in_whole_hours_and_after_two_days_in_days(span, words):
    assert waited(NOW - span, NOW) == words


def test_hours_and_days_are_told_apart():
    told = {waited(NOW - timedelta(hours=hours), NOW) for hours in (0, 1, 47, 48, 72)}
    assert len(told) == 5
    assert waited(None) == ""


def test_pile_shows_its_first_and_says_how_many_there_are():
    rows = [Row(str(number), "/") for number in range(20)]
    pile = Pile("x", "X", rows, 20)
    assert ([row.title for row in pile.shown], pile.counted, pile.is_cut) == ([str(n) for n in range(8)], "20", True)
    assert Pile("x", "X", rows[:3], 3).is_cut is False


def pile(user, name):
    return next((each for each in piles_of(user) if each.name == name), None)


def job(by, title, state, **fields) -> Job:
    return Job.objects.create(kind="x", title=title, created_by=by, state=state, **fields)


@pytest.mark.django_db
def test_jobs_that_failed_lie_before_who_started_them_and_before_the_centre():
    mine, other, centre = UserFactory(), UserFactory(), person(Role.INFORMATION_CENTRE)
    job(mine, "失败的", JobState.FAILED, error="Traceback\nValueError: 第 3 条")
    job(mine, "完成的", JobState.DONE)
    job(other, "别人的", JobState.RUNNING)
    assert [(row.title, row.remark) for row in pile(mine, "jobs").rows] == [("失败的", "ValueError: 第 3 条")]
    assert [row.title for row in pile(centre, "jobs").rows] == ["失败的", "别人的"]
    assert pile(person(Role.AUTHORITY), "jobs") is None


@pytest.mark.django_db
def test_what_was_given_up_lies_before_the_centre_alone():
    centre = person(Role.INFORMATION_CENTRE)
    WorkerRecord.objects.create(name="worker")
    assert pile(centre, "platform").count == 0
    for number in range(3):
        event = Event.objects.create(kind="x.y")
        Delivery.objects.create(
            event=event, handler="search.index" if number else "audit", state=State.DEAD, finished_at=timezone.now()
        )
    assert [row.mark for row in pile(centre, "platform").rows] == ["2", "1"]
    assert pile(UserFactory(), "platform") is None
    assert pile(person(Role.AUTHORITY), "platform") is None


@pytest.mark.django_db
def test_silent_worker_is_told_first():
    centre = person(Role.INFORMATION_CENTRE)
    assert pile(centre, "platform").count == 1
    WorkerRecord.objects.create(name="worker", seen_at=timezone.now() - timedelta(hours=2))
    assert pile(centre, "platform").rows[0].mark == waited(timezone.now() - timedelta(hours=2))
    assert piles_of(centre)[0].name == "platform"
