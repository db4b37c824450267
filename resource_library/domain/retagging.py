"""Resources from one class to another (改标), a batch at a time, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from unified_platform.events import emit

from ..models import Resource, Term
from . import drafts
from .classification import SINGLE_FIELDS

RECLASSIFIED = "resource.reclassified"
Links = Resource.terms.through
# Where the next batch begins: first those with the class as their primary one, then those with it among the further.
Cursor = tuple[str, int]
PRIMARY, FURTHER = "primary", "further"


def field_of(term: Term) -> str | None:
    """The element that holds the primary class of the term's vocabulary."""
    return SINGLE_FIELDS.get(term.vocabulary.code)


def uses(term: Term, among: Q) -> int:
    """How many resources of `among` name the class."""
    name = field_of(term)
    primary = Resource.objects.filter(among, **{name: term}).count() if name else 0
    return primary + _only_further(term, among).count()


def _only_further(term: Term, among: Q) -> QuerySet[Resource]:
    found = Resource.objects.filter(among, terms=term)
    name = field_of(term)
    return found.filter(~Q(**{name: term}) | Q(**{f"{name}__isnull": True})) if name else found


def next_batch(term: Term, cursor: Cursor | None, size: int, among: Q) -> tuple[list[int], Cursor | None]:
    """Ids of the next resources that name the class, and where to go on; no ids when there are none left.

    What somebody tagged behind the cursor in the meantime is found when it has come to the end.
    """
    phase, last = cursor or (PRIMARY, 0)
    if phase == PRIMARY:
        if found := _with_primary(term, last, size, among):
            return found, (PRIMARY, found[-1])
        last = 0
    if found := _with_further(term, last, size, among):
        return found, (FURTHER, found[-1])
    if cursor is None:
        return [], None
    return next_batch(term, None, size, among)


def _with_primary(term: Term, last: int, size: int, among: Q) -> list[int]:
    name = field_of(term)
    if name is None:
        return []
    found = Resource.objects.filter(among, pk__gt=last, **{name: term})
    return list(found.order_by("pk").values_list("pk", flat=True)[:size])


def _with_further(term: Term, last: int, size: int, among: Q) -> list[int]:
    found = Resource.objects.filter(among, terms=term, pk__gt=last)
    return list(found.order_by("pk").values_list("pk", flat=True)[:size])


@dataclass
class Tags:
    """What one resource says of the two classes that are exchanged: its primary class, and which it has further."""

    title: str
    primary: int | None
    revision: int | None
    further: set[int] = field(default_factory=set)

    def told(self, name: str | None, other: "Tags") -> dict[str, Any]:
        """Only what differs from `other`, by the names of the elements."""
        said: dict[str, Any] = {}
        if name and self.primary != other.primary:
            said[name] = self.primary
        if self.further != other.further:
            said["terms"] = sorted(self.further)
        return said


# resource id, title, before, after
Change = tuple[int, str, dict[str, Any], dict[str, Any]]


def retag(ids: Sequence[int], source: Term, target: Term, *, with_drafts: bool) -> list[Change]:
    """改标: `target` instead of `source` on these resources, never twice on one. Nine queries at most.

    `with_drafts`: the newest versions too. A merge leaves them alone, because they are read through the successor.
    """
    name = field_of(source)
    before = _tags(ids, name, {source.pk, target.pk})
    after = {pk: _exchanged(tags, source.pk, target.pk) for pk, tags in before.items()}
    if name:
        swap = Case(
            When(**{name: source.pk}, then=Value(target.pk)), default=F(f"{name}_id"), output_field=BigIntegerField()
        )
        Resource.objects.filter(pk__in=ids).update(updated_at=timezone.now(), **{name: swap})
    else:
        Resource.objects.filter(pk__in=ids).update(updated_at=timezone.now())
    _write_links({pk: (before[pk].further, after[pk].further) for pk in before})
    if with_drafts:
        _retag_drafts([tags.revision for tags in before.values() if tags.revision], name, source.pk, target.pk)
    _announce(ids)
    return [
        (pk, tags.title, tags.told(name, after[pk]), after[pk].told(name, tags)) for pk, tags in sorted(before.items())
    ]


def _tags(ids: Sequence[int], name: str | None, terms: set[int]) -> dict[int, Tags]:
    """The rows are locked: an editor who saves meanwhile waits, and then saves upon what is written here."""
    columns = ("pk", "title", "latest_revision_id", f"{name}_id" if name else "pk")
    rows = Resource.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list(*columns)
    found = {pk: Tags(title, primary if name else None, revision) for pk, title, revision, primary in rows}
    links = Links.objects.filter(resource_id__in=ids, term_id__in=terms)
    for resource, term in links.values_list("resource_id", "term_id"):
        found[resource].further.add(term)
    return found


