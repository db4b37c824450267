"""Rows go into the library, by the thousand, through `unified_platform.bulk`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import models

from resource_library.domain.numbering import reserve_many
from resource_library.models import Attachment, MediaUse, Organ, Placement, Relation, Resource
from unified_platform import bulk

from .drafts import Draft
from .rows import COLUMNS, PLACEMENT_COLUMNS, Entry, Owner, Row, RowMaker, Rows, repost


class Writer:
    """Writes entries. `bits` as for `RowMaker`."""

    def __init__(self, organs: Mapping[str, Organ], bits: Callable[[int], int]) -> None:
        self.maker = RowMaker(organs, bits)

    def write(self, entries: Sequence[Entry]) -> int:
        """Insert the resources and everything that hangs on them; drafts without an id get one.

        Needs a transaction. Returns the placements.
        """
        fresh = [entry.draft for entry in entries if not entry.draft.id]
        for draft, number in zip(fresh, bulk.reserve_ids(Resource, len(fresh)) if fresh else [], strict=True):
            draft.id = number
        rows = self.maker.rows(entries)
        pour(rows)
        take_serials(rows.serials)
        return len(rows.placements)


def pour(rows: Rows) -> None:
    """Insert these rows. Needs a transaction."""
    _insert(Resource, COLUMNS, rows.resources)
    _insert(Placement, PLACEMENT_COLUMNS, rows.placements)
    _insert(Resource.terms.through, ("resource_id", "term_id"), rows.terms)
    _insert(Resource.joint_issuers.through, ("resource_id", "organ_id"), rows.joint_issuers)
    _insert(Attachment, ("sort_order", "resource_id", "document_id", "title", "downloads"), rows.attachments)
    _insert(Relation, ("sort_order", "resource_id", "type", "target_id"), rows.relations)
    _insert(MediaUse, ("resource_id", "image_id", "document_id"), rows.media)


def take_serials(given: Counter[tuple[int, int]]) -> None:
    """Record the serials that rows took, by organ id and year, so that nobody gets them again (R-4.6.7)."""
    if given:
        reserve_many(given)


def name_successors(drafts: Iterable[Draft]) -> None:
    """A repealed document names the one that took its place (R-8.6.10). After both have been written."""
    followed = {draft.id: draft.successor.id for draft in drafts if draft.successor}
    resources = Resource.objects.in_bulk(followed)
    for number, resource in resources.items():
        resource.successor_id = followed[number]
    Resource.objects.bulk_update(resources.values(), ["successor"])


def reposts(entries: Iterable[tuple[Draft, Owner, int, datetime]]) -> int:
    """Put drafts that have been written into columns of other sites: (what, whose site, column, when). How many."""
    rows = [repost(*entry) for entry in entries]
    _insert(Placement, PLACEMENT_COLUMNS, rows)
    return len(rows)


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        bulk.insert(model, columns, rows)
