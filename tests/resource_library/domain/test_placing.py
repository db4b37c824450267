"""Columns at home, reposts on other sites, and who decides about them (R-1.7.15, R-1.12.4)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Page, Site

from resource_library import addresses, queries
from resource_library.domain import review
from resource_library.domain.placing import (
    approve_repost,
    arrange_home,
    hide,
    may_approve,
    may_arrange,
    pin,
    place_at_home,
    repost,
    site_of_column,
    unhide,
)
from resource_library.domain.publishing import withdraw
from resource_library.enums import PlacementRole, PlacementState, WithdrawReason
from resource_library.models import LibraryImage, Placement
from sites.domain.columns import add_column
from sites.models import TopicPage
from tests.factories import sites
from tests.factories.accounts import UserFactory, person
from tests.factories.offices import Office, draft, office, public, revise, sign_off
from tests.threads import at_once, several_connections
from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)


def another_column(at: Office, slug: str = "tzgg") -> Page:
    return sites.column(at.site.profile, slug, "通知公告")


def reposted(resource, at: Office) -> Placement:
    """The resource on another site, proposed by its editor and approved by its reviewer."""
    placement = repost(resource, at.column, by=at.editor)
    approve_repost(placement, by=at.reviewer)
    return placement


def titles_in(column: Page) -> list[str]:
    """What the public sees in a column."""
    return [placement.title or placement.resource.title for placement in queries.shown_in(column)]


def kinds_of_events(resource, first: int = 0) -> list[str]:
    found = Event.objects.filter(subject_id=str(resource.pk), pk__gt=first)
    return list(found.order_by("pk").values_list("kind", flat=True))


def last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# Which site a column belongs to


def test_site_of_a_column_is_the_one_whose_tree_it_stands_in(portal, district):
    deep = add_column(add_column(portal.column, "xzgfxwj", "规范性文件"), "2026", "2026年")

    assert [site_of_column(page) for page in (portal.column, deep, portal.site.root_page, district.column)] == [
        portal.site,
        portal.site,
        portal.site,
        district.site,
    ]


def test_site_of_a_column_below_a_nested_root_is_the_inner_one(portal):
    """A site may hang below a column of another; the nearest root above decides."""
    inner = Site.objects.create(hostname="inner.test", port=80, site_name="内嵌", root_page=portal.column)
    below = add_column(portal.column, "xia", "下级")

    assert (site_of_column(below), site_of_column(another_column(portal))) == (inner, portal.site)


def test_column_outside_every_site_is_refused(portal):
    """The root of the tree, and a page nobody made a site of."""
    stray = Page.get_first_root_node().add_child(instance=Page(title="无主", slug="stray"))

    for page in (Page.get_first_root_node(), stray):
        with pytest.raises(ValidationError):
            site_of_column(page)
        with pytest.raises(ValidationError):
            repost(public(portal), page, by=portal.editor)


def test_page_that_is_no_column_takes_no_resources(portal, district):
    """A home page and a topic have no articles of their own: their address would lead nowhere."""
    topic = portal.site.root_page.add_child(instance=TopicPage(title="专题", slug="zt"))
    resource = draft(portal)

    for page in (portal.site.root_page, topic):
        with pytest.raises(ValidationError):
            place_at_home(resource, page)
    with pytest.raises(ValidationError):
        repost(public(portal), district.site.root_page, by=district.editor)


# At home


def test_first_column_is_the_origin_and_further_ones_show_it_too(portal):
    resource = draft(portal, portal.column, another_column(portal))

    assert list(resource.placements.order_by("pk").values_list("role", "state", "visible")) == [
        (PlacementRole.ORIGIN, PlacementState.APPROVED, False),
        (PlacementRole.SAME_SITE, PlacementState.APPROVED, False),
    ]


def test_placing_twice_changes_nothing(portal):
    resource = draft(portal)
    first = place_at_home(resource, portal.column)
    again = place_at_home(resource, portal.column)

    assert (again, Placement.objects.count()) == (first, 1)


def test_second_column_of_a_public_resource_shows_it_at_once(portal):
    resource, second = public(portal, title="要闻"), another_column(portal)
    placement = repost(resource, second, by=portal.editor)

    assert (placement.role, placement.state, placement.visible) == (PlacementRole.SAME_SITE, PlacementState.LIVE, True)
    assert titles_in(second) == ["要闻"]


def test_place_at_home_of_another_site_is_refused(portal, district):
    with pytest.raises(ValidationError):
        place_at_home(draft(portal), district.column)


def test_place_at_home_reads_whether_it_is_public_from_the_database(portal):
    """The caller's copy still says public; the row says withdrawn."""
    resource = public(portal)
    copy = type(resource).objects.get(pk=resource.pk)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    placement = place_at_home(copy, another_column(portal))

    assert placement.visible is False


