"""Where to go from the start page."""

from wagtail.admin.ui.components import Component

from .. import permissions


class WaysPanel(Component):
    """The few buttons everybody needs in the morning."""

    name = "ways"
    order = 10
    template_name = "resource_library/admin/desk.html"

    def get_context_data(self, parent_context):
        user, policy = parent_context["request"].user, permissions.policy()
        return {
            "may_write": policy.user_has_permission(user, "add"),
            "may_see": policy.user_has_permission(user, "view"),
        }
