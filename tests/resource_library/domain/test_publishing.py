"""Publishing, numbering, withdrawing."""

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.signals import published as published_signal

from resource_library.domain import drafting, review
from resource_library.domain.numbering import allocate_index_no, format_index_no, reserve_serials, year_of
from resource_library.domain.placing import place_at_home, repost
from resource_library.domain.publishing import content_hash, withdraw
from resource_library.enums import Kind, PlacementRole, PlacementState, State, WithdrawReason
from resource_library.models import IndexSerial, Placement, Resource
from tests.factories import sites
from tests.factories.accounts import UserFactory, person
from tests.factories.library import OrganFactory, ResourceFactory, paragraph, published, term
from tests.factories.offices import Office, draft, office, public, revise, sign_off
from tests.threads import at_once, several_connections
from unified_platform.accounts.enums import Role
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)  # 12:00 in Nanjing


def policy(at: Office, **fields) -> Resource:
    document = {
        "kind": Kind.POLICY,
        "description": "摘要",
        "subject": term("subject", "0201"),
        "genre": term("genre", "notice"),
        "group": term("group", "documents05"),
        "created_date": date(2020, 1, 2),
        "validity": "valid",
    }
    return draft(at, **{**document, **fields})


def sites_showing(resource: Resource, count: int) -> None:
    """The resource shown on `count` further sites, as a seed or an import leaves it."""
    profile = sites.site()
    columns = [sites.column(profile, f"column{n}") for n in range(count)]
    Placement.objects.bulk_create(
        Placement(
            resource=resource,
            column=column,
            site=profile.site,
            role=PlacementRole.REPOST,
            state=PlacementState.LIVE,
            visible=resource.live,
            address_date=timezone.localdate(),
        )
        for column in columns
    )


def kinds_of_events(resource: Resource) -> list[str]:
    return list(Event.objects.filter(subject_id=str(resource.pk)).order_by("pk").values_list("kind", flat=True))


# Numbers


def test_publish_gives_a_policy_document_its_index_number(portal):
    with time_machine.travel(NOON, tick=False):
        resource = policy(portal, issuer=OrganFactory(code="MB1886843"))
        sign_off(resource, portal)

    assert resource.index_no == "MB1886843/2026-00001"
    assert re.fullmatch(r"[0-9A-Z]{9}/\d{4}-\d{5}", resource.index_no)


def test_publish_counts_by_organ_and_year(portal):
    first, second = OrganFactory(code="A00000001"), OrganFactory(code="B00000002")
    numbers = []
    for organ, year in ((first, 2025), (first, 2025), (second, 2025), (first, 2026)):
        with time_machine.travel(NOON.replace(year=year), tick=False):
            resource = policy(portal, issuer=organ)
            sign_off(resource, portal)
            numbers.append(resource.index_no)

    assert numbers == [
        "A00000001/2025-00001",
        "A00000001/2025-00002",
        "B00000002/2025-00001",
        "A00000001/2026-00001",
    ]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York"])
@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=SHANGHAI), 2026),
        (datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI), 2027),  # still 2026 in UTC
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 2027),
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), 2026),
    ],
)
def test_year_of_a_publication_is_that_of_nanjing(moment, year, zone):
    with timezone.override(zone):
        assert year_of(moment) == year


def test_publish_on_new_years_eve_uses_the_year_on_the_clock_of_nanjing(portal):
    organ = OrganFactory(code="MB1886843")
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=SHANGHAI), tick=False), timezone.override("UTC"):
        last = policy(portal, issuer=organ)
        sign_off(last, portal)
    with time_machine.travel(datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI), tick=False), timezone.override("UTC"):
        first = policy(portal, issuer=organ)
        sign_off(first, portal)

    assert (last.index_no, first.index_no) == ("MB1886843/2026-00001", "MB1886843/2027-00001")
    assert first.placements.get().path == f"202701/t20270101_{first.pk}.html"


def test_republish_keeps_the_number(portal):
    resource = policy(portal)
    sign_off(resource, portal)
    number = resource.index_no

    revise(resource, portal.editor, title="改过的标题", issuer=OrganFactory())
    sign_off(resource, portal)

    assert (resource.title, resource.index_no) == ("改过的标题", number)


