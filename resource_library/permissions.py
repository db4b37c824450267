"""Who may do what with which resource. Every door asks here.

A right is a `GroupSitePermission` of a role's group on a site, so it never reaches another site's resources; the two
platform-wide roles hold ordinary permissions. `RIGHTS` is the whole table.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import GroupSitePermission, Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from unified_platform.accounts.domain import role_group
from unified_platform.accounts.enums import SITE_ROLES, Role

from .models.resource import Resource

# What each office may do with the resources of its site. A writer changes only what she wrote herself.
RIGHTS: dict[Role, tuple[str, ...]] = {
    Role.WRITER: ("view", "add"),
    Role.EDITOR: ("view", "add", "change", "repost"),
    Role.REVIEWER: ("view", "review"),
    Role.PUBLISHER: ("view", "publish", "withdraw"),
    Role.SITE_MANAGER: ("view", "repost", "withdraw", "unlock"),
    Role.INFORMATION_CENTRE: ("view",),
    Role.AUTHORITY: ("view", "withdraw"),
}


class ResourcePolicy(SitePermissionPolicy):
    """Rights per owner site; an author also changes what is hers."""

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, self._with_authorship(actions))

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if super().user_has_any_permission_for_instance(user, actions, instance):
            return True
        if "change" not in actions or isinstance(instance, Site) or instance.editor_id != user.pk:
            return False
        return super().user_has_any_permission_for_instance(user, ["add"], instance)

    def site_ids(self, user, actions) -> frozenset[int] | None:
        """The sites on which `user` may do one of `actions`; None for all there are. One query a request, however often
        it is asked: what she may is kept on the user object."""
        if not (user.is_authenticated and user.is_active):
            return frozenset()
        if user.is_superuser or self._user_has_global_permission(user, actions):
            return None
        names = self._get_permission_codenames(actions)
        held = self.get_cached_permissions_for_user(user)
        of_resources = (right for right in held if right.permission.content_type_id == self._content_type.pk)
        return frozenset(right.site_id for right in of_resources if right.permission.codename in names)

    def sites_user_has_any_permission_for(self, user, actions):
        ids = self.site_ids(user, actions)
        return Site.objects.all() if ids is None else Site.objects.filter(pk__in=ids)

    def instances_user_has_any_permission_for(self, user, actions):
        allowed = self.owned_by(self.site_ids(user, actions))
        if "change" in actions and user.is_authenticated:
            allowed |= Q(editor=user) & self.owned_by(self.site_ids(user, ["add"]))
        return Resource.objects.filter(allowed)

    @staticmethod
    def owned_by(ids: frozenset[int] | None) -> Q:
        """Of these sites. None is no condition: the database then reads a list in its order, however long it is."""
        return ~Q(pk__in=[]) if ids is None else Q(owner_site__in=sorted(ids))

    @staticmethod
    def _with_authorship(actions) -> set[str]:
        return {*actions, "add"} if "change" in actions else set(actions)


register_permission_policy(Resource, ResourcePolicy(Resource, site_field_name="owner_site"))


def policy() -> ResourcePolicy:
    return policy_registry.get_by_type(Resource)


def can(user, act: str, resource: Resource) -> bool:
    """Whether `user` may do `act` (view, change, review, publish, withdraw, repost…) with this resource."""
    return policy().user_has_permission_for_instance(user, act, resource)


def can_on_site(user, act: str, site: Site) -> bool:
    """Whether `user` may do `act` with resources of `site`."""
    return policy().user_has_permission_for_instance(user, act, site)


def office_gives(user, act: str, site: Site) -> bool:
    """Whether an office on `site` lets `user` do `act`. A superuser runs the system: that is no office (R-1.13.6)."""
    if not user.is_superuser:
        return can_on_site(user, act, site)
    held = GroupSitePermission.objects.filter(group__user=user, site=site, permission__codename=f"{act}_resource")
    return user.is_active and held.exists()


def office_holders(site: Site, acts: Iterable[str]) -> QuerySet:
    """The active people to whom an office on `site` gives one of these rights."""
    names = [f"{act}_resource" for act in acts]
    groups = GroupSitePermission.objects.filter(site=site, permission__codename__in=names).values("group")
    return get_user_model().objects.filter(is_active=True, groups__in=groups).distinct().order_by("pk")


def sites(user, act: str) -> QuerySet[Site]:
    """The sites on whose resources `user` may do `act`."""
    return policy().sites_user_has_permission_for(user, act)


def site_ids(user, act: str) -> frozenset[int] | None:
    """The same as ids, for a condition without a subquery; None for all sites."""
    return policy().site_ids(user, [act])


def anywhere(user, act: str) -> bool:
    """Whether there is any site on which `user` may do `act`."""
    return site_ids(user, act) != frozenset()


def of_sites(user, act: str) -> Q:
    """The condition on a resource that one of these sites owns it."""
    return policy().owned_by(site_ids(user, act))


def resources(user, act: str = "view") -> QuerySet[Resource]:
    """The resources with which `user` may do `act`."""
    return policy().instances_user_has_any_permission_for(user, [act])


def resources_with_any(user, acts: Iterable[str]) -> QuerySet[Resource]:
    """The resources of the sites where `user` holds one of these rights."""
    return Resource.objects.filter(owner_site__in=policy().sites_user_has_any_permission_for(user, acts))


def grant_role_rights(site: Site | None = None) -> None:
    """Give the role groups of `site` (or the platform-wide ones) exactly the rights of the table."""
    permissions = {
        p.codename: p
        for p in Permission.objects.filter(content_type__app_label="resource_library", content_type__model="resource")
    }
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for role, acts in RIGHTS.items():
        if (role in SITE_ROLES) != (site is not None):
            continue
        group = role_group(role, site)
        rights = [permissions[f"{act}_resource"] for act in acts]
        group.permissions.add(access)
        _grant(group, site, rights)


def _grant(group: Group, site: Site | None, rights: list[Permission]) -> None:
    if site is None:
        of_resources = group.permissions.filter(content_type=rights[0].content_type)
        group.permissions.remove(*of_resources.exclude(pk__in=[right.pk for right in rights]))
        group.permissions.add(*rights)
        return
    GroupSitePermission.objects.filter(group=group, permission__content_type__model="resource").delete()
    GroupSitePermission.objects.bulk_create(
        GroupSitePermission(group=group, site=site, permission=right) for right in rights
    )
