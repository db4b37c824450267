"""Where a text is shown, how often it is read there, and what it is worth (落位, 阅读量, 质量评分)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unified_platform.rules.domain import values as rules

from . import permissions
from .addresses import url_of
from .domain.quality import RULES, Quality, Reason, quality_of
from .domain.readership import Reads, reads_of
from .domain.validation import Problem, problems
from .enums import PlacementRole, PlacementState
from .forms import EXTRA
from .models import Placement, Resource
from .queries import with_addresses

MOST = 500
SPARK_WIDTH, SPARK_HEIGHT = 120, 24


@dataclass(frozen=True)
class Stand:
    """One placement, as far as the person may know of it; of another site's only what the public sees."""

    site_name: str
    column_title: str
    column_url: str  # in the back end; empty for another site's column
    role: str
    state: str
    tone: str
    since: datetime | None
    url: str  # for the public; empty where it is not shown
    reads: Reads

    @property
    def week(self) -> int:
        return self.reads.of_last(7)

    @property
    def spark(self) -> SafeString:
        return sparkline(self.reads.days)


def stands_of(resource: Resource, *, by) -> list[Stand]:
    """Every placement that `by` may know of, its home first. Three queries.

    On sites whose resources she sees that is all of them; on others only what the public sees: what another site's
    editors propose, hide or decline is their own business.
    """
    mine = permissions.site_ids(by, "view")
    # Nor of a column that is not public (yet).
    known = Q(visible=True, column__live=True) if mine is not None else Q()
    known = known | Q(site__in=mine) if mine else known
    rows = with_addresses(Placement.objects.filter(known, resource=resource.pk)).order_by("site_id", "pk")[:MOST]
    placements = sorted(rows, key=lambda row: list(PlacementRole).index(PlacementRole(row.role)))
    reads = reads_of([row.pk for row in placements])
    return [_stand(row, reads[row.pk], mine is None or row.site_id in mine) for row in placements]


def _stand(row: Placement, reads: Reads, is_own: bool) -> Stand:
    state = PlacementState(row.state)
    return Stand(
        site_name=row.site.site_name,
        column_title=row.column.title,
        column_url=reverse("columns:content", args=[row.column_id]) if is_own else "",
        role=row.get_role_display(),
        state=str(state.label),
        tone="success" if row.visible else "primary" if state == PlacementState.PROPOSED else "",
        since=(row.approved_at or row.date) if row.visible else row.created_at,
        url=url_of(row) if row.visible else "",
        reads=reads,
    )


def sparkline(counts: Sequence[int]) -> SafeString:
    """A line of views by day as SVG, today at its right end. It says in words what it draws."""
    most, step = max(counts, default=0) or 1, SPARK_WIDTH / max(len(counts) - 1, 1)
    room = SPARK_HEIGHT - 4
    points = " ".join(
        f"{number * step:.1f},{2 + room - room * count / most:.1f}" for number, count in enumerate(counts)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>',
        SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, ", ".join(map(str, counts)), points,
    )  # fmt: skip


# Quality


@dataclass(frozen=True)
class Score:
    """A quality with a link to the field that mends each defect. `wishes` keep nobody from publishing."""

    quality: Quality
    reasons: list[tuple[Reason, str]]
    wishes: list[tuple[Reason, str]]


def score_of(version: Resource, *, may_write: bool, missing: Sequence[Problem] | None = None) -> Score:
    """What this version is worth, with links for whoever may mend it. One query, and those of the validator where
    `missing` does not bring what it found."""
    missing = problems(version) if missing is None else missing
    quality = quality_of(version, missing=missing, rules=rules(*RULES))
    told = {problem.message for problem in missing}
    reasons = [(reason, field_url(version, reason.element) if may_write else "") for reason in quality.reasons]
    return Score(quality, reasons, [(reason, url) for reason, url in reasons if reason.message not in told])


def field_url(version: Resource, element: str) -> str:
    """Where a person mends this element: the edit form, scrolled to its field. Empty for what was never stored."""
    if version.pk is None:
        return ""
    name = EXTRA + element.removeprefix("extra.") if element.startswith("extra.") else element
    return reverse("resources:edit", args=[version.pk]) + f"#:w:contentpath={name}"
