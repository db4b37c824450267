"""Who may do what with whose resources: the table of rights, cell by cell (R-1.11.4, R-1.13.6)."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied
from wagtail.models import GroupSitePermission

from resource_library import permissions
from resource_library.models import Resource
from tests.factories.accounts import UserFactory, person
from tests.factories.library import ResourceFactory
from tests.factories.offices import draft, office, revise
from unified_platform.accounts.domain import assign, revoke, role_group
from unified_platform.accounts.enums import SITE_ROLES, Role

pytestmark = pytest.mark.django_db

ACTS = ("view", "add", "change", "delete", "review", "publish", "withdraw", "repost", "lock", "unlock")

# Written out: whoever changes a right changes this table, and reads it.
#                                    own site
TABLE = {
    #                         view   add  change delete review publish withdraw repost lock unlock
    Role.WRITER:             ("yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"),
    Role.EDITOR:             ("yes", "yes", "yes", "no", "no", "no", "no", "yes", "no", "no"),
    Role.REVIEWER:           ("yes", "no", "no", "no", "yes", "no", "no", "no", "no", "no"),
    Role.PUBLISHER:          ("yes", "no", "no", "no", "no", "yes", "yes", "no", "no", "no"),
    Role.SITE_MANAGER:       ("yes", "no", "no", "no", "no", "no", "yes", "yes", "no", "yes"),
}  # fmt: skip
# On every site alike.
PLATFORM = {
    Role.INFORMATION_CENTRE: ("yes", "no", "no", "no", "no", "no", "no", "no", "no", "no"),
    Role.AUTHORITY:          ("yes", "no", "no", "no", "no", "no", "yes", "no", "no", "no"),
}  # fmt: skip

CELLS = [(role, act, cell == "yes") for role, row in TABLE.items() for act, cell in zip(ACTS, row, strict=True)]
PLATFORM_CELLS = [
    (role, act, cell == "yes") for role, row in PLATFORM.items() for act, cell in zip(ACTS, row, strict=True)
]


@pytest.fixture
def portal():
    return office("portal")


@pytest.fixture
def district():
    return office("district")


def test_tables_name_every_role():
    assert (set(TABLE), set(TABLE) | set(PLATFORM)) == (set(SITE_ROLES), set(Role))


@pytest.mark.parametrize(("role", "act", "allowed"), CELLS)
def test_right_of_a_site_role_on_its_own_site(portal, role, act, allowed):
    somebody, resource = person(role, portal.site), ResourceFactory(owner_site=portal.site)

    assert permissions.can(somebody, act, resource) is allowed
    assert permissions.can_on_site(somebody, act, portal.site) is allowed
    assert list(permissions.sites(somebody, act)) == ([portal.site] if allowed else [])


@pytest.mark.parametrize("role", SITE_ROLES)
def test_right_of_a_site_role_on_another_site_is_none(portal, district, role):
    """There is something to be done on the other site: its own people do all of it."""
    somebody, resource = person(role, portal.site), draft(district)
    theirs = (district.writer, district.editor, district.reviewer, district.publisher, district.manager)

    assert {act for act in ACTS for one in theirs if permissions.can(one, act, resource)} == set(ACTS) - {
        "delete",
        "lock",
    }
    assert [act for act in ACTS if permissions.can(somebody, act, resource)] == []
    assert [act for act in ACTS if permissions.can_on_site(somebody, act, district.site)] == []
    assert [act for act in ACTS if permissions.resources(somebody, act).filter(pk=resource.pk).exists()] == []


@pytest.mark.parametrize(("role", "act", "allowed"), PLATFORM_CELLS)
def test_right_of_a_platform_role_on_every_site(portal, district, role, act, allowed):
    somebody = person(role)

    for site in (portal.site, district.site):
        assert permissions.can_on_site(somebody, act, site) is allowed
        assert permissions.can(somebody, act, ResourceFactory(owner_site=site)) is allowed
    assert set(permissions.sites(somebody, act)) >= ({portal.site, district.site} if allowed else set())


# Authors


def test_writer_changes_what_is_hers_and_nothing_else(portal):
    other = person(Role.WRITER, portal.site)
    mine, theirs = draft(portal, by=portal.writer), draft(portal, by=other)

    assert [permissions.can(portal.writer, "change", r) for r in (mine, theirs)] == [True, False]
    assert list(permissions.resources(portal.writer, "change")) == [mine]
    assert set(permissions.resources(portal.writer, "view")) == {mine, theirs}
    assert set(permissions.resources(portal.editor, "change")) == {mine, theirs}


def test_author_gains_nothing_but_changing(portal):
    mine = draft(portal, by=portal.writer)

    assert [act for act in ACTS if permissions.can(portal.writer, act, mine)] == ["view", "add", "change"]


def test_author_who_lost_her_office_changes_nothing_any_more(portal):
    mine = draft(portal, by=portal.writer)
    revoke(portal.writer, Role.WRITER, portal.site)

    assert [act for act in ACTS if permissions.can(portal.writer, act, mine)] == []
    assert list(permissions.resources(portal.writer, "change")) == []
    with pytest.raises(PermissionDenied):
        revise(mine, portal.writer, title="离开之后")


def test_author_of_a_text_on_a_site_she_left_for_another_cannot_change_it(portal, district):
    mine = draft(portal, by=portal.writer)
    revoke(portal.writer, Role.WRITER, portal.site)
    assign(portal.writer, Role.WRITER, district.site)

    assert permissions.can(portal.writer, "change", mine) is False


# People who left, people who hold nothing, people who hold everything


@pytest.mark.parametrize("role", Role)
def test_deactivated_person_may_nothing(portal, role):
    """A vendor's accounts end with the contract (R-1.1.7): one switch, and every right is gone at once."""
    somebody = person(role, portal.site if role in SITE_ROLES else None)
    resource = ResourceFactory(owner_site=portal.site, editor=somebody)
    assert permissions.can(somebody, "view", resource) is True

    somebody.is_active = False
    somebody.save()

    assert [act for act in ACTS if permissions.can(somebody, act, resource)] == []
    assert [act for act in ACTS if permissions.sites(somebody, act).exists()] == []
    assert [act for act in ACTS if permissions.resources(somebody, act).exists()] == []


