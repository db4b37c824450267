"""Rights that follow from an office alone, for registers that belong to no site."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.permission_policies.base import BasePermissionPolicy

from .domain import has_role
from .enums import Role

_ACTS = ("view", "add", "change")


class RolePolicy(BasePermissionPolicy):
    """Whoever holds one of `roles` platform-wide may look, add and change. Nobody deletes: what is out of use is marked
    so, because other records go on naming it."""

    def __init__(self, model, *roles: Role, acts: Iterable[str] = _ACTS):
        super().__init__(model)
        self.roles = roles
        self.acts = set(acts)

    def user_has_permission(self, user, action) -> bool:
        if action not in self.acts or not user.is_active:
            return False
        return user.is_superuser or has_role(user, *self.roles)

    def users_with_any_permission(self, actions):
        if not self.acts & set(actions):
            return get_user_model().objects.none()
        holders = Q(groups__site_role__role__in=self.roles, groups__site_role__site=None)
        return get_user_model().objects.filter(holders | Q(is_superuser=True), is_active=True).distinct()
