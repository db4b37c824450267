"""Validity (有效性, R-4.2.14 to R-4.2.16): what a document states, what the day makes of it, what others do to it.

What a version states stays in the version. The row, which lists, pages, search and API read, holds what is true today:
not yet in force before its first day, repealed from the day of its repeal on, repealed or amended by another document
that is public and in force (R-1.7.8).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from unified_platform.events import emit

from ..enums import RelationType, Validity
from ..models import Organ, Resource
from ..models.resource import NOT_OVER
from .relations import Edge, edges

OVERTAKING = (RelationType.REPEALS, RelationType.REPLACES, RelationType.AMENDS)
_ENDING = (RelationType.REPEALS, RelationType.REPLACES)
BATCH = 200


def today() -> date:
    """The day in Nanjing, wherever the machine stands (R-0.2)."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def by_date(stated: str, effect: date | None, abolish: date | None, day: date) -> str:
    """What a document that states `stated` is on `day`, by its own dates alone.

    A repeal that is announced for later has not happened yet. What states no validity has none.
    """
    if not stated or stated == Validity.LAPSED:
        return stated
    if stated == Validity.REPEALED and (abolish is None or abolish <= day):
        return Validity.REPEALED
    if abolish and abolish <= day:
        return Validity.REPEALED
    if effect and effect > day:
        return Validity.PENDING
    if stated == Validity.REPEALED or (stated == Validity.PENDING and effect):
        return Validity.VALID
    return stated


def restate(resource: Resource, row: Resource) -> None:
    """Give a draft written upon what the row says today back what its public version states, unless it was changed.

    Wagtail opens the row, not the version, where nothing newer has been written. At most one query.
    """
    if row.live and row.live_revision_id and resource.validity == row.validity:
        resource.validity = _stated([row])[row.pk]


def touched_by(pk: int) -> set[int]:
    """The documents whose validity hangs on this one as it is stored. One query."""
    return {edge.target for edge in edges([pk], *OVERTAKING) if edge.source == pk}


@transaction.atomic
def settle(ids: Iterable[int]) -> list[int]:
    """Bring the rows of these public resources in line with today; returns the ids that changed, and announces them.

    The number of queries does not depend on how many there are.
    """
    rows = {row.pk: row for row in _rows(ids)}
    if not rows:
        return []
    overtaken = _overtaken(rows)
    _keep_what_imports_stated([row for row in rows.values() if row.pk in overtaken and not row.live_revision_id])
    stated = _stated(rows.values())
    day = today()
    changed: dict[str, list[int]] = {}
    for row in rows.values():
        value = by_date(stated[row.pk], row.effect_date, row.abolish_date, day)
        value = _after(value, overtaken.get(row.pk, set()))
        if value != row.validity:
            changed.setdefault(value, []).append(row.pk)
    for value, pks in changed.items():
        Resource.objects.filter(pk__in=pks).update(validity=value, updated_at=timezone.now())
    moved = sorted(pk for pks in changed.values() for pk in pks)
    if moved:
        emit("resource.validity_changed", payload={"resources": moved})
    return moved


def settle_due() -> int:
    """What the day has brought since somebody last looked, however long ago that is; how many changed.

    Documents that come into force take those along that they repeal. In batches: memory does not grow with the number.
    """
    count, due = 0, _due(today())
    while ids := list(islice(due, BATCH)):
        moved = settle(ids)
        others = {edge.target for edge in edges(moved, *OVERTAKING) if edge.source in set(moved)} if moved else set()
        count += len(moved) + len(settle(others - set(ids)))
    return count


def _due(day: date) -> Iterator[int]:
    """Whose day has come. One query for each of two small indexes, and for each batch."""
    live = Resource.objects.filter(live=True)
    for due in (
        live.filter(validity=Validity.PENDING, effect_date__lte=day),
        live.filter(validity__in=NOT_OVER, abolish_date__lte=day),
    ):
        last = 0
        while ids := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            yield from ids
            last = ids[-1]


