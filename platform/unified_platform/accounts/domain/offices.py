"""Appointing people: who may give which office to whom (R-1.11.4, R-1.13.6)."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from ..enums import PLATFORM_ROLES, SITE_ROLES, Role
from ..models import SiteRole, User
from .roles import assign, has_role, revoke, site_ids_with_role

# A site manager staffs her site; the information centre appoints site managers, and holds the platform's own offices.
STAFF_ROLES = (Role.WRITER, Role.EDITOR, Role.REVIEWER, Role.PUBLISHER)


def manages_all_people(user: User) -> bool:
    """信息中心 (and a superuser) looks after everybody's account."""
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


def manages_people(user: User) -> bool:
    """Whether `user` has anybody at all to look after."""
    return manages_all_people(user) or bool(site_ids_with_role(user, Role.SITE_MANAGER))


def staffed_sites(user: User) -> QuerySet[Site]:
    """The sites whose offices `user` fills."""
    if manages_all_people(user):
        return Site.objects.all()
    return Site.objects.filter(pk__in=site_ids_with_role(user, Role.SITE_MANAGER))


def roles_to_give(user: User, site: Site | None) -> tuple[Role, ...]:
    """The offices `user` may fill on `site`, or on the platform with no site."""
    if manages_all_people(user):
        return SITE_ROLES if site else PLATFORM_ROLES
    if site and has_role(user, Role.SITE_MANAGER, site_id=site.pk):
        return STAFF_ROLES
    return ()


def visible_people(user: User) -> QuerySet[User]:
    """The people whose accounts `user` looks after: everybody who holds an office on one of her sites."""
    if manages_all_people(user):
        return User.objects.all()
    return User.objects.filter(groups__site_role__site__in=site_ids_with_role(user, Role.SITE_MANAGER)).distinct()


def may_edit_person(user: User, person: User) -> bool:
    """Name, phone and whether somebody may sign in: only by whoever looks after every site the person works for."""
    if person.is_superuser:
        return user.is_superuser
    if manages_all_people(user):
        return True
    sites = set(SiteRole.objects.filter(group__user=person).values_list("site_id", flat=True))
    return bool(sites) and sites <= site_ids_with_role(user, Role.SITE_MANAGER)


@transaction.atomic
def appoint(person: User, role: Role, site: Site | None, *, by: User) -> None:
    """任命: give the office. Raises PermissionDenied outside one's own sites or for oneself, ValidationError for a pair
    of offices that must stay in two hands."""
    _check(person, role, site, by)
    assign(person, role, site)
    log(instance=person, action="accounts.appoint", user=by, data=_told(role, site))


@transaction.atomic
def dismiss(person: User, role: Role, site: Site | None, *, by: User) -> None:
    """免去: take the office away."""
    _check(person, role, site, by)
    revoke(person, role, site)
    log(instance=person, action="accounts.dismiss", user=by, data=_told(role, site))


@transaction.atomic
def enrol(person: User, password: str, role: Role, site: Site | None, *, by: User) -> User:
    """开户: store a new account together with its first office. Raises ValidationError for a weak password."""
    validate_password(password, person)
    person.set_password(password)
    person.save()
    appoint(person, role, site, by=by)
    return person


@transaction.atomic
def change_account(person: User, *, by: User, password: str = "") -> None:
    """Store the changed name, phone or activity of an account, and a new password when there is one."""
    if person.pk == by.pk or not may_edit_person(by, person):
        raise PermissionDenied
    if password:
        validate_password(password, person)
        person.set_password(password)
    person.save()
    log(instance=person, action="wagtail.edit", user=by)


def _check(person: User, role: Role, site: Site | None, by: User) -> None:
    if person.pk == by.pk:
        raise PermissionDenied(_("Nobody changes their own offices."))
    if role not in roles_to_give(by, site):
        raise PermissionDenied(_("You may not fill this office."))


def _told(role: Role, site: Site | None) -> dict:
    return {"role": role.value, "site": site.site_name if site else ""}


def offices_of(people: Iterable[User], by: User) -> dict[int, list[SiteRole]]:
    """Person id → the offices that `by` may know of: those on sites she staffs, and for the information centre all."""
    rows = SiteRole.objects.annotate(person=F("group__user")).select_related("site", "group").order_by("site", "role")
    if not manages_all_people(by):
        rows = rows.filter(site__in=site_ids_with_role(by, Role.SITE_MANAGER))
    found: dict[int, list[SiteRole]] = {}
    for row in rows.filter(person__in=[person.pk for person in people]):
        found.setdefault(row.person, []).append(row)
    return found
