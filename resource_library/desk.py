"""The desk (工作台): which texts lie before a person, asked for all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Value
from wagtail.models import GroupSitePermission, Revision, TaskState, WorkflowState

from . import permissions
from .domain import deputies
from .enums import PlacementState, State
from .models import DeputyAct, Placement, Resource
from .models.workflow import RIGHTS_OF_STEP

# How many texts in review are looked at to find those that wait for one person.
MOST = 500
_REVIEWING = frozenset(right for rights in RIGHTS_OF_STEP.values() for right in rights)

Rights = dict[str, set[int]]


@dataclass(frozen=True)
class Offices:
    """What offices give a person: right → ids of sites. `lent`: the same of those she stands in for today."""

    own: Rights
    lent: dict[int, Rights] = field(default_factory=dict)

    def sites(self, *rights: str) -> set[int]:
        """Where she holds one of these rights herself."""
        return set().union(*(self.own.get(right, ()) for right in rights))

    def reviewing(self) -> set[int]:
        """Where she may have a step to take, for herself or for somebody else."""
        of_others = (rights.get(right, set()) for rights in self.lent.values() for right in _REVIEWING)
        return self.sites(*_REVIEWING).union(*of_others)


def offices_of(user) -> Offices:
    """The offices of `user`; to run the system is no office. One query, or none where the request has asked already;
    two and one for each person more where she stands in for somebody."""
    return Offices(_own_rights(user), _lent_to(user))


def _own_rights(user) -> Rights:
    if user.is_superuser:
        return _rights_of([user.pk]).get(user.pk, {})
    rights: Rights = {}
    for held in permissions.policy().get_cached_permissions_for_user(user):
        if held.permission.codename.endswith("_resource"):
            rights.setdefault(held.permission.codename.removesuffix("_resource"), set()).add(held.site_id)
    return rights


def _rights_of(people: Iterable[int]) -> dict[int, Rights]:
    held = GroupSitePermission.objects.filter(group__user__in=people, permission__codename__endswith="_resource")
    found: dict[int, Rights] = {}
    for person, name, site in held.annotate(person=F("group__user")).values_list(
        "person", "permission__codename", "site_id"
    ):
        found.setdefault(person, {}).setdefault(name.removesuffix("_resource"), set()).add(site)
    return found


def _lent_to(user) -> dict[int, Rights]:
    """Person → right → the sites where `user` may take steps in this person's name today."""
    rows = list(deputies.in_force().filter(deputy=user).select_related("site"))
    theirs = _rights_of({row.principal_id for row in rows}) if rows else {}
    lent: dict[int, Rights] = {}
    for row in rows:
        if deputies.clash(user, row.principal, row.site):
            continue
        for right, sites in theirs.get(row.principal_id, {}).items():
            if row.site_id in sites:
                lent.setdefault(row.principal_id, {}).setdefault(right, set()).add(row.site_id)
    return lent


def waiting_for(user) -> list[Resource]:
    """待我处理: what waits for a step that `user` may take, the longest waiting first; a constant number of queries,
    and a few more for those who stand in for others."""
    offices = offices_of(user)
    rows = list(with_rows(maybe_waiting(offices)))
    return takeable(user, offices, rows, open_states(rows))


def maybe_waiting(offices: Offices) -> QuerySet[Resource]:
    """What is in review where she reviews at all, the longest waiting first. No query."""
    waiting = Resource.objects.filter(state=State.SUBMITTED, owner_site__in=offices.reviewing())
    return waiting.order_by("updated_at", "pk")[:MOST]


def takeable(user, offices: Offices, resources: Sequence[Resource], states: dict[str, WorkflowState]) -> list[Resource]:
    """Those of `resources` that wait for a step that `user` may take. One query, none where there are none.

    The rule is `reviewers.acting_for`; it is asked about many at once here, and a test holds the two together.
    """
    going = {pk for pk, state in states.items() if state.status == WorkflowState.STATUS_IN_PROGRESS}
    inside = [r for r in resources if str(r.pk) in going and r.state == State.SUBMITTED]
    if not inside:
        return []
    hands = _hands_of([user.pk, *offices.lent], inside, states)

    def may_take(resource: Resource) -> bool:
        step, site = states[str(resource.pk)].current_task_state.task.reviewstep, resource.owner_site_id
        if resource.pk in hands[user.pk]:
            return False
        if site in offices.sites(*step.rights):
            return True
        return any(
            resource.pk not in hands[person] and any(site in rights.get(right, ()) for right in step.rights)
            for person, rights in offices.lent.items()
        )

    return [resource for resource in inside if may_take(resource)]


def open_states(resources: Iterable[Resource]) -> dict[str, WorkflowState]:
    """Resource id (as text) → where it is in its review, or where it came back from, with the step and who decided.
    One query, none for nothing."""
    ids = [str(resource.pk) for resource in resources]
    if not ids:
        return {}
    found = WorkflowState.objects.filter(
        base_content_type=Resource.get_base_content_type(),
        object_id__in=ids,
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
    )
    joined = found.select_related("current_task_state__task__reviewstep", "current_task_state__finished_by")
    return {state.object_id: state for state in joined.order_by("pk")}


def _hands_of(
    people: list[int], resources: Sequence[Resource], states: dict[str, WorkflowState]
) -> dict[int, set[int]]:
    """Person id → ids of the resources in which she has had a hand since they were last public. One query."""
    by_id = {str(resource.pk): resource for resource in resources}
    under = [states[pk].pk for pk in by_id]
    written = Revision.objects.filter(
        base_content_type=Resource.get_base_content_type(), object_id__in=list(by_id), user__in=people
    ).values_list(Value("written"), "user_id", "object_id", "pk")
    done = TaskState.objects.filter(
        workflow_state__in=under, status=TaskState.STATUS_APPROVED, finished_by__in=people
    ).values_list(Value("approved"), "finished_by_id", "workflow_state__object_id", "revision_id")
    for_others = DeputyAct.objects.filter(
        task_state__workflow_state__in=under, task_state__status=TaskState.STATUS_APPROVED, principal__in=people
    ).values_list(Value("approved"), "principal_id", "task_state__workflow_state__object_id", "task_state__revision_id")
    hands: dict[int, set[int]] = {person: set() for person in people}
    for what, person, pk, revision in written.order_by().union(done.order_by(), for_others.order_by(), all=True):
        resource = by_id[pk]
        since_public = what == "written" and revision > (resource.live_revision_id or 0)
        if since_public or (what == "approved" and revision == resource.latest_revision_id):
            hands[person].add(resource.pk)
    for pk, resource in by_id.items():
        if states[pk].requested_by_id in hands:
            hands[states[pk].requested_by_id].add(resource.pk)
    return hands


def reposts_waiting_for(user, sites: set[int]) -> QuerySet[Placement]:
    """Proposed reposts on these sites, the oldest first, but not those `user` proposed herself (R-1.7.15)."""
    heavy = ("resource__body", "resource__extra", "resource__archive")
    return (
        Placement.objects.filter(site__in=sites, state=PlacementState.PROPOSED)
        .exclude(created_by=user)
        .select_related("resource__owner_site", "site", "column", "created_by")
        .defer(*heavy)
        .order_by("created_at", "pk")
    )


def with_rows(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """With what a line shows, without what makes a row heavy."""
    return resources.select_related("owner_site", "editor").defer("body", "extra", "archive")
