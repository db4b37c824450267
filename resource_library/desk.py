"""The desk (工作台): what waits for a person, the first thing she sees after signing in."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from wagtail.models import GroupSitePermission, Revision, TaskState, WorkflowState

from . import permissions
from .domain import deputies
from .enums import PlacementState, State
from .models import DeputyAct, Placement, Resource, ReviewStep

MOST = 10


@dataclass(frozen=True)
class Desk:
    """Everything on one person's desk. Each list is short; the list of resources has the rest."""

    waiting: list[Resource] = field(default_factory=list)
    reposts: list[Placement] = field(default_factory=list)
    returned: list[Resource] = field(default_factory=list)
    drafts: list[Resource] = field(default_factory=list)
    submitted: list[Resource] = field(default_factory=list)
    scheduled: list[Resource] = field(default_factory=list)


def desk_of(user) -> Desk:
    """What lies on the desk of `user`; a constant number of queries."""
    mine = _with_rows(Resource.objects.filter(editor=user))
    by_state: dict[str, list[Resource]] = {}
    for state in (State.RETURNED, State.DRAFT, State.SUBMITTED):
        by_state[state] = list(mine.filter(state=state)[:MOST])
    scheduled = permissions.resources(user).filter(state=State.SCHEDULED)
    return Desk(
        waiting=waiting_for(user)[:MOST],
        reposts=list(reposts_waiting_for(user)[:MOST]),
        returned=by_state[State.RETURNED],
        drafts=by_state[State.DRAFT],
        submitted=by_state[State.SUBMITTED],
        scheduled=list(_with_rows(scheduled).order_by("go_live_at", "pk")[:MOST]),
    )


def waiting_for(user, most: int = 500) -> list[Resource]:
    """待我处理: what waits for a step that `user` may take, the longest waiting first; a constant number of queries, and
    a few more for each person she stands in for.

    The rule is `reviewers.acting_for`; it is asked about many resources at once here, and a test holds the two together.
    """
    steps = list(ReviewStep.objects.all())
    mine = {step.pk: office_sites(user, *step.rights) for step in steps}
    lent = _lent_to(user, steps, mine)
    places = [*mine.values(), *(sites for by_step in lent.values() for sites in by_step.values())]
    waiting = Resource.objects.filter(state=State.SUBMITTED, owner_site__in=set().union(*places))
    resources = {str(r.pk): r for r in _with_rows(waiting).order_by("updated_at", "pk")[:most]}
    states = _open_states(resources)
    hands = _hands_of(user, resources, states)
    theirs = {person: _hands_of(person, resources, states) for person in lent}

    def may_take(pk: str, resource: Resource) -> bool:
        step, site = _task_of(states[pk]), resource.owner_site_id
        if site in mine.get(step, ()):
            return True
        return any(site in lent[person].get(step, ()) and pk not in theirs[person] for person in lent)

    return [r for pk, r in resources.items() if pk in states and pk not in hands and may_take(pk, r)]


def _lent_to(user, steps: list[ReviewStep], mine: dict[int, set[int]]) -> dict[Any, dict[int, set[int]]]:
    """Person → step id → the sites where `user` may take that step in this person's name today."""
    lent: dict[Any, dict[int, set[int]]] = {}
    for row in deputies.in_force().filter(deputy=user).select_related("site"):
        if deputies.clash(user, row.principal, row.site):
            continue
        for step in steps:
            if row.site_id not in mine[step.pk] and row.site_id in office_sites(row.principal, *step.rights):
                lent.setdefault(row.principal, {}).setdefault(step.pk, set()).add(row.site_id)
    return lent


def office_sites(user, *acts: str) -> set[int]:
    """Ids of the sites where an office gives `user` one of these rights; to run the system is no office."""
    names = [f"{act}_resource" for act in acts]
    held = GroupSitePermission.objects.filter(group__user=user, permission__codename__in=names)
    return set(held.values_list("site_id", flat=True))


def _task_of(state: WorkflowState) -> int:
    return state.current_task_state.task_id


def _open_states(resources: dict[str, Resource]) -> dict[str, WorkflowState]:
    found = WorkflowState.objects.filter(
        base_content_type=Resource.get_base_content_type(),
        object_id__in=list(resources),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return {state.object_id: state for state in found.select_related("current_task_state")}


def _hands_of(user, resources: dict[str, Resource], states: dict[str, WorkflowState]) -> set[str]:
    """Ids of the resources in which `user` has had a hand since they were last public."""
    written = Revision.objects.filter(
        base_content_type=Resource.get_base_content_type(), object_id__in=list(resources), user=user
    ).values_list("object_id", "pk")
    hands = {pk for pk, revision in written if revision > (resources[pk].live_revision_id or 0)}
    hands |= {pk for pk, state in states.items() if state.requested_by_id == user.pk}
    approved = TaskState.objects.filter(
        workflow_state__in=list(states.values()), finished_by=user, status=TaskState.STATUS_APPROVED
    ).values_list("workflow_state__object_id", "revision_id")
    approved = [*approved, *_approved_in_the_name_of(user, states)]
    return hands | {pk for pk, revision in approved if revision == resources[pk].latest_revision_id}


def _approved_in_the_name_of(user, states: dict[str, WorkflowState]):
    acts = DeputyAct.objects.filter(
        principal=user, task_state__workflow_state__in=list(states.values()), task_state__status=TaskState.STATUS_APPROVED
    )
    return acts.values_list("task_state__workflow_state__object_id", "task_state__revision_id")


def reposts_waiting_for(user) -> QuerySet[Placement]:
    """Proposed reposts on sites where `user` may approve them, but not her own proposals (R-1.7.15)."""
    return (
        Placement.objects.filter(site__in=office_sites(user, "review", "publish"), state=PlacementState.PROPOSED)
        .exclude(created_by=user)
        .select_related("resource__owner_site", "site", "column", "created_by")
        .order_by("created_at", "pk")
    )


def _with_rows(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    return (
        resources.select_related("owner_site", "editor")
        .defer("body", "extra", "archive")
        .order_by("-updated_at", "-pk")
    )
