"""Jobs: tried out, done batch by batch, stopped, gone on with, undone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User
from unified_platform.events import drain
from unified_platform.events.models import Delivery, Event
from unified_platform.jobs import domain, kinds
from unified_platform.jobs.models import Job, JobLine, JobState, Outcome
from unified_platform.jobs.permissions import visible_jobs

pytestmark = pytest.mark.django_db


def numbers() -> list[str]:
    return list(User.objects.filter(username__startswith="p").order_by("pk").values_list("phone", flat=True))


def begin(boss, **arguments) -> Job:
    return domain.start("tests.phones", {"phone": "new", **arguments}, by=boss, title="换号")


def test_preview_shows_what_would_happen_and_changes_nothing(phones, people, boss):
    before = numbers()

    shown = domain.preview(phones, {"phone": "new"}, by=boss, size=4)

    assert shown.total == 8
    assert [line.outcome for line in shown.lines] == [Outcome.CHANGED] * 3 + [Outcome.UNCHANGED]
    assert shown.lines[1].before == {"电话": "2"}
    assert numbers() == before
    assert (Job.objects.count(), JobLine.objects.count(), Event.objects.filter(kind=domain.STEP).count()) == (0, 0, 0)


def test_job_goes_through_all_records_and_reports_each(phones, people, boss):
    job = begin(boss)
    drain()
    job.refresh_from_db()

    assert (job.state, job.total, job.percent) == (JobState.DONE, 8, 100)
    assert (job.changed, job.unchanged, job.refused) == (6, 1, 1)
    assert numbers() == ["new"] * 5 + ["secret"] + ["new"] * 2
    assert [line.record for line in domain.report(job)] == [each.pk for each in people]
    assert job.lines.get(outcome=Outcome.REFUSED).reason == "号码保密"
    assert Event.objects.filter(kind=domain.STEP).count() == 3  # 3 + 3 + 2 records


def test_second_delivery_of_a_step_that_is_over_does_nothing(phones, people, boss):
    job = begin(boss)
    drain()
    domain.step(job.pk)

    assert JobLine.objects.count() == 8


def test_undo_puts_everything_back_but_what_changed_since(phones, people, boss):
    before = numbers()
    job = begin(boss)
    drain()
    User.objects.filter(pk=people[1].pk).update(phone="own")

    undoing = domain.undo(job, by=boss)
    drain()
    undoing.refresh_from_db()

    before[1] = "own"
    assert numbers() == before
    assert (undoing.state, undoing.changed, undoing.refused, undoing.total) == (JobState.DONE, 5, 1, 6)
    assert Job.objects.get(pk=job.pk).undone_by == undoing


def test_what_is_undone_is_not_undone_again_and_undoing_is_final(phones, people, boss):
    job = begin(boss)
    drain()
    undoing = domain.undo(job, by=boss)
    drain()

    for each in (Job.objects.get(pk=job.pk), Job.objects.get(pk=undoing.pk)):
        with pytest.raises(ValidationError):
            domain.undo(each, by=boss)


def test_stopped_job_does_no_further_batch_and_goes_on_from_there(phones, people, boss):
    job = begin(boss)
    domain.step(job.pk)
    domain.stop(job, by=boss)
    drain()
    assert numbers() == ["new", "new", "new", "new", "4", "secret", "5", "6"]

    domain.go_on(Job.objects.get(pk=job.pk), by=boss)
    drain()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 8)


def test_stopped_job_can_be_undone_half_way(phones, people, boss):
    before = numbers()
    job = begin(boss)
    domain.step(job.pk)
    domain.stop(job, by=boss)
    domain.undo(Job.objects.get(pk=job.pk), by=boss)
    drain()

    assert numbers() == before
    with pytest.raises(ValidationError):
        domain.go_on(Job.objects.get(pk=job.pk), by=boss)


def test_batch_that_fails_leaves_nothing_of_itself_and_the_job_says_why(phones, people, boss):
    job = begin(boss, breaks_at="p4")
    for _attempt in range(domain.ATTEMPTS + 1):
        Delivery.objects.filter(finished_at=None).update(next_try_at=job.created_at)
        drain()
    job.refresh_from_db()

    assert job.state == JobState.FAILED
    assert "the power went" in job.error
    assert (job.done, numbers()[3:]) == (3, ["new", "4", "secret", "5", "6"])

    Job.objects.filter(pk=job.pk).update(arguments={"phone": "new"})
    domain.go_on(job, by=boss)
    drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.error) == (JobState.DONE, 8, "")


def test_nobody_starts_what_the_kind_forbids(phones, people):
    with pytest.raises(PermissionDenied):
        begin(UserFactory())
    with pytest.raises(PermissionDenied):
        domain.preview(phones, {"phone": "new"}, by=UserFactory())
    assert Job.objects.count() == 0


def test_jobs_are_seen_and_stopped_by_whoever_began_them_and_by_the_centre(phones, people, boss):
    job = begin(boss)
    stranger, centre = UserFactory(), person(Role.INFORMATION_CENTRE)

    assert [list(visible_jobs(each)) for each in (stranger, centre, boss)] == [[], [job], [job]]
    for act in (domain.stop, domain.undo, domain.go_on):
        with pytest.raises(PermissionDenied):
            act(job, by=stranger)
    domain.stop(job, by=centre)


def test_job_without_records_is_done_at_once(phones, boss):
    job = begin(boss)
    drain()
    job.refresh_from_db()
    assert (job.state, job.total, job.percent) == (JobState.DONE, 0, 100)


def test_two_kinds_of_one_name_are_refused(phones):
    with pytest.raises(ValueError, match=r"tests\.phones"):
        kinds.register(type(kinds.kind_named(phones)))
