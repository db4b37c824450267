"""Offices: who holds which, and which pairs stay in two hands (R-1.13.6)."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests.factories import sites
from tests.factories.accounts import UserFactory, person
from tests.threads import at_once, refill, several_connections
from unified_platform.accounts.domain import (
    assign,
    has_role,
    people_with_role,
    revoke,
    role_group,
    site_ids_with_role,
)
from unified_platform.accounts.enums import PLATFORM_ROLES, SITE_ROLES, Role
from unified_platform.accounts.models import SiteRole

pytestmark = pytest.mark.django_db

# Written out: which two offices one account never holds together.
APART = [
    (Role.WRITER, Role.PUBLISHER),
    (Role.EDITOR, Role.PUBLISHER),
    (Role.REVIEWER, Role.PUBLISHER),
    (Role.INFORMATION_CENTRE, Role.PUBLISHER),
    (Role.INFORMATION_CENTRE, Role.AUTHORITY),
]
BOTH_WAYS = APART + [(second, first) for first, second in APART]
TOGETHER = [
    (first, second)
    for number, first in enumerate(SITE_ROLES)
    for second in SITE_ROLES[number + 1 :]
    if (first, second) not in BOTH_WAYS
]


def at(role: Role, site):
    """Where the office is held: on the site, or on the platform."""
    return None if role in PLATFORM_ROLES else site


@pytest.fixture
def site():
    return sites.site("portal").site


@pytest.fixture
def other_site():
    return sites.site("district").site


# Pairs


@pytest.mark.parametrize(("held", "wanted"), BOTH_WAYS)
def test_pair_that_stays_in_two_hands_is_refused_both_ways_round(site, held, wanted):
    somebody = person(held, at(held, site))

    with pytest.raises(ValidationError):
        assign(somebody, wanted, at(wanted, site))

    assert (has_role(somebody, held, site_id=getattr(at(held, site), "pk", None)), somebody.groups.count()) == (True, 1)


@pytest.mark.parametrize(("first", "second"), TOGETHER)
def test_every_other_pair_may_be_held_on_one_site(site, first, second):
    somebody = person(first, site)
    assign(somebody, second, site)

    assert somebody.groups.count() == 2


@pytest.mark.parametrize(("held", "wanted"), [pair for pair in BOTH_WAYS if not set(pair) & set(PLATFORM_ROLES)])
def test_pair_on_two_sites_is_no_pair(site, other_site, held, wanted):
    """She signs off on one site what others wrote, and writes on another what others sign off."""
    somebody = person(held, site)
    assign(somebody, wanted, other_site)

    assert site_ids_with_role(somebody) == {site.pk, other_site.pk}


def test_centre_and_publisher_are_no_pair_on_any_site(site, other_site):
    """An office of the platform reaches every site."""
    publisher, centre = person(Role.PUBLISHER, other_site), person(Role.INFORMATION_CENTRE)

    with pytest.raises(ValidationError):
        assign(publisher, Role.INFORMATION_CENTRE)
    with pytest.raises(ValidationError):
        assign(centre, Role.PUBLISHER, site)


def test_office_given_back_makes_room_for_the_other(site):
    somebody = person(Role.EDITOR, site)
    revoke(somebody, Role.EDITOR, site)
    assign(somebody, Role.PUBLISHER, site)

    assert [has_role(somebody, role, site_id=site.pk) for role in (Role.EDITOR, Role.PUBLISHER)] == [False, True]


@several_connections
def test_pair_given_by_two_people_at_once_is_given_by_one():
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")
    refill()
    somebody, site = UserFactory(), sites.site("portal").site
    copies = [type(somebody).objects.get(pk=somebody.pk) for _ in range(2)]

    results = at_once(lambda: assign(copies[0], Role.EDITOR, site), lambda: assign(copies[1], Role.PUBLISHER, site))

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "ValidationError"]
    assert somebody.groups.count() == 1


# Giving, taking, asking


def test_assigning_twice_changes_nothing(site):
    somebody = person(Role.EDITOR, site)
    assign(somebody, Role.EDITOR, site)

    assert (somebody.groups.count(), SiteRole.objects.filter(site=site).count()) == (1, len(SITE_ROLES))


def test_revoking_what_is_not_held_changes_nothing(site, other_site):
    somebody = person(Role.EDITOR, site)
    revoke(somebody, Role.EDITOR, other_site)
    revoke(somebody, Role.REVIEWER, site)

    assert has_role(somebody, Role.EDITOR, site_id=site.pk) is True


def test_office_is_held_on_its_site_only(site, other_site):
    somebody = person(Role.EDITOR, site)

    assert [
        has_role(somebody, Role.EDITOR, site_id=site.pk),
        has_role(somebody, Role.EDITOR, site_id=other_site.pk),
        has_role(somebody, Role.EDITOR),
        has_role(somebody, Role.REVIEWER, site_id=site.pk),
        has_role(somebody, Role.REVIEWER, Role.EDITOR, site_id=site.pk),
    ] == [True, False, False, False, True]


def test_office_of_the_platform_is_held_on_no_site(site):
    somebody = person(Role.AUTHORITY)

    assert (has_role(somebody, Role.AUTHORITY), has_role(somebody, Role.AUTHORITY, site_id=site.pk)) == (True, False)
    assert site_ids_with_role(somebody) == set()


def test_sites_of_a_person_by_office(site, other_site):
    somebody = person(Role.EDITOR, site)
    assign(somebody, Role.SITE_MANAGER, other_site)

    assert [site_ids_with_role(somebody, *roles) for roles in ((), (Role.EDITOR,), (Role.SITE_MANAGER,))] == [
        {site.pk, other_site.pk},
        {site.pk},
        {other_site.pk},
    ]


def test_asking_again_costs_nothing(site, django_assert_num_queries):
    somebody = type(person(Role.EDITOR, site)).objects.latest("pk")
    with django_assert_num_queries(1):
        for _ in range(5):
            has_role(somebody, Role.EDITOR, site_id=site.pk)
            site_ids_with_role(somebody)


# People who left


def test_vendor_who_left_holds_nothing_and_is_nobodys_colleague(site):
    """R-1.1.7: a contract ends, the account is switched off; the offices stay on record and count for nothing."""
    vendor, colleague = person(Role.EDITOR, site), person(Role.EDITOR, site)
    vendor.is_active = False
    vendor.save()

    assert (has_role(vendor, Role.EDITOR, site_id=site.pk), site_ids_with_role(vendor)) == (False, set())
    assert list(people_with_role(Role.EDITOR, site)) == [colleague]
    assert vendor.groups.count() == 1


def test_stranger_holds_nothing(site):
    assert (has_role(AnonymousUser(), Role.EDITOR, site_id=site.pk), site_ids_with_role(AnonymousUser())) == (
        False,
        set(),
    )


# Groups behind the offices


@pytest.mark.parametrize("role", SITE_ROLES)
def test_site_role_without_a_site_is_an_error(role):
    with pytest.raises(ValueError, match="role on a site"):
        role_group(role)


@pytest.mark.parametrize("role", PLATFORM_ROLES)
def test_platform_role_with_a_site_is_an_error(site, role):
    with pytest.raises(ValueError, match="platform-wide"):
        role_group(role, site)


def test_group_of_an_office_is_made_once(site):
    assert role_group(Role.EDITOR, site) == role_group(Role.EDITOR, site)
    assert role_group(Role.AUTHORITY) == role_group(Role.AUTHORITY)


def test_two_sites_that_bore_one_name_have_groups_of_their_own(site, other_site):
    """A site was renamed; another one now bears its old name."""
    names = {group.name for group in Group.objects.filter(site_role__site=site)}
    SiteRole.objects.filter(site=other_site).delete()
    Group.objects.filter(site_role=None).delete()
    other_site.site_name = site.site_name
    groups = [role_group(role, other_site) for role in SITE_ROLES]

    assert (len({group.pk for group in groups}), names & {group.name for group in groups}) == (len(SITE_ROLES), set())


@pytest.mark.parametrize(("role", "on_site"), [(Role.EDITOR, False), (Role.AUTHORITY, True)])
def test_database_keeps_platform_and_site_roles_apart(site, role, on_site):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteRole.objects.create(group=Group.objects.create(name="x"), site=site if on_site else None, role=role)
