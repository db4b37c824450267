"""Validity takes effect by itself on the day, and by what other documents do (R-1.7.8, R-4.2.14 to R-4.2.16)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resource_library.domain import publishing
from resource_library.domain.validity import by_date, settle, settle_due
from resource_library.enums import RelationType, Validity, WithdrawReason
from resource_library.handlers import keep_validity
from resource_library.models import Relation, Resource
from tests.factories import offices, public
from tests.factories.library import OrganFactory, published
from tests.sites.reading import Visitor, words
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
TODAY = date(2026, 7, 1)
MIDNIGHT = datetime(2026, 7, 10, 16, tzinfo=UTC)  # 00:00 of the 11th in Nanjing
V = Validity


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def validity(resource: Resource) -> str:
    return Resource.objects.values_list("validity", flat=True).get(pk=resource.pk)


@pytest.mark.parametrize(
    ("stated", "effect", "abolish", "becomes"),
    [
        (V.VALID, None, None, V.VALID),
        (V.VALID, -1, None, V.VALID),
        (V.VALID, 0, None, V.VALID),
        (V.VALID, 1, None, V.PENDING),
        (V.PENDING, 0, None, V.VALID),
        (V.PENDING, 1, None, V.PENDING),
        (V.PENDING, None, None, V.PENDING),
        (V.VALID, -9, 0, V.REPEALED),
        (V.VALID, -9, 1, V.VALID),
        (V.PARTLY, -9, 0, V.REPEALED),
        (V.AMENDED, -9, 1, V.AMENDED),
        (V.REPEALED, -9, 1, V.VALID),  # announced, not yet so
        (V.REPEALED, 1, 9, V.PENDING),
        (V.REPEALED, None, None, V.REPEALED),
        (V.LAPSED, 1, 2, V.LAPSED),
        ("", 1, None, ""),
    ],
)
def test_dates_decide(stated, effect, abolish, becomes):
    days = [None if shift is None else TODAY + timedelta(days=shift) for shift in (effect, abolish)]

    assert by_date(stated, *days, TODAY) == becomes


def test_document_takes_effect_at_midnight_in_nanjing(clock, portal):
    document = offices.public(portal, policy=True, effect_date=date(2026, 7, 11))
    assert validity(document) == V.PENDING

    clock.move_to(MIDNIGHT - timedelta(seconds=1))
    keep_validity()
    assert validity(document) == V.PENDING
    clock.move_to(MIDNIGHT)
    keep_validity()
    assert validity(document) == V.VALID


def test_document_is_repealed_on_its_day_also_after_days_off(clock, portal):
    document = offices.public(portal, policy=True, abolish_date=date(2026, 7, 11))
    assert validity(document) == V.VALID

    clock.move_to(MIDNIGHT + timedelta(days=9))
    assert settle_due() == 1
    assert (validity(document), settle_due()) == (V.REPEALED, 0)


def test_document_that_came_and_went_while_the_worker_was_off_is_repealed(clock, portal):
    document = offices.public(portal, policy=True, effect_date=date(2026, 7, 5), abolish_date=date(2026, 7, 8))

    clock.move_to(MIDNIGHT)
    settle_due()
    assert validity(document) == V.REPEALED


def test_change_is_announced_once_with_the_ids(clock, portal):
    first, second = (
        offices.public(portal, policy=True, doc_no=f"宁发〔2026〕{n}号", effect_date=date(2026, 7, 11)) for n in (1, 2)
    )
    Event.objects.all().delete()

    clock.move_to(MIDNIGHT)
    keep_validity()
    keep_validity()
    told = Event.objects.filter(kind="resource.validity_changed")
    assert [event.payload for event in told] == [{"resources": [first.pk, second.pk]}]


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)


def test_clock_costs_the_same_for_many(clock, portal, django_assert_num_queries):
    made = []
    for start, count in ((0, 2), (10, 150)):
        due = {"kind": "policy", "validity": V.PENDING, "effect_date": TODAY}
        public.publish_many(portal.column, count, start, **due)
        made.append(queries_of(settle_due))
    assert made[0] == made[1]
    assert not Resource.objects.filter(validity=V.PENDING).exists()
    with django_assert_num_queries(2):  # one for each index, every minute
        assert settle_due() == 0


def test_draft_and_withdrawn_are_left_alone(clock, portal):
    draft = offices.draft(portal, policy=True, validity=V.PENDING, effect_date=TODAY)
    withdrawn = offices.public(portal, policy=True, abolish_date=date(2026, 7, 2))
    publishing.withdraw(withdrawn, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    clock.move_to(MIDNIGHT)
    settle_due()
    assert (validity(draft), validity(withdrawn)) == (V.PENDING, V.VALID)


def test_version_written_before_the_day_does_not_bring_the_old_validity_back(clock, portal):
    document = offices.public(portal, policy=True, effect_date=date(2026, 7, 11))
    offices.revise(document, portal.editor, title="新标题")
    clock.move_to(MIDNIGHT)
    settle_due()

    offices.sign_off(document, portal)
    assert (document.title, validity(document)) == ("新标题", V.VALID)


# What other documents do


def repealing(office, target, **fields):
    kind = fields.pop("type", RelationType.REPEALS)
    new = offices.draft(office, policy=True, doc_no="宁发〔2026〕99号", title="新办法", **fields)
    text = new.get_latest_revision_as_object()
    text.relations.add(Relation(type=kind, target=target))
    from resource_library.domain import drafting

    drafting.save(text, by=office.editor)
    offices.sign_off(new, office)
    return new


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [(RelationType.REPEALS, V.REPEALED), (RelationType.REPLACES, V.REPEALED), (RelationType.AMENDS, V.AMENDED)],
)
def test_publishing_the_new_one_overtakes_the_old_one(clock, portal, kind, becomes):
    old = offices.public(portal, policy=True)

    repealing(portal, old, type=kind)
    assert validity(old) == becomes


def test_old_page_shows_banner_and_successor_everywhere_reposts_included(clock, portal, district):
    """R-1.7.8; R-8.6.10."""
    old = offices.public(portal, policy=True, title="旧办法")
    repost = public.reposted(old, district.column)
    new = repealing(portal, old)

    for host, place in ((portal.site.hostname, {}), (district.site.hostname, {"pk": repost.pk})):
        page = Visitor(host).read(public.address(old, **place))
        (banner,) = page.cssselect(".validity-repealed")
        (link,) = banner.cssselect("a")
        assert link.text == "新办法"
        assert link.get("href").endswith(public.address(new))


def test_new_one_that_is_not_yet_in_force_repeals_on_its_first_day(clock, portal):
    old = offices.public(portal, policy=True)
    new = repealing(portal, old, effect_date=date(2026, 7, 11))
    assert (validity(new), validity(old)) == (V.PENDING, V.VALID)

    clock.move_to(MIDNIGHT)
    assert settle_due() == 2
    assert (validity(new), validity(old)) == (V.VALID, V.REPEALED)


def test_withdrawing_the_new_one_brings_the_old_one_back(clock, portal):
    old = offices.public(portal, policy=True, validity=V.PARTLY)
    new = repealing(portal, old)
    assert validity(old) == V.REPEALED

    publishing.withdraw(new, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)
    assert validity(old) == V.PARTLY


def test_import_keeps_what_it_stated(clock, portal):
    old = published(portal.column, policy=True, validity=V.PARTLY)
    new = repealing(portal, old)
    assert validity(old) == V.REPEALED

    publishing.withdraw(new, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)
    old.refresh_from_db()
    assert (old.validity, old.has_unpublished_changes, old.live) == (V.PARTLY, False, True)


def test_taking_the_relation_out_brings_the_old_one_back(clock, portal):
    old = offices.public(portal, policy=True)
    new = repealing(portal, old)
    text = Resource.objects.get(pk=new.pk).get_latest_revision_as_object()
    text.relations.clear()
    from resource_library.domain import drafting

    drafting.save(text, by=portal.editor)
    assert validity(old) == V.REPEALED  # a draft changes nothing
    offices.sign_off(new, portal)
    assert validity(old) == V.VALID


def test_new_version_of_a_repealed_document_stays_repealed(clock, portal):
    old = offices.public(portal, policy=True)
    repealing(portal, old)

    offices.revise(old, portal.editor, title="旧办法（勘误）")
    offices.sign_off(old, portal)
    assert (old.title, validity(old)) == ("旧办法（勘误）", V.REPEALED)


def test_own_word_that_it_was_repealed_counts_too(clock, portal, district):
    """The relation entered at the old document, whoever owns the new one."""
    new = offices.public(district, policy=True, title="区里的新办法")
    old = offices.draft(portal, policy=True)
    text = old.get_latest_revision_as_object()
    text.relations.add(Relation(type=RelationType.REPEALED_BY, target=new))
    from resource_library.domain import drafting

    drafting.save(text, by=portal.editor)
    offices.sign_off(old, portal)
    assert validity(old) == V.REPEALED


@pytest.mark.parametrize("related", ["stranger", "same", "above", "below", "successor"])
def test_nobody_repeals_what_another_body_has_issued(clock, portal, district, related):
    """A link needs no right at the other site; power over its document comes from the issuer."""
    city = OrganFactory()
    bureau = OrganFactory(parent=city)
    was = OrganFactory(state="renamed", today=bureau)
    issuers = {
        "successor": (bureau, was),
        "stranger": (OrganFactory(), city), "same": (city, city), "above": (city, bureau), "below": (bureau, city),
    }  # fmt: skip
    mine, theirs = issuers[related]
    old = offices.public(portal, policy=True, issuer=theirs)

    new = repealing(district, old, issuer=mine)
    assert validity(old) == (V.REPEALED if related in ("same", "above", "successor") else V.VALID)
    page = Visitor(portal.site.hostname).read(public.address(old))
    assert [words(link) for link in page.cssselect(".related a")] == [f"新办法{new.doc_no}"]


def test_settling_many_costs_the_same(clock, portal):
    many = public.publish_many(portal.column, 60, kind="policy", validity=V.VALID)
    new = offices.public(portal, policy=True)
    for place in many:
        Relation.objects.create(resource=new, type=RelationType.AMENDS, target_id=place.resource_id)
    made = []
    for count in (2, 60):
        ids = [place.resource_id for place in many[:count]]
        settle(ids)
        Resource.objects.filter(pk__in=ids).update(validity=V.VALID)
        made.append(queries_of(lambda ids=ids: settle(ids)))
        assert set(Resource.objects.filter(pk__in=ids).values_list("validity", flat=True)) == {V.AMENDED}
    assert made[0] == made[1]
