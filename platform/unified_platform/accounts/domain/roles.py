"""Offices: creating the group behind one, giving it to a person, asking who holds it."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..enums import INCOMPATIBLE, PLATFORM_ROLES, Role
from ..models import SiteRole, User


def role_group(role: Role, site: Site | None = None) -> Group:
    """The group that holds `role` on `site` (platform-wide roles: no site), made on first use."""
    if (role in PLATFORM_ROLES) != (site is None):
        raise ValueError(f"{role} is {'platform-wide' if role in PLATFORM_ROLES else 'a role on a site'}")
    found = SiteRole.objects.filter(role=role, site=site).select_related("group").first()
    if found:
        return found.group
    with transaction.atomic():
        group = Group.objects.create(name=_free_name(role, site))
        SiteRole.objects.create(group=group, site=site, role=role)
    return group


def _free_name(role: Role, site: Site | None) -> str:
    """A name for people; a site that changed its name may have left its old one to another site's group."""
    name = f"{site.site_name} · {role.label}"[:150] if site else str(role.label)
    if site and Group.objects.filter(name=name).exists():
        return f"{site.hostname[:100]} · {role.label}"
    return name


@transaction.atomic
def assign(user: User, role: Role, site: Site | None = None) -> None:
    """Give `user` the office; refuses a pair that must stay in two hands (R-1.13.6)."""
    # One appointment of a person after the other: two at once would each see only what was before both.
    User.objects.select_for_update().get(pk=user.pk)
    clash = _incompatible_with(role) & _held_beside(user, role, site)
    if clash:
        raise ValidationError(
            _("%(user)s is %(held)s here and cannot also be %(role)s.")
            % {"user": user, "held": Role(min(clash)).label, "role": role.label}
        )
    user.groups.add(role_group(role, site))
    _forget(user)


def revoke(user: User, role: Role, site: Site | None = None) -> None:
    """Take the office away; nothing happens when she does not hold it."""
    held = SiteRole.objects.filter(role=role, site=site, group__user=user).select_related("group").first()
    if held:
        user.groups.remove(held.group)
    _forget(user)


# What Django, Wagtail and this module keep on a user object about her rights.
_KEPT = (
    "_held_roles", "_perm_cache", "_user_perm_cache", "_group_perm_cache",
    "_site_permission_cache", "_page_permission_cache", "_collection_permission_cache", "_explorable_root_page_cache",
)  # fmt: skip


def _forget(user: User) -> None:
    """A changed office counts at once, not from the next request on."""
    for name in _KEPT:
        user.__dict__.pop(name, None)


def _incompatible_with(role: Role) -> set[str]:
    return {other.value for pair in INCOMPATIBLE if role in pair for other in pair - {role}}


def _held_beside(user: User, role: Role, site: Site | None) -> set[str]:
    """The offices that could clash with `role` on `site`: those on the same site, and for an office of the platform
    (or beside one) those anywhere."""
    held = SiteRole.objects.filter(group__user=user)
    if site is not None:
        held = held.filter(Q(site=site) | Q(site=None))
    return set(held.values_list("role", flat=True))


def _held_roles(user: User) -> set[tuple[int | None, str]]:
    """(site id or None, role) of all offices; one query a request, kept on the user object."""
    if "_held_roles" not in user.__dict__:
        user.__dict__["_held_roles"] = set(SiteRole.objects.filter(group__user=user).values_list("site_id", "role"))
    return user.__dict__["_held_roles"]


def has_role(user: User, *roles: Role, site_id: int | None = None) -> bool:
    """Whether `user` holds one of `roles` on the site (or platform-wide with no site)."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any((site_id, role.value) in _held_roles(user) for role in roles)


def site_ids_with_role(user: User, *roles: Role) -> set[int]:
    """Ids of the sites where `user` holds one of `roles` (any role when none is named)."""
    if not user.is_authenticated or not user.is_active:
        return set()
    wanted = {role.value for role in roles}
    return {site for site, role in _held_roles(user) if site and (not wanted or role in wanted)}


def people_with_role(role: Role, site: Site | None = None) -> QuerySet[User]:
    """Active people who hold the office."""
    return User.objects.filter(is_active=True, groups__site_role__role=role, groups__site_role__site=site)