def test_arrange_home_of_a_draft_moves_its_origin_and_drops_the_rest(portal):
    second, third = another_column(portal, "tzgg"), another_column(portal, "gsgg")
    resource = draft(portal, portal.column, second, by=portal.writer)
    arrange_home(resource, [third, portal.column], by=portal.writer)

    assert dict(resource.placements.values_list("column", "role")) == {
        third.pk: PlacementRole.ORIGIN,
        portal.column.pk: PlacementRole.SAME_SITE,
    }


def test_arrange_home_of_what_is_public_hides_and_shows_again(portal):
    second = another_column(portal)
    resource = public(portal, portal.column, second, title="要闻")
    address = resource.placements.get(column=second).path

    arrange_home(resource, [portal.column], by=portal.editor)
    assert (titles_in(portal.column), titles_in(second)) == (["要闻"], [])
    arrange_home(resource, [portal.column, second], by=portal.editor)

    assert (titles_in(second), resource.placements.get(column=second).path) == (["要闻"], address)


def test_arrange_home_keeps_the_public_address(portal):
    second = another_column(portal)
    resource = public(portal, portal.column, second)

    with pytest.raises(ValidationError):
        arrange_home(resource, [second], by=portal.editor)

    assert resource.placements.get(role=PlacementRole.ORIGIN).column_id == portal.column.pk


def test_arrange_home_of_what_is_public_is_for_editors(portal, district):
    resource = public(portal, by=portal.writer)
    second = another_column(portal)

    for stranger in (portal.writer, portal.reviewer, portal.publisher, district.editor):
        with pytest.raises(PermissionDenied):
            arrange_home(resource, [portal.column, second], by=stranger)

    assert titles_in(second) == []


def test_arrange_home_while_it_is_reviewed_is_refused(portal):
    """The reviewer says yes to a text in its columns."""
    resource, second = draft(portal), another_column(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        arrange_home(resource, [portal.column, second], by=portal.editor)

    assert resource.placements.count() == 1


# Reposting


def test_repost_is_proposed_by_one_and_approved_by_another(portal, district):
    resource = public(portal, title="住房公积金政策")
    placement = repost(resource, district.column, by=district.editor, title="玄武转发", summary="摘要")
    assert (placement.role, placement.state, placement.visible) == (
        PlacementRole.REPOST,
        PlacementState.PROPOSED,
        False,
    )
    assert titles_in(district.column) == []

    with time_machine.travel(NOON, tick=False):
        approve_repost(placement, by=district.reviewer)

    assert (placement.state, placement.visible, placement.approved_by, placement.approved_at, placement.date) == (
        PlacementState.LIVE,
        True,
        district.reviewer,
        NOON,
        NOON,
    )
    assert (titles_in(district.column), placement.summary) == (["玄武转发"], "摘要")


def test_repost_tells_the_receiving_site(portal, district):
    resource = public(portal)
    first = last_event()
    placement = repost(resource, district.column, by=district.editor)
    approve_repost(placement, by=district.reviewer)

    events = Event.objects.filter(pk__gt=first, subject_id=str(resource.pk)).order_by("pk")
    assert list(events.values_list("kind", "site_id", "payload")) == [
        ("placement.proposed", district.site.pk, {"placement": placement.pk}),
        ("placement.shown", district.site.pk, {}),
    ]


def test_repost_copies_nothing(portal, district):
    """R-1.12.4: an edit at the owner appears at the receiver, and the source stays the owner."""
    resource = public(portal, title="原标题")
    reposted(resource, district)
    revise(resource, portal.editor, title="更正的标题")
    sign_off(resource, portal)

    assert titles_in(district.column) == ["更正的标题"]
    assert queries.shown_in(district.column).get().resource.owner_site == portal.site


def test_repost_twice_changes_nothing(portal, district):
    resource = public(portal)
    first = repost(resource, district.column, by=district.editor, title="第一次")
    again = repost(resource, district.column, by=district.editor, title="第二次")

    assert (again.pk, again.title, Placement.objects.filter(role=PlacementRole.REPOST).count()) == (
        first.pk,
        "第一次",
        1,
    )
    assert kinds_of_events(resource).count("placement.proposed") == 1


def test_repost_into_two_columns_of_a_site_is_two_placements(portal, district):
    resource = public(portal)
    reposted(resource, district)
    repost(resource, another_column(district), by=district.editor)

    assert resource.placements.filter(site=district.site).count() == 2


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("writer", False), ("editor", True), ("reviewer", False), ("publisher", False), ("manager", True)],
)
def test_repost_needs_the_right_on_the_receiving_site(portal, district, name, allowed):
    resource = public(portal)
    with pytest.raises(PermissionDenied):
        repost(resource, district.column, by=getattr(portal, name))

    if allowed:
        repost(resource, district.column, by=getattr(district, name))
    else:
        with pytest.raises(PermissionDenied):
            repost(resource, district.column, by=getattr(district, name))

    assert resource.placements.filter(site=district.site).count() == int(allowed)