@pytest.mark.parametrize("somebody", [AnonymousUser, UserFactory])
def test_person_without_an_office_may_nothing(portal, somebody):
    stranger, resource = somebody(), ResourceFactory(owner_site=portal.site)

    assert [act for act in ACTS if permissions.can(stranger, act, resource)] == []
    assert [act for act in ACTS if permissions.resources(stranger, act).exists()] == []


def test_office_taken_away_counts_at_once(portal):
    """The same object in memory, as within one request."""
    assert permissions.can_on_site(portal.editor, "change", portal.site) is True
    revoke(portal.editor, Role.EDITOR, portal.site)
    assert permissions.can_on_site(portal.editor, "change", portal.site) is False
    assign(portal.editor, Role.REVIEWER, portal.site)
    assert permissions.can_on_site(portal.editor, "review", portal.site) is True


def test_superuser_holds_no_office(portal):
    """She may look and tidy up; what an office decides she does not decide (R-1.13.6)."""
    root = UserFactory(is_superuser=True)

    assert [act for act in ACTS if permissions.can_on_site(root, act, portal.site)] == list(ACTS)
    assert [act for act in ACTS if permissions.office_gives(root, act, portal.site)] == []
    assign(root, Role.REVIEWER, portal.site)
    assert [act for act in ACTS if permissions.office_gives(root, act, portal.site)] == ["view", "review"]
    root.is_active = False
    assert [act for act in ACTS if permissions.office_gives(root, act, portal.site)] == []


def test_office_gives_others_what_the_table_says(portal, district):
    for name in ("writer", "editor", "reviewer", "publisher", "manager"):
        somebody = getattr(portal, name)
        given = [act for act in ACTS if permissions.office_gives(somebody, act, portal.site)]
        assert given == [act for act in ACTS if permissions.can_on_site(somebody, act, portal.site)]
        assert [act for act in ACTS if permissions.office_gives(somebody, act, district.site)] == []


# Granting


def test_granting_again_repairs_what_somebody_changed_by_hand(portal):
    """The rights of the groups are exactly the table's, on the site and on the platform."""
    group, centre = role_group(Role.EDITOR, portal.site), role_group(Role.INFORMATION_CENTRE)
    publish = Permission.objects.get(codename="publish_resource")
    GroupSitePermission.objects.create(group=group, site=portal.site, permission=publish)
    centre.permissions.add(publish)
    kept = Permission.objects.get(codename="add_site")
    centre.permissions.add(kept)

    permissions.grant_role_rights(portal.site)
    permissions.grant_role_rights()

    of_group = GroupSitePermission.objects.filter(group=group, permission__content_type__model="resource")
    assert sorted(of_group.values_list("permission__codename", flat=True)) == [
        "add_resource",
        "change_resource",
        "repost_resource",
        "view_resource",
    ]
    of_centre = centre.permissions.filter(content_type__model="resource").values_list("codename", flat=True)
    assert (list(of_centre), centre.permissions.filter(pk=kept.pk).exists()) == (["view_resource"], True)


def test_granting_twice_adds_nothing(portal):
    before = GroupSitePermission.objects.count()
    permissions.grant_role_rights(portal.site)

    assert GroupSitePermission.objects.count() == before


def test_group_of_one_site_holds_nothing_on_another(portal, district):
    rows = GroupSitePermission.objects.exclude(group__site_role=None)

    assert [row for row in rows if row.site_id != row.group.site_role.site_id] == []
    assert Group.objects.filter(site_role__site=portal.site).count() == len(SITE_ROLES)


# What it costs


@pytest.mark.parametrize("resources", [1, 40])
def test_asking_about_many_resources_costs_what_one_costs(portal, resources, django_assert_num_queries):
    rows = list(Resource.objects.filter(pk__in=[ResourceFactory(owner_site=portal.site).pk for _ in range(resources)]))
    somebody = type(portal.editor).objects.get(pk=portal.editor.pk)

    with django_assert_num_queries(2):  # the rights of her groups, and of her groups on sites
        assert all(permissions.can(somebody, "change", row) for row in rows)
