"""The trail in the back end. Read-only and for staff who run the platform, so it stands on wagtail-modeladmin."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import DateFieldListFilter, SimpleListFilter, display
from django.http.response import HttpResponseBase
from django.urls import re_path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry as log_registry
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from unified_platform.accounts.enums import Role
from unified_platform.accounts.policies import RolePolicy
from unified_platform.accounts.registers import PolicyPermissions
from unified_platform.spreadsheets import MOST_ROWS, xlsx

from .models import AuditEntry

# 信息中心 runs the platform, 市政府办公厅 supervises it; neither can change a line.
register_permission_policy(AuditEntry, RolePolicy(AuditEntry, Role.INFORMATION_CENTRE, Role.AUTHORITY, acts=("view",)))


def action_label(action: str) -> str:
    """What the act is called; its code when nobody named it."""
    return str(log_registry.get_action_label(action)) if log_registry.action_exists(action) else action


class ActionFilter(SimpleListFilter):
    """Choices from the code, not from a DISTINCT over millions of rows."""

    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request, model_admin):
        return sorted(((code, str(label)) for code, label in log_registry.get_choices()), key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


class AuditIndexView(IndexView):
    """The list, and with `?format=xlsx` all that its filters find as a table to take along."""

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        self.wants_table = request.GET.get("format") == "xlsx"
        if self.wants_table:
            request.GET = request.GET.copy()
            del request.GET["format"]
        answer = super().dispatch(request, *args, **kwargs)
        if not self.wants_table or answer.status_code != 200:
            return answer
        about = [_("Kind"), _("Record"), _("Title")]
        headings = [_("Time"), _("Person"), _("Action"), *about, _("Came from"), _("Details")]
        return xlsx(_("Audit"), headings, _rows(self.queryset))


def _rows(entries) -> Iterator[list[Any]]:
    for entry in entries[:MOST_ROWS].iterator(chunk_size=2000):
        details = json.dumps(entry.data, ensure_ascii=False) if entry.data else ""
        yield [
            entry.at, entry.actor, action_label(entry.action), entry.record_type, entry.record_id, entry.label,
            entry.address, details,
        ]  # fmt: skip


class AuditInspectView(InspectView):
    """One line in full."""

    def get_fields_dict(self):
        entry = self.instance
        details = json.dumps(entry.data, ensure_ascii=False, indent=2) if entry.data else ""
        rows = [
            (_("Time"), f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
            (_("Person"), entry.actor),
            (_("Action"), f"{action_label(entry.action)}（{entry.action}）"),
            (_("Record"), f"{entry.record_type} {entry.record_id}"),
            (_("Title"), entry.label),
            (_("Came from"), entry.address),
            (_("Browser"), entry.client),
            (_("Details"), format_html('<pre style="white-space: pre-wrap">{}</pre>', details) if details else ""),
        ]
        return [{"label": label, "value": value or "—"} for label, value in rows]


class AuditRegister(ModelAdmin):
    """操作审计."""

    model = AuditEntry
    base_url_path = "audit"
    menu_label = gettext_lazy("Audit")
    menu_icon = "history"
    menu_order = 890
    add_to_settings_menu = True
    list_display = ("moment", "actor", "what", "label", "address")
    list_filter = (("at", DateFieldListFilter), ActionFilter)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("actor", "label", "record_id", "address")
    inspect_view_enabled = True
    history_view_enabled = False
    permission_helper_class = PolicyPermissions
    index_view_class = AuditIndexView
    inspect_view_class = AuditInspectView
    index_template_name = "audit/index.html"

    def get_admin_urls_for_registration(self):
        """Looking only: the addresses for changing rows do not exist."""
        helper = self.url_helper
        views = {"index": self.index_view, "inspect": self.inspect_view}
        return tuple(
            re_path(helper.get_action_url_pattern(act), view, name=helper.get_action_url_name(act))
            for act, view in views.items()
        )

    @staticmethod
    @display(description=gettext_lazy("time"), ordering="at")
    def moment(entry: AuditEntry) -> str:
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @staticmethod
    @display(description=gettext_lazy("action"), ordering="action")
    def what(entry: AuditEntry) -> str:
        return action_label(entry.action)
