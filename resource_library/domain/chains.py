"""How many steps of review a text goes through (三审三校): set per column and kind, inherited downwards (R-1.7.16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site, Task, Workflow, WorkflowContentType, WorkflowTask

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role

from ..enums import PlacementRole, PlacementState
from ..kinds import SCHEMAS
from ..models import Resource, ReviewChain, ReviewRule, ReviewStep
from ..models.workflow import FIRST, PUBLISH, REVIEW

# One step: who signs off. Two: review and sign-off. Three: first review, review, sign-off.
STEPS = {1: (PUBLISH,), 2: (REVIEW, PUBLISH), 3: (FIRST, REVIEW, PUBLISH)}
# Holds where nobody has set anything.
DEFAULT = 2
# An important document has three people behind it: who wrote it, and two more.
LEAST_FOR_IMPORTANT = 2
ANY_KIND = ""
CITY, WHOLE_SITE = "city", "site"


@dataclass(frozen=True)
class Demand:
    """How many steps, and whose rule says so: a path of a column, `WHOLE_SITE`, `CITY`, or empty for the default."""

    steps: int
    place: str = ""
    kind: str = ANY_KIND
    is_own: bool = False


class Rules:
    """The rules that hold on one site (the city's among them), asked many times after one query."""

    def __init__(self, site: Site | None, rows: Iterable[ReviewRule] | None = None):
        if rows is None:
            city = ReviewRule.objects.filter(site=None)
            rows = city | ReviewRule.objects.filter(site=site) if site else city
            rows = rows.select_related("column")
        self._steps = {(_place_of(row), row.kind): row.steps for row in rows}

    def own(self, place: str, kind: str) -> int | None:
        """What is set at this very place for this very kind."""
        return self._steps.get((place, kind))

    def demand_above(self, place: str, kind: str) -> int:
        """What would hold at `place` if nothing were set there for this very kind."""
        said = self._steps.pop((place, kind), None)
        try:
            return self.demand(place, kind).steps
        finally:
            if said:
                self._steps[place, kind] = said

    def demand(self, place: str, kind: str) -> Demand:
        """What holds at `place`: the nearest place decides; there, what is said of the kind goes before the rest."""
        for each in _outwards(place):
            for said_of in dict.fromkeys((kind, ANY_KIND)):
                if steps := self._steps.get((each, said_of)):
                    return Demand(steps, each, said_of, is_own=(each, said_of) == (place, kind))
        return Demand(DEFAULT)


def _place_of(rule: ReviewRule) -> str:
    if rule.column:
        return rule.column.path
    return WHOLE_SITE if rule.site_id else CITY


def _outwards(place: str) -> list[str]:
    """The place itself, the columns above it, its site, the city."""
    if place == CITY:
        return [CITY]
    above = [] if place == WHOLE_SITE else [place[:n] for n in range(len(place), 0, -Page.steplen)]
    return [*above, WHOLE_SITE, CITY]


def demand_for(resource: Resource, draft: Resource) -> Demand:
    """The steps `draft`, the newest version of `resource`, goes through: of several columns the strictest decides."""
    rules = Rules(resource.owner_site)
    home = resource.placements.exclude(role=PlacementRole.REPOST).exclude(state=PlacementState.HIDDEN)
    paths = list(home.order_by("pk").values_list("column__path", flat=True)) or [WHOLE_SITE]
    strictest = max((rules.demand(path, resource.kind) for path in paths), key=lambda demand: demand.steps)
    extra = draft.extra if isinstance(draft.extra, dict) else {}
    if extra.get("important") is True and strictest.steps < LEAST_FOR_IMPORTANT:
        return Demand(LEAST_FOR_IMPORTANT)
    return strictest


def told(demand: Demand, site: Site) -> str:
    """Whose rule it is, in words."""
    kind = SCHEMAS[demand.kind].label if demand.kind in SCHEMAS else ""
    if demand.place == WHOLE_SITE:
        place = site.site_name
    elif demand.place in (CITY, ""):
        place = _("The whole city")
    else:
        place = Page.objects.filter(path=demand.place).values_list("title", flat=True).first() or ""
    return f"{place} · {kind}" if kind else str(place)


# The chains themselves


def chain_of(steps: int) -> Workflow:
    """The workflow with so many steps, made on first use."""
    found = ReviewChain.objects.filter(pk=steps).select_related("workflow").first()
    if found is None:
        ensure_chains()
        found = ReviewChain.objects.select_related("workflow").get(pk=steps)
    return found.workflow


def steps_of(steps: int) -> list[ReviewStep]:
    """The steps of that chain, in their order."""
    chain = chain_of(steps)
    return list(ReviewStep.objects.filter(workflow_tasks__workflow=chain).order_by("workflow_tasks__sort_order"))


@transaction.atomic
def ensure_chains() -> None:
    """The chains of one, two and three steps; the one of two is what Wagtail knows as the workflow of resources."""
    resource_type = ContentType.objects.get_for_model(Resource, for_concrete_model=False)
    assigned = WorkflowContentType.objects.filter(content_type=resource_type).select_related("workflow").first()
    if assigned is None:
        Workflow.objects.filter(name="Moderators approval").update(active=False)
        Task.objects.filter(name="Moderators approval").update(active=False)
    names = {1: _("Sign-off only"), 2: _("Review and sign-off"), 3: _("First review, review and sign-off")}
    for count, rights in STEPS.items():
        if ReviewChain.objects.filter(pk=count).exists():
            continue
        known = assigned.workflow if assigned and count == DEFAULT else None
        ReviewChain.objects.create(steps=count, workflow=known or _new_chain(names[count], rights))
    if assigned is None:
        WorkflowContentType.objects.create(workflow=chain_of(DEFAULT), content_type=resource_type)


def _new_chain(name: str, rights: tuple[str, ...]) -> Workflow:
    names = {FIRST: _("First review"), REVIEW: _("Review"), PUBLISH: _("Sign off")}
    chain = Workflow.objects.create(name=name)
    for order, right in enumerate(rights):
        step = ReviewStep.objects.filter(permission=right).order_by("pk").first()
        step = step or ReviewStep.objects.create(name=names[right], permission=right)
        WorkflowTask.objects.create(workflow=chain, task=step, sort_order=order)
    return chain


# Setting them


def sites_to_set(user) -> set[int] | None:
    """Ids of the sites whose chains `user` sets; None stands for all of them."""
    if user.is_superuser or has_role(user, Role.INFORMATION_CENTRE):
        return None
    return site_ids_with_role(user, Role.SITE_MANAGER)


def may_set(user, site: Site | None) -> bool:
    """The site manager for her site, the information centre for every site and for the city."""
    sites = sites_to_set(user)
    return sites is None or (site is not None and site.pk in sites)


@transaction.atomic
def set_chains(site: Site | None, column: Page | None, chosen: Mapping[str, int | None], *, by) -> None:
    """The same for several kinds in one act."""
    for kind, steps in chosen.items():
        set_chain(site, column, kind, steps, by=by)


@transaction.atomic
def set_chain(site: Site | None, column: Page | None, kind: str, steps: int | None, *, by) -> None:
    """设定审核级数: texts of `kind` (empty: of every kind) in `column` go through so many steps; None inherits again.

    Raises PermissionDenied for whoever may not, ValidationError for a strange column, kind or number.
    """
    if not may_set(by, site):
        raise PermissionDenied
    if steps is not None and steps not in STEPS:
        raise ValidationError(_("A chain has one, two or three steps."))
    if kind and kind not in SCHEMAS:
        raise ValidationError(_("“%(value)s” is not a kind of resource.") % {"value": kind})
    if column and (site is None or not column.path.startswith(site.root_page.path)):
        raise ValidationError(_("“%(column)s” is a column of another site.") % {"column": column.title})
    rule = ReviewRule.objects.select_for_update().filter(site=site, column=column, kind=kind).first()
    before = rule.steps if rule else None
    if before == steps:
        return
    rule = rule or ReviewRule(site=site, column=column, kind=kind)
    _store(rule, steps, by, before)


def _store(rule: ReviewRule, steps: int | None, by, before: int | None) -> None:
    if steps is not None:
        rule.steps, rule.changed_by, rule.changed_at = steps, by, timezone.now()
        rule.save()
    data = {"site": rule.site_id, "column": rule.column_id, "kind": rule.kind, "before": before, "after": steps}
    log(instance=rule, action="review.chain", user=by, data=data)
    if steps is None:
        rule.delete()