def test_repost_of_a_draft_is_refused(portal, district):
    """Nor does the refusal tell more than that it is not public."""
    with pytest.raises(PermissionDenied):
        repost(draft(portal), district.column, by=district.editor)

    assert Placement.objects.filter(role=PlacementRole.REPOST).count() == 0


def test_repost_of_what_was_withdrawn_meanwhile_is_refused(portal, district):
    resource = public(portal)
    copy = type(resource).objects.get(pk=resource.pk)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    with pytest.raises(PermissionDenied):
        repost(copy, district.column, by=district.editor)


def test_repost_with_words_that_are_too_long_is_refused(portal, district):
    """SQLite would take them, PostgreSQL would answer with an error of its own."""
    resource = public(portal)
    for words in ({"title": "长" * 301}, {"summary": "长" * 501}):
        with pytest.raises(ValidationError):
            repost(resource, district.column, by=district.editor, **words)

    repost(resource, district.column, by=district.editor, title="长" * 300, summary="长" * 500)


def test_repost_with_another_sites_picture_is_refused(portal, district):
    from resource_library.domain.media import collection_of

    theirs, own = (
        LibraryImage.objects.create(title="图", width=1, height=1, file="a.png", collection=collection_of(at.site))
        for at in (portal, district)
    )
    resource = public(portal)
    with pytest.raises(PermissionDenied):
        repost(resource, district.column, by=district.editor, image=theirs)

    assert repost(resource, district.column, by=district.editor, image=own).image == own


def test_repost_is_never_approved_by_whoever_proposed_it(portal, district):
    both = person(Role.EDITOR, district.site)
    assign(both, Role.REVIEWER, district.site)
    placement = repost(public(portal), district.column, by=both)

    with pytest.raises(PermissionDenied):
        approve_repost(placement, by=both)
    placement.refresh_from_db()
    assert (placement.state, placement.visible) == (PlacementState.PROPOSED, False)

    approve_repost(placement, by=district.reviewer)
    assert placement.visible is True


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("writer", False), ("editor", False), ("reviewer", True), ("publisher", True), ("manager", False)],
)
def test_repost_is_approved_by_reviewers_and_publishers_of_the_receiving_site(portal, district, name, allowed):
    placement = repost(public(portal), district.column, by=person(Role.EDITOR, district.site))

    assert may_approve(getattr(portal, name), placement) is False
    assert may_approve(getattr(district, name), placement) is allowed


def test_repost_is_not_approved_by_a_superuser(portal, district):
    placement = repost(public(portal), district.column, by=district.editor)

    with pytest.raises(PermissionDenied):
        approve_repost(placement, by=UserFactory(is_superuser=True))


