"""A placement as one line, card or row of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - `date` is a field below
from datetime import datetime

from resource_library.addresses import url_of
from resource_library.enums import Kind, PlacementRole, Validity
from resource_library.models import LibraryImage, Placement

from ..enums import ListStyle
from .navigation import Node, Tree

# Validities a reader has to be told of before opening the document.
NOT_IN_FORCE = (Validity.PENDING, Validity.PARTLY, Validity.AMENDED, Validity.LAPSED, Validity.REPEALED)


@dataclass
class Entry:
    """What a list shows of a placement. `title`, `summary` and `image` are the placement's own where it has any."""

    resource_id: int
    title: str
    url: str
    date: datetime
    kind: str
    summary: str = ""
    image: LibraryImage | None = None
    column: str = ""
    site: str = ""
    doc_no: str = ""
    issuer: str = ""
    created_date: "Day | None" = None
    validity: str = ""
    validity_label: str = ""
    pin: int = 0
    is_repost: bool = False
    extra: dict = field(default_factory=dict)
    interpretations: list["Entry"] = field(default_factory=list)

    @property
    def is_out_of_force(self) -> bool:
        return self.validity in NOT_IN_FORCE

    @property
    def is_pinned(self) -> bool:
        return self.pin > 0

    @property
    def is_guide(self) -> bool:
        return self.kind == Kind.SERVICE_GUIDE


def entry(placement: Placement, url: str, column: Node | None = None) -> Entry:
    """Needs the resource loaded as `queries.rows_of` loads it; `extra` only where that was asked for."""
    resource = placement.resource
    return Entry(
        resource_id=resource.pk,
        title=placement.title or resource.title,
        url=url,
        date=placement.date,
        kind=resource.kind,
        summary=placement.summary or resource.description,
        image=placement.image or resource.image,
        column=column.title if column else "",
        doc_no=resource.doc_no,
        issuer=resource.issuer.short_name if resource.issuer else "",
        created_date=resource.created_date,
        validity=resource.validity,
        validity_label=resource.get_validity_display() if resource.validity else "",
        pin=placement.pin,
        is_repost=placement.role == PlacementRole.REPOST,
        extra=resource.extra if "extra" not in resource.get_deferred_fields() else {},
    )


def entries_on(tree: Tree, placements: Iterable[Placement]) -> list[Entry]:
    """Entries of the tree's own site. What stands in a column that is not public is left out."""
    found = []
    for placement in placements:
        column = tree.by_id.get(placement.column_id)
        if column:
            found.append(entry(placement, column.url + placement.path, column))
    return found


def by_column(tree: Tree, placements: Iterable[Placement]) -> dict[int, list[Entry]]:
    """The entries of each column, newest first; leaders in the order of their rank."""
    found: dict[int, list[Placement]] = {}
    for placement in placements:
        found.setdefault(placement.column_id, []).append(placement)
    return {number: entries_on(tree, in_order(tree.by_id.get(number), rows)) for number, rows in found.items()}


def in_order(column: Node | None, placements: list[Placement], *, pinned: bool = False) -> list[Placement]:
    """Newest first; with what is pinned above them where that counts."""
    by_rank = pinned or (column is not None and column.list_style == ListStyle.LEADERS)
    return sorted(placements, key=lambda each: (each.pin if by_rank else 0, each.date, each.pk), reverse=True)


def elsewhere(placement: Placement, tree: Tree) -> str | None:
    """The address of a placement that may stand on another site; None where it stands in a column nobody may see.

    Needs `column` and `site.root_page` loaded.
    """
    column = tree.by_id.get(placement.column_id)
    if column:
        return column.url + placement.path
    if tree.home and placement.site.root_page_id == tree.home.id:
        return None
    return url_of(placement)


def best_places(placements: Iterable[Placement], tree: Tree) -> dict[int, tuple[Placement, str]]:
    """One placement with its address for each resource: on this site if it is shown here, else at its origin."""
    found: dict[int, tuple[Placement, str]] = {}
    for placement in sorted(placements, key=lambda each: each.column_id not in tree.by_id):
        address = elsewhere(placement, tree)
        if address:
            found.setdefault(placement.resource_id, (placement, address))
    return found
