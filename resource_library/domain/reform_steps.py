"""What a reform does, step by step, and how each step is taken back. The job calls these (job_kinds/reforms.py).

Two things never change: what was public stays under the name it was issued under, and an index number stays what it is
(docs/adr/010). What follows the organ is what goes on being true: drafts, guides, profiles, leaders, sites, columns.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from unified_platform.events import emit

from ..enums import Kind, PlacementRole
from ..models import Organ, OrganState, Placement, Reform, ReformKind, Resource
from . import drafts
from .organ_holders import holder_named, holders
from .organs import refresh_today
from .reform_plan import Part, Plan

REASSIGNED = "resource.reassigned"
# What describes how things are, and not what was decided on a day: it follows the organ.
LASTING_KINDS = (Kind.SERVICE_GUIDE, Kind.ORGAN_PROFILE, Kind.LEADER)
FOLLOWS = Q(published_at=None) | Q(kind__in=LASTING_KINDS)
JointLinks = Resource.joint_issuers.through
_STATES = {
    ReformKind.RENAME: OrganState.RENAMED,
    ReformKind.MERGE: OrganState.MERGED,
    ReformKind.SPLIT: OrganState.SPLIT,
    ReformKind.ABOLISH: OrganState.ABOLISHED,
}


@dataclass(frozen=True)
class Change:
    """One record that changed: its number, what it is called, before and after as JSON."""

    record: int
    label: str
    before: Any
    after: Any


# The organs themselves, and everything that is as few as they are


def reform_organs(reform: Reform, *, by) -> list[Change]:
    """End the old records, make the new ones, and let lower organs, sites and columns name them."""
    plan, sources = Plan.of(reform.plan), list(reform.organs.select_for_update().order_by("pk"))
    if reform.kind == ReformKind.CORRECT:
        return [_correct(sources[0], plan.into[0], by)]
    ending = [organ for organ in sources if organ.pk not in {part.organ for part in plan.into}]
    changes = [_ended(organ, reform) for organ in ending]
    made = [_made(part, changes) for part in plan.into]
    reform.plan = {**reform.plan, "made": [organ.pk for organ in made]}
    reform.save(update_fields=["plan"])
    if len(made) == 1:
        Organ.objects.filter(pk__in=[organ.pk for organ in ending]).update(successor=made[0])
    refresh_today()
    heir = Organ.objects.get(pk=made[plan.heir].pk)
    changes += _children(ending, heir)
    changes += _holders(ending, heir, by)
    for organ in sources:
        log(instance=organ, action="organ.reform", user=by, data={"reform": reform.pk})
    return changes


def _correct(organ: Organ, part: Part, by) -> Change:
    before = {"name": organ.name, "short_name": organ.short_name}
    after = {"name": part.name, "short_name": part.short_name}
    Organ.objects.filter(pk=organ.pk).update(**after)
    log(instance=organ, action="organ.reform", user=by, data={"before": before, "after": after})
    return Change(organ.pk, organ.name, before, after)


def _ended(organ: Organ, reform: Reform) -> Change:
    """Before anything new is made: two organs in being never share a name or a code."""
    state = _STATES[ReformKind(reform.kind)]
    Organ.objects.filter(pk=organ.pk).update(state=state, ended_on=reform.effective_on)
    before = {"state": str(organ.state), "ended_on": None}
    after = {"state": state.value, "ended_on": reform.effective_on.isoformat()}
    return Change(organ.pk, organ.name, before, after)


def _made(part: Part, changes: list[Change]) -> Organ:
    if part.organ is not None:
        return Organ.objects.get(pk=part.organ)
    organ = Organ(
        name=part.name.strip(),
        short_name=part.short_name.strip(),
        code=part.code,
        level=part.level,
        parent_id=part.parent,
    )
    organ.full_clean()
    organ.save()
    changes.append(Change(organ.pk, organ.name, None, {"made": organ.name}))
    return organ


def _children(ending: Sequence[Organ], heir: Organ) -> list[Change]:
    children = Organ.objects.filter(parent__in=ending).exclude(pk=heir.pk).order_by("pk")
    rows = list(children.values_list("pk", "name", "parent_id"))
    Organ.objects.filter(pk__in=[pk for pk, _name, _parent in rows]).update(parent=heir)
    return [Change(pk, name, {"parent": parent}, {"parent": heir.pk}) for pk, name, parent in rows]


def _holders(ending: Sequence[Organ], heir: Organ, by) -> list[Change]:
    changes = []
    for holder in holders():
        found: dict[int, list] = defaultdict(list)
        for named in holder.naming([organ.pk for organ in ending]):
            found[named.organ].append(named)
        for organ, rows in found.items():
            done = holder.change([named.pk for named in rows], organ, heir, by=by)
            for named in rows:
                if named.pk in done:
                    told = ({"holder": holder.name, "organ": each} for each in (organ, heir.pk))
                    changes.append(Change(named.pk, named.title, *told))
    return changes


def few(reform: Reform) -> int:
    """How many records besides resources the reform will change."""
    plan = Plan.of(reform.plan)
    if reform.kind == ReformKind.CORRECT:
        return 1
    ending = _ending_ids(reform)
    named = sum(len(holder.naming(ending)) for holder in holders())
    children = Organ.objects.filter(parent__in=ending).exclude(pk=plan.into[plan.heir].organ or 0).count()
    return len(ending) + sum(part.is_new for part in plan.into) + children + named


# Resources, a batch at a time


@dataclass(frozen=True)
class Document:
    """What a plan needs to know of a resource to say whose it becomes."""

    pk: int
    title: str
    kind: str
    day: str
    issuer: int
    revision: int | None
    follows: bool


def concerned(reform: Reform) -> Q:
    """The resources that a reform goes through by their issuer. Documents only where a split asks whose they become."""
    sources = list(reform.organs.values_list("pk", flat=True))
    if reform.kind == ReformKind.CORRECT:
        return Q(pk=None)
    by_issuer = Q(issuer__in=sources)
    return by_issuer if reform.kind == ReformKind.SPLIT else by_issuer & FOLLOWS


def concerned_jointly(reform: Reform) -> Q:
    if reform.kind == ReformKind.CORRECT:
        return Q(pk=None)
    links = JointLinks.objects.filter(organ__in=_ending_ids(reform)).values("resource_id")
    return Q(pk__in=links) & FOLLOWS


def _ending_ids(reform: Reform) -> list[int]:
    staying = [part.organ for part in Plan.of(reform.plan).into if part.organ]
    return list(reform.organs.exclude(pk__in=staying).values_list("pk", flat=True))


def reassign(reform: Reform, ids: Sequence[int]) -> tuple[list[Change], list[Document]]:
    """改挂: give each of these resources to whom the plan says; (what changed, what stays). Queries by the number of
    parts and rules, not of resources."""
    plan = Plan.of(reform.plan)
    documents = _documents(ids)
    wanted = _wanted(reform, plan, documents)
    changes, staying = [], []
    groups: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for document in documents:
        part = wanted[document.pk]
        organ = None if part is None else plan.made[part]
        if organ is None or organ == document.issuer:
            staying.append(document)
            continue
        name = "issuer" if document.follows else "taken_over_by"
        before = document.issuer if document.follows else None
        changes.append(Change(document.pk, document.title, {name: before}, {name: organ}))
        groups[name, organ].append(document)
    for (name, organ), members in groups.items():
        _write(name, {document.pk: document.revision for document in members}, {d.issuer for d in members}, organ)
    _announce(change.record for change in changes)
    return changes, staying


def _documents(ids: Sequence[int]) -> list[Document]:
    rows = Resource.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    columns = ("pk", "title", "kind", "created_date", "published_at", "issuer_id", "latest_revision_id")
    found = []
    for pk, title, kind, created, published, issuer, revision in rows.values_list(*columns):
        day = created or (published and timezone.localdate(published, timezone.get_default_timezone()))
        follows = published is None or kind in LASTING_KINDS
        found.append(Document(pk, title, kind, day.isoformat() if day else "", issuer, revision, follows))
    return found


def _wanted(reform: Reform, plan: Plan, documents: Sequence[Document]) -> dict[int, int | None]:
    """Resource → number of the part it goes to; None for those that stay."""
    if reform.kind != ReformKind.SPLIT:
        return dict.fromkeys((document.pk for document in documents), 0)
    stands_in: dict[int, set[int]] = defaultdict(set)
    places = Placement.objects.filter(resource__in=[d.pk for d in documents]).exclude(role=PlacementRole.REPOST)
    for resource, column in places.values_list("resource_id", "column_id"):
        stands_in[resource].add(column)
    columns = [_with_below(rule.column) for rule in plan.rules]
    found: dict[int, int | None] = {}
    for document in documents:
        found[document.pk] = plan.rest
        for rule, below in zip(plan.rules, columns, strict=True):
            own = stands_in[document.pk]
            if rule.takes(columns=below, kind=document.kind, day=document.day, own_columns=own):
                found[document.pk] = rule.to
                break
    return found


def _with_below(column: int | None) -> set[int]:
    page = Page.objects.filter(pk=column).first() if column else None
    return set(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)) if page else set()


def reassign_jointly(reform: Reform, ids: Sequence[int]) -> list[Change]:
    """The same for joint issuers of what goes on being true: they become the heir, none twice."""
    plan = Plan.of(reform.plan)
    heir, ending = plan.made[plan.heir], set(_ending_ids(reform))
    titles = dict(Resource.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", "title"))
    now = _joint(titles, ending | {heir})
    after = {pk: (organs - ending) | {heir} for pk, organs in now.items()}
    _write_joint(now, after)
    _patch_joint(list(titles), ending, heir)
    _announce(titles)
    return [
        Change(pk, titles[pk], {"joint_issuers": sorted(now[pk])}, {"joint_issuers": sorted(after[pk])})
        for pk in sorted(titles)
    ]


def _joint(ids: Iterable[int], organs: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    links = JointLinks.objects.filter(resource_id__in=list(found), organ_id__in=organs)
    for resource, organ in links.values_list("resource_id", "organ_id"):
        found[resource].add(organ)
    return found


def _write_joint(before: Mapping[int, set[int]], after: Mapping[int, set[int]]) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    for pk, organs in before.items():
        for organ in organs - after[pk]:
            gone[organ].append(pk)
    for organ, resources in gone.items():
        JointLinks.objects.filter(organ_id=organ, resource_id__in=resources).delete()
    new = [JointLinks(resource_id=pk, organ_id=organ) for pk, organs in after.items() for organ in organs - before[pk]]
    JointLinks.objects.bulk_create(new, batch_size=1000)
    Resource.objects.filter(pk__in=list(after)).update(updated_at=timezone.now())


def _patch_joint(ids: Sequence[int], ending: set[int], heir: int) -> None:
    revisions = Resource.objects.filter(pk__in=ids).exclude(latest_revision=None)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    said = drafts.said_in(list(revisions.values_list("latest_revision_id", flat=True)), "joint_issuers")
    for revision, (organs,) in said.items():
        if set(organs or []) & ending:
            groups[tuple(dict.fromkeys(heir if organ in ending else organ for organ in organs))].append(revision)
    for organs, found in groups.items():
        drafts.patch(found, {"joint_issuers": list(organs)})


def _write(name: str, revisions: Mapping[int, int | None], before: set[int], organ: int | None) -> None:
    """`revisions`: resource → its newest version. What that version says of another organ is its editor's own."""
    Resource.objects.filter(pk__in=list(revisions)).update(**{f"{name}_id": organ}, updated_at=timezone.now())
    if name == "issuer":
        said = drafts.said_in([pk for pk in revisions.values() if pk], "issuer")
        drafts.patch([pk for pk, (issuer,) in said.items() if issuer in before], {"issuer": organ})


