"""Acts on many resources at once (批量操作): move, describe, withdraw, archive.

Each does to one resource what its domain function does, with that function's rights: a list is no way round them.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from unified_platform.jobs.kinds import Batch, JobKind, changed, refused, register, unchanged
from unified_platform.jobs.models import Job, JobLine

from .. import permissions
from ..domain import describing, placing, publishing
from ..enums import WITHDRAW_CHOICES, State, WithdrawReason
from ..models import Resource, Term
from ..selections import Selection


class ResourceAct(JobKind):
    """What is done to one resource, over a selection of the person's. Arguments: the selection, and the act's own."""

    size = 50

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        if not permissions.sites(by, "view").exists():
            raise PermissionDenied
        self.check_own(arguments, by)

    def check_own(self, arguments: dict[str, Any], by: Any) -> None:
        """Raises ValidationError for arguments of the act that make no sense."""

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        return self._chosen(arguments, by).count()

    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        chosen = self._chosen(job.arguments, job.created_by).filter(pk__gt=cursor or 0).order_by("pk")
        resources = list(chosen.select_related("owner_site").defer("body")[:size])
        lines = [self._tried(resource, job) for resource in resources]
        return Batch(lines, resources[-1].pk if len(resources) == size else None)

    def undo(self, job: Job, lines: Sequence[JobLine]) -> list[JobLine]:
        found = Resource.objects.select_related("owner_site").in_bulk([line.record for line in lines])
        return [self._put_back(found.get(line.record), line, job) for line in lines]

    @staticmethod
    def _chosen(arguments: dict[str, Any], by: Any) -> QuerySet[Resource]:
        return Selection.of(arguments["selection"]).resources(by)

    def _tried(self, resource: Resource, job: Job) -> JobLine:
        try:
            with transaction.atomic():
                before, after = self.act(resource, job)
        except (PermissionDenied, ValidationError) as refusal:
            return refused(resource.pk, resource.title, reason_of(refusal))
        if before == after:
            return unchanged(resource.pk, resource.title)
        return changed(resource.pk, resource.title, before, after)

    def _put_back(self, resource: Resource | None, line: JobLine, job: Job) -> JobLine:
        if resource is None:
            return refused(line.record, line.label, _("It is no longer there."))
        try:
            with transaction.atomic():
                self.act_back(resource, line.before, line.after, job)
        except (PermissionDenied, ValidationError) as refusal:
            return refused(line.record, line.label, reason_of(refusal))
        return changed(line.record, line.label, line.after, line.before)

    @abstractmethod
    def act(self, resource: Resource, job: Job) -> tuple[Any, Any]:
        """Do it; what was before and what is now, as JSON. Equal when there was nothing to do."""

    @abstractmethod
    def act_back(self, resource: Resource, before: Any, after: Any, job: Job) -> None:
        """Put it back to `before`; raises ValidationError when it is no longer as `after` says."""


def reason_of(refusal: PermissionDenied | ValidationError) -> str:
    reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
    return " ".join(reasons)


def _changed_since() -> ValidationError:
    return ValidationError(_("Somebody has changed it since."))


@register
class Move(ResourceAct):
    """移栏: out of the columns of the own site that show it, into one."""

    name = "library.move"
    label = gettext_lazy("Move to another column")

    def check_own(self, arguments: dict[str, Any], by: Any) -> None:
        if not Page.objects.filter(pk=arguments["column"]).exists():
            raise ValidationError(_("The column is no longer there."))

    def act(self, resource: Resource, job: Job) -> tuple[Any, Any]:
        return self._arranged(resource, [job.arguments["column"]], job)

    def act_back(self, resource: Resource, before: Any, after: Any, job: Job) -> None:
        if placing.shown_at_home(resource) != after["columns"]:
            raise _changed_since()
        self._arranged(resource, before["columns"], job)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        found = Page.objects.in_bulk({pk for value in values if value for pk in value["columns"]})
        return [value and "、".join(found[pk].title for pk in value["columns"] if pk in found) for value in values]

    def _arranged(self, resource: Resource, columns: list[int], job: Job) -> tuple[Any, Any]:
        before = placing.shown_at_home(resource)
        if before != columns:
            pages = Page.objects.in_bulk(columns)
            placing.arrange_home(resource, [pages[pk] for pk in columns], by=job.created_by, moving=True)
        return {"columns": before}, {"columns": columns}


@register
class Describe(ResourceAct):
    """批量标引: classes and source."""

    name = "library.describe"
    label = gettext_lazy("Change classes or source")

    def check_own(self, arguments: dict[str, Any], by: Any) -> None:
        if not arguments["changes"]:
            raise ValidationError(_("Nothing to change was chosen."))
        describing.check_description(arguments["changes"])

    def act(self, resource: Resource, job: Job) -> tuple[Any, Any]:
        changes = job.arguments["changes"]
        return describing.describe(resource, changes, by=job.created_by), changes

    def act_back(self, resource: Resource, before: Any, after: Any, job: Job) -> None:
        if describing.description_of(resource, after) != after:
            raise _changed_since()
        describing.describe(resource, before, by=job.created_by, putting_back=True)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        names = [pk for value in values for name, pk in (value or {}).items() if name in describing.TERMS]
        terms = Term.objects.in_bulk({pk for pk in names if pk})
        return [value and _description_in_words(value, terms) for value in values]


def _description_in_words(value: Mapping[str, Any], terms: Mapping[int, Term]) -> dict[str, str]:
    told = {}
    for name, stored in value.items():
        field: Any = Resource._meta.get_field(name)
        told[str(field.verbose_name)] = str(terms.get(stored, "—")) if name in describing.TERMS else stored
    return told


@register
class Withdraw(ResourceAct):
    """批量撤稿."""

    name = "library.withdraw"
    label = gettext_lazy("Withdraw everywhere")

    def check_own(self, arguments: dict[str, Any], by: Any) -> None:
        if arguments["reason"] not in dict(WITHDRAW_CHOICES):
            raise ValidationError(_("Say why."))

    def act(self, resource: Resource, job: Job) -> tuple[Any, Any]:
        reason = WithdrawReason(job.arguments["reason"])
        publishing.withdraw(resource, by=job.created_by, reason=reason, note=job.arguments.get("note", ""))
        return {"at": ""}, {"at": _moment(resource)}

    def act_back(self, resource: Resource, before: Any, after: Any, job: Job) -> None:
        if _moment(resource) != after["at"]:
            raise _changed_since()
        publishing.reinstate(resource, by=job.created_by)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        return [value and (State.WITHDRAWN.label if value["at"] else State.PUBLISHED.label) for value in values]


def _moment(resource: Resource) -> str:
    return resource.withdrawn_at.isoformat() if resource.withdrawn_at else ""


@register
class Archive(ResourceAct):
    """批量归档."""

    name = "library.archive"
    label = gettext_lazy("Archive")

    def act(self, resource: Resource, job: Job) -> tuple[Any, Any]:
        before = describing.is_archived(resource)
        if not before:
            describing.archive(resource, by=job.created_by)
        return {"archived": before}, {"archived": True}

    def act_back(self, resource: Resource, before: Any, after: Any, job: Job) -> None:
        if not describing.is_archived(resource):
            raise _changed_since()
        describing.unarchive(resource, by=job.created_by)

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        return [value and (State.ARCHIVED.label if value["archived"] else State.PUBLISHED.label) for value in values]
