"""Appointing people: who gives which office to whom (R-1.11.4, R-1.13.6)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from tests.factories import sites
from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.domain import assign, has_role
from unified_platform.accounts.domain.offices import (
    appoint,
    dismiss,
    manages_all_people,
    manages_people,
    may_edit_person,
    offices_of,
    roles_to_give,
    staffed_sites,
    visible_people,
)
from unified_platform.accounts.enums import PLATFORM_ROLES, SITE_ROLES, Role
from unified_platform.accounts.models import User

pytestmark = pytest.mark.django_db

STAFF = (Role.WRITER, Role.EDITOR, Role.REVIEWER, Role.PUBLISHER)


@pytest.fixture
def site():
    return sites.site("portal").site


@pytest.fixture
def other_site():
    return sites.site("district").site


@pytest.mark.parametrize("role", [*STAFF, Role.AUTHORITY])
def test_who_holds_no_such_office_appoints_nobody(site, role):
    somebody = person(role, None if role in PLATFORM_ROLES else site)

    assert (manages_people(somebody), roles_to_give(somebody, site), list(staffed_sites(somebody))) == (False, (), [])
    with pytest.raises(PermissionDenied):
        appoint(UserFactory(), Role.WRITER, site, by=somebody)


def test_site_manager_staffs_her_site_only(site, other_site):
    manager = person(Role.SITE_MANAGER, site)

    assert [roles_to_give(manager, where) for where in (site, other_site, None)] == [STAFF, (), ()]
    assert list(staffed_sites(manager)) == [site]
    somebody = UserFactory()
    appoint(somebody, Role.EDITOR, site, by=manager)
    for role, where in ((Role.EDITOR, other_site), (Role.SITE_MANAGER, site), (Role.AUTHORITY, None)):
        with pytest.raises(PermissionDenied):
            appoint(somebody, role, where, by=manager)
    assert somebody.groups.count() == 1


def test_information_centre_fills_every_office(site, other_site):
    centre = person(Role.INFORMATION_CENTRE)

    assert [roles_to_give(centre, where) for where in (site, other_site, None)] == [
        SITE_ROLES,
        SITE_ROLES,
        PLATFORM_ROLES,
    ]
    assert set(staffed_sites(centre)) >= {site, other_site}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_nobody_changes_her_own_offices(site, role):
    """Neither the site manager who would sign off, nor the superuser who would review."""
    manager, root = person(Role.SITE_MANAGER, site), UserFactory(is_superuser=True)

    for somebody in (manager, root):
        with pytest.raises(PermissionDenied):
            appoint(somebody, role, site, by=somebody)
    with pytest.raises(PermissionDenied):
        dismiss(manager, Role.SITE_MANAGER, site, by=manager)
    assert has_role(manager, Role.SITE_MANAGER, site_id=site.pk) is True


def test_appointing_a_pair_that_stays_in_two_hands_leaves_nothing(site):
    manager, somebody = person(Role.SITE_MANAGER, site), person(Role.EDITOR, site)

    with pytest.raises(ValidationError):
        appoint(somebody, Role.PUBLISHER, site, by=manager)

    assert (somebody.groups.count(), ModelLogEntry.objects.filter(action="accounts.appoint").count()) == (1, 0)


def test_appointing_and_dismissing_is_on_record(site):
    manager, somebody = person(Role.SITE_MANAGER, site), UserFactory()
    appoint(somebody, Role.EDITOR, site, by=manager)
    dismiss(somebody, Role.EDITOR, site, by=manager)

    rows = ModelLogEntry.objects.filter(action__startswith="accounts.").order_by("pk")
    told = {"role": "editor", "site": site.site_name}
    assert list(rows.values_list("action", "user", "object_id", "data")) == [
        ("accounts.appoint", manager.pk, str(somebody.pk), told),
        ("accounts.dismiss", manager.pk, str(somebody.pk), told),
    ]


def test_site_manager_sees_the_people_of_her_site_only(site, other_site):
    manager, mine = person(Role.SITE_MANAGER, site), person(Role.EDITOR, site)
    theirs, both = person(Role.EDITOR, other_site), person(Role.EDITOR, other_site)
    assign(both, Role.REVIEWER, site)

    assert set(visible_people(manager)) == {manager, mine, both}
    assert set(visible_people(person(Role.INFORMATION_CENTRE))) == set(User.objects.all()) >= {theirs}


def test_account_is_edited_by_whoever_looks_after_all_its_sites(site, other_site):
    manager, centre = person(Role.SITE_MANAGER, site), person(Role.INFORMATION_CENTRE)
    mine, both, nobodys = person(Role.EDITOR, site), person(Role.EDITOR, other_site), UserFactory()
    assign(both, Role.REVIEWER, site)
    above, root = person(Role.AUTHORITY), UserFactory(is_superuser=True)
    people = (mine, both, nobodys, above, root)

    assert [may_edit_person(manager, somebody) for somebody in people] == [True, False, False, False, False]
    assert [may_edit_person(centre, somebody) for somebody in people] == [True, True, True, True, False]
    assert may_edit_person(root, root) is True


@pytest.mark.parametrize("role", [Role.SITE_MANAGER, Role.INFORMATION_CENTRE])
def test_manager_who_left_manages_nobody(site, role):
    gone = person(role, None if role in PLATFORM_ROLES else site)
    gone.is_active = False
    gone.save()

    assert (manages_people(gone), manages_all_people(gone), list(staffed_sites(gone)), roles_to_give(gone, site)) == (
        False,
        False,
        [],
        (),
    )
    with pytest.raises(PermissionDenied):
        appoint(UserFactory(), Role.EDITOR, site, by=gone)


def test_offices_of_people_are_told_as_far_as_one_may_know(site, other_site, django_assert_num_queries):
    manager, somebody = person(Role.SITE_MANAGER, site), person(Role.EDITOR, site)
    assign(somebody, Role.REVIEWER, other_site)
    centre = person(Role.INFORMATION_CENTRE)

    def told(by):
        return {pk: [(row.role, row.site_id) for row in rows] for pk, rows in offices_of([somebody], by).items()}

    assert told(manager) == {somebody.pk: [("editor", site.pk)]}
    assert told(centre) == {somebody.pk: [("editor", site.pk), ("reviewer", other_site.pk)]}
    with django_assert_num_queries(1):  # whose offices the asker holds is known by now
        told(centre)
