"""Fingerprints of what is public, and the pairs they bring up (文本指纹与疑似重复).

Everything here can be done twice: a text whose signature stands is left alone, and a pair exists once.
"""

import time
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..enums import Kind
from ..models import Attachment, DuplicatePair, Likeness, Resource, Signature, Verdict
from ..search_documents import public_words
from . import likeness
from .likeness import Text

# What each organ has of its own by law, in much the same words: another issuer makes another document.
EACH_ORGAN_HAS_ONE = (
    Kind.SERVICE_GUIDE, Kind.DISCLOSURE_GUIDE, Kind.DISCLOSURE_CATALOGUE, Kind.ANNUAL_REPORT, Kind.ORGAN_PROFILE,
    Kind.LEADER,
)  # fmt: skip
# So many texts are compared with one at most. More of a kind is a form, and its copies are found among the newest.
MOST_CANDIDATES = 200
# Of these the most promising are read in full.
MOST_READ = 20
# The sketch of a near-duplicate says at least this: three standard errors of it below.
PROMISING = likeness.NEAR - 0.25

_FIELDS = (
    "pk", "title", "body", "kind", "extra", "doc_no", "created_date", "issuer_id", "version", "content_hash",
)  # fmt: skip
_BAND_FIELDS = tuple(f"band_{number}" for number in range(likeness.BANDS))


def texts_of(ids: Iterable[int]) -> dict[int, tuple[dict[str, Any], Text]]:
    """The rows of these public resources and what is compared of them. Two queries."""
    rows = list(Resource.objects.filter(pk__in=list(ids), live=True).values(*_FIELDS))
    files: dict[int, list[str]] = {}
    attached = Attachment.objects.filter(resource__in=[row["pk"] for row in rows])
    for pk, document, checksum in attached.values_list("resource_id", "document_id", "document__blob__sha256"):
        files.setdefault(pk, []).append(checksum or f"document {document}")
    return {row["pk"]: (row, _text(row, files.get(row["pk"], []))) for row in rows}


def _text(row: dict[str, Any], files: list[str]) -> Text:
    return likeness.text_of(
        row["title"],
        "\n".join(public_words(row["body"], row["kind"], row["extra"])),
        doc_no=row["doc_no"],
        dated=row["created_date"],
        issuer=row["issuer_id"] if row["kind"] in EACH_ORGAN_HAS_ONE else None,
        files=files,
    )


@transaction.atomic
def sign(ids: Iterable[int]) -> int:
    """登记指纹: bring the signatures of these resources up to date, and note what they are like; how many were new.

    What is not public any more loses its signature and its open pairs. One text is in memory at a time beside those it
    is compared with.
    """
    wanted = sorted(set(ids))
    known = _versions(Signature.objects.filter(pk__in=wanted))
    live = _versions(Resource.objects.filter(pk__in=wanted, live=True))
    _forget([pk for pk in wanted if pk not in live])
    new = [pk for pk, version in live.items() if known.get(pk) != version]
    for pk in new:
        for row, text in texts_of([pk]).values():
            _sign(row, text)
    return len(new)


def _versions(rows: QuerySet) -> dict[int, tuple[int, str]]:
    return {pk: (version, digest) for pk, version, digest in rows.values_list("pk", "version", "content_hash")}


def _forget(ids: Sequence[int]) -> None:
    if ids:
        Signature.objects.filter(pk__in=ids).delete()
        DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids), verdict=Verdict.OPEN).delete()


def _sign(row: dict[str, Any], text: Text) -> None:
    began = time.perf_counter()
    signature = _signature(row, text)
    signature.save()
    found = {other: said for other in _promising(signature) if (said := _compared(text, other))}
    _note(row["pk"], found)
    signature.cost = int((time.perf_counter() - began) * 1_000_000)
    signature.save(update_fields=["cost"])


def _signature(row: dict[str, Any], text: Text) -> Signature:
    numbers = likeness.sketch(text.shingles)
    long_enough = len(text.shingles) >= likeness.FEWEST
    found = likeness.bands(numbers, row["title"]) if long_enough else [None] * likeness.BANDS
    return Signature(
        resource_id=row["pk"],
        version=row["version"],
        content_hash=row["content_hash"],
        key=likeness.key_of(text.title, text.plain),
        shingles=len(text.shingles),
        sketch=numbers.tobytes(),
        cost=0,
        **dict(zip(_BAND_FIELDS, found, strict=True)),
    )


def _promising(signature: Signature) -> list[int]:
    """Whom to compare it with, the likeliest first: equal keys, and equal bands whose sketches agree. Two queries."""
    others = Signature.objects.exclude(pk=signature.pk).order_by("-pk")
    same = list(others.filter(key=signature.key).values_list("pk", flat=True)[:MOST_READ])
    if signature.band_0 is None:
        return same
    any_band = Q()
    for name in _BAND_FIELDS:
        any_band |= Q(**{name: getattr(signature, name)})
    mine = array("I", signature.sketch)
    rows = others.filter(any_band).order_by().values_list("pk", "sketch")[:MOST_CANDIDATES]
    likely = sorted(((likeness.estimate(mine, array("I", bytes(sketch))), pk) for pk, sketch in rows), reverse=True)
    near = [pk for said, pk in likely if said >= PROMISING and pk not in same]
    return (same + near)[:MOST_READ]


def _compared(text: Text, other: int) -> tuple[Likeness, int] | None:
    """(likeness, score of 1000) when they are duplicates to a machine; None when they are not."""
    for _row, found in texts_of([other]).values():
        if likeness.told_apart(text, found):
            return None
        if found.plain == text.plain:
            kind = Likeness.EXACT if found.title == text.title else Likeness.NEAR
            return kind, 1000
        score = likeness.likeness(text, found)
        return (Likeness.NEAR, min(999, int(score * 1000))) if score >= likeness.NEAR else None
    return None


def _note(pk: int, found: dict[int, tuple[Likeness, int]]) -> None:
    """Open pairs that are none any more go; new ones come; what somebody has decided stays as it is."""
    open_pairs = DuplicatePair.objects.filter(Q(first=pk) | Q(second=pk), verdict=Verdict.OPEN)
    gone = [pair.pk for pair in open_pairs if (pair.second_id if pair.first_id == pk else pair.first_id) not in found]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    now = timezone.now()
    pairs = [
        DuplicatePair(first_id=min(pk, other), second_id=max(pk, other), likeness=kind, score=score, found_at=now)
        for other, (kind, score) in sorted(found.items())
    ]
    DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)
    for pair in pairs:
        same = DuplicatePair.objects.filter(first=pair.first_id, second=pair.second_id)
        # What was merged and became public again by itself is a question again.
        same.filter(verdict=Verdict.MERGED).update(verdict=Verdict.OPEN, decided_by=None, decided_at=None)
        open_one = same.filter(verdict=Verdict.OPEN)
        open_one.exclude(score=pair.score, likeness=pair.likeness).update(score=pair.score, likeness=pair.likeness)


# A signature that is of the text as it stands.
_FRESH = Q(signature__version=F("version"), signature__content_hash=F("content_hash"))


def unsigned(after: int, size: int) -> list[int]:
    """Ids of the next public resources after `after` whose signature is missing or of an older text."""
    waiting = Resource.objects.filter(live=True, pk__gt=after).exclude(_FRESH).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:size])


def count_unsigned() -> int:
    return Resource.objects.filter(live=True).exclude(_FRESH).count()