def test_publish_after_withdrawal_keeps_the_number(portal):
    resource = policy(portal)
    sign_off(resource, portal)
    number = resource.index_no
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED)
    revise(resource, portal.editor, title="更正之后")
    sign_off(resource, portal)

    assert resource.index_no == number


def test_publish_gives_news_no_number(portal):
    """R-4.2.2: only the disclosure kinds carry one."""
    assert public(portal).index_no is None


def test_publish_of_an_import_uses_the_year_it_was_first_published(portal):
    resource = published(portal.column, at=datetime(2018, 5, 4, tzinfo=UTC), issuer=OrganFactory(code="MB1886843"))
    fields = {
        "kind": Kind.DISCLOSURE,
        "group": term("group", "documents05"),
        "created_date": datetime(2018, 5, 1).date(),
    }
    revise(resource, portal.editor, **fields)
    sign_off(resource, portal)

    assert resource.index_no == "MB1886843/2018-00001"


@pytest.mark.parametrize("serial", [0, 100_000])
def test_index_number_has_five_digits(serial):
    with pytest.raises(ValueError, match="does not fit five digits"):
        format_index_no("MB1886843", 2026, serial)


def test_reserved_serials_are_taken_in_one_go():
    organ = OrganFactory(code="MB1886843")

    assert reserve_serials(organ, 2026, 500) == 1
    assert allocate_index_no(organ, 2026) == "MB1886843/2026-00501"
    assert IndexSerial.objects.get().last == 501


def test_reserving_a_serial_costs_the_same_for_one_and_for_a_thousand(django_assert_num_queries):
    organ = OrganFactory()
    reserve_serials(organ, 2026, 1)

    for count in (1, 1000):
        with django_assert_num_queries(6):  # savepoint, who keeps the code, read, add, read, release
            reserve_serials(organ, 2026, count)


@several_connections
def test_concurrent_publishes_of_one_organ_get_different_numbers(real_transactions):
    portal, organ = office("portal"), OrganFactory(code="MB1886843")
    resources = [policy(portal, issuer=organ, created_date=timezone.localdate()) for _ in range(4)]
    for resource in resources:
        review.submit(resource, portal.editor)
        review.approve(resource, portal.reviewer)

    results = at_once(*(lambda r=r: review.approve(r, portal.publisher) for r in resources))

    year = timezone.localdate().year
    numbers = sorted(Resource.objects.values_list("index_no", flat=True))
    assert (results, numbers) == ([None] * 4, [f"MB1886843/{year}-{n:05d}" for n in (1, 2, 3, 4)])


@several_connections
def test_one_version_published_twice_at_once_gets_one_number(real_transactions):
    """Both callers loaded the resource before either of them published it."""
    portal = office("portal")
    resource = policy(portal, created_date=timezone.localdate())
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    other = person(Role.PUBLISHER, portal.site)

    results = at_once(lambda: review.approve(resource, portal.publisher), lambda: review.approve(resource, other))

    resource.refresh_from_db()
    assert sorted(map(type, results), key=str) == sorted([type(None), PermissionDenied], key=str)
    assert (resource.version, IndexSerial.objects.get().last) == (1, 1)
    assert kinds_of_events(resource).count("resource.published") == 1


@several_connections
def test_withdrawal_and_unhiding_at_once_leave_nothing_visible(real_transactions):
    from resource_library.domain.placing import hide, unhide

    portal = office("portal")
    resources = [public(portal) for _ in range(6)]
    placements = [resource.placements.get() for resource in resources]
    for placement in placements:
        hide(placement, by=portal.editor)
    acts = [lambda r=r: withdraw(r, by=portal.publisher, reason=WithdrawReason.WITHDRAWN) for r in resources]
    acts += [lambda p=p: unhide(p, by=portal.editor) for p in placements]

    assert at_once(*acts) == [None] * 12

    assert Placement.objects.filter(visible=True).count() == 0


# What a publication writes


