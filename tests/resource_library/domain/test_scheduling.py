"""What the clock publishes and takes down, to the second; one failure does not stop the others."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import OperationalError, connection
from wagtail.signals import published as published_signal
from wagtail.signals import unpublished as unpublished_signal

from resource_library import queries
from resource_library.domain import drafting, publishing, review
from resource_library.domain.scheduling import expire_due, publish_due, unschedule
from resource_library.enums import PublicTimeLimit, State, WithdrawReason
from resource_library.handlers import keep_schedule
from resource_library.models import Resource
from tests.factories.library import OrganFactory, ResourceFactory, published
from tests.factories.offices import Office, draft, public, revise, sign_off
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def scheduled(at: Office, when: datetime, **fields) -> Resource:
    resource = draft(at, go_live_at=when, **fields)
    sign_off(resource, at)
    return resource


def titles_in(column) -> list[str]:
    return [placement.resource.title for placement in queries.shown_in(column)]


def kinds_of_events(resource) -> list[str]:
    found = Event.objects.filter(subject_id=str(resource.pk), kind__startswith="resource.")
    return list(found.order_by("pk").values_list("kind", flat=True))


@contextmanager
def a_listener_that_fails(signal, pk: int, error: Exception):
    """Somebody's signal handler that raises for one resource."""

    def fail(instance, **kwargs):
        if instance.pk == pk:
            raise error

    signal.connect(fail, sender=Resource)
    try:
        yield
    finally:
        signal.disconnect(fail, sender=Resource)


# Going live


