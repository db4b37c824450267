"""The doors of the back end are shut unless somebody opened them."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.factories.accounts import UserFactory, person
from tests.factories.offices import office
from unified_platform.accounts import doors
from unified_platform.accounts.enums import Role

SHUT = (
    "wagtailsnippets:index", "wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index",
    "wagtailadmin_collections:index", "wagtailadmin_workflows:index", "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:locked_pages", "wagtailadmin_reports:workflow", "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:aging_pages", "wagtailadmin_reports:page_types_usage", "wagtailadmin_tag_autocomplete",
    "wagtailembeds:chooser",
)  # fmt: skip


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", SHUT)
def test_wagtails_views_over_all_sites_are_shut_for_every_office(db, name):
    here = office("ours")
    people = [here.editor, here.manager, person(Role.INFORMATION_CENTRE), person(Role.AUTHORITY)]

    assert {browser(who).get(reverse(name)).status_code for who in people} == {404}


def test_superuser_passes_every_door(db):
    assert browser(UserFactory(is_superuser=True)).get(reverse("wagtailusers_users:index")).status_code == 200


def test_stranger_is_sent_to_the_sign_in_page(db):
    answer = Client(HTTP_HOST="localhost").get(reverse("wagtailusers_users:index"))

    assert answer.headers["Location"].startswith(reverse("wagtailadmin_login"))


def test_sign_in_page_is_open_and_carries_the_name_of_the_house(db):
    page = Client(HTTP_HOST="localhost").get(reverse("wagtailadmin_login"))

    assert page.status_code == 200
    title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.strip().endswith("同源")


def test_every_opened_door_leads_somewhere():
    """A guard for a name that no longer exists would be a hole nobody sees."""
    from fnmatch import fnmatchcase

    from tests.leaks.walking import addresses

    names = {address.name for address in addresses("")}
    assert get_resolver()
    assert [door for door in doors._guards if not any(fnmatchcase(name, door) for name in names)] == []


def test_opening_a_door_twice_is_refused():
    doors.open_doors(doors.anybody, "a-door")
    try:
        with pytest.raises(ValueError, match="a-door"):
            doors.open_doors(doors.anybody, "a-door")
    finally:
        doors.close_doors("a-door")


@pytest.mark.parametrize("name", ["deliveries_modeladmin_index", "organs_modeladmin_index", "rules_modeladmin_index"])
def test_registers_are_open_to_the_information_centre_only(db, name):
    here = office("ours")

    assert browser(person(Role.INFORMATION_CENTRE)).get(reverse(name)).status_code == 200
    for who in (here.editor, here.publisher, here.manager, person(Role.AUTHORITY)):
        assert browser(who).get(reverse(name)).status_code == 404