def test_publish_makes_resource_and_placements_public_in_one_transaction(portal):
    second = sites.column(portal.site.profile, "tzgg", "通知公告")
    with time_machine.travel(NOON, tick=False):
        resource = public(portal, portal.column, second)

    assert (resource.live, resource.state, resource.version, resource.published_at, resource.updated_at) == (
        True,
        State.PUBLISHED,
        1,
        NOON,
        NOON,
    )
    assert (resource.first_published_at, resource.last_published_at) == (NOON, NOON)
    rows = resource.placements.order_by("pk").values_list("column", "role", "state", "visible", "date", "address_date")
    day = date(2026, 7, 1)
    assert list(rows) == [
        (portal.column.pk, PlacementRole.ORIGIN, PlacementState.LIVE, True, NOON, day),
        (second.pk, PlacementRole.SAME_SITE, PlacementState.LIVE, True, NOON, day),
    ]


@contextmanager
def a_listener_that_fails():
    """Somebody's signal handler that raises after everything has been written."""

    def fail(**kwargs):
        raise RuntimeError("listener")

    published_signal.connect(fail, sender=Resource)
    try:
        yield
    finally:
        published_signal.disconnect(fail, sender=Resource)


def test_publish_that_fails_leaves_nothing_behind(portal):
    resource = policy(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)

    with a_listener_that_fails(), pytest.raises(RuntimeError, match="listener"):
        review.approve(resource, portal.publisher)

    resource.refresh_from_db()
    assert (resource.live, resource.state, resource.version, resource.index_no) == (False, State.SUBMITTED, 0, None)
    assert list(resource.placements.values_list("visible", "address_date")) == [(False, None)]
    assert (kinds_of_events(resource).count("resource.published"), IndexSerial.objects.count()) == (0, 0)


def test_publish_event_stands_and_falls_with_the_change(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)

    with transaction.atomic():
        review.approve(resource, portal.publisher)
        assert kinds_of_events(resource)[-1] == "resource.published"
        transaction.set_rollback(True)

    resource.refresh_from_db()
    assert (resource.live, kinds_of_events(resource)[-1]) == (False, "resource.submitted")


def test_publish_event_says_which_site_it_happened_on(portal):
    resource = public(portal)

    event = Event.objects.get(kind="resource.published")
    assert (event.subject(), event.site_id) == (resource, portal.site.pk)


def test_republish_counts_versions_and_keeps_the_date(portal):
    with time_machine.travel(NOON, tick=False):
        resource = public(portal)
        address = resource.placements.get().path
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        revise(resource, portal.editor, title="改过的标题")
        sign_off(resource, portal)

    assert (resource.version, resource.published_at, resource.first_published_at) == (2, NOON, NOON)
    assert (resource.last_published_at, resource.updated_at) == (NOON + timedelta(days=40), NOON + timedelta(days=40))
    placement = resource.placements.get()
    assert (placement.path, placement.date) == (address, NOON)


def test_first_publication_is_remembered_through_withdrawal_and_return(portal):
    with time_machine.travel(NOON, tick=False) as clock:
        resource = public(portal)
        clock.shift(timedelta(days=1))
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED)
        clock.shift(timedelta(days=1))
        revise(resource, portal.editor, title="更正之后")
        sign_off(resource, portal)

    assert (resource.published_at, resource.first_published_at, resource.version) == (NOON, NOON, 2)


def test_reverting_to_an_old_version_reverts_the_text_only(portal):
    with time_machine.travel(NOON, tick=False):
        resource = draft(portal, title="第一版")
    first = resource.latest_revision
    sign_off(resource, portal)
    version, number, date = resource.version, resource.content_hash, resource.published_at
    revise(resource, portal.editor, title="第二版")

    restored = first.as_object()
    drafting.save(restored, by=portal.editor, reverted_to=first)

    resource.refresh_from_db()
    assert (resource.live, resource.state, resource.version, resource.content_hash, resource.published_at) == (
        True,
        State.PUBLISHED,
        version,
        number,
        date,
    )
    assert resource.get_latest_revision_as_object().title == "第一版"


def test_form_opened_before_a_publication_does_not_undo_it(portal):
    """The editor's window was open while the publisher signed off."""
    resource = draft(portal)
    in_the_window = Resource.objects.get(pk=resource.pk)
    sign_off(resource, portal)

    in_the_window.title = "窗口里的标题"
    drafting.save(in_the_window, by=portal.editor)

    resource.refresh_from_db()
    assert (resource.live, resource.state, resource.version, resource.title == "窗口里的标题") == (
        True,
        State.PUBLISHED,
        1,
        False,
    )


