"""Making a resource public, and taking it away again. Each is one transaction with its event."""

import hashlib
import json
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision

from unified_platform.events import emit

from .. import permissions
from ..enums import PlacementState, PublicTimeLimit, State, WithdrawReason
from ..kinds import schema_of, without_internal
from ..models import Resource
from ..queries import for_change
from . import review, validity
from .interpreting import unfinished
from .numbering import allocate_index_no, year_of
from .placing import show_placements
from .validation import require_publishable


@transaction.atomic
def publish(resource: Resource, revision: Revision, *, by=None, changed=True, log_action=True, previous_revision=None):
    """签发: make `revision` what the public sees, on every site that shows it, or schedule it for its date.

    Raises PermissionDenied unless this very version has been signed off by different people, and ValidationError
    naming each missing element. The number of queries does not depend on the number of placements.
    """
    current = for_change(resource)
    _refresh(revision, current)
    _require_sign_off(revision, current)
    action = PublishRevisionAction(
        revision, user=by, changed=changed, log_action=log_action, previous_revision=previous_revision
    )
    content = action.object
    require_publishable(content)
    _require_finished(content)
    due = not content.go_live_at or content.go_live_at <= timezone.now()
    if due:
        _stamp(content)
    elif content.live and not content.live_revision_id:
        # An import leaves no versions behind. By a missing live version Wagtail would take the resource for a draft,
        # and take it down until the hour of the next version has come.
        content.live_revision_id = revision.pk
    touched = validity.touched_by(content.pk)
    action.execute(skip_permission_checks=True)
    if due:
        show_placements(content)
        validity.settle({content.pk} | touched | validity.touched_by(content.pk))
    else:
        # Wagtail leaves the row of a resource that is already public alone when it schedules the next version.
        Resource.objects.filter(pk=content.pk).update(state=State.SCHEDULED)
    event = "resource.published" if due else "resource.scheduled"
    emit(event, subject=content, site_id=content.owner_site_id)


def _refresh(revision: Revision, current: Resource) -> None:
    """The version as it is stored, upon the row that is locked: whoever holds an older copy must not publish it."""
    revision.refresh_from_db()
    if (revision.content_type_id, revision.object_id) != (Resource.get_content_type().pk, str(current.pk)):
        raise ValueError(f"revision {revision.pk} is not a version of resource {current.pk}")
    revision.content_object = current


def _require_finished(content: Resource) -> None:
    """Complete is not enough for an important policy: its interpretation goes with it (R-1.8.1)."""
    open_ends = unfinished(content)
    if open_ends:
        raise ValidationError([ValidationError(each.message, code=each.element) for each in open_ends])


def _require_sign_off(revision: Revision, current: Resource) -> None:
    if not review.is_signed_off(revision):
        raise PermissionDenied(_("This version has not been through review."))
    if current.withdrawn_at and revision.created_at <= current.withdrawn_at:
        raise PermissionDenied(_("A withdrawn resource returns only as a new version."))
    if current.live_revision_id and revision.pk < current.live_revision_id:
        raise PermissionDenied(_("A newer version is public already. An older text returns only as a new version."))


def _stamp(content: Resource) -> None:
    """What the system, not the editor, says about a version that becomes public now."""
    now = timezone.now()
    content.published_at = content.published_at or now
    content.updated_at = now
    content.state = State.PUBLISHED
    content.version += 1
    content.content_hash = content_hash(content)
    content.withdrawn_at, content.withdraw_reason, content.withdraw_note = None, "", ""
    content.successor = None
    if schema_of(content.kind).indexed and not content.index_no and content.issuer:
        content.index_no = allocate_index_no(content.issuer, year_of(content.published_at))


