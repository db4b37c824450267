"""Is a column kept up? (栏目更新: R-1.7.2, R-3.1.4 to R-3.1.6, R-4.3.3)

One question for the whole house: the desk, the pages about stale columns and the inspection ask here.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from resource_library.models import Placement
from unified_platform.rules.domain import values as rules

from ..enums import SiteState, UpdateRule
from ..models import ColumnPage, SiteProfile

# The declared cycles that a rule of the table measures in days; the others are kept up in another way, or never.
CYCLES = {rule: f"column-cycle-{rule.value}" for rule in (
    UpdateRule.NEWS, UpdateRule.NOTICE, UpdateRule.POLICY, UpdateRule.PLAN,
)}  # fmt: skip
WARN = "column-warn-percent"


class Freshness(models.TextChoices):
    """How a column stands to its declared cycle; the worst first."""

    EMPTY = "empty", _("Empty")  # 空白栏目
    OVERDUE = "overdue", _("Overdue")  # 超期未更新
    DUE_SOON = "due_soon", _("Due soon")  # 临近超期
    FRESH = "fresh", _("Up to date")  # 正常
    NO_CYCLE = "no_cycle", _("No cycle")  # 无更新周期


STALE = (Freshness.EMPTY, Freshness.OVERDUE)


@dataclass(frozen=True)
class ColumnState:
    """One column, judged. `cycle`, `age` and what follows from them are days of Asia/Shanghai."""

    column: int
    site: int
    site_name: str
    title: str
    path: str  # of the page tree
    first_level: bool
    rule: UpdateRule
    cycle: int | None  # days; None: no cycle
    newest: datetime | None  # of what the public sees in it or below it
    age: int | None  # days since then
    verdict: Freshness

    @property
    def overdue(self) -> int:
        """Days past the end of its cycle; 0 when it is not over."""
        return max(0, (self.age or 0) - self.cycle) if self.cycle is not None else 0

    @property
    def left(self) -> int | None:
        """Days until the cycle ends; None where there is none, or nothing in it."""
        return None if self.cycle is None or self.age is None else max(0, self.cycle - self.age)

    @property
    def is_abandoned(self) -> bool:
        """Two cycles have gone by without anything: the rule book would have it merged or closed (R-1.7.2)."""
        return self.cycle is not None and self.age is not None and self.age > 2 * self.cycle

    @property
    def weight(self) -> tuple[int, int]:
        """Sorts the worst first: empty, then by days overdue, then by days left."""
        left = self.left if self.left is not None else 10**6
        return (_ORDER[self.verdict], -self.overdue or left)


_ORDER = {verdict: number for number, verdict in enumerate(Freshness)}


def judge(age: int | None, cycle: int | None, *, warn_percent: int, may_be_empty: bool = False) -> Freshness:
    """The verdict on a column whose newest entry is `age` days old (None: it never had one), with a cycle in days.

    On the last day of its cycle it is still in time. An empty column is empty whatever its cycle (R-3.1.6), unless
    its content comes from elsewhere.
    """
    if age is None:
        return Freshness.NO_CYCLE if may_be_empty else Freshness.EMPTY
    if cycle is None:
        return Freshness.NO_CYCLE
    if age > cycle:
        return Freshness.OVERDUE
    return Freshness.DUE_SOON if cycle - age <= ceil(cycle * warn_percent / 100) else Freshness.FRESH


def column_states(sites: Collection[int] | None = None, *, now: datetime | None = None) -> list[ColumnState]:
    """Every public column of these sites (ids; None: all live sites), the worst first. Three queries.

    What counts is the newest entry that the public sees in the column or in a column below it (R-3.1.4 asks of a first
    level). An entry dated in the future does not count yet: a false date keeps no column fresh (R-3.1.1).
    """
    now = now or timezone.now()
    days = rules(*CYCLES.values(), WARN)
    homes = {home.path: home for home in _homes(sites)}
    pages = [(page, homes[top]) for page in _columns(homes, sites, now) if (top := _home_of(page, homes))]
    newest = _with_those_below(page for page, _home in pages)
    states = [_state(page, home, newest[page["path"]], days, now) for page, home in pages]
    return sorted(states, key=lambda state: (*state.weight, state.site_name, state.path))


@dataclass(frozen=True)
class _Home:
    site: int
    name: str
    path: str


def _homes(sites: Collection[int] | None) -> list[_Home]:
    """The home pages of live sites: what is closed or not open yet is nobody's to keep up."""
    found = SiteProfile.objects.filter(state=SiteState.LIVE)
    found = found if sites is None else found.filter(site__in=sites)
    return [_Home(*row) for row in found.values_list("site_id", "standard_name", "site__root_page__path")]