def _announce(ids: Iterable[int]) -> None:
    found = sorted(ids)
    if found:
        emit(REASSIGNED, payload={"resources": found})


# Taking it back


def put_back(changes: Sequence[Change], *, by) -> dict[int, str]:
    """Undo these changes, given last first; number in the sequence → why not, for those that are left as they are."""
    refused: dict[int, str] = {}
    resources = [n for n, change in enumerate(changes) if _element(change) in ("issuer", "taken_over_by")]
    refused |= _put_back_resources({n: changes[n] for n in resources})
    for number, change in enumerate(changes):
        if number in resources:
            continue
        why_not = _BACK[_element(change)](change, by)
        if why_not:
            refused[number] = why_not
    return refused


def _element(change: Change) -> str:
    after = change.after
    return next(name for name in (*_BACK, "issuer", "taken_over_by") if name in after)


def _changed_since() -> str:
    return _("Somebody has changed it since.")


def _put_back_resources(changes: Mapping[int, Change]) -> dict[int, str]:
    ids = [change.record for change in changes.values()]
    rows = Resource.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    now = {row[0]: row for row in rows.values_list("pk", "issuer_id", "taken_over_by_id", "latest_revision_id")}
    refused: dict[int, str] = {}
    groups: dict[tuple[str, int | None, int], dict[int, int | None]] = defaultdict(dict)
    for number, change in changes.items():
        ((name, after),) = change.after.items()
        row = now.get(change.record)
        if row is None or row[1 if name == "issuer" else 2] != after:
            refused[number] = _changed_since()
        else:
            groups[name, change.before[name], after][change.record] = row[3]
    for (name, before, after), revisions in groups.items():
        _write(name, revisions, {after}, before)
    _announce(change.record for number, change in changes.items() if number not in refused)
    return refused