def test_saved_draft_changes_nothing_the_public_reads(portal):
    resource = public(portal, title="公开的标题")
    revise(resource, portal.editor, title="草稿标题")

    resource.refresh_from_db()
    assert (resource.title, resource.has_unpublished_changes) == ("公开的标题", True)


def test_publish_shows_what_was_signed_off_not_what_was_typed_since(portal):
    """Overwriting the row of a draft is no version; what counts is the version."""
    resource = draft(portal, title="签发的标题")
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    Resource.objects.filter(pk=resource.pk).update(title="绕过版本的标题")
    review.approve(resource, portal.publisher)

    resource.refresh_from_db()
    assert resource.title == "签发的标题"


# Constant queries


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.POLICY])
def test_publish_costs_the_same_with_1_and_with_100_reposts(portal, kind):
    counts = []
    for reposts in (1, 1, 100):  # the first one warms what Django and Wagtail keep in memory
        resource = policy(portal, kind=kind)
        sites_showing(resource, reposts)
        review.submit(resource, portal.editor)
        review.approve(resource, portal.reviewer)
        counts.append(queries_of(lambda r=resource: review.approve(r, portal.publisher)))
        assert resource.placements.filter(visible=True).count() == reposts + 1

    assert counts[1] == counts[2]


def test_republish_and_withdraw_cost_the_same_with_1_and_with_100_reposts(portal):
    again, away = [], []
    for reposts in (1, 1, 100):
        resource = public(portal)
        sites_showing(resource, reposts)
        revise(resource, portal.editor, title="改过的标题")
        review.submit(resource, portal.editor)
        review.approve(resource, portal.reviewer)
        again.append(queries_of(lambda r=resource: review.approve(r, portal.publisher)))
        away.append(queries_of(lambda r=resource: withdraw(r, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)))
        assert resource.placements.filter(visible=True).count() == 0

    assert (again[1], away[1]) == (again[2], away[2])


# The content hash


def test_hash_changes_with_the_text_only(portal):
    resource = public(portal, body=[paragraph("正文内容。")])
    before = resource.content_hash
    revise(resource, portal.editor, keywords="关键词", go_live_at=None, image=None)
    sign_off(resource, portal)
    assert (len(before), resource.content_hash, resource.version) == (64, before, 2)

    revise(resource, portal.editor, body=[paragraph("正文内容，改过。")])
    sign_off(resource, portal)
    assert resource.content_hash != before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "另一个标题"),
        ("top_title", "上标题"),
        ("sub_title", "副标题"),
        ("body", [paragraph("另一段")]),
        ("extra", {"period": "2026年"}),
    ],
)
def test_hash_covers_every_part_a_reader_reads(field, value):
    one, other = (ResourceFactory.build(title="标题", issuer=None, region=None) for _ in range(2))
    assert content_hash(one) == content_hash(other)

    setattr(other, field, value)

    assert content_hash(one) != content_hash(other)


def test_hash_ignores_the_ids_of_blocks():
    """Cut out and pasted back, a paragraph gets a new id; and an import has none, so each look would make one up."""
    one, other = (ResourceFactory.build(title="标题", issuer=None, region=None) for _ in range(2))
    one.body = [{**paragraph("正文"), "id": "0b1bb2d2-0000-4000-8000-000000000001"}]
    other.body = [{**paragraph("正文"), "id": "0b1bb2d2-0000-4000-8000-000000000002"}]

    assert content_hash(one) == content_hash(other) == content_hash(other)


# Withdrawal


def test_withdraw_takes_everything_down_in_one_transaction(portal, district):
    resource = public(portal)
    sites_showing(resource, 3)
    with time_machine.travel(NOON, tick=False):
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED, note="数据有误")

    assert (resource.live, resource.state, resource.withdrawn_at, resource.withdraw_reason, resource.withdraw_note) == (
        False,
        State.WITHDRAWN,
        NOON,
        WithdrawReason.CORRECTED,
        "数据有误",
    )
    assert resource.placements.filter(visible=True).count() == 0
    event = Event.objects.get(kind="resource.withdrawn")
    assert (event.subject(), event.site_id, event.payload) == (resource, portal.site.pk, {"reason": "corrected"})


