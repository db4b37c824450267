"""From draft to signed off: submit, review, sign off, each by another person (R-1.7.16, R-1.13.6)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from .. import permissions
from ..models import Resource, ReviewStep
from ..queries import for_change
from .validation import require_publishable


def review_chain() -> Workflow:
    """The chain of review steps that holds for all resources."""
    return Resource.get_default_workflow()


@transaction.atomic
def submit(resource: Resource, by) -> WorkflowState:
    """提交: hand the latest draft to the reviewers. Raises ValidationError for what is still missing.

    What was returned begins again with the first step: a text that changed is another text (R-1.7.16).
    """
    current = for_change(resource)
    if not permissions.can(by, "change", current):
        raise PermissionDenied
    if current.latest_revision_id is None and not current.live:
        # An imported draft has no versions yet; whoever hands it in answers for it like its author.
        current.save_revision(user=by)
    _require_something_new(current)
    require_publishable(current.get_latest_revision_as_object())
    state = current.current_workflow_state
    if state:
        state.cancel(user=by)
    return review_chain().start(current, by)


def _require_something_new(current: Resource) -> None:
    state = current.current_workflow_state
    if current.scheduled_revision:
        raise PermissionDenied(_("A version waits for its hour. Take it off the schedule first."))
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise PermissionDenied(_("This is being reviewed already."))
    if current.live and not current.has_unpublished_changes:
        raise PermissionDenied(_("Nothing has changed since this became public."))
    if current.withdrawn_at and current.latest_revision.created_at <= current.withdrawn_at:
        raise PermissionDenied(_("A withdrawn resource returns only as a new version."))


@transaction.atomic
def recall(resource: Resource, by) -> None:
    """撤回提交: take back what was submitted, to go on writing. For its author, and whoever may edit it."""
    current = for_change(resource)
    state = current.current_workflow_state
    if state is None or not may_recall(by, current, state):
        raise PermissionDenied(_("There is nothing you could take back here."))
    state.cancel(user=by)


def may_recall(user, resource: Resource, state: WorkflowState | None) -> bool:
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return False
    return permissions.can(user, "change", resource)


def approve(resource: Resource, by, remarks: str = "") -> None:
    """通过: take the current step. The last one publishes."""
    _decide(resource, by, "approve", remarks)


def send_back(resource: Resource, by, remarks: str) -> None:
    """退回: back to the author, with the reason. Raises ValidationError when none is given."""
    _decide(resource, by, "reject", remarks)


def _decide(resource: Resource, by, action: str, remarks: str) -> None:
    state = resource.current_workflow_task_state
    if state is None:
        raise PermissionDenied(_("Nothing is waiting for review here."))
    state.task.specific.on_action(state, by, action, comment=remarks)


def may_decide(task_state: TaskState, user, action: str, remarks: str) -> TaskState:
    """The step as it is now, its resource locked, when `user` may decide it so: of two at once one comes too late."""
    resource = for_change(task_state.workflow_state.content_object)
    current = resource.current_workflow_task_state
    if current is None or current.pk != task_state.pk:
        raise PermissionDenied(_("Nothing is waiting for review here."))
    check_step(user, current.task.specific, resource)
    if action == "reject" and not remarks.strip():
        raise ValidationError(_("Say what has to be changed."))
    return current


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
    if not permissions.office_gives(user, step.permission, resource.owner_site):
        raise PermissionDenied(_("You may not take this step on this site."))
    if user.pk in _authors(resource):
        raise PermissionDenied(_("Who wrote a text cannot review it."))
    state = resource.current_workflow_state
    if state is None:
        return
    if user.pk == state.requested_by_id:
        raise PermissionDenied(_("Who handed a text in cannot review it."))
    if user.pk in _earlier_reviewers(state):
        raise PermissionDenied(_("The same person cannot take two steps."))


def _authors(resource: Resource) -> set[int]:
    """Everybody who saved a version since the one that is public."""
    revisions = resource.revisions.all()
    if resource.live_revision_id:
        revisions = revisions.filter(pk__gt=resource.live_revision_id)
    return set(revisions.exclude(user=None).values_list("user_id", flat=True))


def _earlier_reviewers(state: WorkflowState) -> set[int]:
    return set(state.successful_task_states.exclude(finished_by=None).values_list("finished_by_id", flat=True))


def is_signed_off(revision: Revision) -> bool:
    """Whether every active step of the chain has been approved for exactly this version, each by another person.

    A chain without review or without sign-off signs nothing off, and what was approved before the version was written
    over is no approval of what it says now.
    """
    chain = review_chain()
    if chain is None:
        return False
    steps = set(chain.tasks.filter(active=True).values_list("pk", flat=True))
    rights = set(ReviewStep.objects.filter(pk__in=steps).values_list("permission", flat=True))
    approvals = TaskState.objects.filter(
        revision=revision, status=TaskState.STATUS_APPROVED, task__in=steps, finished_at__gte=revision.created_at
    )
    people = dict(approvals.order_by("pk").values_list("task_id", "finished_by_id"))
    strangers = set(people.values()) - {None, revision.user_id}
    return rights == {"review", "publish"} and set(people) == steps and len(strangers) == len(steps)
