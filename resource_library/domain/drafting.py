"""Starting a resource and saving its text."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from unified_platform.events import emit

from .. import permissions
from ..enums import State
from ..models import Resource
from ..queries import for_change
from .borrowing import references_of, refuse_strange
from .document_numbers import normalise
from .interpreting import record_exemption
from .placing import place_at_home
from .validity import restate


@transaction.atomic
def create(resource: Resource, *, by, columns: list[Page]) -> Resource:
    """起草: store an unsaved resource as a draft with its columns at home; the first one is its origin."""
    if resource.pk or resource.live or resource.state != State.DRAFT:
        raise ValueError("a new resource begins as a draft")
    if not permissions.can_on_site(by, "add", resource.owner_site):
        raise PermissionDenied
    refuse_strange(references_of(resource), by=by)
    resource.editor = by
    resource.source = resource.source or resource.owner_site.site_name
    resource.doc_no = normalise(resource.doc_no)
    record_exemption(resource, None, by=by)
    resource.save()
    for column in columns:
        place_at_home(resource, column, by=by)
    revision = resource.save_revision(user=by)
    log(instance=resource, action="wagtail.create", user=by, revision=revision, content_changed=True)
    emit("resource.drafted", subject=resource, site_id=resource.owner_site_id)
    return resource


class Overtaken(PermissionDenied):
    """Somebody has saved since this form was opened: whoever saves now decides with both texts before her."""


def seen_now(resource: Resource) -> str:
    """What a form carries along, to tell on which version it was opened: its number and the moment of its saving."""
    latest = resource.latest_revision
    return f"{latest.pk}|{latest.created_at.isoformat()}" if latest else "none"


@transaction.atomic
def save(
    resource: Resource,
    *,
    by,
    overwrite: Revision | None = None,
    reverted_to: Revision | None = None,
    seen: str | None = None,
) -> Revision:
    """保存: store the edited text as a new version. The public goes on seeing the signed-off one.

    `overwrite` is a version of the same person's that is replaced instead, while she is still typing; `reverted_to`
    is the earlier version that this one repeats, for the history. `seen` is what `seen_now` said when the form was
    opened; without it the caller has read the newest version itself. Raises Overtaken when somebody has saved since,
    PermissionDenied without the right, and while the text is locked: in review, on the schedule, or by somebody.
    """
    current = for_change(resource)
    if seen is not None and is_overtaken(current, seen, overwrite, by):
        raise Overtaken(_("Somebody has saved a newer version meanwhile."))
    if not permissions.can(by, "change", current):
        raise PermissionDenied
    lock = current.get_lock()
    if lock and lock.for_user(by):
        raise PermissionDenied(_("The text is locked while it is reviewed or waits for its hour."))
    before = current.get_latest_revision_as_object()
    refuse_strange(references_of(resource) - references_of(before), by=by)
    resource.doc_no = normalise(resource.doc_no)
    record_exemption(resource, before, by=by)
    restate(resource, current)
    if overwrite and (overwrite.pk == current.live_revision_id or overwrite.task_states.exists()):
        # What somebody has judged, or the public reads, is a fact: the change becomes a version of its own.
        overwrite = None
    # The form was opened a while ago; what was done with the resource since then stays done.
    resource.take_life_of(current)
    resource.updated_at = timezone.now()
    if resource.live:
        Resource.objects.filter(pk=resource.pk).update(updated_at=resource.updated_at)
    else:
        # Nobody reads it yet, so lists and search may follow the draft.
        resource.save()
    revision = resource.save_revision(
        user=by, log_action=True, overwrite_revision=overwrite, previous_revision=reverted_to
    )
    emit("resource.drafted", subject=resource, site_id=resource.owner_site_id)
    return revision


def is_overtaken(current: Resource, seen: str, overwrite: Revision | None, by) -> bool:
    """Whether somebody has saved since the form was opened, be it the same person in another window.

    A form that saves by itself knows the version it made by its number: nobody else writes into that one.
    """
    if overwrite is not None:
        return overwrite.pk != current.latest_revision_id or overwrite.user_id != by.pk
    return seen != seen_now(current)
