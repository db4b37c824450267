"""From draft to signed off: submit, review, sign off, each by another person (R-1.7.16, R-1.13.6)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from .. import permissions
from ..models import Resource, ReviewStep
from .validation import require_publishable


def review_chain() -> Workflow:
    """The chain of review steps that holds for all resources."""
    return Resource.get_default_workflow()


@transaction.atomic
def submit(resource: Resource, by) -> WorkflowState:
    """提交: hand the latest draft to the reviewers. Raises ValidationError for what is still missing.

    What was returned begins again with the first step: a text that changed is another text (R-1.7.16).
    """
    if not permissions.can(by, "change", resource):
        raise PermissionDenied
    latest = resource.get_latest_revision_as_object()
    require_publishable(latest)
    if resource.scheduled_revision:
        raise PermissionDenied(_("A version waits for its hour. Take it off the schedule first."))
    current = resource.current_workflow_state
    if current and current.status == WorkflowState.STATUS_IN_PROGRESS:
        raise PermissionDenied(_("This is being reviewed already."))
    if current:
        current.cancel(user=by)
    return review_chain().start(resource, by)


@transaction.atomic
def recall(resource: Resource, by) -> None:
    """撤回提交: take back what was submitted, to go on writing. For its author, and whoever may edit it."""
    current = resource.current_workflow_state
    if current is None or not may_recall(by, resource, current):
        raise PermissionDenied(_("There is nothing you could take back here."))
    current.cancel(user=by)


def may_recall(user, resource: Resource, state: WorkflowState | None) -> bool:
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return False
    return permissions.can(user, "change", resource)


def approve(resource: Resource, by, remarks: str = "") -> None:
    """通过: take the current step. The last one publishes."""
    with transaction.atomic():
        step, state = _current(resource)
        check_step(by, step, resource)
        step.on_action(state, by, "approve", comment=remarks)


def send_back(resource: Resource, by, remarks: str) -> None:
    """退回: back to the author, with the reason."""
    if not remarks.strip():
        raise ValueError(_("Say what has to be changed."))
    with transaction.atomic():
        step, state = _current(resource)
        check_step(by, step, resource)
        step.on_action(state, by, "reject", comment=remarks)


def _current(resource: Resource) -> tuple[ReviewStep, TaskState]:
    state = resource.current_workflow_task_state
    if state is None:
        raise PermissionDenied(_("Nothing is waiting for review here."))
    return state.task.specific, state


def may_take_step(user, step: ReviewStep, resource: Resource) -> bool:
    return not why_not(user, step, resource)


def why_not(user, step: ReviewStep, resource: Resource) -> str:
    """Why `user` may not take this step, in a sentence; empty when she may."""
    try:
        check_step(user, step, resource)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def check_step(user, step: ReviewStep, resource: Resource) -> None:
    """Raises PermissionDenied unless `user` may take this step: holds its right here, and has had no hand in it yet."""
    if not permissions.can(user, step.permission, resource):
        raise PermissionDenied(_("You may not take this step on this site."))
    if user.pk in _authors(resource):
        raise PermissionDenied(_("Who wrote a text cannot review it."))
    if user.pk in _earlier_reviewers(resource):
        raise PermissionDenied(_("The same person cannot take two steps."))


def _authors(resource: Resource) -> set[int]:
    """Everybody who saved a version since the one that is public."""
    revisions = resource.revisions.all()
    if resource.live_revision_id:
        revisions = revisions.filter(pk__gt=resource.live_revision_id)
    return set(revisions.exclude(user=None).values_list("user_id", flat=True))


def _earlier_reviewers(resource: Resource) -> set[int]:
    state = resource.current_workflow_state
    if state is None:
        return set()
    return set(state.successful_task_states.exclude(finished_by=None).values_list("finished_by_id", flat=True))


def is_signed_off(revision: Revision) -> bool:
    """Whether every active step of the chain has been approved for exactly this version, each by another person."""
    chain = review_chain()
    if chain is None:
        return False
    steps = list(chain.tasks.values_list("pk", flat=True))
    approvals = TaskState.objects.filter(
        revision=revision, status=TaskState.STATUS_APPROVED, task__in=steps
    ).values_list("task_id", "finished_by_id")
    people = dict(approvals)
    return set(people) == set(steps) and len(set(people.values())) == len(steps)
