"""Many resources made public at once."""

from datetime import UTC, datetime

import pytest

from resource_library.domain.bulk import Arrival, publish_in_bulk, revise_in_bulk
from resource_library.domain.publishing import content_hash
from resource_library.enums import Kind, PlacementRole, PlacementState, State
from resource_library.models import Placement, Resource
from resource_library.queries import shown_in
from tests.factories import sites
from tests.factories.library import OrganFactory, ResourceFactory, paragraph
from unified_platform.events.models import Event

WHEN = datetime(2018, 6, 4, 22, 30, tzinfo=UTC)  # the fifth, in Nanjing


@pytest.fixture
def profile(db):
    return sites.site()


def arrival(columns, **fields) -> Arrival:
    return Arrival(ResourceFactory.build(issuer=OrganFactory(), published_at=WHEN, **fields), columns)


def test_arrivals_are_public_with_their_own_dates(profile):
    column = sites.column(profile)
    (resource,) = publish_in_bulk([arrival([column])], site=profile.site)
    resource.refresh_from_db()
    assert (resource.live, resource.state, resource.version, resource.published_at) == (True, State.PUBLISHED, 1, WHEN)
    assert resource.content_hash == content_hash(resource)
    (placement,) = shown_in(column)
    assert (placement.role, placement.state, placement.date, str(placement.address_date)) == (
        PlacementRole.ORIGIN,
        PlacementState.LIVE,
        WHEN,
        "2018-06-05",
    )


def test_further_columns_show_it_too(profile):
    first, second = sites.column(profile, "a", "甲"), sites.column(profile, "b", "乙")
    publish_in_bulk([arrival([first, second])], site=profile.site)
    assert list(Placement.objects.order_by("pk").values_list("column", "role")) == [
        (first.pk, PlacementRole.ORIGIN),
        (second.pk, PlacementRole.SAME_SITE),
    ]


def test_kinds_that_carry_an_index_number_get_one_each(profile):
    column, organ = sites.column(profile), OrganFactory()
    arrivals = [
        Arrival(ResourceFactory.build(kind=kind, issuer=organ, published_at=WHEN), [column])
        for kind in (Kind.POLICY, Kind.NEWS, Kind.POLICY)
    ]
    numbers = [resource.index_no for resource in publish_in_bulk(arrivals, site=profile.site)]
    assert numbers == [f"{organ.code}/2018-00001", None, f"{organ.code}/2018-00002"]


def test_one_event_for_all_and_none_for_nothing(profile):
    column = sites.column(profile)
    resources = publish_in_bulk([arrival([column]) for _n in range(3)], site=profile.site)
    publish_in_bulk([], site=profile.site)
    (event,) = Event.objects.filter(kind="resource.imported")
    assert event.payload == {"resources": [r.pk for r in resources]}


def test_number_of_queries_does_not_depend_on_the_number_of_arrivals(profile, django_assert_max_num_queries):
    column, organ = sites.column(profile), OrganFactory()
    publish_in_bulk([arrival([column])], site=profile.site)  # warms the content types

    def many(count: int) -> list[Arrival]:
        return [Arrival(ResourceFactory.build(issuer=organ, published_at=WHEN), [column]) for _n in range(count)]

    counts = []
    for count in (2, 10):  # more rows than SQLite takes in one statement go in two
        batch = many(count)
        with django_assert_max_num_queries(12) as captured:
            publish_in_bulk(batch, site=profile.site)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_revision_changes_the_content_and_leaves_the_life_alone(profile):
    column = sites.column(profile)
    (resource,) = publish_in_bulk([arrival([column])], site=profile.site)
    changed = Resource.objects.get(pk=resource.pk)
    changed.title, changed.body = "新标题", [paragraph("新正文。")]
    revise_in_bulk([Arrival(changed, [column])], site=profile.site)
    after = Resource.objects.get(pk=resource.pk)
    assert (after.title, after.version, after.live, after.published_at) == ("新标题", 2, True, WHEN)
    assert after.content_hash == content_hash(after) != resource.content_hash
    assert Placement.objects.count() == 1
    assert Event.objects.filter(kind="resource.imported").count() == 2
