"""Who may take a step of the review, for whom, and where nobody could (R-1.7.16, R-1.13.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Site, WorkflowState

from .. import permissions
from ..models import DeputyAct, Resource, ReviewStep
from . import deputies

MOST_NAMED = 5


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a step, and in whose name if not in her own."""

    person: Any
    principal: Any = None

    def __str__(self) -> str:
        if self.principal is None:
            return str(self.person)
        return _("%(deputy)s (for %(principal)s)") % {"deputy": self.person, "principal": self.principal}


def acting_for(user, step: ReviewStep, resource: Resource):
    """In whose name `user` may take this step: None stands for her own.

    Raises PermissionDenied, saying who may take it, unless she holds its right here or stands in for somebody who
    does, and neither of the two has had a hand in the text yet.
    """
    site = resource.owner_site
    own = any(permissions.office_gives(user, right, site) for right in step.rights)
    principals = [] if own else deputies.principals_of(user, site, step.rights)
    if not own and not principals:
        raise PermissionDenied(_with_names(_("You may not take this step on this site."), step, resource))
    taken = hands_in(resource, resource.current_workflow_state)
    if user.pk in taken:
        raise PermissionDenied(_with_names(taken[user.pk], step, resource, taken))
    if own:
        return None
    free = next((person for person in principals if person.pk not in taken), None)
    if free is None:
        reason = _("Whom you stand in for has had a hand in this text already.")
        raise PermissionDenied(_with_names(reason, step, resource, taken))
    return free


def hands_in(resource: Resource, state: WorkflowState | None) -> dict[int, str]:
    """Person id → why she takes no step (any more): whoever wrote, handed in, or took an earlier step."""
    taken = dict.fromkeys(_authors(resource), _("Who wrote a text cannot review it."))
    if state is None:
        return taken
    if state.requested_by_id:
        taken.setdefault(state.requested_by_id, _("Who handed a text in cannot review it."))
    for person in _earlier_reviewers(state):
        taken.setdefault(person, _("The same person cannot take two steps."))
    return taken


def _authors(resource: Resource) -> set[int]:
    """Everybody who saved a version since the one that is public."""
    revisions = resource.revisions.all()
    if resource.live_revision_id:
        revisions = revisions.filter(pk__gt=resource.live_revision_id)
    return set(revisions.exclude(user=None).values_list("user_id", flat=True))


def _earlier_reviewers(state: WorkflowState) -> set[int]:
    """Those who took a step, and those in whose name one was taken."""
    done = state.successful_task_states.exclude(finished_by=None)
    people = set(done.values_list("finished_by_id", flat=True))
    return people | set(DeputyAct.objects.filter(task_state__in=done).values_list("principal_id", flat=True))


def candidates(step: ReviewStep, site: Site, taken: Iterable[int] = ()) -> list[Candidate]:
    """Who could take this step on `site`, those first who need stand in for nobody."""
    taken, holders = set(taken), list(permissions.office_holders(site, step.rights))
    known = {person.pk for person in holders}
    found = [Candidate(person) for person in holders if person.pk not in taken]
    for row in deputies.in_force().filter(site=site, principal__in=known - taken).order_by("pk"):
        if row.deputy_id in taken | known or deputies.clash(row.deputy, row.principal, site):
            continue
        known.add(row.deputy_id)
        found.append(Candidate(row.deputy, row.principal))
    return found


def who_may(step: ReviewStep, resource: Resource, taken: Iterable[int] | None = None) -> list[Candidate]:
    """Who may take this step of this text now."""
    taken = hands_in(resource, resource.current_workflow_state) if taken is None else taken
    return candidates(step, resource.owner_site, taken)


def names(found: list[Candidate]) -> str:
    shown = "、".join(str(one) for one in found[:MOST_NAMED])
    return _("%(names)s and others") % {"names": shown} if len(found) > MOST_NAMED else shown


def _with_names(reason: str, step: ReviewStep, resource: Resource, taken: Iterable[int] | None = None) -> str:
    """A refusal tells who can go on instead."""
    found = who_may(step, resource, taken)
    if not found:
        return f"{reason} " + _("Nobody on this site may take “%(step)s” of this text.") % {"step": step.name}
    return f"{reason} " + _("“%(step)s” can be taken by: %(names)s.") % {"step": step.name, "names": names(found)}


# Where nobody could


def gaps(steps: Iterable[ReviewStep], site: Site, taken: Iterable[int] = ()) -> list[ReviewStep]:
    """The steps for which nobody is left on `site` when each is taken by another person and by none of `taken`."""
    taken = list(taken)
    return _without_anybody([(step, _ids(candidates(step, site, taken))) for step in steps])


def _without_anybody(choices: list[tuple[ReviewStep, set[int]]]) -> list[ReviewStep]:
    filled: list[set[int]] = []
    missing = []
    for step, people in choices:
        if _all_different([*filled, people]):
            filled.append(people)
        else:
            missing.append(step)
    return missing


def _all_different(groups: list[set[int]], used: frozenset[int] = frozenset()) -> bool:
    """Whether everybody can be another one: at most three groups, so trying is quick."""
    if not groups:
        return True
    first, *rest = sorted(groups, key=lambda group: len(group - used))
    # More than there are steps need not be tried.
    tried = sorted(first - used)[: len(groups)]
    return any(_all_different(rest, used | {person}) for person in tried)


def _ids(found: list[Candidate]) -> set[int]:
    return {one.person.pk for one in found}


@dataclass(frozen=True)
class Staffing:
    """What the people of a site can do: steps nobody could ever take, and whose texts would get stuck."""

    steps: int
    missing: list[ReviewStep]
    # (a writer, the steps her texts would wait for in vain)
    stuck: list[tuple[object, list[ReviewStep]]]


def staffing(site: Site, chain: list[ReviewStep]) -> Staffing:
    """Looked at before anything is handed in; a constant number of queries."""
    choices = [(step, _ids(candidates(step, site))) for step in chain]
    missing = _without_anybody(choices)
    stuck = []
    for writer in [] if missing else permissions.office_holders(site, ["add"]):
        gone = _without_anybody([(step, people - {writer.pk}) for step, people in choices])
        if gone:
            stuck.append((writer, gone))
    return Staffing(len(chain), missing, stuck)
