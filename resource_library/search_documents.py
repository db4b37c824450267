"""The library as the search service reads it."""

from collections.abc import Iterator, Sequence
from typing import Any

from unified_platform.search.documents import SearchDocument
from unified_platform.search.text import plain_text

from .kinds import without_internal
from .models import Attachment, Placement, Resource

_FIELDS = (
    "pk", "title", "top_title", "sub_title", "description", "keywords", "body", "extra", "doc_no", "index_no", "kind",
    "owner_site_id", "state", "live", "published_at", "updated_at",
)  # fmt: skip
_BATCH = 1000
# Keys whose values are not words. (Pictures and files are numbers, and numbers are no words anyway.)
_WORDLESS = {"id", "type"}
# Where the value is HTML; everything else is text as somebody typed it, in which "<" is a character.
_MARKUP = {"paragraph", "html"}


def iterate_all(batch: int = _BATCH) -> Iterator[SearchDocument]:
    """Every resource of the library, in batches; memory stays flat."""
    last = 0
    while True:
        rows = list(Resource.objects.filter(pk__gt=last).order_by("pk").values(*_FIELDS)[:batch])
        if not rows:
            return
        yield from _documents(rows)
        last = rows[-1]["pk"]


def fetch(ids: Sequence[int]) -> Iterator[SearchDocument]:
    """The resources with these ids as they are now; what is gone is simply not among them."""
    yield from _documents(list(Resource.objects.filter(pk__in=ids).values(*_FIELDS)))


def count() -> int:
    return Resource.objects.count()


def _documents(rows: list[dict[str, Any]]) -> Iterator[SearchDocument]:
    ids = [row["pk"] for row in rows]
    places: dict[int, list[tuple[int, int]]] = {}
    shown = Placement.objects.filter(resource__in=ids, visible=True)
    for resource, site, column in shown.values_list("resource_id", "site_id", "column_id"):
        places.setdefault(resource, []).append((site, column))
    files: dict[int, list[str]] = {}
    for resource, title in Attachment.objects.filter(resource__in=ids).values_list("resource_id", "title"):
        files.setdefault(resource, []).append(title)
    for row in rows:
        yield _document(row, places.get(row["pk"], []), files.get(row["pk"], []))


def _document(row: dict[str, Any], places: list[tuple[int, int]], files: list[str]) -> SearchDocument:
    words = [row["top_title"], row["sub_title"], row["description"], row["keywords"]]
    words += public_words(row["body"], row["kind"], row["extra"])  # the index answers to everybody
    words += files
    return SearchDocument(
        id=row["pk"],
        title=row["title"],
        body="\n".join(word for word in words if word),
        doc_no=row["doc_no"],
        index_no=row["index_no"] or "",
        kind=row["kind"],
        owner_site=row["owner_site_id"],
        state=row["state"],
        live=row["live"],
        sites=tuple(sorted({site for site, _ in places})),
        columns=tuple(sorted({column for _, column in places})),
        published=row["published_at"],
        stamp=int(row["updated_at"].timestamp()),
    )


def public_words(body: Any, kind: str, extra: Any) -> Iterator[str]:
    """What a reader reads of a resource below its title: its text and the fields of its kind, without markup."""
    for block in body.raw_data if body else []:
        yield from _words({block["type"]: block["value"]})
    yield from _words(without_internal(kind, extra))


def _words(value: Any) -> Iterator[str]:
    """The words in a JSON value, without markup; keys and ids are not words.

    By the order of the keys: PostgreSQL keeps another one than what was written.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in sorted(value.items()):
            if key in _MARKUP and isinstance(inner, str):
                yield plain_text(inner)
            elif key not in _WORDLESS:
                yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)
