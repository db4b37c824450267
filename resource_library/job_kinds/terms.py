"""Merging two classes, and moving resources from one class to another (合并类目、批量改标)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.jobs.kinds import Batch, JobKind, changed, refused, register
from unified_platform.jobs.models import Job, JobLine

from .. import selections_of_terms as selections
from ..domain import classification, retagging
from ..models import Resource, Term, TermState


class TermJob(JobKind):
    """From the class `source` to the class `target`, by their ids. A line holds the ids of classes by element."""

    with_drafts = False

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        if not classification.may_classify(by):
            raise PermissionDenied
        source, target = self._terms(arguments)
        if not arguments.get("undo"):
            self.check_terms(source, target)

    def check_terms(self, source: Term, target: Term) -> None:
        classification.require_target(source, target)

    def among(self, arguments: dict[str, Any]) -> Q:
        """Which resources are meant; all of them, when nothing narrows them down."""
        return Q()

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        source, _target = self._terms(arguments)
        return retagging.uses(source, self.among(arguments))

    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        source, target = self._terms(job.arguments)
        # No other act on these classes goes between reading what they are and writing what follows from it.
        classification.lock(source.vocabulary_id)
        lines = [] if cursor is not None else self.begin(source, target, job)
        target = classification.today(Term.objects.select_related("vocabulary").get(pk=target.pk))
        ids, after = retagging.next_batch(source, cursor and tuple(cursor), size, self.among(job.arguments))
        if ids:
            done = retagging.retag(ids, source, target, with_drafts=self.with_drafts)
            lines += [changed(pk, title, before, now) for pk, title, before, now in done]
        return Batch(lines, list(after) if after else None)

    def begin(self, source: Term, target: Term, job: Job) -> list[JobLine]:
        """What is done to the classes themselves, before the first resource."""
        self.check_terms(source, target)
        return []

    def undo(self, job: Job, lines: Sequence[JobLine]) -> list[JobLine]:
        source, _target = self._terms(job.arguments)
        classification.lock(source.vocabulary_id)
        resources = [line for line in lines if "class" not in (line.before or {})]
        told = [(line.record, line.before or {}, line.after or {}) for line in resources]
        since = retagging.put_back(told, retagging.field_of(source))
        undone = {line.pk: _put_back(line, line.record in since) for line in resources}
        return [undone.get(line.pk) or self.undo_class(line, job) for line in lines]

    def undo_class(self, line: JobLine, job: Job) -> JobLine:
        raise NotImplementedError(f"{self.name} changes no classes")

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        inner = [value.get("class", value) if value else None for value in values]
        terms = Term.objects.in_bulk(set(retagging.names_in(inner)))
        return [_told(value, terms) for value in inner]

    @staticmethod
    def _terms(arguments: Mapping[str, Any]) -> tuple[Term, Term]:
        terms = Term.objects.select_related("vocabulary").in_bulk([arguments["source"], arguments["target"]])
        if len(terms) < 2:
            raise ValidationError(_("A class cannot take its own place."))
        return terms[arguments["source"]], terms[arguments["target"]]


def _put_back(line: JobLine, since: bool) -> JobLine:
    if since:
        return refused(line.record, line.label, _("Somebody has changed it since."))
    return changed(line.record, line.label, line.after, line.before)


def _told(value: Mapping[str, Any] | None, terms: Mapping[int, Term]) -> Any:
    return value and {_label(name): _words(name, inner, terms) for name, inner in value.items()}


def _label(name: str) -> str:
    if name in (*classification.SINGLE_FIELDS.values(), "terms"):
        field: Any = Resource._meta.get_field(name)
        return str(field.verbose_name)
    return {"state": _("State"), "successor": _("Goes into"), "parent": _("Class above"), "order": _("Order")}[name]


def _words(name: str, value: Any, terms: Mapping[int, Term]) -> str:
    if isinstance(value, list):
        return "、".join(_words("", each, terms) for each in value)
    if name == "state":
        return str(TermState(value).label)
    if name == "order" or value not in terms:
        return "" if value is None else str(value)
    return f"{terms[value].name}（{terms[value].code}）"


@register
class MergeTerms(TermJob):
    """合并类目: every resource of the one class belongs to the other, and its code means the other from now on."""

    name = "library.merge_terms"
    label = gettext_lazy("Merge classes")

    def check_terms(self, source: Term, target: Term) -> None:
        classification.require_mergeable(source, target)

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        source, _target = self._terms(arguments)
        return super().total(arguments, by) + 1 + source.children.count()

    def begin(self, source: Term, target: Term, job: Job) -> list[JobLine]:
        changes = classification.close(source, target, by=job.created_by)
        return [
            changed(term.pk, f"{term.name}（{term.code}）", {"class": before}, {"class": after})
            for term, before, after in changes
        ]

    def undo_class(self, line: JobLine, job: Job) -> JobLine:
        term = Term.objects.select_related("vocabulary").get(pk=line.record)
        before, after = line.before or {}, line.after or {}
        why_not = classification.put_back(term, before["class"], after["class"], by=job.created_by)
        if why_not:
            return refused(line.record, line.label, why_not)
        return changed(line.record, line.label, line.after, line.before)

    def finish(self, job: Job) -> None:
        source, _target = self._terms(job.arguments)
        classification.announce(source, classification.MERGED)


@register
class Retag(TermJob):
    """批量改标: some or all resources of a class get another one instead; the class itself stays."""

    name = "library.retag"
    label = gettext_lazy("Move resources to another class")
    with_drafts = True

    def among(self, arguments: dict[str, Any]) -> Q:
        return selections.among(arguments.get("among") or {})

    def finish(self, job: Job) -> None:
        classification.log_retagging(job)
