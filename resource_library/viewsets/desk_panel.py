"""The desk on the start page."""

from wagtail.admin.ui.components import Component

from .. import permissions
from ..desk import desk_of


class DeskPanel(Component):
    name = "desk"
    order = 10
    template_name = "resource_library/admin/desk.html"

    def get_context_data(self, parent_context):
        user, policy = parent_context["request"].user, permissions.policy()
        return {
            "desk": desk_of(user),
            "may_write": policy.user_has_permission(user, "add"),
            "reviews": policy.user_has_any_permission(user, ["review", "publish"]),
            "may_see": policy.user_has_permission(user, "view"),
        }