def test_repost_is_approved_once(portal, district):
    placement = reposted(public(portal), district)

    with pytest.raises(PermissionDenied):
        approve_repost(placement, by=district.publisher)


def test_repost_approved_after_a_withdrawal_waits_for_the_return(portal, district):
    resource = public(portal, title="旧")
    placement = repost(resource, district.column, by=district.editor)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED)
    approve_repost(placement, by=district.reviewer)
    assert (placement.state, placement.visible, placement.address_date) == (PlacementState.APPROVED, False, None)

    revise(resource, portal.editor, title="新")
    sign_off(resource, portal)

    assert titles_in(district.column) == ["新"]


# Hiding, showing, pinning


def test_receiving_site_hides_a_repost_at_once(portal, district):
    resource = public(portal)
    placement = reposted(resource, district)

    hide(placement, by=district.editor)

    assert (placement.state, placement.visible, titles_in(district.column)) == (PlacementState.HIDDEN, False, [])
    assert (resource.live, len(titles_in(portal.column))) == (True, 1)


def test_hidden_repost_stays_hidden_when_the_origin_is_published_again(portal, district):
    resource = public(portal)
    hide(reposted(resource, district), by=district.editor)
    revise(resource, portal.editor, title="新标题")
    sign_off(resource, portal)

    assert (titles_in(portal.column), titles_in(district.column)) == (["新标题"], [])


def test_repost_shown_again_keeps_its_address_and_its_place(portal, district):
    resource = public(portal)
    with time_machine.travel(NOON, tick=False) as clock:
        placement = reposted(resource, district)
        address, date = placement.path, placement.date
        hide(placement, by=district.editor)
        clock.shift(timedelta(days=40))
        unhide(placement, by=district.editor)

    assert (placement.path, placement.date, placement.visible) == (address, date, True)


def test_proposal_hidden_and_shown_again_still_waits_for_approval(portal, district):
    """R-1.7.15: hiding and showing is for whoever arranges the column, and must not stand in for the review."""
    placement = repost(public(portal), district.column, by=district.editor)
    hide(placement, by=district.editor)
    unhide(placement, by=district.editor)

    assert (placement.state, placement.visible, titles_in(district.column)) == (PlacementState.PROPOSED, False, [])


def test_unhide_of_what_was_withdrawn_shows_nothing(portal, district):
    resource = public(portal)
    placement = reposted(resource, district)
    hide(placement, by=district.editor)
    stale = Placement.objects.select_related("resource").get(pk=placement.pk)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    unhide(stale, by=district.editor)

    assert (stale.state, stale.visible) == (PlacementState.APPROVED, False)


def test_unhide_of_what_is_not_hidden_is_refused(portal, district):
    placement = reposted(public(portal), district)

    with pytest.raises(PermissionDenied):
        unhide(placement, by=district.editor)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("writer", False), ("editor", True), ("reviewer", False), ("publisher", True), ("manager", True)],
)
def test_hiding_and_pinning_is_for_the_site_that_shows(portal, district, name, allowed):
    placement = reposted(public(portal), district)

    assert may_arrange(getattr(portal, name), placement) is False
    assert may_arrange(getattr(district, name), placement) is allowed
    for act in (lambda by: hide(placement, by=by), lambda by: pin(placement, 1, by=by)):
        with pytest.raises(PermissionDenied):
            act(getattr(portal, name))


def test_owner_cannot_hide_what_others_repost(portal, district):
    """The owner withdraws; what another site shows in its columns is that site's own business."""
    placement = reposted(public(portal), district)

    with pytest.raises(PermissionDenied):
        hide(placement, by=portal.manager)
    hide(placement, by=person(Role.AUTHORITY))

    assert placement.visible is False


def test_pinned_stand_first_then_the_newest(portal):
    with time_machine.travel(NOON, tick=False) as clock:
        for title in ("甲", "乙", "丙", "丁"):
            public(portal, title=title)
            clock.shift(timedelta(hours=1))
    first, second = (portal.column.placements.get(resource__title=title) for title in ("甲", "乙"))
    pin(first, 1, by=portal.editor)
    pin(second, 2, by=portal.editor)
    assert titles_in(portal.column) == ["乙", "甲", "丁", "丙"]

    pin(second, 0, by=portal.editor)
    assert titles_in(portal.column) == ["甲", "丁", "丙", "乙"]


