"""The site register in the back end: opening a site, changing its entry, keeping its domains."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from resource_library.domain.media import collection_of
from sites.enums import DomainRole
from sites.models import SiteDomain, SiteProfile
from tests.factories import sites
from tests.factories.accounts import person
from tests.factories.library import OrganFactory
from unified_platform.accounts.domain import role_group
from unified_platform.accounts.enums import SITE_ROLES, Role


@pytest.fixture
def centre(db) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(person(Role.INFORMATION_CENTRE))
    return client


def facts(**changes) -> dict:
    organ = OrganFactory().pk
    return {
        "standard_name": "南京市测试局网站",
        "kind": "department",
        "site_code": "3201990001",
        "sponsor": organ,
        "operator": organ,
        "authority": organ,
        "theme": sites.theme().pk,
        **changes,
    }


def domains(profile: SiteProfile, *rows: tuple[str, str], remove: tuple[str, ...] = ()) -> dict:
    """The forms of the domains: those that exist, changed where `rows` says so, and new ones."""
    known = list(profile.domains.order_by("pk"))
    wanted = dict(rows)
    data: dict = {"domains-INITIAL_FORMS": len(known)}
    lines = [(domain.pk, domain.host, wanted.pop(domain.host, domain.role)) for domain in known]
    lines += [("", host, role) for host, role in wanted.items()]
    for number, (pk, host, role) in enumerate(lines):
        line = {"id": pk, "profile": profile.pk, "host": host, "role": role}
        if host in remove:
            line["DELETE"] = "on"
        data |= {f"domains-{number}-{name}": value for name, value in line.items()}
    return {**data, "domains-TOTAL_FORMS": len(lines)}


def entry(profile: SiteProfile) -> str:
    return reverse("site_register:entry", args=[profile.pk])


def change(client: Client, profile: SiteProfile, *rows, remove=(), **changes):
    stored = {name: getattr(profile, name) for name in ("standard_name", "kind", "site_code")}
    organs = {name: getattr(profile, f"{name}_id") for name in ("sponsor", "operator", "authority", "theme")}
    return client.post(entry(profile), {**stored, **organs, **changes, **domains(profile, *rows, remove=remove)})


def test_opening_a_site_makes_all_it_needs(centre):
    centre.post(reverse("site_register:open"), facts(slug="test", host="Test.Example."))

    profile = SiteProfile.objects.get(slug="test")
    assert (profile.site.hostname, profile.site.site_name) == ("test.example", "南京市测试局网站")
    assert profile.site.root_page.title == "南京市测试局网站"
    assert Collection.objects.filter(name="南京市测试局网站").count() == 1
    assert {role_group(role, profile.site).permissions.exists() for role in SITE_ROLES} == {True}


def test_opening_a_site_with_a_wrong_code_says_so_at_the_field(centre):
    page = centre.post(reverse("site_register:open"), facts(slug="test", host="test.example", site_code="12"))

    assert set(page.context["form"].errors) == {"site_code"}
    assert not SiteProfile.objects.exists()


def test_opening_a_site_under_a_host_that_is_taken_is_refused(centre):
    taken = sites.site("taken")

    page = centre.post(reverse("site_register:open"), facts(slug="test", host=taken.site.hostname))

    assert page.status_code == 200
    assert page.context["form"].errors
    assert SiteProfile.objects.count() == 1


def test_changed_name_is_carried_to_site_and_collection(centre):
    profile = sites.site("old")
    collection = collection_of(profile.site)

    change(centre, profile, standard_name="新名字的网站")

    profile.refresh_from_db()
    collection.refresh_from_db()
    assert (profile.standard_name, profile.site.site_name, collection.name) == ("新名字的网站",) * 3
    assert collection_of(profile.site) == collection


def test_domains_are_added_and_taken_away(centre):
    profile = sites.site("old")

    change(centre, profile, ("alias.test", "alias"))
    assert dict(profile.domains.values_list("host", "role")) == {"old.test": "primary", "alias.test": "alias"}

    change(centre, profile, remove=("alias.test",))
    assert list(profile.domains.values_list("host", flat=True)) == ["old.test"]


def test_another_main_domain_takes_the_place_of_the_first(centre):
    profile = sites.site("old")

    change(centre, profile, ("old.test", "redirect"), ("new.test", "primary"))

    profile.site.refresh_from_db()
    assert dict(profile.domains.values_list("host", "role")) == {"old.test": "redirect", "new.test": "primary"}
    assert profile.site.hostname == "new.test"


@pytest.mark.parametrize("rows", [(("old.test", "alias"),), (("other.test", "primary"),), (("taken.test", "alias"),)])
def test_entry_without_one_main_domain_or_with_a_taken_host_is_refused(centre, rows):
    profile = sites.site("old")
    sites.site("taken")

    page = change(centre, profile, *rows, slogan="改了")

    assert page.status_code == 200
    profile.refresh_from_db()
    assert profile.slogan == ""
    assert list(profile.domains.values_list("host", "role")) == [("old.test", DomainRole.PRIMARY)]


@pytest.mark.parametrize("role", [Role.SITE_MANAGER, Role.PUBLISHER, Role.AUTHORITY])
def test_register_is_kept_by_the_information_centre_only(db, role):
    profile = sites.site("old")
    client = Client(HTTP_HOST="localhost")
    client.force_login(person(role, None if role == Role.AUTHORITY else profile.site))

    assert client.get(reverse("site_register:list")).status_code == 404
    assert change(client, profile, ("alias.test", "alias")).status_code == 404
    assert SiteDomain.objects.count() == 1


def test_list_takes_as_many_queries_for_30_sites_as_for_3(centre, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("site_register:list")
    for _number in range(3):
        sites.site()
    centre.get(url)
    with CaptureQueriesContext(connection) as few:
        centre.get(url)
    for _number in range(12):
        sites.site()

    with django_assert_num_queries(len(few)):
        centre.get(url)
