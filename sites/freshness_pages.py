"""Stale columns in the back end (栏目更新): each site's people see their own, the centre and the authority all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role
from unified_platform.spreadsheets import xlsx

from .domain.freshness import STALE, ColumnState, Freshness, Risk, column_states, limits, risks
from .enums import UpdateRule

PER_PAGE = 50
MOST_SITES = 30
ATTENTION = "attention"
TONES = {Freshness.EMPTY: "warning", Freshness.OVERDUE: "warning", Freshness.DUE_SOON: "primary"}


def sees_all_sites(user) -> bool:
    return user.is_superuser or has_role(user, Role.INFORMATION_CENTRE, Role.AUTHORITY)


def sites_of(user) -> set[int] | None:
    """Whose columns `user` sees: ids of sites, None for all. Raises PermissionDenied for whoever works for none."""
    if sees_all_sites(user):
        return None
    mine = site_ids_with_role(user)
    if not mine:
        raise PermissionDenied
    return mine


def said(state: ColumnState) -> str:
    """The verdict in words, with its days."""
    if state.verdict == Freshness.OVERDUE:
        return ngettext("overdue by %(days)s day", "overdue by %(days)s days", state.overdue) % {"days": state.overdue}
    if state.verdict == Freshness.DUE_SOON:
        left = state.left or 0
        return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return str(state.verdict.label)


def content_url(state: ColumnState) -> str:
    return reverse("columns:content", args=[state.column])


@dataclass(frozen=True)
class Chosen:
    """The filter of the page, out of its query string; what is not understood is left out."""

    site: int | None
    verdict: str
    rule: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Chosen":
        site, verdict, rule = query.get("site", ""), query.get("verdict", ATTENTION), query.get("rule", "")
        return cls(
            int(site) if site.isascii() and site.isdigit() and len(site) < 19 else None,
            verdict if verdict in (*Freshness.values, "all") else ATTENTION,
            rule if rule in UpdateRule.values else "",
        )

    def lets_in(self, state: ColumnState) -> bool:
        if self.site is not None and state.site != self.site:
            return False
        if self.rule and state.rule != self.rule:
            return False
        if self.verdict == ATTENTION:
            return state.verdict in (*STALE, Freshness.DUE_SOON)
        return self.verdict in ("all", state.verdict)

    def query(self, **other) -> str:
        given = {"site": self.site or "", "verdict": self.verdict, "rule": self.rule, **other}
        return "?" + urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class SiteLine:
    """One site in the overview: how many of its columns stand how, and what the inspection would count."""

    site: int
    name: str
    counts: Counter
    risk: Risk

    @property
    def stale(self) -> int:
        return sum(self.counts[verdict] for verdict in STALE)

    @property
    def bars(self) -> list[tuple[str, float, float, str]]:
        """(class, x, width, words) of each part of a bar of 100."""
        total, x, parts = sum(self.counts.values()), 0.0, []
        for verdict in (Freshness.OVERDUE, Freshness.EMPTY, Freshness.DUE_SOON, Freshness.FRESH):
            width = 100 * self.counts[verdict] / total if total else 0
            if width:
                parts.append((verdict.value, round(x, 2), round(width, 2), f"{verdict.label} {self.counts[verdict]}"))
            x += width
        return parts

    @property
    def counted(self) -> list[tuple[str, int, int]]:
        """(what, how many, how many are too many), as the inspection counts."""
        words = (_("News and first-level documents"), _("Other columns"), _("Empty columns"))
        return list(zip(words, (self.risk.news, self.risk.other, self.risk.empty), self.risk.limits, strict=True))


def lines_of(states: Iterable[ColumnState], most: tuple[int, int, int]) -> list[SiteLine]:
    """One line for each site that has columns with a cycle, or empty ones; those in danger first. No query."""
    states = list(states)
    counts: dict[int, Counter] = {}
    names = {}
    for state in states:
        names[state.site] = state.site_name
        if state.verdict != Freshness.NO_CYCLE:
            counts.setdefault(state.site, Counter())[state.verdict] += 1
    risk = risks(states, most)
    lines = [SiteLine(site, names[site], counts[site], risk[site]) for site in counts]
    return sorted(lines, key=lambda line: (not line.risk.is_failed, -line.stale, line.name))


class FreshnessView(WagtailAdminTemplateMixin, TemplateView):
    """Which columns nobody has kept up, the worst first; four queries for one site and for all."""

    template_name = "sites/admin/freshness.html"
    page_title = gettext_lazy("Column updates")
    header_icon = "history"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.sites = sites_of(request.user)
        self.chosen = Chosen.of(request.GET)

    @cached_property
    def states(self) -> list[ColumnState]:
        return column_states(self.sites)

    @cached_property
    def found(self) -> list[ColumnState]:
        return [state for state in self.states if self.chosen.lets_in(state)]

    @cached_property
    def header_buttons(self):
        export = reverse("column_freshness:export") + self.chosen.query()
        return [HeaderButton(_("Download XLSX"), url=export, icon_name="download")]

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": _("Desk")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        page = Paginator(self.found, PER_PAGE).get_page(self.request.GET.get("p"))
        lines = lines_of(self.states, limits())
        return super().get_context_data(
            chosen=self.chosen,
            page=page,
            rows=[(state, said(state), TONES.get(state.verdict, ""), content_url(state)) for state in page],
            verdicts=self._verdicts(),
            rules=UpdateRule.choices,
            names=sorted({(state.site, state.site_name) for state in self.states}, key=lambda pair: pair[1]),
            lines=[line for line in lines if line.stale or line.risk.is_failed][:MOST_SITES] if len(lines) > 1 else [],
            own=lines[0] if len(lines) == 1 else None,
            before=self.chosen.query(p=page.number - 1) if page.has_previous() else "",
            after=self.chosen.query(p=page.number + 1) if page.has_next() else "",
            **kwargs,
        )

    def _verdicts(self) -> list[tuple[str, str, int, bool, str]]:
        """(value, words, how many, whether it is chosen, where it leads) for the row of choices."""
        here = [s for s in self.states if Chosen(self.chosen.site, "all", self.chosen.rule).lets_in(s)]
        counts = Counter(state.verdict for state in here)
        urgent = sum(counts[verdict] for verdict in (*STALE, Freshness.DUE_SOON))
        choices: Sequence[tuple[str, str, int]] = [
            (ATTENTION, _("Needs attention"), urgent),
            *((verdict.value, str(verdict.label), counts[verdict]) for verdict in Freshness),
            ("all", _("All columns"), len(here)),
        ]
        return [
            (value, word, count, value == self.chosen.verdict, self.chosen.query(verdict=value))
            for value, word, count in choices
        ]


class ExportView(FreshnessView):
    """The same list, filtered the same way, to take along."""

    def get(self, request, *args, **kwargs) -> HttpResponseBase:  # type: ignore[override]
        headings = [
            _("Site"), _("Column"), _("Monitoring class"), _("Cycle (days)"), _("Newest entry"), _("Days since"),
            _("Days overdue"), _("Verdict"), _("Suggestion"),
        ]  # fmt: skip
        name = f"{_('Column updates')}-{timezone.localdate():%Y%m%d}"
        return xlsx(name, headings, (_cells(state) for state in self.found))


def _cells(state: ColumnState) -> list:
    return [
        state.site_name,
        state.title,
        str(state.rule.label),
        state.cycle,
        state.newest,
        state.age,
        state.overdue or None,
        str(state.verdict.label),
        _("Merge or close it") if state.is_abandoned else "",
    ]


class FreshnessViewSet(ViewSet):
    name = "column_freshness"
    url_prefix = "column-freshness"

    def get_urlpatterns(self):
        return [
            path("", FreshnessView.as_view(), name="list"),
            path("export/", ExportView.as_view(), name="export"),
        ]


freshness_viewset = FreshnessViewSet()
