"""What becomes of organs in a reform, as it was entered, kept and checked (机构改革方案).

A plan is JSON: `into` the organs that are there afterwards (an existing one by its id, or a new one), `heir` the one of
them that sites, columns and lower organs follow, and for a split `rules`: which of the documents become whose business.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..kinds import SCHEMAS
from ..models import Organ, OrganLevel, Reform, ReformKind, ReformState

CODE = re.compile(r"[0-9A-Z]{9}")


@dataclass(frozen=True)
class Part:
    """One organ that is there afterwards: an existing one, or a new record."""

    organ: int | None = None
    name: str = ""
    short_name: str = ""
    code: str = ""
    level: str = ""
    parent: int | None = None

    @property
    def is_new(self) -> bool:
        return self.organ is None


@dataclass(frozen=True)
class Rule:
    """Documents of a column (with those below it), a kind, a time: to the part number `to`; None: nobody's."""

    to: int | None
    column: int | None = None
    kind: str = ""
    since: str = ""
    until: str = ""

    def takes(self, *, columns: set[int], kind: str, day: str, own_columns: set[int]) -> bool:
        """`own_columns`: where the document stands; `columns`: the rule's column with those below it. ISO days."""
        if self.column is not None and not columns & own_columns:
            return False
        if self.kind and kind != self.kind:
            return False
        return (not self.since or day >= self.since) and (not self.until or day <= self.until)


@dataclass(frozen=True)
class Plan:
    into: list[Part]
    heir: int = 0
    rules: list[Rule] = field(default_factory=list)
    rest: int | None = None
    # Ids of the organs that stand for `into`, once the reform has been carried out.
    made: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Plan":
        """From JSON; TypeError or KeyError for what no form of ours wrote."""
        into = [Part(**part) for part in data["into"]]
        rules = [Rule(**rule) for rule in data.get("rules", [])]
        return cls(into, data.get("heir", 0), rules, data.get("rest"), list(data.get("made", [])))


def check(kind: str, sources: Sequence[Organ], plan: Plan, *, own: Reform | None = None) -> None:
    """Raises ValidationError for a plan that cannot be carried out as things stand now."""
    if not sources:
        raise ValidationError(_("Say which organs are reformed."))
    ended = [organ.name for organ in sources if not organ.is_in_being]
    if ended:
        raise ValidationError(_("No longer in being: %(names)s") % {"names": "、".join(ended)})
    _check_numbers(kind, sources, plan)
    _check_waiting(sources, own)
    for part in plan.into:
        if part.is_new:
            _check_new(kind, part, sources)
        else:
            _check_existing(kind, part, sources)
    _check_doubles(plan)
    _check_rules(plan)


def _check_numbers(kind: str, sources: Sequence[Organ], plan: Plan) -> None:
    if kind != ReformKind.MERGE and len(sources) > 1:
        raise ValidationError(_("Only a merger takes several organs at once."))
    if kind == ReformKind.SPLIT and len(plan.into) < 2:
        raise ValidationError(_("A split leaves at least two organs."))
    if kind != ReformKind.SPLIT and len(plan.into) != 1:
        raise ValidationError(_("Say which organ takes its place."))
    if kind == ReformKind.MERGE and len(sources) < 2 and plan.into[0].is_new:
        raise ValidationError(_("One organ that becomes another one is a change of name, not a merger."))
    if not 0 <= plan.heir < len(plan.into):
        raise ValidationError(_("Say which of the parts sites and columns follow."))


def _check_waiting(sources: Sequence[Organ], own: Reform | None) -> None:
    """Two reforms of one organ at once: the second would not know what the first one leaves."""
    waiting = Reform.objects.filter(organs__in=sources, state__in=(ReformState.PROPOSED, ReformState.CONFIRMED))
    other = waiting.exclude(pk=own.pk if own else 0).first()
    if other:
        raise ValidationError(_("Another reform of this organ waits already: %(title)s") % {"title": other.title})


def _check_existing(kind: str, part: Part, sources: Sequence[Organ]) -> None:
    organ = Organ.objects.filter(pk=part.organ or 0).first()
    if organ is None or not organ.is_in_being:
        raise ValidationError(_("The organ that takes its place is not in being."))
    if kind in (ReformKind.RENAME, ReformKind.CORRECT):
        raise ValidationError(_("A new name is needed."))
    # A split may leave the organ itself in being, with a part of what it did.
    if kind != ReformKind.SPLIT and organ.pk in {source.pk for source in sources}:
        raise ValidationError(_("“%(name)s” cannot take its own place.") % {"name": organ.name})


def _check_new(kind: str, part: Part, sources: Sequence[Organ]) -> None:
    _check_words(part, with_code=kind != ReformKind.CORRECT)
    # A name and a code become free with the organs that end.
    ending = {source.pk for source in sources}
    others = Organ.objects.in_being().exclude(pk__in=ending)
    if others.filter(name=part.name).exists():
        raise ValidationError(_("Another organ in being has the name “%(name)s”.") % {"name": part.name})
    if kind == ReformKind.CORRECT:
        return
    if others.filter(code=part.code).exists():
        raise ValidationError(_("Another organ in being has the code %(code)s.") % {"code": part.code})
    if kind == ReformKind.RENAME and part.name == sources[0].name:
        raise ValidationError(_("A new name is needed."))
    if part.parent is not None and (
        part.parent in ending or not Organ.objects.in_being().filter(pk=part.parent).exists()
    ):
        raise ValidationError(_("The organ above the new one is not in being."))


def _check_words(part: Part, *, with_code: bool) -> None:
    for value, most, label in ((part.name, 100, _("name")), (part.short_name, 40, _("short name"))):
        if not value.strip() or len(value) > most or "\x00" in value:
            raise ValidationError(_("The %(field)s has 1 to %(most)d characters.") % {"field": label, "most": most})
    if with_code and not CODE.fullmatch(part.code):
        raise ValidationError(_("An organ code has nine digits or capital letters."))
    if with_code and part.level not in OrganLevel.values:
        raise ValidationError(_("Say which level the new organ has."))


def _check_doubles(plan: Plan) -> None:
    for values in (
        [part.organ for part in plan.into if not part.is_new],
        [part.name for part in plan.into if part.is_new],
        [part.code for part in plan.into if part.is_new and part.code],
    ):
        if len(set(values)) < len(values):
            raise ValidationError(_("The same organ stands in the plan twice."))


def _check_rules(plan: Plan) -> None:
    for rule in plan.rules:
        if rule.kind and rule.kind not in SCHEMAS:
            raise ValidationError(_("“%(value)s” is not a kind of resource.") % {"value": rule.kind})
        for day in (rule.since, rule.until):
            if day:
                _check_day(day)
    for to in (*(rule.to for rule in plan.rules), plan.rest):
        if to is not None and not 0 <= to < len(plan.into):
            raise ValidationError(_("A rule names a part that the plan does not have."))


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise ValidationError(_("“%(day)s” is no date.") % {"day": day}) from None
