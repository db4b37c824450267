"""Keeps `Resource.state` in step with Wagtail's workflow, whichever door was used."""

from django.dispatch import receiver
from wagtail.models import WorkflowState
from wagtail.signals import workflow_cancelled, workflow_rejected, workflow_submitted

from .enums import State
from .models import Resource


def _set_state(workflow_state: WorkflowState, state: State) -> None:
    resource = workflow_state.content_object
    if isinstance(resource, Resource):
        Resource.objects.filter(pk=resource.pk).update(state=state)


@receiver(workflow_submitted)
def on_submitted(instance: WorkflowState, **kwargs) -> None:
    _set_state(instance, State.SUBMITTED)


@receiver(workflow_rejected)
def on_rejected(instance: WorkflowState, **kwargs) -> None:
    _set_state(instance, State.RETURNED)


@receiver(workflow_cancelled)
def on_cancelled(instance: WorkflowState, **kwargs) -> None:
    _set_state(instance, State.DRAFT)
