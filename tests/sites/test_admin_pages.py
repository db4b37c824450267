"""The page tree in the back end: a site manager keeps her own columns and breaks no public address."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from sites.models import ColumnPage, SiteProfile
from tests.factories import library, sites
from tests.factories.offices import Office, office


@pytest.fixture
def ours(db) -> Office:
    return office("ours")


@pytest.fixture
def theirs(db) -> Office:
    return office("theirs")


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_manager_adds_a_column_below_her_home_page(ours):
    home = ours.site.root_page
    url = reverse("wagtailadmin_pages:add", args=["sites", "columnpage", home.pk])
    column = {
        "title": "通知公告", "slug": "tzgg", "column_type": "通知公告", "description": "发布通知公告", "keywords": "通知",
        "list_style": "titles", "update_rule": "notice", "action-publish": "1",
    }  # fmt: skip

    browser(ours.manager).post(url, column)

    made = ColumnPage.objects.get(slug="tzgg")
    assert (made.title, made.live, made.get_parent().pk) == ("通知公告", True, home.pk)


@pytest.mark.parametrize("name", ["writer", "editor", "reviewer", "publisher"])
def test_columns_are_for_managers_only(ours, name):
    url = reverse("wagtailadmin_pages:edit", args=[ours.column.pk])

    assert browser(getattr(ours, name)).get(url).status_code in (302, 403)


@pytest.mark.parametrize("act", ["edit", "history", "add_subpage", "view_draft", "unpublish"])
def test_columns_of_another_site_do_not_exist(ours, theirs, act):
    url = reverse(f"wagtailadmin_pages:{act}", args=[theirs.column.pk])

    assert browser(ours.manager).get(url).status_code == 404


@pytest.mark.parametrize("act", ["move", "copy", "delete", "set_privacy", "convert_alias"])
def test_acts_that_break_addresses_are_shut(ours, act):
    url = reverse(f"wagtailadmin_pages:{act}", args=[ours.column.pk])

    assert browser(ours.manager).post(url).status_code == 404
    assert Page.objects.filter(pk=ours.column.pk).exists()


def test_column_that_shows_something_is_not_taken_down(ours):
    library.published(ours.column)

    browser(ours.manager).post(reverse("wagtailadmin_pages:unpublish", args=[ours.column.pk]))

    ours.column.refresh_from_db()
    assert ours.column.live


def test_empty_column_is_taken_down(ours):
    browser(ours.manager).post(reverse("wagtailadmin_pages:unpublish", args=[ours.column.pk]))

    ours.column.refresh_from_db()
    assert not ours.column.live


def test_tree_leads_from_a_column_to_its_content_and_offers_no_shut_door(ours):
    page = browser(ours.manager).get(reverse("wagtailadmin_explore", args=[ours.site.root_page.pk])).content.decode()

    assert reverse("columns:content", args=[ours.column.pk]) in page
    for act in ("move", "copy", "delete"):
        assert reverse(f"wagtailadmin_pages:{act}", args=[ours.column.pk]) not in page


def test_chooser_of_pages_begins_at_ones_own_home_page(ours, theirs):
    client = browser(ours.editor)

    page = client.get(reverse("wagtailadmin_choose_page"), {"page_type": "sites.ColumnPage"}, follow=True)

    assert page.redirect_chain[-1][0].startswith(
        reverse("wagtailadmin_choose_page_child", args=[ours.site.root_page.pk])
    )
    below_theirs = reverse("wagtailadmin_choose_page_child", args=[theirs.site.root_page.pk])
    assert client.get(below_theirs).status_code == 404


@pytest.mark.parametrize("name", ["wagtailadmin_choose_page_child", "wagtailadmin_choose_page_search"])
def test_chooser_of_pages_asks_once_for_the_states_of_all_rows(ours, name):
    """Stock: two questions a row."""
    for number in range(5):
        sites.column(SiteProfile.objects.get(site=ours.site), f"news{number}", f"部门动态{number}")
    args = [ours.site.root_page.pk] if name.endswith("child") else []
    client = browser(ours.editor)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(name, args=args), {"q": "动态"})
    page = answer.json()["html"] if answer["Content-Type"] == "application/json" else answer.content.decode()

    of_rows = [q["sql"] for q in captured if 'FROM "wagtailcore_workflowstate"' in q["sql"]]
    of_rows += [q["sql"] for q in captured if q["sql"].startswith('SELECT "wagtailcore_revision"')]
    assert page.count("部门动态") >= 5
    assert len(of_rows) <= 3  # the rows, and the page they stand below


def test_column_of_somebody_else_cannot_be_unpublished_by_its_number(ours, theirs):
    sites.column(theirs.site.profile, "news", "部门动态")

    browser(ours.manager).post(reverse("wagtailadmin_pages:unpublish", args=[theirs.column.pk]))

    theirs.column.refresh_from_db()
    assert theirs.column.live
