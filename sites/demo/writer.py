"""Drafts become rows: resources with their placements, by the thousand, through `unified_platform.bulk`.

What is written is what a publication leaves behind (live, numbered, hashed, shown), so nothing here decides anything.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models

from resource_library.domain.numbering import format_index_no, reserve_many
from resource_library.enums import PlacementRole, PlacementState, State
from resource_library.kinds import SCHEMAS
from resource_library.media.references import in_text
from resource_library.models import Attachment, MediaUse, Organ, Placement, Relation, Resource, Term
from unified_platform import bulk

from .drafts import Draft


@dataclass(frozen=True)
class Owner:
    """What a site writes into each of its resources."""

    site_id: int
    name: str
    organ: str
    region_id: int
    editor_id: int | None = None
    approver_id: int | None = None


@dataclass(slots=True, eq=False, weakref_slot=True)
class Entry:
    """A draft with its home: the owner, the column it stands in first, and further columns of the same site."""

    draft: Draft
    owner: Owner
    column_id: int
    also: tuple[int, ...] = ()


class Terms:
    """Ids of the vocabularies' terms by vocabulary and code."""

    def __init__(self) -> None:
        rows = Term.objects.values_list("vocabulary__code", "code", "pk")
        self._ids = {(vocabulary, code): pk for vocabulary, code, pk in rows}

    def id(self, vocabulary: str, code: str) -> int | None:
        """None for no code. KeyError for a code the vocabulary does not have."""
        return self._ids[vocabulary, code] if code else None


