"""Opening a site: everything it needs, in one transaction, or nothing (R-1.11.1)."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Page, Site

from resource_library.domain.media import collection_of
from sites.domain.opening import NewSite, open_site
from sites.enums import DomainRole, SiteKind, SiteState
from sites.models import SiteDomain, SiteProfile
from tests.factories import sites
from tests.factories.library import OrganFactory
from unified_platform.accounts.enums import SITE_ROLES, Role

pytestmark = pytest.mark.django_db

RESOURCES = {
    Role.WRITER: {"view", "add"},
    Role.EDITOR: {"view", "add", "change", "repost"},
    Role.REVIEWER: {"view", "review"},
    Role.PUBLISHER: {"view", "publish", "withdraw"},
    Role.SITE_MANAGER: {"view", "repost", "withdraw", "unlock"},
}


@pytest.fixture
def new() -> NewSite:
    organ = OrganFactory()
    return NewSite(
        slug="water",
        host="shuiwu.nanjing.gov.cn",
        standard_name="南京市水务局",
        kind=SiteKind.DEPARTMENT,
        site_code="3201009001",
        sponsor=organ,
        operator=organ,
        authority=organ,
        theme=sites.theme(),
        aliases=("water.nanjing.gov.cn",),
    )


def everything() -> dict[str, int]:
    models = (Site, SiteProfile, SiteDomain, Page, Collection, Group, GroupSitePermission, GroupPagePermission)
    return {model.__name__: model.objects.count() for model in (*models, GroupCollectionPermission)}


def test_opened_site_has_all_it_needs(new):
    profile = open_site(new)

    assert (profile.state, profile.site.hostname, profile.site.site_name, profile.site_code) == (
        SiteState.LIVE,
        "shuiwu.nanjing.gov.cn",
        "南京市水务局",
        "3201009001",
    )
    home = profile.site.root_page
    assert (home.title, home.slug, home.depth, home.live) == ("南京市水务局", "water", 2, True)
    assert dict(profile.domains.values_list("host", "role")) == {
        "shuiwu.nanjing.gov.cn": DomainRole.PRIMARY,
        "water.nanjing.gov.cn": DomainRole.ALIAS,
    }
    assert collection_of(profile.site).name == "南京市水务局"


def test_opened_site_has_its_offices_with_exactly_their_rights(new):
    site = open_site(new).site

    found = {role: set() for role in SITE_ROLES}
    rows = GroupSitePermission.objects.filter(site=site, permission__content_type__model="resource")
    for role, codename in rows.values_list("group__site_role__role", "permission__codename"):
        found[Role(role)].add(codename.removesuffix("_resource"))
    assert found == RESOURCES


def test_columns_are_the_managers_and_granted_at_the_home_page(new):
    site = open_site(new).site

    rows = GroupPagePermission.objects.filter(page__path__startswith=site.root_page.path)
    assert {(row.group.site_role.role, row.page_id) for row in rows} == {(Role.SITE_MANAGER, site.root_page.pk)}
    assert {row.permission.codename for row in rows} == {
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
    }


def test_pictures_and_files_are_the_sites_own(new):
    first = open_site(new).site
    second = sites.site("other").site

    assert collection_of(first) != collection_of(second)
    for site in (first, second):
        rows = GroupCollectionPermission.objects.filter(group__site_role__site=site)
        assert set(rows.values_list("collection", flat=True)) == {collection_of(site).pk}


def test_renamed_site_keeps_its_collection_and_leaves_its_name_to_nobodys_files(new):
    site = open_site(new).site
    collection = collection_of(site)
    site.site_name = "改名之后"
    site.save()

    assert (collection_of(site), collection_of(site).pk) == (collection, collection.pk)


@pytest.mark.parametrize(
    ("taken", "field"),
    [
        ({"slug": "water"}, "slug"),
        ({"host": "shuiwu.nanjing.gov.cn"}, "hostname"),
        ({"host": "SHUIWU.nanjing.gov.cn."}, "hostname"),
        ({"host": "water.nanjing.gov.cn"}, "host"),  # another site's alias
        ({"aliases": ("shuiwu.nanjing.gov.cn",)}, "host"),
        ({"site_code": "3201009001"}, "site_code"),
        ({"standard_name": "南京市水务局"}, "standard_name"),
    ],
)
def test_what_is_taken_is_refused_in_words_and_leaves_nothing(new, taken, field):
    open_site(new)
    free = {
        "slug": "second",
        "host": "second.nanjing.gov.cn",
        "site_code": "3201009002",
        "standard_name": "第二个网站",
        "aliases": (),
    }
    before = everything()

    with pytest.raises(ValidationError) as refusal:
        open_site(replace(new, **{**free, **taken}))

    told = refusal.value.message_dict
    assert (field in told or "__all__" in told, all(all(words) for words in told.values())) == (True, True)
    assert everything() == before


@pytest.mark.parametrize("code", ["", "12345", "32010090011", "bm0100000", "320100900a", "３２０１００９００１"])
def test_site_code_that_is_none_is_refused_and_leaves_nothing(new, code):
    """R-1.2.9: ten digits, or bm and eight digits."""
    before = everything()

    with pytest.raises(ValidationError) as refusal:
        open_site(replace(new, site_code=code))

    assert (list(refusal.value.message_dict), everything()) == (["site_code"], before)


def test_failure_at_the_very_end_leaves_nothing(new):
    """The last alias is taken twice: site, register entry, page and first domains have been written by then."""
    before = everything()

    with pytest.raises(ValidationError):
        open_site(replace(new, aliases=("a.nanjing.gov.cn", "a.nanjing.gov.cn")))

    assert everything() == before
    assert open_site(new).domains.count() == 2


def test_host_is_kept_as_browsers_send_it(new):
    profile = open_site(replace(new, host=" ShuiWu.Nanjing.GOV.cn. ", aliases=("WATER.nanjing.gov.cn",)))

    assert sorted(profile.domains.values_list("host", flat=True)) == ["shuiwu.nanjing.gov.cn", "water.nanjing.gov.cn"]
