"""How far a text has come on its way through the review (审核进度)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wagtail.models import TaskState, WorkflowState

from .domain import chains, reviewers
from .models import Resource, ReviewStep, Submission


@dataclass(frozen=True)
class Step:
    """A step of the chain: taken, waiting now, or still to come; `waits_for` names who may take it now."""

    name: str
    state: Literal["done", "now", "later"]
    person: object = None
    principal: object = None
    at: datetime | None = None
    waits_for: str = ""


@dataclass(frozen=True)
class Progress:
    """The steps in their order, and whose rule demands them."""

    steps: list[Step]
    demanded_by: str = ""


def progress_of(resource: Resource) -> Progress | None:
    """None while nothing is under review. The number of queries does not depend on the site or the text."""
    state = resource.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    submission = Submission.objects.filter(pk=state.pk).first()
    wanted = submission.steps if submission else [step.pk for step in chains.steps_of(chains.DEFAULT)]
    steps = ReviewStep.objects.in_bulk(wanted)
    approved = state.successful_task_states.filter(status=TaskState.STATUS_APPROVED)
    taken = {each.task_id: each for each in approved.select_related("finished_by", "deputy_act__principal")}
    now = state.current_task_state.task_id if state.current_task_state else None
    rows = [_step(steps[pk], taken.get(pk), pk == now, resource) for pk in wanted if pk in steps]
    return Progress(rows, submission.demanded_by if submission else "")


def _step(step: ReviewStep, taken: TaskState | None, is_now: bool, resource: Resource) -> Step:
    if is_now:
        return Step(step.name, "now", waits_for=reviewers.names(reviewers.who_may(step, resource)))
    if taken is None:
        return Step(step.name, "later")
    act = getattr(taken, "deputy_act", None)
    return Step(step.name, "done", taken.finished_by, act.principal if act else None, taken.finished_at)
