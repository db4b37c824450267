"""Columns of the tables in the back end."""

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from ..enums import State
from ..models import Resource

# How loud a state is: what waits for somebody stands out, what is finished does not.
TONES = {
    State.DRAFT: "",
    State.SUBMITTED: "primary",
    State.RETURNED: "warning",
    State.SCHEDULED: "primary",
    State.PUBLISHED: "success",
    State.WITHDRAWN: "warning",
    State.ARCHIVED: "",
}


class TickColumn(Column):
    """A box to tick a row with, for acts on several at once; the form stands below the table."""

    header_template_name = "resource_library/admin/cells/tick_all.html"
    cell_template_name = "resource_library/admin/cells/tick.html"


class StateColumn(Column):
    """The state as a badge, and whether a newer draft waits behind what is public."""

    cell_template_name = "resource_library/admin/cells/state.html"

    def get_cell_context_data(self, instance: Resource, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["tone"] = TONES.get(State(instance.state), "")
        context["label"] = instance.get_state_display()
        context["newer"] = instance.live and instance.has_unpublished_changes
        return context


class HomeColumn(Column):
    """The first column of a resource, from a list that says it in `home`."""

    def get_value(self, instance: Resource):
        return instance.home or _("none yet")


class PersonColumn(Column):
    def get_value(self, instance: Resource):
        return str(instance.editor or "")
