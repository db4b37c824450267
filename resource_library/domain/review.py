"""From draft to signed off: submit, review, sign off, each by another person (R-1.7.16, R-1.13.6)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from .. import permissions
from ..models import DeputyAct, Resource, ReviewStep, Submission
from ..queries import for_change
from . import chains, reviewers
from .validation import require_publishable


def review_chain() -> Workflow:
    """The chain that holds where nobody has set another one."""
    return Resource.get_default_workflow()


@transaction.atomic
def submit(resource: Resource, by) -> WorkflowState:
    """提交: hand the latest draft to the reviewers, under the chain that holds today for its columns and kind.

    Raises ValidationError for what is still missing, and for a step that nobody could take: better no start than
    a text that waits for nobody. What was returned begins again with the first step: a text that changed is another
    text (R-1.7.16).
    """
    current = for_change(resource)
    if not permissions.can(by, "change", current):
        raise PermissionDenied
    if current.latest_revision_id is None and not current.live:
        # An imported draft has no versions yet; whoever hands it in answers for it like its author.
        current.save_revision(user=by)
    _require_something_new(current)
    draft = current.get_latest_revision_as_object()
    require_publishable(draft)
    demand = chains.demand_for(current, draft)
    steps = chains.steps_of(demand.steps)
    _require_people(steps, current, by)
    state = current.current_workflow_state
    if state:
        state.cancel(user=by)
    state = chains.chain_of(demand.steps).start(current, by)
    told = chains.told(demand, current.owner_site)
    Submission.objects.create(workflow_state=state, steps=[step.pk for step in steps], demanded_by=told[:300])
    return state


def _require_people(steps: list[ReviewStep], current: Resource, by) -> None:
    missing = missing_people(current, by, steps)
    if missing:
        names = "、".join(step.name for step in missing)
        raise ValidationError(
            _(
                "Nobody on this site could take “%(steps)s” for this text: whoever wrote it or hands it in is left out,"
                " and nobody takes two steps. The site manager can appoint somebody or set a shorter chain."
            )
            % {"steps": names}
        )


def missing_people(resource: Resource, by, steps: list[ReviewStep] | None = None) -> list[ReviewStep]:
    """The steps for which nobody would be left if `by` handed in the newest draft now."""
    if steps is None:
        steps = chains.steps_of(chains.demand_for(resource, resource.get_latest_revision_as_object()).steps)
    taken = {*reviewers.hands_in(resource, None), by.pk}
    return reviewers.gaps(steps, resource.owner_site, taken)


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


def step_back(resource: Resource, by, remarks: str) -> None:
    """退回上一环节: the step before is to be taken again. Raises ValidationError without a reason or a step before."""
    _decide(resource, by, "step_back", remarks)


def _decide(resource: Resource, by, action: str, remarks: str) -> None:
    state = resource.current_workflow_task_state
    if state is None:
        raise PermissionDenied(_("Nothing is waiting for review here."))
    state.task.specific.on_action(state, by, action, comment=remarks)


def may_decide(task_state: TaskState, user, action: str, remarks: str) -> tuple[TaskState, object]:
    """The step as it is now, its resource locked, when `user` may decide it so, and in whose name if not in her own:
    of two at once one comes too late."""
    resource = for_change(task_state.workflow_state.content_object)
    current = resource.current_workflow_task_state
    if current is None or current.pk != task_state.pk:
        raise PermissionDenied(_("Nothing is waiting for review here."))
    principal = reviewers.acting_for(user, current.task.specific, resource)
    if action in ("reject", "step_back") and not remarks.strip():
        raise ValidationError(_("Say what has to be changed."))
    if action == "step_back" and not may_step_back(resource):
        raise ValidationError(_("This is the first step."))
    return current, principal


def decided(task_state: TaskState, user, principal) -> None:
    """Both names stand in the record where somebody acts for another one."""
    if principal is None:
        return
    DeputyAct.objects.create(task_state=task_state, principal=principal)
    resource = task_state.workflow_state.content_object
    data = {"principal": str(principal), "deputy": str(user), "step": task_state.task.name}
    log(instance=resource, action="review.as_deputy", user=user, data={**data, "site": resource.owner_site_id})


def may_step_back(resource: Resource) -> bool:
    """Whether a step before the current one has been taken."""
    return _step_before(resource.current_workflow_task_state) is not None


def _step_before(task_state: TaskState | None) -> TaskState | None:
    """The approval that led to this step."""
    if task_state is None:
        return None
    approved = task_state.workflow_state.successful_task_states.filter(status=TaskState.STATUS_APPROVED)
    return approved.exclude(task=task_state.task_id).order_by("-finished_at", "-pk").first()


def open_again(task_state: TaskState, user, remarks: str) -> None:
    """Say no to the current step, and begin the one before it anew: its approval counts no more."""
    before = _step_before(task_state)
    if before is None:
        raise ValidationError(_("This is the first step."))
    task_state.reject(user=user, update=False, comment=remarks)
    # The trail and the history keep who approved it and when; Wagtail would take the step for done.
    TaskState.objects.filter(pk=before.pk).update(status=TaskState.STATUS_CANCELLED)
    state = task_state.workflow_state
    state.current_task_state = before.task.specific.start(state, user=user)
    state.save()


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
    """Raises PermissionDenied unless `user` may take this step, in her own name or in another's (`reviewers`)."""
    reviewers.acting_for(user, step, resource)


def is_signed_off(revision: Revision) -> bool:
    """Whether every step that was demanded of this very version when it was handed in has been approved, each by
    another person.

    What never was handed in has nothing demanded of it and is measured by the chain that holds by default. A chain
    without sign-off signs nothing off, and what was approved before the version was written over is no approval of
    what it says now.
    """
    approvals = TaskState.objects.filter(
        revision=revision, status=TaskState.STATUS_APPROVED, finished_at__gte=revision.created_at
    )
    people: dict[int, dict[int, int | None]] = {}
    for state, step, person in approvals.order_by("pk").values_list("workflow_state", "task", "finished_by"):
        people.setdefault(state, {})[step] = person
    return any(_is_complete(_demanded(state), by_step, revision) for state, by_step in people.items())


def _is_complete(demanded: list[int], by_step: dict[int, int | None], revision: Revision) -> bool:
    strangers = set(by_step.values()) - {None, revision.user_id}
    return bool(demanded) and set(by_step) == set(demanded) and len(strangers) == len(demanded)


def _demanded(state: int) -> list[int]:
    """Ids of the steps that were demanded when this review began."""
    recorded = Submission.objects.filter(pk=state).values_list("steps", flat=True).first()
    return recorded if recorded is not None else [step.pk for step in chains.steps_of(chains.DEFAULT)]
