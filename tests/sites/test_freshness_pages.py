"""The pages about stale columns: own sites for their people, all sites for the centre (R-3.1.4, R-3.1.6)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from resource_library.models import Placement
from sites.enums import ColumnType
from tests.factories import sites as factories
from tests.factories.accounts import person
from tests.factories.library import published
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User
from unified_platform.accounts.work import piles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    """Two sites: one with an overdue, a due and a fresh column, one with two overdue and an empty one."""
    ours, theirs = factories.site("ours"), factories.site("theirs")
    for site, slug, title, age in (
        (ours, "a", "甲动态", 20),
        (ours, "b", "甲要闻", 13),
        (ours, "c", "甲快讯", 1),
        (theirs, "a", "乙动态", 40),
        (theirs, "b", "乙要闻", 15),
    ):
        shown(factories.column(site, slug, title), age)
    factories.column(theirs, "d", "乙空栏目", column_type=ColumnType.OTHER)
    return ours, theirs


def shown(column, age):
    resource = published(column)
    Placement.objects.filter(resource=resource).update(date=timezone.now() - timedelta(days=age))


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def rows(client, **query) -> list[tuple[str, int]]:
    answer = client.get(reverse("column_freshness:list"), query)
    return [(state.title, state.overdue) for state, *_rest in answer.context["rows"]]


def test_manager_sees_what_needs_attention_on_her_own_site(city):
    ours, _theirs = city
    client = browser(person(Role.SITE_MANAGER, ours.site))
    assert rows(client) == [("甲动态", 6), ("甲要闻", 0)]
    assert rows(client, verdict="all") == [("甲动态", 6), ("甲要闻", 0), ("甲快讯", 0)]
    assert rows(client, verdict="due_soon") == [("甲要闻", 0)]


def test_nobody_sees_the_columns_of_another_site(city):
    ours, theirs = city
    for role in (Role.WRITER, Role.SITE_MANAGER):
        client = browser(person(role, ours.site))
        assert rows(client, site=theirs.site_id, verdict="all") == []
        page = client.get(reverse("column_freshness:list"), {"verdict": "all"}).content.decode()
        assert ("甲动态" in page, "乙" in page, theirs.standard_name in page) == (True, False, False)


def test_centre_sees_all_sites_the_worst_first_and_filters_them(city):
    _ours, theirs = city
    client = browser(person(Role.INFORMATION_CENTRE))
    assert rows(client) == [("乙空栏目", 0), ("乙动态", 26), ("甲动态", 6), ("乙要闻", 1), ("甲要闻", 0)]
    assert rows(client, site=theirs.site_id, verdict="overdue") == [("乙动态", 26), ("乙要闻", 1)]
    assert rows(client, rule="static") == [("乙空栏目", 0)]
    context = client.get(reverse("column_freshness:list")).context
    assert next((line.name, line.stale) for line in context["lines"]) == (theirs.standard_name, 3)


@pytest.mark.parametrize(
    "query", [{"site": "x"}, {"verdict": "<script>"}, {"rule": "1"}, {"p": "-5"}, {"site": "9" * 30}]
)
def test_filter_nobody_offers_is_no_filter(city, query):
    assert len(rows(browser(person(Role.INFORMATION_CENTRE)), **query)) == 5


def test_page_costs_the_same_for_one_site_and_for_many(city):
    centre = browser(person(Role.INFORMATION_CENTRE))
    rows(centre)
    before = _cost(centre)
    for number in range(3):
        shown(factories.column(factories.site(), f"x{number}"), 30)
    assert _cost(centre) == before


def _cost(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        rows(client)
    return len(queries)


def test_export_holds_the_list_as_it_is_filtered(city):
    ours, _theirs = city
    answer = browser(person(Role.SITE_MANAGER, ours.site)).get(
        reverse("column_freshness:export"), {"verdict": "overdue"}
    )
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    table = list(sheet.values)
    assert [(row[1], row[3], row[5], row[6]) for row in table[1:]] == [("甲动态", 14, 20, 6)]


def test_stranger_to_all_sites_is_turned_away(city):
    from tests.factories.accounts import UserFactory

    client = browser(UserFactory())
    assert client.get(reverse("column_freshness:list")).status_code != 200


def test_desk_of_the_manager_has_her_columns_and_that_of_the_centre_the_sites(city):
    ours, theirs = city
    manager, centre = person(Role.SITE_MANAGER, ours.site), person(Role.INFORMATION_CENTRE)
    columns = _pile(manager)
    assert [(row.title, row.tone) for row in columns.rows] == [("甲动态", "warning"), ("甲要闻", "primary")]
    sites = _pile(centre)
    assert [(row.title, row.mark) for row in sites.rows] == [(theirs.standard_name, "3"), (ours.standard_name, "1")]
    assert _pile(person(Role.WRITER, ours.site)) is None


def _pile(user):
    return next((pile for pile in piles_of(User.objects.get(pk=user.pk)) if pile.name == "columns"), None)
