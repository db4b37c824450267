"""What the public pages read. Each function says how many queries it costs; none costs more when the city grows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction, Site

from resource_library.enums import PlacementRole, RelationType
from resource_library.models import Placement

from .models import SiteProfile

# The most entries that stand above the others on the head of a column.
MOST_PINNED = 20

_PAGE = {
    "column_type": F("columnpage__column_type"),
    "description": F("columnpage__description"),
    "keywords": F("columnpage__keywords"),
    "list_style": F("columnpage__list_style"),
    "how_to_use": F("columnpage__how_to_use"),
    "topic_id": F("topicpage__pk"),
    "lead": F("topicpage__lead"),
    "starts": F("topicpage__starts"),
    "ends": F("topicpage__ends"),
}
_PAGE_FIELDS = (
    "id",
    "path",
    "depth",
    "url_path",
    "title",
    "show_in_menus",
    "last_published_at",
    "latest_revision_created_at",
)


def pages_of(root: Page) -> list[dict]:
    """Home, columns and topics of a site in the order of the tree, with what menus, tags and lists need. One query.

    `restricted` says whether the page itself has a view restriction; what stands below one is not public either.
    """
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    # A range, because SQLite has no index for LIKE.
    pages = Page.objects.filter(path__range=(root.path, root.path + "Z" * Page.steplen), live=True).order_by("path")
    return list(pages.values(*_PAGE_FIELDS, restricted=restricted, **_PAGE))


def newest(columns: Iterable[int], count: int) -> list[QuerySet[Placement]]:
    """The newest of each column, one selection a column, for `rows_of`. No query."""
    return [_visible(column).order_by("-date", "-id")[:count] for column in columns]


def count_in(column: int) -> int:
    """How many entries a column shows. One query."""
    return _visible(column).count()


def head_of(column: int, count: int) -> list[QuerySet[Placement]]:
    """What the head page of a column shows: whatever is pinned, and the `count` newest. No query, for `rows_of`."""
    pinned = _visible(column).filter(pin__gt=0).order_by("-pin", "-date", "-id")[:MOST_PINNED]
    return [pinned, *newest([column], count)]


def slice_of(column: int, start: int, size: int, total: int) -> QuerySet[Placement]:
    """`size` entries from the `start`th oldest on, newest first. Counts from the nearer end: an offset is walked."""
    entries = _visible(column)
    from_newest = total - start - size
    if from_newest < start:
        return entries.order_by("-date", "-id")[from_newest : from_newest + size]
    return entries.order_by("date", "id")[start : start + size]


def neighbours(placement: Placement) -> list[QuerySet[Placement]]:
    """The entry above (newer) and the one below (older) in the column. No query, for `rows_of`."""
    entries = _visible(placement.column_id)
    date, number = placement.date, placement.pk
    above = entries.filter(date__gte=date).filter(Q(date__gt=date) | Q(id__gt=number)).order_by("date", "id")
    below = entries.filter(date__lte=date).filter(Q(date__lt=date) | Q(id__lt=number)).order_by("-date", "-id")
    return [above[:1], below[:1]]


def places_of(resources: Sequence[int], site: int) -> list[QuerySet[Placement]]:
    """Where these resources are shown on the site, and at their origin. No query, for `rows_of`."""
    if not resources:
        return []
    shown = Placement.objects.filter(resource__in=resources, visible=True)
    return [open_to_all(shown.filter(Q(site=site) | Q(role=PlacementRole.ORIGIN))).order_by("id")[:300]]


def rows_of(selections: Sequence[QuerySet[Placement]], *joins: str, keep: Collection[str] = ()) -> list[Placement]:
    """The placements of many small ordered selections, in no particular order. One query.

    `joins` are further relations to load; `keep` names fields of the resource that lists usually go without.
    """
    wanted = _any_of(selections)
    if wanted is None:
        return []
    placements = Placement.objects.filter(pk__in=wanted)
    return list(_for_lists(placements, *joins, keep=keep))


def interpretations_of(resources: Sequence[int], site: int) -> list[tuple[int, Placement]]:
    """(document, placement of a public interpretation of it), for all of these documents in one query."""
    if not resources:
        return []
    forward = _readings("relations", "target", RelationType.INTERPRETS, resources, site)
    back = _readings("reverse_relations", "resource", RelationType.INTERPRETED_BY, resources, site)
    rows: dict[tuple[int, int], Placement] = {}
    for row in forward.union(back, all=True):
        rows[row.document, row.pk] = row  # type: ignore[attr-defined]
    return [(document, row) for (document, _pk), row in sorted(rows.items(), key=lambda item: item[0][1])]


def _readings(rows: str, end: str, word: RelationType, resources: Sequence[int], site: int) -> QuerySet[Placement]:
    """Placements of what interprets one of these, as one end says it."""
    said = {f"resource__{rows}__type": word, f"resource__{rows}__{end}__in": resources}
    shown = Placement.objects.filter(Q(site=site) | Q(role=PlacementRole.ORIGIN), visible=True, **said)
    readings = _for_lists(open_to_all(shown), "column", "site__root_page")
    return readings.annotate(document=F(f"resource__{rows}__{end}")).order_by()


def placements_on(site: Site, resource: int) -> list[Placement]:
    """Every placement of a resource on a site, public or not, with all that its page shows. One query."""
    return list(
        Placement.objects.filter(site=site, resource=resource)
        .select_related("image", *(f"resource__{name}" for name in _ARTICLE_JOINS))
        .order_by("id")
    )


def latest_on(site: Site, columns: Iterable[int], count: int) -> list[Placement]:
    """The newest of a whole site that stand in one of `columns`. One query."""
    placements = Placement.objects.filter(site=site, visible=True, column__in=list(columns))
    return list(_for_lists(placements).order_by("-date", "-id")[:count])


def count_on(site: Site) -> int:
    """How many articles have their home on a site. One query."""
    return _at_home(site).count()


def addresses_on(site: Site, start: int, size: int) -> Iterator[tuple[int, date, int, datetime]]:
    """(column, day in the address, resource, changed at) of what is at home here, oldest first. One query, streamed."""
    fields = ("column", "address_date", "resource", "resource__updated_at")
    rows = _at_home(site).order_by("date", "id").values_list(*fields)[start : start + size]
    return rows.iterator(chunk_size=500)


def open_to_all(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Without those whose column, or one above it, may not be seen by everybody. For what crosses sites."""
    beginning = Substr(OuterRef("column__path"), 1, Length("page__path"))
    below = PageViewRestriction.objects.filter(page__path=beginning)
    return placements.filter(~Exists(below), column__live=True)


