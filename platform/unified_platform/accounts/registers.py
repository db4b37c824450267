"""What the registers that stand on wagtail-modeladmin share: rights from the policy, and no door for deleting."""

from django.urls import re_path
from wagtail.permissions import policy_registry
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin


class PolicyPermissions(PermissionHelper):
    """Asks the model's permission policy instead of Django's rights on the model."""

    def _may(self, user, act: str) -> bool:
        return policy_registry.get_by_type(self.model).user_has_permission(user, act)

    def user_can_list(self, user):
        return self._may(user, "view")

    def user_can_create(self, user):
        return self._may(user, "add")

    def user_can_inspect_obj(self, user, obj):
        return self.inspect_view_enabled and self._may(user, "view")

    def user_can_edit_obj(self, user, obj):
        return self._may(user, "change")

    def user_can_delete_obj(self, user, obj):
        return self._may(user, "delete")


class Register(ModelAdmin):
    """A small read-mostly register for staff. The addresses for what nobody may do do not exist."""

    permission_helper_class = PolicyPermissions
    acts: tuple[str, ...] = ("index", "create", "edit")
    add_to_settings_menu = True
    history_view_enabled = False
    list_per_page = 50

    def get_admin_urls_for_registration(self):
        helper = self.url_helper
        return tuple(
            re_path(
                helper.get_action_url_pattern(act), getattr(self, f"{act}_view"), name=helper.get_action_url_name(act)
            )
            for act in self.acts
        )
