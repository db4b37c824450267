"""Carrying out a reform of organs (执行机构改革)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.jobs.kinds import Batch, JobKind, changed, refused, register, unchanged
from unified_platform.jobs.models import Job, JobLine

from ..domain import organs, reform, reform_plan, reform_steps
from ..domain.organ_holders import holder_named
from ..models import Organ, OrganState, Reform, ReformState, Resource

# Where the next batch begins: (phase, id of the last resource).
ISSUED, JOINTLY = "issued", "jointly"


@register
class CarryOutReform(JobKind):
    """First the organs with what names them, then the resources that follow. Arguments: the id of the reform."""

    name = reform.JOB
    label = gettext_lazy("Reform of organs")

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        found = Reform.objects.filter(pk=arguments["reform"]).first()
        if found is None:
            raise ValidationError(_("The reform is no longer there."))
        if arguments.get("undo"):
            allowed = reform.may_see(by)
        elif arguments.get("preview"):
            allowed = reform.may_see(by) and found.state == ReformState.CONFIRMED
        else:
            allowed = reform.may_decide(by, found) and found.state == ReformState.CONFIRMED
        if not allowed:
            raise PermissionDenied
        if not arguments.get("undo"):
            reform_plan.check(found.kind, list(found.organs.all()), reform_plan.Plan.of(found.plan), own=found)

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        found = self._reform(arguments)
        resources = Resource.objects.filter(reform_steps.concerned(found)).count()
        jointly = Resource.objects.filter(reform_steps.concerned_jointly(found)).count()
        return resources + jointly + reform_steps.few(found)

    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        found = self._reform(job.arguments)
        lines: list[JobLine] = []
        if cursor is None:
            reform_plan.check(found.kind, list(found.organs.all()), reform_plan.Plan.of(found.plan), own=found)
            done = reform_steps.reform_organs(found, by=job.created_by)
            lines = [changed(each.record, each.label, each.before, each.after) for each in done]
            reform.announce(found)
        phase, last = cursor or (ISSUED, 0)
        if phase == ISSUED:
            ids = _next(reform_steps.concerned(found), last, size)
            if ids:
                return Batch(lines + self._issued(found, ids), [ISSUED, ids[-1]])
            last = 0
        ids = _next(reform_steps.concerned_jointly(found), last, size)
        if ids:
            done = reform_steps.reassign_jointly(found, ids)
            lines += [changed(each.record, each.label, each.before, each.after) for each in done]
        return Batch(lines, [JOINTLY, ids[-1]] if ids else None)

    @staticmethod
    def _issued(found: Reform, ids: list[int]) -> list[JobLine]:
        changes, staying = reform_steps.reassign(found, ids)
        lines = [changed(each.record, each.label, each.before, each.after) for each in changes]
        stays = _("Stays with the organ that issued it.")
        return lines + [unchanged(each.pk, each.title, stays) for each in staying]

    def undo(self, job: Job, lines: Sequence[JobLine]) -> list[JobLine]:
        changes = [reform_steps.Change(line.record, line.label, line.before, line.after) for line in lines]
        why_not = reform_steps.put_back(changes, by=job.created_by)
        return [
            refused(line.record, line.label, why_not[number])
            if number in why_not
            else changed(line.record, line.label, line.after, line.before)
            for number, line in enumerate(lines)
        ]

    def finish(self, job: Job) -> None:
        reform.finish(self._reform(job.arguments), undone=job.undoes_id is not None, by=job.created_by)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        named = organs.named(pk for value in values for pk in _organs_in(value or {}))
        return [
            value and {_label(name): _words(name, inner, named) for name, inner in value.items()} for value in values
        ]

    @staticmethod
    def _reform(arguments: Mapping[str, Any]) -> Reform:
        return Reform.objects.get(pk=arguments["reform"])


def _next(wanted: Any, last: int, size: int) -> list[int]:
    found = Resource.objects.filter(wanted, pk__gt=last).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


_NAMING = ("issuer", "taken_over_by", "parent", "organ")


def _organs_in(value: Mapping[str, Any]) -> list[int]:
    return [value[name] for name in _NAMING if value.get(name)] + list(value.get("joint_issuers") or [])


def _label(name: str) -> str:
    if name in ("issuer", "taken_over_by", "joint_issuers"):
        field: Any = Resource._meta.get_field(name)
        return str(field.verbose_name)
    if name in ("parent", "state", "ended_on", "name", "short_name"):
        field = Organ._meta.get_field(name)
        return str(field.verbose_name)
    return {"holder": _("Named as"), "organ": _("Organ"), "made": _("New organ")}[name]


def _words(name: str, value: Any, named: Mapping[int, str]) -> str:
    if name == "state":
        return str(OrganState(value).label)
    if name == "holder":
        return str(holder_named(value).label)
    if name == "joint_issuers":
        return "、".join(named.get(pk, str(pk)) for pk in value)
    if name in _NAMING:
        return named.get(value, "") if value else ""
    return value or ""
