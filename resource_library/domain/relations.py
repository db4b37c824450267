"""Relations between resources (关联, R-4.2.36, R-1.8.3): said at one end, read at both.

One row is stored: it belongs to the text at whose end it was entered, goes through review with it and is public with
it. `INTERPRETED_BY` at the document says the same as `INTERPRETS` at the interpretation.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import permissions
from ..enums import RelationType, State
from ..models import Relation, Resource

T = RelationType
# The word at the other end.
_PAIRS = (
    (T.INTERPRETS, T.INTERPRETED_BY),
    (T.AMENDS, T.AMENDED_BY),
    (T.REPEALS, T.REPEALED_BY),
    (T.REPLACES, T.REPLACED_BY),
    (T.REPOSTED_FROM, T.REPOSTED_AS),
    (T.ATTACHED, T.HAS_ATTACHED),
    (T.SAME_TOPIC, T.SAME_TOPIC),
)
INVERSE: dict[str, str] = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_BACKWARDS = {other for one, other in _PAIRS if one != other}


@dataclass(frozen=True)
class Edge:
    """`source` does to `target` what `type` says; `type` is always the word of the active end."""

    type: str
    source: int
    target: int
    # Whose text says so.
    said_by: int


def forward(relation: str, is_back: bool) -> tuple[str, bool]:
    """A relation as read at one end, in the word of the active end: (interpreted_by, here) is (interprets, back)."""
    return (INVERSE[relation], not is_back) if relation in _BACKWARDS else (relation, is_back)


def edges(ids: Iterable[int], *types: RelationType) -> list[Edge]:
    """Every stored relation of these types (given in the word of the active end) with one of `ids` at either end.

    What a draft says that never was public is among them. One query.
    """
    wanted, ids = {*types, *(INVERSE[each] for each in types)}, list(ids)
    rows = Relation.objects.filter(Q(resource__in=ids) | Q(target__in=ids), type__in=wanted)
    return [_edge(*row) for row in rows.order_by("pk").values_list("resource_id", "type", "target_id")]


def _edge(resource: int, relation: str, target: int) -> Edge:
    kind, is_back = forward(relation, False)
    return Edge(kind, target if is_back else resource, resource if is_back else target, resource)


@dataclass(frozen=True)
class Line:
    """A relation as the staff reads it: `word` as seen from here, `pk` and `title` only for who may see the other."""

    word: str | Promise
    title: str | Promise
    pk: int | None
    doc_no: str = ""


# Stands for the title of what somebody may not see: neither public nor of her sites.
HIDDEN = _("(a resource that is not public)")


def lines_for(resource: Resource, *, by) -> list[Line]:
    """What the text says about others. Three queries."""
    return _lines([(row.type, row.target_id) for row in resource.relations.all()], by)


def lines_from_elsewhere(resource: Resource, *, by) -> list[Line]:
    """What others say about it, in the words of this end; only of those `by` may see. Three queries."""
    if resource.pk is None:
        return []
    rows = Relation.objects.filter(target=resource.pk).order_by("pk").values_list("type", "resource_id")
    found: list[tuple[str, int]] = [(INVERSE[kind], other) for kind, other in rows]
    return [line for line in _lines(found, by) if line.pk]


def visible_ids(ids: Iterable[int], *, by) -> set[int]:
    """Which of these `by` may know by their titles: her own sites' and what is public."""
    return set(_visible(ids, by).values_list("pk", flat=True))


def _visible(ids: Iterable[int], by):
    mine = Q(owner_site__in=permissions.sites(by, "view"))
    return Resource.objects.filter(mine | Q(live=True), pk__in=set(ids))


def _lines(found: list[tuple[str, int]], by) -> list[Line]:
    if not found:
        return []
    known = {
        pk: (title, number)
        for pk, title, number in _visible((pk for _type, pk in found), by).values_list("pk", "title", "doc_no")
    }
    lines = []
    for kind, pk in found:
        title, number = known.get(pk, (HIDDEN, ""))
        lines.append(Line(RelationType(kind).label, title, pk if pk in known else None, number))
    return lines


def said_at_the_other_end(resource: Resource, said: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Which of these (type, other) the other end says already; they need not be said twice. One query."""
    said = set(said)
    if resource.pk is None or not said:
        return set()
    rows = Relation.objects.filter(target=resource.pk, resource__in={other for _type, other in said})
    return {(INVERSE[kind], other) for kind, other in rows.values_list("type", "resource_id")} & said


def interpretations_of(resource: Resource) -> list[int]:
    """What interprets this version of a document and is public, or signed off for a later hour. Two queries."""
    said = {row.target_id for row in resource.relations.all() if row.type == T.INTERPRETED_BY}
    if resource.pk:
        said |= set(
            Relation.objects.filter(target=resource.pk, type=T.INTERPRETS).values_list("resource_id", flat=True)
        )
    ready = Q(live=True) | Q(state=State.SCHEDULED)
    return list(Resource.objects.filter(ready, pk__in=said).order_by("pk").values_list("pk", flat=True)) if said else []
