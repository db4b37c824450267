"""The side panel that says where a resource stands."""

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.side_panels import BaseSidePanel

from ..domain.interpreting import unfinished
from ..domain.review import missing_people
from ..domain.validation import problems
from ..enums import State
from ..kinds import schema_of
from ..models import Resource
from ..progress import progress_of
from ..reading import remarks_on, shown_where
from ..warnings import warnings_about
from ..whereabouts import score_of
from .columns_shown import TONES


class StatusPanel(BaseSidePanel):
    """State, version, who edits it, where it is shown, what the reviewers said, and what is still missing."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle status")
        icon_name = "info-circle"

    name = "status"
    title = gettext_lazy("Status")
    template_name = "resource_library/admin/resources/status.html"
    order = 100

    object: Resource

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        resource = self.object
        found = problems(resource)
        return {
            **context,
            "resource": resource,
            "tone": TONES.get(State(resource.state), ""),
            "label": resource.get_state_display(),
            "newer": resource.live and resource.has_unpublished_changes,
            "kind": schema_of(resource.kind).label,
            "missing": [*found, *unfinished(resource)],
            "score": score_of(resource, may_write=resource.pk is not None, missing=found),
            "warnings": warnings_about(resource, by=self.request.user),
            "places": shown_where(resource) if resource.pk else [],
            "remarks": remarks_on(resource) if resource.pk else [],
            "progress": progress_of(resource) if resource.pk else None,
            "missing_people": self.missing_people(),
        }

    def missing_people(self) -> list:
        """Steps that would wait for nobody, told before the text is handed in."""
        if not self.object.pk or self.object.state not in (State.DRAFT, State.RETURNED):
            return []
        return missing_people(self.object, self.request.user)