def test_withdraw_that_is_rolled_back_withdraws_nothing(portal):
    resource = public(portal)

    with transaction.atomic():
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)
        transaction.set_rollback(True)

    resource.refresh_from_db()
    assert (resource.live, list(resource.placements.values_list("visible", flat=True))) == (True, [True])
    assert Event.objects.filter(kind="resource.withdrawn").count() == 0


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("writer", False), ("editor", False), ("reviewer", False), ("publisher", True), ("manager", True)],
)
def test_withdraw_is_for_publishers_and_managers_of_the_owner(portal, district, name, allowed):
    resource = public(portal)
    with pytest.raises(PermissionDenied):
        withdraw(resource, by=getattr(district, name), reason=WithdrawReason.WITHDRAWN)

    if allowed:
        withdraw(resource, by=getattr(portal, name), reason=WithdrawReason.WITHDRAWN)
    else:
        with pytest.raises(PermissionDenied):
            withdraw(resource, by=getattr(portal, name), reason=WithdrawReason.WITHDRAWN)

    resource.refresh_from_db()
    assert resource.live is not allowed


def test_withdraw_is_for_the_authority_everywhere_and_for_the_centre_nowhere(portal):
    first, second = public(portal), public(portal)
    withdraw(first, by=person(Role.AUTHORITY), reason=WithdrawReason.REPEALED)
    with pytest.raises(PermissionDenied):
        withdraw(second, by=person(Role.INFORMATION_CENTRE), reason=WithdrawReason.REPEALED)

    assert (first.state, second.state) == (State.WITHDRAWN, State.PUBLISHED)


def test_withdraw_of_what_is_not_public_is_refused(portal):
    with pytest.raises(PermissionDenied):
        withdraw(draft(portal), by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    resource = public(portal)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN, note="第一次")
    with pytest.raises(PermissionDenied):
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.LAPSED, note="第二次")
    assert (resource.withdraw_reason, resource.withdraw_note) == (WithdrawReason.WITHDRAWN, "第一次")


def test_withdraw_for_a_reason_outside_the_list_is_refused(portal):
    resource = public(portal)

    with pytest.raises(ValueError, match="whatever"):
        withdraw(resource, by=portal.publisher, reason="whatever")
    with pytest.raises(ValidationError):
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN, note="长" * 301)

    resource.refresh_from_db()
    assert resource.live is True


def test_withdraw_names_a_public_successor(portal):
    old, new, not_public = public(portal), public(portal), draft(portal)
    for successor in (not_public, old):
        with pytest.raises(ValidationError):
            withdraw(old, by=portal.publisher, reason=WithdrawReason.REPEALED, successor=successor)

    withdraw(old, by=portal.publisher, reason=WithdrawReason.REPEALED, successor=new)

    assert (old.live, old.successor) == (False, new)


def test_withdraw_cancels_the_review_and_the_schedule_of_a_next_version(portal):
    in_review, scheduled = public(portal), public(portal)
    revise(in_review, portal.editor, title="审核中的下一版")
    review.submit(in_review, portal.editor)
    revise(scheduled, portal.editor, title="定时的下一版", go_live_at=timezone.now() + timedelta(days=1))
    sign_off(scheduled, portal)
    assert (in_review.live, scheduled.live, scheduled.state) == (True, True, State.SCHEDULED)

    for resource in (in_review, scheduled):
        withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    assert (in_review.current_workflow_state, in_review.state) == (None, State.WITHDRAWN)
    assert (scheduled.revisions.filter(approved_go_live_at__isnull=False).count(), scheduled.state) == (
        0,
        State.WITHDRAWN,
    )


def test_withdrawn_returns_on_every_site_that_had_it_but_where_it_was_hidden(portal, district):
    from resource_library.domain.placing import approve_repost, hide

    other = office("other")
    resource = public(portal)
    shown = repost(resource, district.column, by=district.editor)
    approve_repost(shown, by=district.reviewer)
    hidden = repost(resource, other.column, by=other.editor)
    approve_repost(hidden, by=other.reviewer)
    hide(hidden, by=other.editor)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED)
    revise(resource, portal.editor, title="更正之后")
    sign_off(resource, portal)

    assert dict(resource.placements.values_list("site", "visible")) == {
        portal.site.pk: True,
        district.site.pk: True,
        other.site.pk: False,
    }


# Doors that pass the acts by