def _joint_back(change: Change, by) -> str:
    before, after = set(change.before["joint_issuers"]), set(change.after["joint_issuers"])
    now = _joint([change.record], before | after)
    if now[change.record] != after:
        return _changed_since()
    _write_joint(now, {change.record: before})
    _announce([change.record])
    return ""


def _holder_back(change: Change, by) -> str:
    before = Organ.objects.get(pk=change.before["organ"])
    done = holder_named(change.after["holder"]).change([change.record], change.after["organ"], before, by=by)
    return "" if done else _changed_since()


def _parent_back(change: Change, by) -> str:
    row = Organ.objects.filter(pk=change.record, parent=change.after["parent"])
    return "" if row.update(parent=change.before["parent"]) else _changed_since()


def _made_back(change: Change, by) -> str:
    organ = Organ.objects.filter(pk=change.record).first()
    if organ is None:
        return ""
    Organ.objects.filter(successor=organ).update(successor=None)
    Organ.objects.filter(today=organ).update(today=None)
    try:
        organ.delete()
    except ProtectedError:
        return _("“%(name)s” has been used since; it stays.") % {"name": organ.name}
    return ""


def _ended_back(change: Change, by) -> str:
    organ = Organ.objects.get(pk=change.record)
    if organ.state != change.after["state"]:
        return _changed_since()
    taken = Organ.objects.in_being().filter(Q(name=organ.name) | Q(code=organ.code))
    if taken.exists():
        return _("Another organ has its name or its code by now.")
    Organ.objects.filter(pk=organ.pk).update(state=change.before["state"], ended_on=None, successor=None)
    return ""


def _name_back(change: Change, by) -> str:
    row = Organ.objects.filter(pk=change.record, **change.after)
    return "" if row.update(**change.before) else _changed_since()


_BACK = {
    "joint_issuers": _joint_back,
    "holder": _holder_back,
    "parent": _parent_back,
    "made": _made_back,
    "ended_on": _ended_back,
    "short_name": _name_back,
}
