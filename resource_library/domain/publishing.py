"""Making a resource public, and taking it away again. Each is one transaction with its event."""

import hashlib
import json

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision

from unified_platform.events import emit

from .. import permissions
from ..enums import PlacementState, State, WithdrawReason
from ..kinds import schema_of
from ..models import Resource
from . import review
from .numbering import allocate_index_no
from .placing import show_placements
from .validation import require_publishable


@transaction.atomic
def publish(resource: Resource, revision: Revision, *, by=None, changed=True, log_action=True, previous_revision=None):
    """签发: make `revision` what the public sees, on every site that shows it, or schedule it for its date.

    Raises PermissionDenied unless this very version has been signed off by different people, and ValidationError
    naming each missing element. The number of queries does not depend on the number of placements.
    """
    current = Resource.objects.select_for_update().get(pk=resource.pk)
    if not review.is_signed_off(revision):
        raise PermissionDenied(_("This version has not been through review."))
    if current.withdrawn_at and revision.created_at <= current.withdrawn_at:
        raise PermissionDenied(_("A withdrawn resource returns only as a new version."))
    action = PublishRevisionAction(
        revision, user=by, changed=changed, log_action=log_action, previous_revision=previous_revision
    )
    content = action.object
    require_publishable(content)
    due = not content.go_live_at or content.go_live_at <= timezone.now()
    if due:
        _stamp(content)
    action.execute(skip_permission_checks=True)
    if due:
        show_placements(content)
    else:
        # Wagtail leaves the row of a resource that is already public alone when it schedules the next version.
        Resource.objects.filter(pk=content.pk).update(state=State.SCHEDULED)
    event = "resource.published" if due else "resource.scheduled"
    emit(event, subject=content, site_id=content.owner_site_id)


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
    if schema_of(content.kind).indexed and not content.index_no:
        year = timezone.localtime(content.published_at).year
        content.index_no = allocate_index_no(content.issuer, year)


def content_hash(content: Resource) -> str:
    """SHA-256 over what a reader sees: title, text and the fields of the kind (R-4.2.40)."""
    visible = [
        content.title,
        content.top_title,
        content.sub_title,
        content.body.get_prep_value(),
        content.extra,
    ]
    return hashlib.sha256(json.dumps(visible, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def withdraw(
    resource: Resource, *, by, reason: WithdrawReason, note: str = "", successor: Resource | None = None
) -> None:
    """撤稿: one act at the owner; every placement on every site stops showing with this transaction (R-4.7.4)."""
    if not permissions.can(by, "withdraw", resource):
        raise PermissionDenied
    current = Resource.objects.select_for_update().get(pk=resource.pk)
    if not current.live:
        raise PermissionDenied(_("Only what is public can be withdrawn."))
    if current.current_workflow_state:
        current.current_workflow_state.cancel(user=by)
    current.state = State.WITHDRAWN
    current.withdrawn_at = timezone.now()
    current.withdraw_reason, current.withdraw_note, current.successor = reason, note, successor
    _take_down(current, by=by, log_action=False)
    log(instance=current, action="resource.withdraw", user=by, data={"reason": reason, "note": note})
    emit("resource.withdrawn", subject=current, site_id=current.owner_site_id, payload={"reason": reason})
    resource.refresh_from_db()


@transaction.atomic
def unpublish(resource: Resource, *, by=None, expired: bool = False) -> None:
    """What Wagtail's expiry calls: the end of a limited disclosure. A person uses `withdraw`, which wants a reason."""
    if not expired:
        raise PermissionDenied(_("Use “withdraw”, which records a reason."))
    current = Resource.objects.select_for_update().get(pk=resource.pk)
    current.state = State.ARCHIVED
    _take_down(current, by=by, log_action=True, set_expired=True)
    emit("resource.expired", subject=current, site_id=current.owner_site_id)


def _take_down(current: Resource, **options) -> None:
    current.updated_at = timezone.now()
    UnpublishAction(current, user=options.pop("by"), **options).execute(skip_permission_checks=True)
    current.placements.filter(state=PlacementState.LIVE).update(visible=False)