def test_signed_off_for_later_is_not_public_before_its_second(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = scheduled(portal, NOON, title="定时稿")
        assert (resource.state, resource.live, resource.published_at) == (State.SCHEDULED, False, None)

        clock.move_to(NOON - SECOND)
        assert (publish_due(), titles_in(portal.column)) == (0, [])

        clock.move_to(NOON)
        assert (publish_due(), titles_in(portal.column)) == (1, ["定时稿"])

    resource.refresh_from_db()
    assert (resource.state, resource.live, resource.published_at, resource.version) == (
        State.PUBLISHED,
        True,
        NOON,
        1,
    )
    assert kinds_of_events(resource)[-2:] == ["resource.scheduled", "resource.published"]


def test_worker_keeps_the_schedule(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        scheduled(portal, NOON, title="定时稿")
        clock.move_to(NOON)
        keep_schedule()

        assert titles_in(portal.column) == ["定时稿"]


def test_wagtails_own_command_keeps_the_schedule_too(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = scheduled(portal, NOON, title="定时稿", expire_at=NOON + timedelta(days=1))
        clock.move_to(NOON + SECOND)
        call_command("publish_scheduled")
        assert titles_in(portal.column) == ["定时稿"]

        clock.shift(timedelta(days=1))
        call_command("publish_scheduled")
        assert titles_in(portal.column) == []

    resource.refresh_from_db()
    assert (resource.state, resource.expired) == (State.ARCHIVED, True)


def test_due_are_published_in_the_order_of_their_hours(portal):
    organ = OrganFactory(code="MB1886843")
    document = {"issuer": organ, "kind": "disclosure", "created_date": date(2026, 1, 1)}
    from tests.factories.library import term

    document["group"] = term("group", "documents05")
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        later = scheduled(portal, NOON + SECOND, **document)
        sooner = scheduled(portal, NOON, **document)
        clock.move_to(NOON + timedelta(minutes=1))
        assert publish_due() == 2

    numbers = [Resource.objects.get(pk=r.pk).index_no for r in (sooner, later)]
    assert numbers == ["MB1886843/2026-00001", "MB1886843/2026-00002"]


def test_published_by_the_clock_once_only(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = scheduled(portal, NOON)
        clock.move_to(NOON)
        assert (publish_due(), publish_due()) == (1, 0)

    assert kinds_of_events(resource).count("resource.published") == 1


def test_next_version_on_the_schedule_leaves_the_public_one_alone(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, title="第一版")
        revise(resource, portal.editor, title="第二版", go_live_at=NOON)
        sign_off(resource, portal)
        assert (resource.live, resource.state, titles_in(portal.column)) == (True, State.SCHEDULED, ["第一版"])

        clock.move_to(NOON)
        publish_due()

        assert titles_in(portal.column) == ["第二版"]


def test_next_version_of_an_import_on_the_schedule_leaves_the_public_one_alone(portal):
    """An import has no versions, which Wagtail takes for a draft: it would take the article down until the hour."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = published(portal.column, title="搬迁来的", issuer=OrganFactory())
        revise(resource, portal.editor, title="新版", go_live_at=NOON)
        sign_off(resource, portal)
        assert (resource.live, titles_in(portal.column)) == (True, ["搬迁来的"])

        clock.move_to(NOON)
        publish_due()

        assert titles_in(portal.column) == ["新版"]


def test_scheduled_text_is_locked_for_everybody(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        resource = scheduled(portal, NOON)

        with pytest.raises(PermissionDenied):
            revise(resource, portal.editor, title="偷换")
        with pytest.raises(PermissionDenied):
            review.submit(resource, portal.editor)


# Off the schedule


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("writer", False), ("editor", False), ("reviewer", False), ("publisher", True), ("manager", False)],
)
def test_unschedule_is_for_publishers_of_the_site(portal, district, name, allowed):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = scheduled(portal, NOON)
        with pytest.raises(PermissionDenied):
            unschedule(resource, by=getattr(district, name))
        if allowed:
            unschedule(resource, by=getattr(portal, name))
        else:
            with pytest.raises(PermissionDenied):
                unschedule(resource, by=getattr(portal, name))

        clock.move_to(NOON)
        assert publish_due() == int(not allowed)


def test_unscheduled_stands_where_it_stood_before(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        new = scheduled(portal, NOON)
        correction = public(portal)
        revise(correction, portal.editor, title="下一版", go_live_at=NOON)
        sign_off(correction, portal)
        returning = public(portal)
        publishing.withdraw(returning, by=portal.publisher, reason=WithdrawReason.CORRECTED)
        clock.shift(SECOND)
        revise(returning, portal.editor, title="更正之后", go_live_at=NOON)
        sign_off(returning, portal)
        for resource in (new, correction, returning):
            unschedule(resource, by=portal.publisher)
            resource.refresh_from_db()

    assert [r.state for r in (new, correction, returning)] == [State.DRAFT, State.PUBLISHED, State.WITHDRAWN]


def test_unschedule_of_nothing_is_refused(portal):
    with pytest.raises(PermissionDenied):
        unschedule(draft(portal), by=portal.publisher)


# Failures


def test_failing_item_does_not_stop_the_others_and_is_told(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        _, bad, _ = (scheduled(portal, NOON, title=title) for title in ("甲", "乙", "丙"))
        clock.move_to(NOON)
        with a_listener_that_fails(published_signal, bad.pk, RuntimeError("磁盘已满")):
            assert publish_due() == 2
            assert publish_due() == 0

    assert sorted(titles_in(portal.column)) == sorted(["甲", "丙"])
    bad.refresh_from_db()
    assert (bad.live, bad.state, bad.version) == (False, State.DRAFT, 0)
    event = Event.objects.get(kind="resource.schedule_failed")
    assert (event.subject(), event.site_id, event.payload) == (bad, portal.site.pk, {"error": "磁盘已满"})


def test_failing_next_version_leaves_the_public_one(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, title="第一版")
        revise(resource, portal.editor, title="第二版", go_live_at=NOON)
        sign_off(resource, portal)
        clock.move_to(NOON)
        with a_listener_that_fails(published_signal, resource.pk, RuntimeError("失败")):
            publish_due()

    resource.refresh_from_db()
    assert (resource.live, resource.state, titles_in(portal.column)) == (True, State.PUBLISHED, ["第一版"])


def test_busy_database_is_no_failure(portal):
    """The next pass tries again: what is due must not be thrown off the schedule because somebody held a lock."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = scheduled(portal, NOON, title="定时稿")
        clock.move_to(NOON)
        with a_listener_that_fails(published_signal, resource.pk, OperationalError("database is locked")):
            assert publish_due() == 0
        assert Event.objects.filter(kind="resource.schedule_failed").count() == 0

        assert (publish_due(), titles_in(portal.column)) == (1, ["定时稿"])


def test_failing_column_page_touches_no_resource(portal):
    """Column pages have a schedule too; a page and a resource may bear the same number."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal)
        Resource.objects.filter(pk=resource.pk).update(state=State.SUBMITTED)
        page = portal.column
        page.go_live_at = NOON
        page.save_revision().publish()
        broken = page.revisions.get(approved_go_live_at__isnull=False)
        broken.object_id = str(resource.pk)  # a page of that number that is not there
        broken.save()
        clock.move_to(NOON)
        assert publish_due() == 0

    resource.refresh_from_db()
    assert resource.state == State.SUBMITTED
    assert Event.objects.filter(kind="page.schedule_failed").count() == 1


def test_column_pages_go_live_and_expire_by_the_same_clock(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        page = portal.column
        page.title, page.go_live_at, page.expire_at = "改名的栏目", NOON, NOON + timedelta(days=1)
        page.save_revision().publish()
        clock.move_to(NOON)
        publish_due()
        page.refresh_from_db()
        assert (page.title, page.live) == ("改名的栏目", True)

        clock.shift(timedelta(days=1))
        expire_due()
        page.refresh_from_db()
        assert (page.live, page.expired) == (False, True)


# The end of a disclosure


def test_expiry_takes_down_at_its_second(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, title="限时稿", expire_at=NOON)
        clock.move_to(NOON - SECOND)
        assert (expire_due(), titles_in(portal.column)) == (0, ["限时稿"])
        clock.move_to(NOON)
        assert (expire_due(), titles_in(portal.column)) == (1, [])

    resource.refresh_from_db()
    assert (resource.live, resource.expired, resource.state, resource.withdrawn_at) == (
        False,
        True,
        State.ARCHIVED,
        None,
    )
    assert kinds_of_events(resource)[-1] == "resource.expired"


def test_limited_disclosure_ends_with_its_last_day_in_nanjing(portal):
    """R-4.2.26: the last day is a whole day, by the clock of Nanjing."""
    last_day = date(2026, 7, 31)
    with time_machine.travel(NOON, tick=False) as clock:
        limited = public(portal, title="限时公开", public_time_limit=PublicTimeLimit.LIMITED, public_until=last_day)
        public(portal, title="长期公开", public_until=last_day)
        clock.move_to(datetime(2026, 7, 31, 15, 59, 59, tzinfo=UTC))
        assert expire_due() == 0
        # Nor does it end early for whoever asks for this very one.
        with pytest.raises(PermissionDenied):
            publishing.unpublish(limited, expired=True)
        clock.move_to(datetime(2026, 7, 31, 16, 0, 0, tzinfo=UTC))
        assert expire_due() == 1

    assert titles_in(portal.column) == ["长期公开"]


def test_expired_once_only(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, expire_at=NOON)
        clock.move_to(NOON)
        copy = Resource.objects.get(pk=resource.pk)
        assert (expire_due(), expire_due()) == (1, 0)
        copy.unpublish(set_expired=True)

    assert kinds_of_events(resource).count("resource.expired") == 1


def test_failing_expiry_does_not_stop_the_others_and_is_told_once(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        bad, _ = (public(portal, title=title, expire_at=NOON) for title in ("甲", "乙"))
        clock.move_to(NOON)
        with a_listener_that_fails(unpublished_signal, bad.pk, RuntimeError("失败")):
            assert expire_due() == 1
            assert expire_due() == 0
        assert titles_in(portal.column) == ["甲"]
        events = Event.objects.filter(kind="resource.expiry_failed")
        assert [(e.subject(), e.payload) for e in events] == [(bad, {"error": "失败"})]

        assert (expire_due(), titles_in(portal.column)) == (1, [])


def test_next_version_outlives_the_expiry_of_the_public_one(portal):
    """The old one ends at midnight, the new one comes at eight."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, title="旧版", expire_at=NOON)
        revise(resource, portal.editor, title="新版", go_live_at=NOON + timedelta(hours=8), expire_at=None)
        sign_off(resource, portal)
        clock.move_to(NOON)
        keep_schedule()
        resource.refresh_from_db()
        assert (resource.live, resource.state, titles_in(portal.column)) == (False, State.SCHEDULED, [])

        clock.shift(timedelta(hours=8))
        keep_schedule()

    resource.refresh_from_db()
    assert (resource.live, resource.expired, titles_in(portal.column)) == (True, False, ["新版"])


def test_version_in_review_outlives_the_expiry_of_the_public_one(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, title="旧版", expire_at=NOON)
        revise(resource, portal.editor, title="新版", expire_at=None)
        review.submit(resource, portal.editor)
        clock.move_to(NOON)
        keep_schedule()
        resource.refresh_from_db()
        assert (resource.live, resource.state) == (False, State.SUBMITTED)

        review.approve(resource, portal.reviewer)
        review.approve(resource, portal.publisher)

    assert titles_in(portal.column) == ["新版"]


def test_recalled_after_the_expiry_of_the_public_one_is_archived(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, expire_at=NOON)
        revise(resource, portal.editor, title="新版", expire_at=None)
        review.submit(resource, portal.editor)
        clock.move_to(NOON)
        keep_schedule()
        review.recall(resource, portal.editor)

    resource.refresh_from_db()
    assert resource.state == State.ARCHIVED


def test_expired_returns_as_a_new_version(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, expire_at=NOON)
        clock.move_to(NOON)
        keep_schedule()
        revise(resource, portal.editor, title="延期公开", expire_at=None)
        sign_off(resource, portal)

    assert (resource.live, resource.expired, resource.state) == (True, False, State.PUBLISHED)


def test_keeping_the_schedule_reads_no_table_of_a_million_rows(portal):
    """Asked every five seconds; each question is answered by an index of what can be over at all."""
    ResourceFactory.create_batch(200, owner_site=portal.site, live=True, issuer=None, region=None, body=[])
    live = Resource.objects.filter(live=True)
    questions = [
        live.filter(expire_at__lte=NOON).values("pk"),
        live.filter(public_time_limit=PublicTimeLimit.LIMITED, public_until__lt=date(2026, 7, 1)).values("pk"),
    ]
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE resource_library_resource")
    plans = [question.explain() for question in questions]

    assert ["resource_live_expiry" in plans[0], "resource_live_limited" in plans[1]] == [True, True]


def test_idle_pass_costs_the_same_however_much_is_public(portal, django_assert_num_queries):
    for _ in range(3):
        public(portal, expire_at=datetime(2999, 1, 1, tzinfo=UTC))
    with django_assert_num_queries(4):
        keep_schedule()


def test_saving_a_draft_does_not_prolong_what_is_public(portal):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        resource = public(portal, expire_at=NOON)
        text = Resource.objects.get(pk=resource.pk)
        text.expire_at = NOON + timedelta(days=1)
        drafting.save(text, by=portal.editor)
        clock.move_to(NOON)

        assert (expire_due(), titles_in(portal.column)) == (1, [])
