"""Pictures and files as the search service reads them (素材检索): each in an index beside the library's."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from taggit.models import TaggedItem

from unified_platform.search.documents import SearchDocument
from unified_platform.search.domain import register_source
from unified_platform.search.wagtail_backend import register_model

from ..models import LibraryDocument, LibraryImage

PICTURES, FILES = "pictures", "files"
_BATCH = 1000


def register() -> None:
    """Make both known to the search service and to Wagtail's search boxes."""
    for name, model in ((PICTURES, LibraryImage), (FILES, LibraryDocument)):
        register_source(_all(model), _some(model), model.objects.count, name)
        register_model(model, name, "collection_id")


def _all(model: Any) -> Callable[[], Iterator[SearchDocument]]:
    def iterate_all() -> Iterator[SearchDocument]:
        last = 0
        while rows := list(_rows(model).filter(pk__gt=last).order_by("pk")[:_BATCH]):
            yield from _documents(model, rows)
            last = rows[-1]["pk"]

    return iterate_all


def _some(model: Any) -> Callable[[Sequence[int]], Iterator[SearchDocument]]:
    def fetch(ids: Sequence[int]) -> Iterator[SearchDocument]:
        yield from _documents(model, list(_rows(model).filter(pk__in=ids)))

    return fetch


def _rows(model: Any) -> Any:
    described = ("description", "map_review_number") if model is LibraryImage else ()
    return model.objects.values("pk", "title", "source", "collection_id", "created_at", *described)


def _documents(model: Any, rows: list[dict[str, Any]]) -> Iterator[SearchDocument]:
    """By their title first, then by whatever else somebody wrote about them. What a collection is is the owner."""
    tags: dict[int, list[str]] = {}
    tagged = TaggedItem.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__in=[row["pk"] for row in rows],
    )
    for number, tag in tagged.values_list("object_id", "tag__name"):
        tags.setdefault(number, []).append(tag)
    for row in rows:
        words = [row.get("description", ""), row["source"], row.get("map_review_number", ""), *tags.get(row["pk"], [])]
        yield SearchDocument(
            id=row["pk"],
            title=row["title"],
            body="\n".join(word for word in words if word),
            owner_site=row["collection_id"],
            state="",
            live=False,
            sites=(),
            columns=(),
            published=row["created_at"],
            # Fetched while nobody else writes, so what is written later is never older.
            stamp=0,
        )
