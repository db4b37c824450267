"""Changing what is said about a resource, not what it says: classes, source, archive mark."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from unified_platform.events import emit

from .. import permissions
from ..models import Resource, Term
from ..queries import for_change

# The elements that may be changed without a new version: they describe the text, and no reviewer signed them off.
TERMS = ("subject", "genre", "group", "region")
DESCRIPTIVE = ("source", *TERMS)


def check_description(changes: Mapping[str, Any]) -> None:
    """Raises ValidationError for an element that is not descriptive, or a value outside its list."""
    for name, value in changes.items():
        if name not in DESCRIPTIVE:
            raise ValidationError(_("“%(element)s” is changed in the editor, with review.") % {"element": name})
        field: Any = Resource._meta.get_field(name)
        if name in TERMS:
            vocabulary = field.get_limit_choices_to()["vocabulary__code"]
            if not Term.objects.filter(pk=value, vocabulary__code=vocabulary).exists():
                raise ValidationError(_("%(field)s: a value outside its list.") % {"field": field.verbose_name})
        elif not str(value).strip():
            raise ValidationError(_("%(field)s is missing.") % {"field": field.verbose_name})
        else:
            field.run_validators(value)


@transaction.atomic
def describe(resource: Resource, changes: Mapping[str, Any], *, by, putting_back: bool = False) -> dict[str, Any]:
    """标引: change descriptive elements of the resource and of the draft that is being written; what they were before.

    `changes` holds attribute names (`source`, `subject`…) and stored values (text, the id of a term). Nothing happens,
    and nothing is announced, when all of them are so already. Raises PermissionDenied for whoever may not change the
    resource or what the public sees, and while the text is locked; ValidationError as `check_description`, which does
    not ask when old values are put back: what was empty becomes empty again.
    """
    if not putting_back:
        check_description(changes)
    current = for_change(resource)
    require_right_to_describe(current, by)
    columns = {_attname(name): value for name, value in changes.items()}
    before = description_of(current, changes)
    if before == dict(changes):
        return before
    Resource.objects.filter(pk=current.pk).update(**columns, updated_at=timezone.now())
    _describe_draft(current, changes)
    log(instance=current, action="resource.describe", user=by, data={"before": before, "after": dict(changes)})
    emit("resource.described", subject=current, site_id=current.owner_site_id)
    return before


def description_of(resource: Resource, names: Iterable[str]) -> dict[str, Any]:
    """The stored values of these elements."""
    return {name: getattr(resource, _attname(name)) for name in names}


def require_right_to_describe(current: Resource, by) -> None:
    if not permissions.can(by, "change", current):
        raise PermissionDenied(_("You may not change this resource."))
    if current.live and not permissions.can_on_site(by, "repost", current.owner_site):
        raise PermissionDenied(_("What is public is changed by an editor."))
    lock = current.get_lock()
    if lock and lock.for_user(by):
        raise PermissionDenied(_("The text is locked while it is reviewed or waits for its hour."))


def _attname(name: str) -> str:
    field: Any = Resource._meta.get_field(name)
    return field.attname


def _describe_draft(current: Resource, changes: Mapping[str, Any]) -> None:
    """The newest version is what goes on being written; left as it was, its publication would undo the change."""
    draft = current.latest_revision
    if draft is not None:
        draft.content.update(changes)
        Revision.objects.filter(pk=draft.pk).update(content=draft.content)


@transaction.atomic
def archive(resource: Resource, *, by) -> None:
    """归档: the page stays where it is and says that it is archived, and since when (R-1.6.6, R-4.2.41)."""
    current = for_change(resource)
    require_right_to_describe(current, by)
    if not current.live:
        raise PermissionDenied(_("Only what is public can be archived."))
    if is_archived(current):
        return
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    _mark(current, {**(current.archive or {}), "date": today.isoformat()}, "resource.archive", by)


@transaction.atomic
def unarchive(resource: Resource, *, by) -> None:
    """取消归档: undo `archive`."""
    current = for_change(resource)
    require_right_to_describe(current, by)
    if is_archived(current):
        kept = {name: value for name, value in (current.archive or {}).items() if name != "date"}
        _mark(current, kept or None, "resource.unarchive", by)


def is_archived(resource: Resource) -> bool:
    return archived_on(resource) is not None


def archived_on(resource: Resource) -> date | None:
    """The day on which it was archived; None when it is not."""
    day = (resource.archive or {}).get("date")
    return date.fromisoformat(day) if day else None


def _mark(current: Resource, record: dict[str, Any] | None, action: str, by) -> None:
    Resource.objects.filter(pk=current.pk).update(archive=record, updated_at=timezone.now())
    log(instance=current, action=action, user=by)
    emit("resource.archived", subject=current, site_id=current.owner_site_id)