def _rows(ids: Iterable[int]):
    found = Resource.objects.select_for_update().filter(pk__in=set(ids), live=True).order_by("pk")
    return found.only("pk", "validity", "effect_date", "abolish_date", "live_revision_id", "owner_site_id", "issuer_id")


def _stated(rows: Iterable[Resource]) -> dict[int, str]:
    """What the public version of each says of itself; an import without versions says what its row says."""
    found = {row.pk: row.validity for row in rows}
    by_version = {row.live_revision_id: row.pk for row in rows if row.live_revision_id}
    if not by_version:
        return found
    versions = Revision.objects.filter(pk__in=list(by_version)).values_list("pk", "content__validity")
    return found | {by_version[pk]: value for pk, value in versions if isinstance(value, str)}


def _keep_what_imports_stated(rows: list[Resource]) -> None:
    """An import leaves no version behind; before another document changes its row, what it states is kept in one."""
    for row in rows:
        current = Resource.objects.get(pk=row.pk)
        revision = current.save_revision(changed=False, log_action=False)
        Resource.objects.filter(pk=row.pk).update(live_revision=revision, has_unpublished_changes=False)
        row.live_revision_id = revision.pk


def _after(value: str, done: set[str]) -> str:
    """What other documents make of one that would be `value` by itself."""
    if value == Validity.LAPSED:
        return value
    if done & set(_ENDING):
        return Validity.REPEALED
    if RelationType.AMENDS in done and value == Validity.VALID:
        return Validity.AMENDED
    return value


@dataclass
class _End:
    site: int
    issuers: set[int] = field(default_factory=set)


def _overtaken(rows: dict[int, Resource]) -> dict[int, set[str]]:
    """What public documents in force do to these, as far as they have the power to."""
    said = [edge for edge in edges(rows, *OVERTAKING) if edge.target in rows]
    if not said:
        return {}
    acting = Resource.objects.filter(pk__in={edge.source for edge in said}, live=True)
    facts, day = acting.values_list("pk", "validity", "effect_date", "abolish_date"), today()
    in_force = {pk for pk, stated, begins, ends in facts if by_date(stated, begins, ends, day) != Validity.PENDING}
    said = [edge for edge in said if edge.source in in_force]
    places = _ends({pk for edge in said for pk in (edge.source, edge.target)})
    above = {pk: (today_id, parent) for pk, today_id, parent in _organs()} if said else {}
    found: dict[int, set[str]] = {}
    for edge in said:
        if _has_power(edge, places, above):
            found.setdefault(edge.target, set()).add(edge.type)
    return found


# Organ → what it is today (after a reform), what stands above it.
_Organs = dict[int, tuple[int | None, int | None]]


def _organs():
    return Organ.objects.values_list("pk", "today_id", "parent_id")


def _ends(ids: set[int]) -> dict[int, _End]:
    rows = Resource.objects.filter(pk__in=ids).values_list("pk", "owner_site_id", "issuer_id", "taken_over_by_id")
    ends = {pk: _End(site, {organ for organ in organs if organ}) for pk, site, *organs in rows}
    joint = Resource.joint_issuers.through.objects.filter(resource__in=ids).values_list("resource_id", "organ_id")
    for pk, organ in joint:
        ends[pk].issuers.add(organ)
    return ends


def _has_power(edge: Edge, ends: dict[int, _End], above: _Organs) -> bool:
    """What its own site says of a document holds; another's word only if its issuer is the same or stands above.

    The same is also what an organ has become, or who took its documents over (ADR 010).

    A link needs no right, but nobody repeals what another body has issued.
    """
    source, target = ends[edge.source], ends[edge.target]
    if edge.said_by == edge.target or source.site == target.site:
        return True
    acting = source.issuers | {above[organ][0] or organ for organ in source.issuers}
    return any(acting & _line_of(organ, above) for organ in target.issuers)


def _line_of(organ: int, above: _Organs) -> set[int]:
    """The organ, what it is today, and those above it; a circle ends where it began."""
    seen: set[int] = set()
    current: int | None = organ
    while current is not None and current not in seen:
        seen.add(current)
        today_id, parent = above[current]
        current = today_id if today_id and today_id not in seen else parent
    return seen