def _exchanged(tags: Tags, source: int, target: int) -> Tags:
    primary = target if tags.primary == source else tags.primary
    further = {target} | tags.further - {source} if source in tags.further else set(tags.further)
    touched = primary != tags.primary or source in tags.further
    if touched and primary == target:
        # What is the primary class already need not stand among the further ones.
        further.discard(target)
    return Tags(tags.title, primary, tags.revision, further)


def _write_links(changes: Mapping[int, tuple[set[int], set[int]]]) -> None:
    """(before, after) of each resource; two statements."""
    gone: dict[int, list[int]] = defaultdict(list)
    new = []
    for resource, (before, after) in changes.items():
        for term in before - after:
            gone[term].append(resource)
        new += [Links(resource_id=resource, term_id=term) for term in after - before]
    if gone:
        wanted = Q()
        for term, resources in gone.items():
            wanted |= Q(term_id=term, resource_id__in=resources)
        Links.objects.filter(wanted).delete()
    Links.objects.bulk_create(new, batch_size=1000)


def _retag_drafts(revisions: Sequence[int], name: str | None, source: int, target: int) -> None:
    said = drafts.said_in(revisions, name or "pk", "terms")
    new: dict[str, list[int]] = defaultdict(list)
    values: dict[str, dict[str, Any]] = {}
    for revision, (primary, further) in said.items():
        before = Tags("", primary if name else None, None, {pk for pk in further or [] if isinstance(pk, int)})
        patch = _exchanged(before, source, target).told(name, before)
        if patch:
            key = repr(patch)
            values[key] = patch
            new[key].append(revision)
    for key, found in new.items():
        drafts.patch(found, values[key])


def put_back(lines: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]], name: str | None) -> set[int]:
    """Undo: (resource id, before, after) as `retag` told them. Returns the ids of those that somebody has changed
    since: they are left alone."""
    ids = [pk for pk, _before, _after in lines]
    touched = {pk for _pk, before, after in lines for side in (before, after) for pk in side.get("terms", ())}
    now = _tags(ids, name, touched)
    changed_since = {pk for pk, before, after in lines if pk not in now or not _is_as(now[pk], before, after, name)}
    going = [(pk, before, after) for pk, before, after in lines if pk not in changed_since]
    _write_primary(going, name)
    _write_links({pk: (set(after.get("terms", ())), set(before.get("terms", ()))) for pk, before, after in going})
    _put_back_drafts(going, now, name)
    _announce([pk for pk, _before, _after in going])
    return changed_since


def _is_as(tags: Tags, before: Mapping[str, Any], after: Mapping[str, Any], name: str | None) -> bool:
    if name is not None and name in after and tags.primary != after[name]:
        return False
    if "terms" not in after:
        return True
    return tags.further & {*before["terms"], *after["terms"]} == set(after["terms"])


def _write_primary(lines: Sequence[tuple[int, Mapping, Mapping]], name: str | None) -> None:
    by_value: dict[int, list[int]] = defaultdict(list)
    for pk, before, _after in lines:
        if name is not None and name in before:
            by_value[before[name]].append(pk)
    now = timezone.now()
    for value, ids in by_value.items():
        Resource.objects.filter(pk__in=ids).update(**{f"{name}_id": value})
    Resource.objects.filter(pk__in=[pk for pk, _before, _after in lines]).update(updated_at=now)


def _put_back_drafts(lines: Sequence[tuple[int, Mapping, Mapping]], now: Mapping[int, Tags], name: str | None) -> None:
    """A version that says what the act made it say is put back with its resource; any other is its editor's own."""
    said = drafts.said_in([tags.revision for tags in now.values() if tags.revision], name or "pk", "terms")
    new: dict[str, list[int]] = defaultdict(list)
    values: dict[str, dict[str, Any]] = {}
    for pk, before, after in lines:
        revision = now[pk].revision
        if revision not in said:
            continue
        primary, further = said[revision]
        patch: dict[str, Any] = {}
        if name is not None and name in after and primary == after[name]:
            patch[name] = before[name]
        kept = list(further or [])
        if "terms" in after and set(kept) & {*before["terms"], *after["terms"]} == set(after["terms"]):
            patch["terms"] = [pk for pk in kept if pk not in after["terms"]] + list(before["terms"])
        if patch:
            values[repr(patch)] = patch
            new[repr(patch)].append(revision)
    for key, found in new.items():
        drafts.patch(found, values[key])


def _announce(ids: Sequence[int]) -> None:
    """One event for the batch, whatever its size."""
    if ids:
        emit(RECLASSIFIED, payload={"resources": sorted(ids)})


def names_in(values: Sequence[Any]) -> Iterator[int]:
    """Ids of all classes that these values of lines name."""
    for value in values:
        for inner in (value or {}).values():
            yield from inner if isinstance(inner, list) else [inner] if isinstance(inner, int) else []