@pytest.mark.parametrize("rank", [-1, 40_000])
def test_pin_outside_its_range_is_refused(portal, rank):
    placement = public(portal).placements.get()

    with pytest.raises(ValidationError):
        pin(placement, rank, by=portal.editor)


# Addresses


def test_address_of_a_placement_is_that_of_the_site_that_shows_it(portal, district, settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    with time_machine.travel(NOON, tick=False):
        resource = public(portal)
        placement = reposted(resource, district)

    assert [addresses.url_of(p) for p in queries.with_addresses(resource.placements.order_by("pk"))] == [
        f"https://portal.test/zcwj/202607/t20260701_{resource.pk}.html",
        f"https://district.test/zcwj/202607/t20260701_{resource.pk}.html",
    ]
    assert placement.path == f"202607/t20260701_{resource.pk}.html"


def test_address_stays_through_every_later_publication(portal, district):
    """R-2.1.17: stable, however often the text is published anew."""
    with time_machine.travel(NOON, tick=False) as clock:
        resource = public(portal)
        reposted(resource, district)
        before = [p.path for p in resource.placements.order_by("pk")]
        for days in (30, 400):
            clock.shift(timedelta(days=days))
            revise(resource, portal.editor, title=f"{days}天之后")
            sign_off(resource, portal)

    assert [p.path for p in resource.placements.order_by("pk")] == before


def test_column_shows_an_import_by_its_own_date_and_a_repost_by_the_day_it_was_reposted(portal, district):
    with time_machine.travel(NOON, tick=False) as clock:
        old = public(portal)
        clock.shift(timedelta(days=10))
        placement = reposted(old, district)

    assert (old.placements.get(site=portal.site).date, placement.date) == (NOON, NOON + timedelta(days=10))


# At the same moment


@several_connections
def test_same_repost_by_two_people_at_once_is_one_placement(real_transactions):
    portal, district = office("portal"), office("district")
    other = person(Role.EDITOR, district.site)
    resource = public(portal)

    found = at_once(
        lambda: repost(resource, district.column, by=district.editor).pk,
        lambda: repost(resource, district.column, by=other).pk,
    )

    assert (found[0] == found[1], Placement.objects.filter(site=district.site).count()) == (True, 1)


@several_connections
def test_two_first_columns_at_once_leave_one_origin(real_transactions):
    from tests.factories.library import ResourceFactory

    portal = office("portal")
    resource, second = ResourceFactory(owner_site=portal.site), another_column(portal)

    at_once(lambda: place_at_home(resource, portal.column), lambda: place_at_home(resource, second))

    assert sorted(resource.placements.values_list("role", flat=True)) == [
        PlacementRole.ORIGIN,
        PlacementRole.SAME_SITE,
    ]


@several_connections
def test_one_proposal_approved_twice_at_once_is_approved_once(real_transactions):
    portal, district = office("portal"), office("district")
    resource = public(portal)
    placement = repost(resource, district.column, by=district.editor)
    copies = [Placement.objects.get(pk=placement.pk) for _ in range(2)]

    results = at_once(
        lambda: approve_repost(copies[0], by=district.reviewer),
        lambda: approve_repost(copies[1], by=district.publisher),
    )

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "PermissionDenied"]
    assert kinds_of_events(resource).count("placement.shown") == 1


@several_connections
def test_withdrawal_and_approval_at_once_leave_nothing_visible(real_transactions):
    portal, district = office("portal"), office("district")
    resources = [public(portal) for _ in range(5)]
    placements = [repost(resource, district.column, by=district.editor) for resource in resources]
    acts = [lambda p=p: approve_repost(p, by=district.reviewer) for p in placements]
    acts += [lambda r=r: withdraw(r, by=portal.publisher, reason=WithdrawReason.WITHDRAWN) for r in resources]

    assert at_once(*acts) == [None] * 10

    assert Placement.objects.filter(visible=True).count() == 0
