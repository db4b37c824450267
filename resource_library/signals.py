"""Keeps `Resource.state` in step with Wagtail's workflow, whichever door was used, and records from being deleted."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_cancelled, workflow_rejected

from unified_platform.events import emit

from .enums import State
from .models import Resource


def resting_state(resource: Resource) -> State:
    """Where a working copy stands that nobody reviews and that waits for no hour."""
    if resource.live:
        return State.PUBLISHED
    if resource.withdrawn_at:
        return State.WITHDRAWN
    return State.ARCHIVED if resource.expired else State.DRAFT


def _set_state(workflow_state: WorkflowState, state: State | None, kind: str) -> None:
    if workflow_state.base_content_type_id != Resource.get_base_content_type().pk:
        return
    with transaction.atomic():
        resource = Resource.objects.get(pk=workflow_state.object_id)
        Resource.objects.filter(pk=resource.pk).update(state=state or resting_state(resource))
        emit(kind, subject=resource, site_id=resource.owner_site_id)


# A step that begins, not a workflow that begins: what was returned is resumed without a new workflow.
@receiver(task_submitted)
def on_step_begun(instance: TaskState, **kwargs) -> None:
    _set_state(instance.workflow_state, State.SUBMITTED, "resource.submitted")


@receiver(workflow_rejected)
def on_rejected(instance: WorkflowState, **kwargs) -> None:
    _set_state(instance, State.RETURNED, "resource.returned")


@receiver(workflow_cancelled)
def on_cancelled(instance: WorkflowState, **kwargs) -> None:
    _set_state(instance, None, "resource.recalled")


@receiver(pre_delete, sender=Resource)
def keep_what_was_public(instance: Resource, **kwargs) -> None:
    """What the public once read stays on record (R-4.2.1, R-4.2.13): its addresses go on answering for it."""
    if instance.published_at:
        raise PermissionDenied(_("What has been public is withdrawn, not deleted."))