class Serials:
    """Serials for index numbers, asked for by the batch (R-4.6.7)."""

    def __init__(self, organs: Mapping[str, Organ]) -> None:
        self._organs = organs
        self._left: dict[tuple[str, int], range] = {}

    def reserve(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Take as many of each organ and year as are wanted now."""
        counts = Counter(wanted)
        ids = {(self._organs[organ].pk, year): count for (organ, year), count in counts.items()}
        first = reserve_many(ids)
        for (organ, year), count in counts.items():
            start = first[self._organs[organ].pk, year]
            self._left[organ, year] = range(start, start + count)

    def next(self, organ: str, year: int) -> str:
        left = self._left[organ, year]
        self._left[organ, year] = left[1:]
        return format_index_no(self._organs[organ].code, year, left[0])


def _empty(field: models.Field) -> Any:
    """What a column holds that nobody names: its default, an empty text, or nothing."""
    if field.null:
        return None
    if field.has_default() and not callable(field.default):
        return field.default
    return "" if isinstance(field, models.CharField | models.TextField) else None


# What a publication leaves empty; not naming it spares the database a value for each row.
_LEFT_EMPTY = {
    "latest_revision_id", "live_revision_id", "go_live_at", "expire_at", "locked_at", "locked_by_id", "public_until",
    "withdrawn_at", "archive", "successor_id",
}  # fmt: skip
_FIELDS = [field for field in Resource._meta.concrete_fields if field.attname not in _LEFT_EMPTY]
COLUMNS = [field.attname for field in _FIELDS]
_EMPTY = {field.attname: _empty(field) for field in _FIELDS}
_in_order = itemgetter(*COLUMNS)
_INDEXED = frozenset(kind for kind, schema in SCHEMAS.items() if schema.indexed)

PLACEMENT_COLUMNS = (
    "resource_id", "column_id", "site_id", "role", "state", "visible", "title", "summary", "date", "address_date", "pin",
    "created_by_id", "created_at", "approved_by_id", "approved_at",
)  # fmt: skip


class Writer:
    """Writes entries batch by batch. `bits(128)` makes the identifiers, so the same seed makes the same ones."""

    def __init__(self, organs: Mapping[str, Organ], bits: Callable[[int], int]) -> None:
        self.organs, self._bits = organs, bits
        self._terms, self._serials = Terms(), Serials(organs)

    def write(self, entries: Sequence[Entry]) -> int:
        """Insert the resources and everything that hangs on them; drafts without an id get one.

        Needs a transaction. Relations may lead to drafts of this batch or an earlier one. Returns the placements.
        """
        fresh = [entry.draft for entry in entries if not entry.draft.id]
        for draft, number in zip(fresh, bulk.reserve_ids(Resource, len(fresh)) if fresh else [], strict=True):
            draft.id = number
        self._serials.reserve(
            (entry.draft.issuer or entry.owner.organ, entry.draft.moment.year)
            for entry in entries
            if entry.draft.kind in _INDEXED
        )
        rows = [self._row(entry) for entry in entries]
        bulk.insert(Resource, COLUMNS, rows)
        placements = [row for entry in entries for row in _placements(entry)]
        bulk.insert(Placement, PLACEMENT_COLUMNS, placements)
        self._hang_on([entry.draft for entry in entries])
        return len(placements)

    def _row(self, entry: Entry) -> Sequence[Any]:
        draft, owner, term = entry.draft, entry.owner, self._terms.id
        issuer = draft.issuer or owner.organ
        extra = json.dumps(draft.extra, ensure_ascii=False, sort_keys=True) if draft.extra else "{}"
        moment = draft.moment
        return _in_order(
            _EMPTY
            | {
                "id": draft.id,
                "identifier": UUID(int=self._bits(128), version=4),
                "owner_site_id": owner.site_id,
                "kind": draft.kind.value,
                "index_no": self._serials.next(issuer, moment.year) if draft.kind in _INDEXED else None,
                "title": draft.title,
                "description": draft.description,
                "keywords": draft.keywords,
                "doc_no": draft.doc_no,
                "issuer_id": self.organs[issuer].pk,
                "duty_department": draft.duty_department,
                "signer": draft.signer,
                "created_date": draft.created_date,
                "published_at": moment,
                "first_published_at": moment,
                "last_published_at": moment,
                "effect_date": draft.effect_date,
                "abolish_date": draft.abolish_date,
                "validity": draft.validity,
                "source": draft.source or owner.name,
                "author": draft.author,
                "editor_id": owner.editor_id,
                "info_format": draft.info_format,
                "carrier_type": draft.carrier,
                "subject_id": term("subject", draft.subject),
                "genre_id": term("genre", draft.genre),
                "group_id": term("group", draft.group),
                "region_id": owner.region_id,
                "image_id": draft.image.id if draft.image else None,
                "state": State.PUBLISHED,
                "version": 1,
                "content_hash": _hash(draft.title, draft.body, extra),
                "extra": extra,
                "body": draft.body,
                "live": True,
                "created_at": moment,
                "updated_at": moment,
            }
        )

    def _hang_on(self, drafts: Iterable[Draft]) -> None:
        """Further classes, joint issuers, attachments, relations, successors."""
        drafts = list(drafts)
        terms = [(d.id, self._terms.id("audience", code)) for d in drafts for code in d.audiences]
        joint = [(d.id, self.organs[key].pk) for d in drafts for key in d.joint_issuers]
        files = [(n, d.id, f.document_id, f.title, 0) for d in drafts for n, f in enumerate(d.attachments)]
        relations = [(n, d.id, kind, t.id) for d in drafts for n, (kind, t) in enumerate(d.relations)]
        _insert(Resource.terms.through, ("resource_id", "term_id"), terms)
        _insert(Resource.joint_issuers.through, ("resource_id", "organ_id"), joint)
        _insert(Attachment, ("sort_order", "resource_id", "document_id", "title", "downloads"), files)
        _insert(Relation, ("sort_order", "resource_id", "type", "target_id"), relations)
        _insert(MediaUse, ("resource_id", "image_id", "document_id"), [use for d in drafts for use in _uses(d)])


def _uses(draft: Draft) -> Iterable[tuple[int, int | None, int | None]]:
    """The pictures and files in the text of a draft: without them noted the public would not see them."""
    if '"picture"' not in draft.body and "linktype" not in draft.body:
        return
    found = in_text(json.loads(draft.body))
    yield from ((draft.id, image, None) for image in sorted(found.images))
    yield from ((draft.id, None, document) for document in sorted(found.documents))


def name_successors(drafts: Iterable[Draft]) -> None:
    """A repealed document names the one that took its place (R-8.6.10). After both have been written."""
    followed = {draft.id: draft.successor.id for draft in drafts if draft.successor}
    resources = Resource.objects.in_bulk(followed)
    for number, resource in resources.items():
        resource.successor_id = followed[number]
    Resource.objects.bulk_update(resources.values(), ["successor"])


def _insert(model: type[models.Model], columns: Sequence[str], rows: list[tuple]) -> None:
    if rows:
        bulk.insert(model, columns, rows)


def _placements(entry: Entry) -> Iterable[tuple]:
    """The origin, then further columns at home."""
    draft, owner = entry.draft, entry.owner
    roles = [(entry.column_id, PlacementRole.ORIGIN), *((column, PlacementRole.SAME_SITE) for column in entry.also)]
    for column, role in roles:
        pin = draft.pin if role == PlacementRole.ORIGIN else 0
        yield _placement(draft, column, owner.site_id, role, draft.moment, pin, owner.editor_id, None)


def reposts(entries: Iterable[tuple[Draft, Owner, int, datetime]]) -> int:
    """Put drafts that have been written into columns of other sites: (what, whose site, column, when). How many."""
    rows = [
        _placement(draft, column, owner.site_id, PlacementRole.REPOST, moment, 0, owner.editor_id, owner.approver_id)
        for draft, owner, column, moment in entries
    ]
    _insert(Placement, PLACEMENT_COLUMNS, rows)
    return len(rows)


def _placement(
    draft: Draft, column: int, site: int, role: str, moment: datetime, pin: int, by: int | None, approved_by: int | None
) -> tuple:
    approved = (approved_by, moment) if role == PlacementRole.REPOST else (None, None)
    return (
        draft.id, column, site, str(role), PlacementState.LIVE.value, True, "", "", moment, moment.date(), pin, by, moment,
        *approved,
    )  # fmt: skip


# The ids of blocks are no content. Inside a value the quotation marks are escaped, so nothing else looks like this.
_BLOCK_ID = re.compile(r'"id": "[0-9a-f-]{36}", ')


def _hash(title: str, body: str, extra: str) -> str:
    """The same as `publishing.content_hash`, spliced from JSON that is there already."""
    visible = f'[{json.dumps(title, ensure_ascii=False)}, "", "", {_BLOCK_ID.sub("", body)}, {extra}]'
    return hashlib.sha256(visible.encode()).hexdigest()