def related_sites(profile: SiteProfile) -> list[SiteProfile]:
    """Every other live site of the installation, for the list at the end of a home page. One query."""
    others = SiteProfile.objects.filter(state="live").exclude(pk=profile.pk)
    return list(others.select_related("site").only("standard_name", "kind", "site__hostname").order_by("site_code"))


_ARTICLE_JOINS = ("issuer__today", "taken_over_by__today", "subject", "genre", "group", "image", "editor", "owner_site")


# What a line of a list never shows, and what makes a row heavy.
_HEAVY = {"body", "extra", "archive"}


def _for_lists(placements: QuerySet[Placement], *joins: str, keep: Collection[str] = ()) -> QuerySet[Placement]:
    """With what a line of a list shows, without what makes a row heavy."""
    heavy = [f"resource__{name}" for name in _HEAVY.difference(keep)]
    return placements.select_related("resource__image", "resource__issuer", "image", *joins).defer(*heavy)


def _at_home(site: Site) -> QuerySet[Placement]:
    """Reposts name another address as the right one, so they are no entries of a sitemap."""
    return Placement.objects.filter(site=site, visible=True, role=PlacementRole.ORIGIN)


def _visible(column: int) -> QuerySet[Placement]:
    return Placement.objects.filter(column=column, visible=True)


def _any_of(selections: Sequence[QuerySet[Placement]]) -> RawSQL | None:
    """The ids of several selections that each have an order and a limit; None when all of them are empty.

    Neither SQLite nor the ORM takes those inside a UNION, so each is wrapped in a SELECT of its own. The SQL is the
    ORM's; the parameters stay parameters.
    """
    parts: list[str] = []
    parameters: list[object] = []
    for selection in selections:
        try:
            sql, values = selection.values("id").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT id FROM ({sql}) AS part{len(parts)}")  # noqa: S608 - see above
        parameters += values
    return RawSQL(" UNION ALL ".join(parts), parameters) if parts else None  # noqa: S611 - see above
