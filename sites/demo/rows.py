"""Drafts become rows: resources with their placements and everything that hangs on them.

What is written is what a publication leaves behind (live, numbered, hashed, shown), so nothing here decides anything.
The rows hold numbers and texts alone, moments too: they may be made in one process and stored by another.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models

from resource_library.domain.numbering import format_index_no
from resource_library.enums import PlacementRole, PlacementState, State
from resource_library.kinds import SCHEMAS
from resource_library.media.references import in_text
from resource_library.models import IndexSerial, Organ, Resource, Term

from .drafts import Draft

Row = Sequence[Any]


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


class Rows(NamedTuple):
    """Rows by table, each in the order of its columns, and how many serials of which organ and year they took."""

    resources: list[Row]
    placements: list[Row]
    terms: list[Row]
    joint_issuers: list[Row]
    attachments: list[Row]
    relations: list[Row]
    media: list[Row]
    serials: Counter[tuple[int, int]]


class Terms:
    """Ids of the vocabularies' terms by vocabulary and code."""

    def __init__(self) -> None:
        rows = Term.objects.values_list("vocabulary__code", "code", "pk")
        self._ids = {(vocabulary, code): pk for vocabulary, code, pk in rows}

    def id(self, vocabulary: str, code: str) -> int | None:
        """None for no code. KeyError for a code the vocabulary does not have."""
        return self._ids[vocabulary, code] if code else None


class Serials:
    """Serials for index numbers (R-4.6.7), counted on from what the database holds. Who stores the rows takes them."""

    def __init__(self) -> None:
        rows = IndexSerial.objects.values_list("organ_id", "year", "last")
        self._last = Counter({(organ, year): last for organ, year, last in rows})
        self._given: Counter[tuple[int, int]] = Counter()

    def next(self, organ: Organ, year: int) -> str:
        self._last[organ.pk, year] += 1
        self._given[organ.pk, year] += 1
        return format_index_no(organ.code, year, self._last[organ.pk, year])

    def given(self) -> Counter[tuple[int, int]]:
        """How many were given since this was last asked, by organ and year."""
        given, self._given = self._given, Counter()
        return given


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


class RowMaker:
    """Makes rows of entries whose drafts have their ids. `bits(128)` makes the identifiers: the same seed, the same ones.

    It asks the database when it is made and never again.
    """

    def __init__(self, organs: Mapping[str, Organ], bits: Callable[[int], int]) -> None:
        self._organs, self._bits = organs, bits
        self._terms, self._serials = Terms(), Serials()

    def rows(self, entries: Sequence[Entry]) -> Rows:
        """Everything about these entries. Relations may lead to drafts of this batch or an earlier one."""
        drafts = [entry.draft for entry in entries]
        return Rows(
            resources=[self._row(entry) for entry in entries],
            placements=[row for entry in entries for row in _placements(entry)],
            terms=[(d.id, self._terms.id("audience", code)) for d in drafts for code in d.audiences],
            joint_issuers=[(d.id, self._organs[key].pk) for d in drafts for key in d.joint_issuers],
            attachments=[(n, d.id, f.document_id, f.title, 0) for d in drafts for n, f in enumerate(d.attachments)],
            relations=[(n, d.id, str(kind), t.id) for d in drafts for n, (kind, t) in enumerate(d.relations)],
            media=[use for d in drafts for use in _uses(d)],
            serials=self._serials.given(),
        )

    def _row(self, entry: Entry) -> Sequence[Any]:
        draft, owner, term = entry.draft, entry.owner, self._terms.id
        issuer = self._organs[draft.issuer or owner.organ]
        extra = json.dumps(draft.extra, ensure_ascii=False, sort_keys=True) if draft.extra else "{}"
        moment, number = str(draft.moment), None
        if draft.kind in _INDEXED:
            number = self._serials.next(issuer, draft.moment.year)
        return _in_order(
            _EMPTY
            | {
                "id": draft.id,
                "identifier": _identifier(self._bits),
                "owner_site_id": owner.site_id,
                "kind": draft.kind.value,
                "index_no": number,
                "title": draft.title,
                "description": draft.description,
                "keywords": draft.keywords,
                "doc_no": draft.doc_no,
                "issuer_id": issuer.pk,
                "duty_department": draft.duty_department,
                "signer": draft.signer,
                "created_date": _text(draft.created_date),
                "published_at": moment,
                "first_published_at": moment,
                "last_published_at": moment,
                "effect_date": _text(draft.effect_date),
                "abolish_date": _text(draft.abolish_date),
                "validity": str(draft.validity),
                "source": draft.source or owner.name,
                "author": draft.author,
                "editor_id": owner.editor_id,
                "info_format": str(draft.info_format),
                "carrier_type": str(draft.carrier),
                "subject_id": term("subject", draft.subject),
                "genre_id": term("genre", draft.genre),
                "group_id": term("group", draft.group),
                "region_id": owner.region_id,
                "image_id": draft.image.id if draft.image else None,
                "state": State.PUBLISHED.value,
                "version": 1,
                "content_hash": _hash(draft.title, draft.body, extra),
                "extra": extra,
                "body": draft.body,
                "live": True,
                "created_at": moment,
                "updated_at": moment,
            }
        )


