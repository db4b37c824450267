"""The library as the search service reads it."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from unified_platform.search.documents import SearchDocument

from .models import Placement, Resource

_FIELDS = (
    "pk", "title", "sub_title", "description", "keywords", "body", "extra", "doc_no", "index_no", "kind",
    "owner_site_id", "state", "live", "published_at", "updated_at",
)  # fmt: skip
_BATCH = 1000
_TAG = re.compile(r"<[^>]*>")
# Values that are not words: block types, ids, links.
_WORDLESS = {"id", "type", "image", "file", "decorative"}


def iterate_all() -> Iterator[SearchDocument]:
    """Every resource of the library, in batches; memory stays flat."""
    last = 0
    while True:
        rows = list(Resource.objects.filter(pk__gt=last).order_by("pk").values(*_FIELDS)[:_BATCH])
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
    places: dict[int, list[tuple[int, int]]] = {}
    shown = Placement.objects.filter(resource__in=[row["pk"] for row in rows], visible=True)
    for resource, site, column in shown.values_list("resource_id", "site_id", "column_id"):
        places.setdefault(resource, []).append((site, column))
    for row in rows:
        yield _document(row, places.get(row["pk"], []))


def _document(row: dict[str, Any], places: list[tuple[int, int]]) -> SearchDocument:
    words = [row["sub_title"], row["description"], row["keywords"]]
    words += _words(row["body"].raw_data if row["body"] else [])
    words += _words(row["extra"])
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


def _words(value: Any) -> Iterator[str]:
    """The words in a JSON value, without markup; keys and ids are not words."""
    if isinstance(value, str):
        yield unescape(_TAG.sub(" ", value)) if "<" in value or "&" in value else value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _WORDLESS:
                yield from _words(inner)
    elif value is not None and not isinstance(value, bool | int | float):
        for inner in value:
            yield from _words(inner)
