"""The versions of a resource: its history, one version as its site would show it, two versions side by side."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic.history import ActionColumn, LogEntryUserColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import HistoryView, PreviewRevisionView, RevisionsCompareView

from .. import permissions
from ..panels import edit_handler
from .access import OneResource


class ResourceHistoryView(OneResource, HistoryView):
    """What happened to the resource, who did it, and each version of the text."""

    @cached_property
    def columns(self):
        may_write = permissions.can(self.request.user, "change", self.guarded)
        names = {"revisions_view": "resources:revisions_view", "revisions_compare": "resources:revisions_compare"}
        if may_write:
            names |= {"edit": "resources:edit", "revisions_revert": "resources:revisions_revert"}
        return [
            ActionColumn("message", label=_("Action"), object=self.object, url_names=names, user_can_unschedule=False),
            LogEntryUserColumn("user", label=_("User"), width="25%"),
            DateColumn("timestamp", label=_("Date"), width="15%"),
        ]

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Read"), url=self.get_edit_url(self.object), icon_name="view")]

    def get_edit_url(self, instance):
        return reverse("resources:read", args=[instance.pk])


class VersionView(OneResource, PreviewRevisionView):
    """One version in the look of its site."""

    permission_required = "view"


class CompareView(OneResource, RevisionsCompareView):
    """Two versions, field by field; `live` is what the public reads."""

    permission_required = "view"

    def get_edit_handler(self):
        return edit_handler(self.object.kind)

    def get_edit_url(self):
        return reverse("resources:read", args=[self.object.pk])

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Read"), url=self.get_edit_url(), icon_name="view")]