def _placements(entry: Entry) -> Iterable[tuple]:
    """The origin, then further columns at home."""
    draft, owner = entry.draft, entry.owner
    roles = [(entry.column_id, PlacementRole.ORIGIN), *((column, PlacementRole.SAME_SITE) for column in entry.also)]
    for column, role in roles:
        pin = draft.pin if role == PlacementRole.ORIGIN else 0
        yield _placement(draft, column, owner.site_id, role, draft.moment, pin, owner.editor_id, None)


def repost(draft: Draft, owner: Owner, column: int, moment: datetime) -> Row:
    """The row that puts a text into a column of another site."""
    return _placement(draft, column, owner.site_id, PlacementRole.REPOST, moment, 0, owner.editor_id, owner.approver_id)


def _placement(
    draft: Draft, column: int, site: int, role: str, moment: datetime, pin: int, by: int | None, approved_by: int | None
) -> tuple:
    when, day = str(moment), moment.date().isoformat()
    approved = (approved_by, when) if role == PlacementRole.REPOST else (None, None)
    return (
        draft.id, column, site, str(role), PlacementState.LIVE.value, True, "", "", when, day, pin, by, when,
        *approved,
    )  # fmt: skip


def _uses(draft: Draft) -> Iterable[tuple[int, int | None, int | None]]:
    """The pictures and files in the text of a draft: without them noted the public would not see them."""
    if "linktype" in draft.body:
        found = in_text(json.loads(draft.body))
        yield from ((draft.id, image, None) for image in sorted(found.images))
        yield from ((draft.id, None, document) for document in sorted(found.documents))
    elif '"picture"' in draft.body:
        # Taking a text apart costs more than writing it.
        yield from ((draft.id, image, None) for image in sorted(map(int, set(_PICTURE.findall(draft.body)))))


# As `Body.picture` writes it. Inside a value the quotation marks are escaped, so nothing else looks like this.
_PICTURE = re.compile(r'"image": (\d+)\}')


def _identifier(bits: Callable[[int], int]) -> str:
    """A random UUID (version 4) in text."""
    raw = f"{bits(128):032x}"
    return f"{raw[:12]}4{raw[13:16]}a{raw[17:]}"


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


# The ids of blocks are no content.
_BLOCK_ID = re.compile(r'"id": "[0-9a-f-]{36}", ')


def _hash(title: str, body: str, extra: str) -> str:
    """The same as `publishing.content_hash`, spliced from JSON that is there already."""
    visible = f'[{json.dumps(title, ensure_ascii=False)}, "", "", {_BLOCK_ID.sub("", body)}, {extra}]'
    return hashlib.sha256(visible.encode()).hexdigest()
