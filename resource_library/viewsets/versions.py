"""The versions of a resource: its history, one version as its site would show it, two versions side by side."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic.history import ActionColumn, LogEntryUserColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Revision
from wagtail.snippets.views.snippets import HistoryView, PreviewRevisionView, RevisionsCompareView

from .. import permissions
from ..comparing import changes
from ..models import Resource
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
        buttons = [HeaderButton(_("Read"), url=self.get_edit_url(self.object), icon_name="view")]
        if self.object.latest_revision_id:
            older = "live" if self.object.live else "earliest"
            url = reverse("resources:revisions_compare", args=[self.object.pk, older, "latest"])
            buttons.append(HeaderButton(_("Compare versions"), url=url, icon_name="resubmit"))
        return buttons

    def get_edit_url(self, instance):
        return reverse("resources:read", args=[instance.pk])


class VersionView(OneResource, PreviewRevisionView):
    """One version in the look of its site."""

    permission_required = "view"


MOST_VERSIONS = 200


@dataclass(frozen=True)
class Choice:
    """A version to choose: what stands in the address, and how it reads."""

    value: str
    label: str


class CompareView(OneResource, RevisionsCompareView):
    """Any two versions, field by field; `live` is what the public reads."""

    permission_required = "view"
    template_name = "resource_library/admin/resources/compare.html"
    page_title = gettext_lazy("Compare versions")

    def get_edit_url(self):
        return reverse("resources:read", args=[self.object.pk])

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Read"), url=self.get_edit_url(), icon_name="view")]

    def _get_comparison(self, revision_a, revision_b):
        return changes(revision_a, revision_b, by=self.request.user)

    def get_context_data(self, **kwargs):
        versions = _versions(self.object)
        return super().get_context_data(
            versions=versions,
            chosen_a=_number_of(self.object, self.revision_id_a),
            chosen_b=_number_of(self.object, self.revision_id_b),
            **kwargs,
        )


class ChooseVersionsView(OneResource, View):
    """The two versions somebody chose from the lists, at their own address."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        one, other = request.GET.get("a", ""), request.GET.get("b", "")
        known = {choice.value for choice in _versions(self.guarded)}
        if not {one, other} <= known:
            raise Http404
        # Which of two is the older one is no question for a person.
        if "live" not in (one, other) and int(one) > int(other):
            one, other = other, one
        if other == "live":
            one, other = other, one
        return redirect("resources:revisions_compare", pk, one, other)


def _versions(resource: Resource) -> list[Choice]:
    """The public version and all that are kept, the newest first; one query."""
    rows = resource.revisions.select_related("user").defer("content").order_by("-created_at", "-pk")[:MOST_VERSIONS]
    public = [Choice("live", str(_("The public version")))] if resource.live else []
    return [*public, *(Choice(str(row.pk), _label(row, resource)) for row in rows)]


def _label(row: Revision, resource: Resource) -> str:
    told = f"{date_format(timezone.localtime(row.created_at), 'Y-m-d H:i:s')} · {row.user or ''}".strip(" ·")
    if row.pk == resource.latest_revision_id:
        told += " · " + str(_("newest"))
    return told + " · " + str(_("public")) if row.pk == resource.live_revision_id else told


def _number_of(resource: Resource, asked: str) -> str:
    """The number behind a word such as `latest`."""
    if asked == "latest":
        return str(resource.latest_revision_id or "")
    if asked == "earliest":
        return str(resource.revisions.order_by("created_at", "pk").values_list("pk", flat=True).first() or "")
    return str(asked)
