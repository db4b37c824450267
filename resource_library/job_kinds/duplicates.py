"""Duplicates as jobs (重复资源): merging, with the way back; and the signatures of what was there before."""

import time
from collections.abc import Sequence
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unified_platform.jobs.kinds import Batch, JobKind, changed, refused, register, unchanged
from unified_platform.jobs.models import Job, JobLine

from ..domain import duplicates, merging, signatures
from ..models import DuplicatePair, Resource
from .bulk_acts import reason_of


@register
class Merge(JobKind):
    """合并重复资源. Arguments: `keep`, the number of the one that stays, and `merge`, those that go into it."""

    name = "library.merge"
    label = gettext_lazy("Merge duplicates")
    size = 20

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        found = Resource.objects.in_bulk([arguments["keep"], *arguments["merge"]])
        if len(found) != len(arguments["merge"]) + 1:
            raise ValidationError(_("Choose which one stays, and at least one other."))
        if not duplicates.may_merge(by, *found.values()):
            raise PermissionDenied(_("Only the information centre merges resources of different sites."))

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        return len(arguments["merge"])

    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        start = cursor or 0
        wanted = job.arguments["merge"][start : start + size]
        found = Resource.objects.in_bulk([job.arguments["keep"], *wanted])
        lines = [self._merged(found.get(job.arguments["keep"]), found.get(pk), pk, job) for pk in wanted]
        return Batch(lines, start + size if start + size < len(job.arguments["merge"]) else None)

    @staticmethod
    def _merged(keep: Resource | None, other: Resource | None, pk: int, job: Job) -> JobLine:
        if keep is None or other is None:
            return refused(pk, "", _("It is no longer there."))
        try:
            with transaction.atomic():
                done = merging.merge(keep, other, by=job.created_by)
        except (PermissionDenied, ValidationError) as refusal:
            return refused(pk, other.title, reason_of(refusal))
        return changed(pk, other.title, done.stored(), {"into": keep.pk, **_counted(done.stored())})

    def undo(self, job: Job, lines: Sequence[JobLine]) -> list[JobLine]:
        found = Resource.objects.in_bulk([line.record for line in lines])
        return [self._parted(found.get(line.record), line, job) for line in lines]

    @staticmethod
    def _parted(other: Resource | None, line: JobLine, job: Job) -> JobLine:
        if other is None:
            return refused(line.record, line.label, _("It is no longer there."))
        try:
            with transaction.atomic():
                merging.unmerge(other, line.before or {}, by=job.created_by)
        except (PermissionDenied, ValidationError) as refusal:
            return refused(line.record, line.label, reason_of(refusal))
        return changed(line.record, line.label, line.after, None)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        titles = Resource.objects.in_bulk({value["into"] for value in values if value and "into" in value})
        return [_told(value, titles) for value in values]


def _counted(stored: dict[str, Any]) -> dict[str, int]:
    """How much of what went over."""
    return {
        "placements": len(stored["placed"]) + len(stored["moved"]) + len(stored["shown"]),
        "attachments": len(stored["attached"]),
        "relations": len(stored["related"]) + len(stored["retargeted"]),
    }


def _told(value: Any, found: dict[int, Resource]) -> Any:
    if not value:
        return value
    if "into" not in value:
        return {str(_("Index number")): value["index_no"]} if value.get("index_no") else None
    into = found.get(value["into"])
    return {
        str(_("Merged into")): into.title if into else value["into"],
        str(_("placements")): value["placements"],
        str(_("attachments")): value["attachments"],
        str(_("relations")): value["relations"],
    }


@register
class Sign(JobKind):
    """登记文本指纹: for what was public before anybody compared. A line for each portion, with what it cost.

    It goes by numbers, so it can be stopped and go on; done again it finds nothing to do.
    """

    name = "library.sign"
    label = gettext_lazy("Look for duplicates in the whole library")
    size = 200
    undoable = False

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        if not duplicates.decides_everywhere(by):
            raise PermissionDenied

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        return ceil(signatures.count_unsigned() / self.size)

    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        ids = signatures.unsigned(cursor or 0, size)
        if not ids:
            return Batch()
        began, known = time.perf_counter(), DuplicatePair.objects.count()
        signatures.sign(ids)
        each = (time.perf_counter() - began) * 1000 / len(ids)
        found = DuplicatePair.objects.count() - known
        told = ngettext("%(count)d resource", "%(count)d resources", len(ids)) % {"count": len(ids)}
        cost = _("%(ms).1f ms each") % {"ms": each}
        label = f"{told} · {ids[0]}–{ids[-1]} · {cost}"
        after = {str(_("Pairs found")): found}
        line = changed(ids[-1], label, None, after) if found > 0 else unchanged(ids[-1], label)
        return Batch([line], ids[-1] if len(ids) == size else None)