def test_unpublish_by_hand_is_refused(portal):
    """Wagtail's own “unpublish” knows no reason. Withdrawing does."""
    resource = public(portal)

    with pytest.raises(PermissionDenied):
        resource.unpublish(user=UserFactory(is_superuser=True))
    with pytest.raises(PermissionDenied):
        resource.unpublish(user=portal.publisher, set_expired=True)

    resource.refresh_from_db()
    assert resource.live is True


def test_what_was_public_cannot_be_deleted(portal):
    resource, gone, never = public(portal), public(portal), draft(portal)
    withdraw(gone, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    for kept in (resource, gone):
        with transaction.atomic(), pytest.raises(PermissionDenied):
            kept.delete()
        with transaction.atomic(), pytest.raises(PermissionDenied):
            Resource.objects.filter(pk=kept.pk).delete()
    never.delete()

    assert set(Resource.objects.all()) == {resource, gone}


def test_row_saved_as_live_shows_nothing_anywhere(portal):
    """Somebody's script sets `live`. What the public sees are placements, and those become visible by the act only."""
    resource = draft(portal)
    resource.live = True
    resource.save()

    assert list(resource.placements.values_list("visible", flat=True)) == [False]


def test_create_takes_new_drafts_only(portal):
    ready = ResourceFactory.build(owner_site=portal.site, issuer=OrganFactory(), live=True, state=State.PUBLISHED)

    with pytest.raises(ValueError, match="begins as a draft"):
        drafting.create(ready, by=portal.editor, columns=[portal.column])
    with pytest.raises(ValueError, match="begins as a draft"):
        drafting.create(draft(portal), by=portal.editor, columns=[portal.column])

    assert Resource.objects.filter(live=True).count() == 0


@pytest.mark.parametrize("name", ["reviewer", "publisher", "manager"])
def test_create_is_for_writers_and_editors(portal, name):
    with pytest.raises(PermissionDenied):
        draft(portal, by=getattr(portal, name))

    assert Resource.objects.count() == 0


def test_create_for_another_site_is_refused(portal, district):
    with pytest.raises(PermissionDenied):
        draft(portal, by=district.editor)


def test_create_in_a_column_of_another_site_leaves_nothing(portal, district):
    with pytest.raises(ValidationError):
        draft(portal, portal.column, district.column)

    assert (Resource.objects.count(), Placement.objects.count()) == (0, 0)


def test_save_is_for_the_author_and_the_editors_of_the_site(portal, district):
    resource = draft(portal, by=portal.writer)

    for stranger in (district.editor, person(Role.WRITER, portal.site), portal.reviewer, portal.publisher):
        with pytest.raises(PermissionDenied):
            revise(resource, stranger, title="别人的标题")
    revise(resource, portal.writer, title="作者改的")
    revise(resource, portal.editor, title="编辑改的")

    resource.refresh_from_db()
    assert resource.title == "编辑改的"


def test_save_asks_the_stored_owner_not_the_one_in_the_form(portal, district):
    """A form that smuggles another owner site in neither moves the resource nor gives a right to it."""
    resource = draft(portal)
    text = Resource.objects.get(pk=resource.pk)
    text.owner_site, text.editor = district.site, district.editor
    with pytest.raises(PermissionDenied):
        drafting.save(text, by=district.editor)
    drafting.save(text, by=portal.editor)

    resource.refresh_from_db()
    assert (resource.owner_site, resource.editor) == (portal.site, portal.editor)


def test_publish_without_a_column_is_refused(portal):
    """R-4.2.33: everything has one home column, or it would be public and nowhere."""
    resource = ResourceFactory.build(owner_site=portal.site, issuer=OrganFactory())
    drafting.create(resource, by=portal.editor, columns=[])

    with pytest.raises(ValidationError) as refusal:
        review.submit(resource, portal.editor)

    assert [error.code for error in refusal.value.error_list] == ["origin"]
    place_at_home(resource, portal.column)
    sign_off(resource, portal)
    assert resource.live is True


def test_publish_of_what_became_incomplete_since_is_refused(portal):
    """The reviewer approved it; then its class moved to another vocabulary."""
    resource = policy(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    region = term("region", "320100").vocabulary
    resource.subject.vocabulary = region
    resource.subject.save()

    with pytest.raises(ValidationError) as refusal:
        review.approve(resource, portal.publisher)
    assert [error.code for error in refusal.value.error_list] == ["subject"]
