"""Merging duplicates (合并重复资源): of two resources one stays, and every site goes on showing what it showed.

A resource exists once. The placements of the other one become the survivor's, its attachments and relations join, its
addresses lead there, and it is withdrawn with the survivor named; its row keeps its index number and its history.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log
from wagtail.models import Revision

from unified_platform.events import emit

from ..enums import PlacementRole, PlacementState, WithdrawReason
from ..models import Attachment, Placement, Relation, Resource
from . import duplicates, publishing, validity
from .relations import INVERSE

MERGED = "resource.merged"
# What a placement of the survivor may take over from the one it stands in for.
_KEPT = (
    "state",
    "visible",
    "title",
    "summary",
    "image_id",
    "date",
    "address_date",
    "pin",
    "approved_by_id",
    "approved_at",
)
_SHOWN = ("state", "visible", "date", "address_date", "pin", "approved_by_id", "approved_at")
# How many successors of successors an old address follows.
LONGEST_CHAIN = 20


@dataclass
class Merged:
    """What a merge did, by ids, so that it can be undone: JSON in the line of the job."""

    keep: int
    at: str
    index_no: str = ""
    # Placements of the survivor that came into being.
    placed: list[int] = field(default_factory=list)
    # Proposals that changed hands: no address of theirs was ever public.
    moved: list[int] = field(default_factory=list)
    # Proposals for a column that the survivor stands in already: what they were.
    dropped: list[dict[str, Any]] = field(default_factory=list)
    # Placements of the survivor that began to be shown: what they were before.
    shown: list[dict[str, Any]] = field(default_factory=list)
    attached: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    # Relations of others that name the survivor now, and those that would have said the same twice.
    retargeted: list[int] = field(default_factory=list)
    doubled: list[dict[str, Any]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def merge(keep: Resource, other: Resource, *, by: Any) -> Merged:
    """合并: `other` goes into `keep`. The number of queries does not depend on the number of placements.

    Raises PermissionDenied for whoever is neither the centre nor the manager of the one site both belong to, and
    ValidationError unless both are public and nobody is reviewing or scheduling a version of either.
    """
    survivor, merged = _both(keep.pk, other.pk)
    if not duplicates.may_merge(by, survivor, merged):
        raise PermissionDenied(_("Only the information centre merges resources of different sites."))
    _require_rest(survivor, merged)
    done = Merged(keep=survivor.pk, at="", index_no=merged.index_no or "")
    _move_placements(survivor, merged, done, by)
    _join_attachments(survivor, merged, done)
    others = _join_relations(survivor, merged, done)
    publishing.take_away(merged, by=by, reason=WithdrawReason.MERGED, successor=survivor)
    merged.refresh_from_db()
    done.at = merged.withdrawn_at.isoformat() if merged.withdrawn_at else ""
    Resource.objects.filter(pk=survivor.pk).update(updated_at=timezone.now())
    duplicates.note_merged(survivor.pk, merged.pk, by)
    facts = {"title": merged.title, "index_no": done.index_no, "other": merged.pk}
    log(instance=survivor, action="resource.merge", user=by, data=facts)
    log(instance=merged, action="resource.merged_into", user=by, data={"other": survivor.pk, "title": survivor.title})
    _announce(survivor, merged, others)
    return done


def _both(keep: int, other: int) -> tuple[Resource, Resource]:
    """Both rows locked, in the order of their numbers: two merges of the same two must not wait for each other."""
    if keep == other:
        raise ValidationError(_("A resource is not merged with itself."))
    rows = Resource.objects.select_for_update().filter(pk__in=[keep, other]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise ValidationError(_("It is no longer there."))
    return found[keep], found[other]


def _require_rest(*both: Resource) -> None:
    for resource in both:
        if not resource.live:
            raise ValidationError(_("“%(title)s” is not public.") % {"title": resource.title})
        if resource.current_workflow_state or resource.revisions.filter(approved_go_live_at__isnull=False).exists():
            message = _("A version of “%(title)s” is being reviewed or waits for its hour. Finish that first.")
            raise ValidationError(message % {"title": resource.title})


# Placements


def _move_placements(survivor: Resource, merged: Resource, done: Merged, by: Any) -> None:
    """One placement for each column: the survivor's own where it has one, else a new one in the other's stead.

    A column that showed the other one shows the survivor afterwards, even where that one was hidden or only proposed.
    Rows with an address stay with the one merged: they are what answers there (R-2.1.17).
    """
    mine = {each.column_id: each for each in survivor.placements.all()}
    new: list[Placement] = []
    for theirs in list(merged.placements.order_by("pk")):
        own = mine.get(theirs.column_id)
        if theirs.visible:
            new += _take_place(survivor, theirs, own, done)
        elif theirs.state != PlacementState.HIDDEN and theirs.address_date is None:
            _hand_over(survivor, theirs, own, done)
    for each in new:
        if each.role == PlacementRole.REPOST and each.approved_by_id is None:
            each.approved_by, each.approved_at = by, timezone.now()
    done.placed = [each.pk for each in _created(new)]


def _created(new: list[Placement]) -> list[Placement]:
    Placement.objects.bulk_create(new)
    return new


def _take_place(survivor: Resource, theirs: Placement, own: Placement | None, done: Merged) -> list[Placement]:
    if own is None:
        kept = {name: getattr(theirs, name) for name in _KEPT}
        role = PlacementRole.SAME_SITE if theirs.site_id == survivor.owner_site_id else PlacementRole.REPOST
        place = {"column_id": theirs.column_id, "site_id": theirs.site_id, "created_by_id": theirs.created_by_id}
        return [Placement(resource=survivor, role=role, **place, **kept)]
    if not own.visible:
        done.shown.append({"pk": own.pk, **_as_json(own, _SHOWN)})
        values = {name: getattr(theirs, name) for name in _SHOWN}
        values["address_date"] = own.address_date or theirs.address_date
        Placement.objects.filter(pk=own.pk).update(**values)
    return []


def _hand_over(survivor: Resource, theirs: Placement, own: Placement | None, done: Merged) -> None:
    """A proposal goes on waiting for its approval, for the survivor."""
    if own is not None or theirs.role != PlacementRole.REPOST or theirs.site_id == survivor.owner_site_id:
        names = ("column_id", "site_id", "role", "state", "title", "summary", "image_id", "created_by_id", "date")
        done.dropped.append(_as_json(theirs, names))
        theirs.delete()
        return
    Placement.objects.filter(pk=theirs.pk).update(resource=survivor)
    done.moved.append(theirs.pk)


def _as_json(placement: Placement, names: Iterable[str]) -> dict[str, Any]:
    """To the microsecond, which JSON by itself would not keep."""
    values = {name: getattr(placement, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


# Attachments and relations


def _join_attachments(survivor: Resource, merged: Resource, done: Merged) -> None:
    """Files the survivor has not: by their bytes, since each site uploads its own."""
    had = set(_bytes_of(survivor.attachments.select_related("document")))
    last = survivor.attachments.aggregate(last=Max("sort_order"))["last"]
    order = 0 if last is None else last + 1
    rows: list[Attachment] = []
    for theirs in merged.attachments.select_related("document").order_by("sort_order", "pk"):
        (bytes_,) = _bytes_of([theirs])
        if bytes_ not in had:
            had.add(bytes_)
            rows.append(
                Attachment(
                    resource=survivor, document=theirs.document, title=theirs.title, sort_order=order + len(rows)
                )
            )
    Attachment.objects.bulk_create(rows)
    done.attached = [row.pk for row in rows]
    _in_newest(survivor, "attachments", rows)


def _bytes_of(attachments: Iterable[Attachment]) -> list[tuple[str, int]]:
    return [
        ("blob", each.document.blob_id) if each.document.blob_id else ("file", each.document_id) for each in attachments
    ]


def _join_relations(survivor: Resource, merged: Resource, done: Merged) -> set[int]:
    """What the other one said, the survivor says; who named the other one names the survivor. Returns the latter."""
    said = set(survivor.relations.values_list("type", "target_id"))
    said |= {(INVERSE[kind], pk) for kind, pk in _from_elsewhere(survivor)}
    last = survivor.relations.aggregate(last=Max("sort_order"))["last"]
    order = 0 if last is None else last + 1
    rows = [
        Relation(resource=survivor, type=kind, target_id=target, sort_order=order + number)
        for number, (kind, target) in enumerate(
            (kind, target)
            for kind, target in merged.relations.order_by("sort_order", "pk").values_list("type", "target_id")
            if target != survivor.pk and (kind, target) not in said
        )
    ]
    Relation.objects.bulk_create(rows)
    done.related = [row.pk for row in rows]
    _in_newest(survivor, "relations", rows)
    said |= {(row.type, row.target_id) for row in rows}
    return _retarget(survivor, merged, said, done)


def _from_elsewhere(resource: Resource) -> list[tuple[str, int]]:
    return list(Relation.objects.filter(target=resource.pk).values_list("type", "resource_id"))


def _retarget(survivor: Resource, merged: Resource, said: set[tuple[str, int]], done: Merged) -> set[int]:
    owners = set()
    for row in Relation.objects.filter(target=merged.pk).exclude(resource=survivor.pk).order_by("pk"):
        owners.add(row.resource_id)
        if (INVERSE[row.type], row.resource_id) in said:
            names = ("resource_id", "type", "target_id", "sort_order")
            done.doubled.append({name: getattr(row, name) for name in names})
        else:
            said.add((INVERSE[row.type], row.resource_id))
            done.retargeted.append(row.pk)
    Relation.objects.filter(pk__in=done.retargeted).update(target=survivor)
    for gone in done.doubled:
        Relation.objects.filter(**gone).delete()
    _renamed_in_newest(owners, merged.pk, survivor.pk)
    return owners


def _newest(ids: Iterable[int]) -> list[Revision]:
    """The versions that go on being written: left as they were, their publication would undo the merge."""
    return list(Revision.objects.filter(pk__in=Resource.objects.filter(pk__in=list(ids)).values("latest_revision")))


def _in_newest(resource: Resource, name: str, rows: list[Any]) -> None:
    if rows:
        for version in _newest([resource.pk]):
            version.content.setdefault(name, []).extend(get_serializable_data_for_fields(row) for row in rows)
            Revision.objects.filter(pk=version.pk).update(content=version.content)


def _out_of_newest(resource: Resource, name: str, ids: list[int]) -> None:
    if ids:
        for version in _newest([resource.pk]):
            rows = version.content.get(name, [])
            version.content[name] = [row for row in rows if row.get("pk") not in ids]
            Revision.objects.filter(pk=version.pk).update(content=version.content)


def _renamed_in_newest(owners: Iterable[int], before: int, now: int, only: Iterable[int] | None = None) -> None:
    """`only`: ids of the relations that change; None for all that name `before`."""
    for version in _newest(owners):
        kept, seen = [], set()
        for row in version.content.get("relations", []):
            if row.get("target") == before and (only is None or row.get("pk") in only):
                row["target"] = now
            if (row.get("type"), row.get("target")) not in seen:
                seen.add((row.get("type"), row.get("target")))
                kept.append(row)
        version.content["relations"] = kept
        Revision.objects.filter(pk=version.pk).update(content=version.content)


def _announce(survivor: Resource, merged: Resource, others: set[int]) -> None:
    validity.settle({survivor.pk} | validity.touched_by(survivor.pk) | validity.touched_by(merged.pk))
    touched = sorted({merged.pk, *others})
    emit(MERGED, subject=survivor, site_id=survivor.owner_site_id, payload={"resources": touched})


# The way back


@transaction.atomic
def unmerge(merged: Resource, stored: dict[str, Any], *, by: Any) -> None:
    """撤销合并: both are again what they were; `stored` is what `merge` did.

    An address at which the survivor came to be read goes on answering: that placement is hidden, not deleted. Raises
    PermissionDenied as `merge`, ValidationError when the one merged has been public again, or withdrawn anew, since.
    """
    survivor, other = _both(stored["keep"], merged.pk)
    if not duplicates.may_merge(by, survivor, other):
        raise PermissionDenied
    at = other.withdrawn_at.isoformat() if other.withdrawn_at else ""
    if other.withdraw_reason != WithdrawReason.MERGED or other.successor_id != survivor.pk or at != stored["at"]:
        raise ValidationError(_("Somebody has changed it since."))
    _place_back(other, stored)
    owners = _relate_back(survivor, other, stored)
    _out_of_newest(survivor, "attachments", stored["attached"])
    Attachment.objects.filter(pk__in=stored["attached"]).delete()
    publishing.bring_back(other, by=by)
    Resource.objects.filter(pk=survivor.pk).update(updated_at=timezone.now())
    duplicates.note_unmerged(survivor.pk, other.pk)
    for resource, pk in ((survivor, other.pk), (other, survivor.pk)):
        log(instance=resource, action="resource.unmerge", user=by, data={"other": pk})
    _announce(survivor, other, owners)


def _place_back(other: Resource, stored: dict[str, Any]) -> None:
    Placement.objects.filter(pk__in=stored["placed"]).update(state=PlacementState.HIDDEN, visible=False)
    Placement.objects.filter(pk__in=stored["moved"]).update(resource=other)
    Placement.objects.bulk_create([Placement(resource=other, **row) for row in stored["dropped"]])
    for row in stored["shown"]:
        before = {name: value for name, value in row.items() if name not in ("pk", "address_date")}
        Placement.objects.filter(pk=row["pk"]).update(**before)


def _relate_back(survivor: Resource, other: Resource, stored: dict[str, Any]) -> set[int]:
    _out_of_newest(survivor, "relations", stored["related"])
    Relation.objects.filter(pk__in=stored["related"]).delete()
    rows = Relation.objects.filter(pk__in=stored["retargeted"])
    owners = set(rows.values_list("resource_id", flat=True))
    _renamed_in_newest(owners, survivor.pk, other.pk, set(stored["retargeted"]))
    rows.update(target=other)
    doubled = [Relation(**row) for row in stored["doubled"]]
    Relation.objects.bulk_create(doubled, ignore_conflicts=True)
    return owners | {row.resource_id for row in doubled}


# What old addresses ask


def survivor_of(merged: Resource) -> int | None:
    """What a merged resource went into, and that one into, as long as it goes on. None: it was not merged.

    No query for what was not merged; else one for each step. A circle, which nothing should make, ends.
    """
    found, seen = merged.successor_id if _is_merged(merged) else None, {merged.pk}
    while found is not None and found not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(found)
        following = Resource.objects.filter(pk=found, live=False, withdraw_reason=WithdrawReason.MERGED)
        further = following.values_list("successor_id", flat=True).first()
        if further is None:
            return found
        found = further
    return None


def _is_merged(resource: Resource) -> bool:
    return not resource.live and resource.withdraw_reason == WithdrawReason.MERGED
