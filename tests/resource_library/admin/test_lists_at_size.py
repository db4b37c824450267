"""What keeps the lists of a library of a million quick: few questions, each answered from an index (docs/size.md)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resource_library import finding, permissions
from resource_library.enums import Kind, State
from resource_library.models import Resource
from resource_library.selections import Selection
from resource_library.viewsets.listing import listed
from tests.factories import library, offices
from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role
from unified_platform.search.domain import rebuild

MOST_QUERIES = 12


@pytest.fixture
def everywhere(ours, theirs):
    """Somebody with an office on every site, but none of the platform."""
    somebody = UserFactory()
    for at in (ours, theirs):
        assign(somebody, Role.EDITOR, at.site)
    return somebody


@pytest.fixture
def filled(ours, theirs):
    for at in (ours, theirs):
        library.published(at.column, title="住房公积金通知")
        library.published(at.column, title="住房公积金办法", policy=True)
    offices.draft(ours, title="公积金草稿")
    rebuild()


def asked(client, url: str, query: dict) -> list[str]:
    """The questions a page asks; after a first one, so that what is read once and kept does not count."""
    assert client.get(url, query).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, query).status_code == 200
    return [one["sql"] for one in captured]


def queries(site, column) -> list[dict]:
    return [
        {},
        {"state": ["published", "draft"], "kind": ["news", "policy"]},
        {"site": site.pk, "column": column.pk, "state": "published", "kind": "policy"},
        {"q": "公积金"},
        {"q": "公积金", "kind": "policy", "site": site.pk},
        {"q": "没有这样的"},
        {"p": 2},
    ]


@pytest.mark.parametrize("name", ["resources:list", "library:list"])
def test_page_of_a_list_asks_at_most_12_questions(ours, theirs, filled, everywhere, browse, name):
    for who in (person(Role.INFORMATION_CENTRE), person(Role.AUTHORITY), everywhere, ours.editor):
        client = browse(who)
        for query in queries(ours.site, ours.column):
            assert len(asked(client, reverse(name), query)) <= MOST_QUERIES, (who, query)


@pytest.mark.parametrize("name", ["resource_chooser:choose", "organ_chooser:choose", "people:list"])
def test_chooser_and_list_of_people_ask_at_most_12_questions(ours, filled, browse, name):
    for query in ({}, {"q": "公积金"}):
        assert len(asked(browse(person(Role.INFORMATION_CENTRE)), reverse(name), query)) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["resources:list", "library:list"])
def test_lists_never_sort_or_count_everything(ours, theirs, filled, everywhere, browse, name):
    """DISTINCT makes the database sort a million rows, COUNT read them, a subquery of sites lose the order."""
    for who in (person(Role.INFORMATION_CENTRE), everywhere):
        client = browse(who)
        everything = [sql for query in queries(ours.site, ours.column) for sql in asked(client, reverse(name), query)]
        of_rows = [sql for sql in everything if 'FROM "resource_library_resource"' in sql]
        assert len(of_rows) > 10
        for sql in of_rows:
            assert "DISTINCT" not in sql
            assert "COUNT(" not in sql
            assert "LIMIT" in sql
            assert "IN (SELECT" not in sql


def test_who_sees_all_sites_asks_for_no_site(everywhere, filled):
    sql = str(permissions.resources(person(Role.INFORMATION_CENTRE)).query)
    assert "WHERE" not in sql
    assert "owner_site_id" in str(permissions.resources(everywhere).query).partition("WHERE")[2]


def plan(rows) -> str:
    """How the database would read these rows if there were too many to sort or to read them all."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows[:20].explain()


def in_order_of(indexes: set[str], rows) -> None:
    """PostgreSQL chooses among the indexes that fit by what the tables hold, which in a test is next to nothing."""
    found = plan(rows)
    assert "Sort" not in found
    assert "TEMP B-TREE" not in found
    if connection.vendor == "postgresql":
        assert "Index Scan" in found
    else:
        assert indexes & set(found.replace('"', "").split())


@pytest.mark.parametrize(
    ("where", "indexes"),
    [
        ({}, {"resource_by_change"}),
        ({"state": State.RETURNED}, {"resource_by_state"}),
        ({"kind": Kind.LEADER}, {"resource_by_kind"}),
        ({"owner_site": 1}, {"resource_of_site"}),
        # Both keep the order; which is the shorter way depends on what the tables hold.
        ({"owner_site": 1, "state": State.RETURNED}, {"resource_of_site_state", "resource_by_state"}),
        ({"owner_site": 1, "kind": Kind.LEADER}, {"resource_of_site_kind", "resource_by_kind"}),
    ],
)
def test_list_is_read_in_the_order_of_an_index(db, where, indexes):
    """The newest twenty are the first twenty of an index: the same plan for ten thousand and for a million."""
    in_order_of(indexes, listed(Resource.objects.filter(**where)).order_by("-updated_at", "-pk"))


@pytest.mark.parametrize(
    ("where", "index"),
    [
        ({}, "resource_live_date"),
        ({"kind": Kind.POLICY}, "resource_live_kind_date"),
        ({"owner_site": 1}, "resource_live_site_date"),
    ],
)
def test_library_is_read_in_the_order_of_an_index(db, where, index):
    rows = Resource.objects.filter(live=True, **where).select_related("owner_site").order_by("-published_at", "-pk")

    in_order_of({index}, rows)


def test_search_within_a_filter_finds_the_best_of_what_is_shown(ours, browse, monkeypatch):
    """Not what the filter leaves of the best of everything: that may be nothing."""
    monkeypatch.setattr(finding, "MOST", 3)
    for _number in range(5):
        library.published(ours.column, title="公积金 公积金")
    library.published(ours.column, title="关于调整缴存比例等有关事项的通知（住房公积金）", policy=True)
    rebuild()
    for name in ("resources:list", "library:list"):
        page = browse(ours.editor).get(reverse(name), {"q": "公积金", "kind": "policy"})
        assert [row.kind for row in page.context["object_list"]] == ["policy"]

    # An act on all that the list shows is about the same.
    chosen = Selection.of({"everything": True, "q": "公积金", "kind": ["policy"], "site": str(ours.site.pk)})
    assert [row.kind for row in chosen.resources(ours.editor)] == ["policy"]


def test_filter_for_a_site_never_widens_a_search(ours, theirs, browse):
    offices.draft(theirs, title="公积金内部讨论稿")
    rebuild()

    page = browse(ours.editor).get(reverse("resources:list"), {"q": "公积金", "site": theirs.site.pk})

    assert list(page.context["object_list"]) == []
