"""The desk (工作台): what waits for a person, the first thing she sees after signing in."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from wagtail.models import GroupSitePermission, Revision, TaskState, WorkflowState

from . import permissions
from .enums import PlacementState, State
from .models import Placement, Resource, ReviewStep

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
    """待我处理: what waits for a step that `user` may take, the longest waiting first; a constant number of queries.

    The rule is `review.check_step`; it is asked about many resources at once here, and a test holds the two together.
    """
    steps = dict(ReviewStep.objects.filter(active=True).values_list("pk", "permission"))
    mine = {right: office_sites(user, right) for right in set(steps.values())}
    waiting = Resource.objects.filter(state=State.SUBMITTED, owner_site__in=set().union(*mine.values()))
    resources = {str(r.pk): r for r in _with_rows(waiting).order_by("updated_at", "pk")[:most]}
    states = _open_states(resources)
    hands = _hands_of(user, resources, states)
    return [
        resource
        for pk, resource in resources.items()
        if pk in states and pk not in hands and resource.owner_site_id in mine[steps[_task_of(states[pk])]]
    ]


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
    return hands | {pk for pk, revision in approved if revision == resources[pk].latest_revision_id}


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
