"""The overview of the library (资源库总览): growth, holdings, owners, reuse, and what wants mending.

What it shows was counted by the worker; opening it costs the same few queries whatever the library holds.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Site

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role
from unified_platform.spreadsheets import Sheet, workbook

from .. import charts
from ..domain import completeness, duplicates, figures
from ..kinds import SCHEMAS, kind_choices
from ..models import Verdict

PERIODS = {"12": gettext_lazy("12 months"), "60": gettext_lazy("5 years"), "all": gettext_lazy("All years")}
MOST_BARS = 15


def sees_everything(user: Any) -> bool:
    """The centre supervises, the authority looks on; the superuser runs the system."""
    return user.is_superuser or has_role(user, Role.INFORMATION_CENTRE, Role.AUTHORITY)


def may_look(user: Any) -> bool:
    return sees_everything(user) or bool(site_ids_with_role(user, Role.SITE_MANAGER))


class Overview:
    """What one person sees with these filters. Raises PermissionDenied without an office, Http404 for another site."""

    def __init__(self, request: HttpRequest):
        self.user, asked = request.user, request.GET
        if not may_look(self.user):
            raise PermissionDenied
        self.everything = sees_everything(self.user)
        self.sites = self._sites()
        self.site = self._site(asked.get("site", ""))
        self.kind = asked.get("kind", "") if asked.get("kind") in SCHEMAS else ""
        self.period = asked.get("period", "") if asked.get("period") in PERIODS else "12"
        self.data = figures.read(self.site)
        self.kind_labels = {code: str(label) for code, label in kind_choices()}

    def _sites(self) -> dict[int, str]:
        sites = Site.objects.order_by("site_name")
        if not self.everything:
            sites = sites.filter(pk__in=site_ids_with_role(self.user, Role.SITE_MANAGER))
        return dict(sites.values_list("pk", "site_name"))

    def _site(self, asked: str) -> int | None:
        if not asked:
            return None if self.everything else next(iter(self.sites))
        if not asked.isdecimal() or int(asked) not in self.sites:
            raise Http404
        return int(asked)

    @cached_property
    def months(self) -> list[tuple[str, int]]:
        found = self._series("months")
        return found if self.period == "all" else found[-int(self.period) :]

    @cached_property
    def weeks(self) -> list[tuple[str, int]]:
        return self._series("weeks")

    def _series(self, part: str) -> list[tuple[str, int]]:
        counted = self.data.get("growth", {}).get(part, {})
        length = 7 if part == "months" else 10
        return [(day[:length], self._of_kind(kinds)) for day, kinds in sorted(counted.items())]

    def _of_kind(self, kinds: dict[str, int]) -> int:
        return kinds.get(self.kind, 0) if self.kind else sum(kinds.values())

    @cached_property
    def kinds(self) -> list[tuple[str, int]]:
        counted = self.data.get("owners", {}).get("kinds", {})
        rows = [(self.kind_labels.get(kind, kind), n) for kind, n in counted.items() if self.kind in ("", kind)]
        return sorted(rows, key=lambda row: -row[1])

    @property
    def total(self) -> int:
        return sum(number for _label, number in self.kinds)

    @cached_property
    def owners(self) -> list[dict[str, Any]]:
        """Sites with their share of all, and the last year beside the one before."""
        rows = []
        for site, kinds in self.data.get("owners", {}).get("sites", {}).items():
            chosen = [numbers for kind, numbers in kinds.items() if self.kind in ("", kind)]
            if chosen:
                count, year, before = (sum(each[place] for each in chosen) for place in range(3))
                name = self.sites.get(int(site), "")
                rows.append({"name": name, "count": count, "year": year, "before": before})
        whole = sum(row["count"] for row in rows) or 1
        for row in rows:
            row["share"] = f"{100 * row['count'] / whole:.1f}%"
        return sorted(rows, key=lambda row: -row["count"])

    @property
    def organs(self) -> list[dict[str, Any]]:
        return self.data.get("owners", {}).get("organs", [])

    @property
    def reused(self) -> list[dict[str, Any]]:
        return self._rows(self.data.get("reused", []))

    @property
    def stale(self) -> list[dict[str, Any]]:
        return self._rows(self.data.get("stale", {}).get("rows", []))

    @property
    def stale_total(self) -> int:
        return self._of_kind(self.data.get("stale", {}).get("kinds", {}))

    def _rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**row, "kind_label": self.kind_labels.get(row["kind"], row["kind"])}
            for row in rows
            if self.kind in ("", row["kind"])
        ]

    @cached_property
    def missing(self) -> list[dict[str, Any]]:
        """Every element that some resource of a kind lacks, obligatory ones first, with the list that can be mended."""
        rows = []
        for kind, found in self.data.get("missing", {}).items():
            if kind not in SCHEMAS or self.kind not in ("", kind):
                continue
            obligatory = dict(completeness.wanted(SCHEMAS[kind]))
            for element, number in found["elements"].items():
                rows.append(
                    {
                        "kind": self.kind_labels[kind],
                        "element": completeness.label_of(kind, element),
                        "obligatory": obligatory.get(element, False),
                        "count": number,
                        "percent": f"{100 * number / found['total']:.1f}%",
                        "query": f"kind={kind}&missing={element}{f'&site={self.site}' if self.site else ''}",
                    }
                )
        return sorted(rows, key=lambda row: (not row["obligatory"], -row["count"]))

    @property
    def columns(self) -> dict[str, Any]:
        return self.data.get("columns", {"empty": 0, "overdue": 0, "rows": []})

    @property
    def media(self) -> dict[str, Any]:
        return self.data.get("media", {"pictures": 0, "files": 0, "bytes": 0, "rows": []})

    @cached_property
    def duplicates(self) -> int:
        pairs = duplicates.listed(self.user, Verdict.OPEN, site=self.site) if self.site else None
        found = duplicates.pairs_for(self.user).filter(verdict=Verdict.OPEN) if pairs is None else pairs
        return found.order_by().count()

    def charts(self) -> dict[str, charts.Chart]:
        owners = [(row["name"], row["count"]) for row in self.owners[:MOST_BARS]]
        return {
            "months": charts.columns(_("Published per month"), self.months),
            "weeks": charts.columns(_("Published per week"), self.weeks),
            "kinds": charts.rows(_("Kinds"), self.kinds),
            "owners": charts.rows(_("Owners"), owners),
        }

    def sheets(self) -> list[Sheet]:
        """Everything shown, a table for each part."""
        number = _("Number")
        places = [_("Title"), _("Kind"), _("Site")]
        trend = [_("Last 12 months"), _("12 months before")]
        return [
            Sheet(_("Published per month"), [_("Month"), number], self.months),
            Sheet(_("Published per week"), [_("Week from"), number], self.weeks),
            Sheet(_("Kinds"), [_("Kind"), number], self.kinds),
            Sheet(_("Owners"), [_("Site"), number, _("Share"), *trend], _values(self.owners, _OWNER)),
            Sheet(_("Organs"), [_("Organ"), number, *trend], _values(self.organs, ("name", "count", "year", "before"))),
            Sheet(_("Most reused"), [*places, _("Sites")], _values(self.reused, _REUSED)),
            Sheet(_("Documents to review"), [*places, _("Since")], _values(self.stale, _STALE)),
            Sheet(_("Columns not kept up"), [_("Column"), _("Site"), _("Days overdue")], self._column_rows()),
            Sheet(
                _("Missing elements"),
                [_("Kind"), _("Element"), number, _("Share")],
                _values(self.missing, ("kind", "element", "count", "percent")),
            ),
            Sheet(_("Unused media"), [_("Title"), _("Bytes")], _values(self.media["rows"], ("title", "size"))),
        ]

    def _column_rows(self) -> list[list[Any]]:
        return _values(self.columns["rows"], ("title", "site", "days"))


_OWNER = ("name", "count", "share", "year", "before")
_REUSED = ("title", "kind_label", "site", "sites")
_STALE = ("title", "kind_label", "site", "since")


def _values(rows: list[dict[str, Any]], names: tuple[str, ...]) -> list[list[Any]]:
    return [[row[name] for name in names] for row in rows]


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "resource_library/admin/overview/overview.html"
    page_title = gettext_lazy("Overview of the library")
    header_icon = "view"

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        overview = Overview(self.request)
        return super().get_context_data(
            overview=overview,
            charts=overview.charts(),
            periods=PERIODS.items(),
            kinds=overview.kind_labels.items(),
            counted_at=figures.counted_at(),
            export=f"{reverse('overview:export')}?{self.request.GET.urlencode()}",
            may_decide=duplicates.may_decide_anything(self.request.user),
            **kwargs,
        )


class ExportView(View):
    """Everything the page shows, as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return workbook(_("Overview of the library"), Overview(request).sheets())


class CountView(View):
    """Ask the worker to count now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not sees_everything(request.user):
            raise PermissionDenied
        figures.want()
        messages.success(request, _("The numbers are being counted again."))
        return redirect("overview:overview")


class OverviewViewSet(ViewSet):
    name = "overview"

    def get_urlpatterns(self):
        return [
            path("", OverviewView.as_view(), name="overview"),
            path("export.xlsx", ExportView.as_view(), name="export"),
            path("count/", CountView.as_view(), name="count"),
        ]


overview_viewset = OverviewViewSet()