def _columns(homes: Collection[str], sites: Collection[int] | None, now: datetime) -> Iterable[dict]:
    """The columns with the date of their own newest entry. One query, one probe of an index for each column."""
    found = ColumnPage.objects.filter(live=True)
    if sites is not None:
        # Ranges, because SQLite has no index for LIKE.
        below = Q(pk=None)
        for path in homes:
            below |= Q(path__range=(path, path + "Z" * Page.steplen))
        found = found.filter(below)
    shown = Placement.objects.filter(column=OuterRef("pk"), visible=True, date__lte=now).order_by("-date", "-id")
    fields = ("pk", "path", "depth", "title", "update_rule", "newest")
    return found.annotate(newest=Subquery(shown.values("date")[:1])).order_by("path").values(*fields)


def _home_of(page: dict, homes: Collection[str]) -> str | None:
    """The tree path of the home page above this column, if it is one of `homes`."""
    path = page["path"]
    above = (path[:length] for length in range(Page.steplen, len(path), Page.steplen))
    return next((each for each in above if each in homes), None)


def _with_those_below(pages: Iterable[dict]) -> dict[str, datetime | None]:
    """Tree path → the newest entry in the column or anywhere below it. The pages come in the order of the tree."""
    newest: dict[str, datetime | None] = {page["path"]: page["newest"] for page in pages}
    for path in reversed(newest):
        above, own = path[: -Page.steplen], newest[path]
        if own and above in newest:
            newest[above] = max(own, newest[above] or own)
    return newest


def _state(page: dict, home: _Home, newest: datetime | None, days: dict[str, int], now: datetime) -> ColumnState:
    rule = UpdateRule(page["update_rule"])
    cycle = days[CYCLES[rule]] if rule in CYCLES else None
    age = (_day(now) - _day(newest)).days if newest else None
    return ColumnState(
        column=page["pk"],
        site=home.site,
        site_name=home.name,
        title=page["title"],
        path=page["path"],
        first_level=len(page["path"]) == len(home.path) + Page.steplen,
        rule=rule,
        cycle=cycle,
        newest=newest,
        age=age,
        # What citizens and organs say to each other is kept elsewhere than in the library.
        verdict=judge(age, cycle, warn_percent=days[WARN], may_be_empty=rule == UpdateRule.INTERACTION),
    )


def _day(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())


@dataclass(frozen=True)
class Risk:
    """How near one site is to being failed for its columns (单项否决): what is counted, and how many are too many."""

    news: int  # news columns, and first-level columns of notices and policies
    other: int  # others that should be kept up
    empty: int
    limits: tuple[int, int, int]

    @property
    def is_failed(self) -> bool:
        return any(
            count >= limit for count, limit in zip((self.news, self.other, self.empty), self.limits, strict=True)
        )


def limits() -> tuple[int, int, int]:
    """How many stale news, other and empty columns fail a site. One query."""
    found = rules("column-veto-news", "column-veto-other", "column-veto-empty")
    return (found["column-veto-news"], found["column-veto-other"], found["column-veto-empty"])


def risks(states: Iterable[ColumnState], most: tuple[int, int, int]) -> dict[int, Risk]:
    """Site id → what the inspection would count there. No query.

    Every public column stands in the navigation of its site, if not in the first menu, so every empty one counts; an
    overdue one counts once, under the rule it belongs to.
    """
    counted: Counter[tuple[int, str]] = Counter()
    for state in states:
        counted[state.site, _counts_as(state)] += 1
    sites = {site for site, _what in counted}
    return {site: Risk(counted[site, "news"], counted[site, "other"], counted[site, "empty"], most) for site in sites}


def _counts_as(state: ColumnState) -> str:
    if state.verdict == Freshness.EMPTY:
        return "empty"
    if state.verdict != Freshness.OVERDUE:
        return ""
    asked = state.rule == UpdateRule.NEWS or (
        state.first_level and state.rule in (UpdateRule.NOTICE, UpdateRule.POLICY)
    )
    return "news" if asked else "other"