def content_hash(content: Resource) -> str:
    """SHA-256 over what a reader reads: titles, text and the fields of the kind (R-4.2.40). Files have their own.

    The ids of blocks are left out: a text that was cut out and pasted back is the same text.
    """
    blocks = content.body.get_prep_value() if content.body else []
    visible = [
        content.title,
        content.top_title,
        content.sub_title,
        [{"type": block["type"], "value": block["value"]} for block in blocks],
        without_internal(content.kind, content.extra),
    ]
    return hashlib.sha256(json.dumps(visible, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def withdraw(
    resource: Resource, *, by, reason: WithdrawReason, note: str = "", successor: Resource | None = None
) -> None:
    """撤稿: one act at the owner; every placement on every site stops showing with this transaction (R-4.7.4).

    Raises PermissionDenied without the right or when nothing is public, ValueError for a reason outside the list (what
    is merged is merged, see merging.py), ValidationError for a note that is too long or a successor that is not public.
    """
    current = for_change(resource)
    if not permissions.can(by, "withdraw", current):
        raise PermissionDenied
    if reason == WithdrawReason.MERGED:
        raise ValueError("a duplicate is merged, not withdrawn")
    take_away(current, by=by, reason=reason, note=note, successor=successor)
    resource.refresh_from_db()


def take_away(
    current: Resource, *, by, reason: WithdrawReason, note: str = "", successor: Resource | None = None
) -> None:
    """What withdrawing does, for acts that have asked for their own right and hold the row of the resource."""
    if not current.live:
        raise PermissionDenied(_("Only what is public can be withdrawn."))
    current.withdraw_reason, current.withdraw_note, current.successor = WithdrawReason(reason), note, successor
    _check_note_and_successor(current)
    if current.current_workflow_state:
        current.current_workflow_state.cancel(user=by)
    current.state = State.WITHDRAWN
    current.withdrawn_at = timezone.now()
    _take_down(current, by=by, log_action=False)
    log(instance=current, action="resource.withdraw", user=by, data={"reason": reason, "note": note})
    emit("resource.withdrawn", subject=current, site_id=current.owner_site_id, payload={"reason": reason})


@transaction.atomic
def reinstate(resource: Resource, *, by) -> None:
    """撤销撤稿: the version that was public before an act of withdrawing that was a mistake is public again.

    It has been signed off, and nothing of it has changed. Raises PermissionDenied for whoever may not withdraw, and
    once somebody has written a newer version: that one has to go through review.
    """
    current = for_change(resource)
    if not permissions.can(by, "withdraw", current):
        raise PermissionDenied
    if current.withdraw_reason == WithdrawReason.MERGED:
        raise PermissionDenied(_("It was merged with another resource; undo the merge."))
    bring_back(current, by=by)
    resource.refresh_from_db()


def bring_back(current: Resource, *, by) -> None:
    """What putting back does, for acts that have asked for their own right and hold the row of the resource."""
    if current.live or current.withdrawn_at is None:
        raise PermissionDenied(_("Only what was withdrawn can be put back."))
    latest = current.latest_revision
    if latest and latest.created_at > current.withdrawn_at:
        raise PermissionDenied(_("A newer version has been written since; it has to go through review."))
    current.state, current.live, current.updated_at = State.PUBLISHED, True, timezone.now()
    current.withdrawn_at, current.withdraw_reason, current.withdraw_note, current.successor = None, "", "", None
    current.live_revision = _last_signed_off(current)
    current.has_unpublished_changes = latest is not None and latest != current.live_revision
    current.save()
    show_placements(current)
    validity.settle({current.pk} | validity.touched_by(current.pk))
    log(instance=current, action="resource.reinstate", user=by)
    emit("resource.published", subject=current, site_id=current.owner_site_id)


def _last_signed_off(current: Resource) -> Revision | None:
    """The version the public read last, whose text the row still holds; none after an import."""
    return next((each for each in current.revisions.order_by("-pk") if review.is_signed_off(each)), None)


def _check_note_and_successor(current: Resource) -> None:
    Resource._meta.get_field("withdraw_note").clean(current.withdraw_note, current)
    if current.successor_id is None:
        return
    if not Resource.objects.filter(pk=current.successor_id, live=True).exclude(pk=current.pk).exists():
        raise ValidationError(_("What takes the place of this must be public itself."))


@transaction.atomic
def unpublish(resource: Resource, *, by=None, expired: bool = False, log_action: bool | str = True) -> None:
    """What Wagtail's expiry calls: the end of a limited disclosure. A person uses `withdraw`, which wants a reason.

    A next version that is being reviewed or waits for its hour goes its own way. What is down already stays as it is.
    """
    current = for_change(resource)
    if not expired or not is_over(current, timezone.now()):
        raise PermissionDenied(_("Use “withdraw”, which records a reason."))
    if not current.live:
        return
    scheduled = current.revisions.filter(approved_go_live_at__isnull=False)
    waiting = scheduled.values_list("pk", "approved_go_live_at").first()
    if waiting is None and current.current_workflow_state is None:
        current.state = State.ARCHIVED
    _take_down(current, by=by, log_action=log_action, set_expired=True)
    if waiting:
        # Wagtail clears the schedule with everything else.
        current.revisions.filter(pk=waiting[0]).update(approved_go_live_at=waiting[1])
    emit("resource.expired", subject=current, site_id=current.owner_site_id)


def is_over(resource: Resource, now: datetime) -> bool:
    """Whether the disclosure ended: its hour of expiry has come, or its last day is past (R-4.2.26)."""
    if resource.expire_at and resource.expire_at <= now:
        return True
    if resource.public_time_limit != PublicTimeLimit.LIMITED or resource.public_until is None:
        return False
    return resource.public_until < timezone.localdate(now, timezone.get_default_timezone())


def _take_down(current: Resource, **options) -> None:
    current.updated_at = timezone.now()
    UnpublishAction(current, user=options.pop("by"), **options).execute(skip_permission_checks=True)
    current.placements.filter(state=PlacementState.LIVE).update(visible=False)
    validity.settle(validity.touched_by(current.pk))
