"""The seam between the platform and whatever keeps the index."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from .documents import SearchDocument
from .query import SearchQuery, SearchResult


class SearchUnavailableError(Exception):
    """There is no index that could answer; the message says why. Never raised for what a person typed."""


class RebuildRunningError(Exception):
    """Somebody else is rebuilding the index."""


class IndexState(models.TextChoices):
    READY = "ready", _("answers")
    MISSING = "missing", _("does not exist")
    OTHER_VERSION = "other_version", _("was written by another version of the platform")
    DAMAGED = "damaged", _("cannot be read")
    UNREACHABLE = "unreachable", _("cannot be reached")


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How the index is. `rebuilding` says that a new one is under way; a READY index answers meanwhile."""

    state: IndexState
    rebuilding: bool = False
    documents: int = 0
    written_at: datetime | None = None
    detail: str = ""


class Rebuild(Protocol):
    """A new index in the making, unseen by any reader. Leaving it without `finish` throws it away."""

    def __enter__(self) -> "Rebuild": ...

    def __exit__(self, *error: object) -> None: ...

    def add(self, documents: Iterable[SearchDocument]) -> None:
        """Add documents, each once."""

    def settle(self) -> None:
        """Everything is added; from here on only `replace`."""

    def touched(self) -> list[int]:
        """Ids that anybody wrote or deleted since the rebuild began, or since the last call."""

    def replace(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        """Bring the new index up to date with what was touched."""

    def finish(self) -> None:
        """Swap: readers see the new index from their next search on. Only inside `writing()`."""


class SearchEngine(Protocol):
    """An index of `SearchDocument`s. Any process reads; one at a time writes."""

    def writing(self) -> AbstractContextManager[None]:
        """Wait until nobody else writes. What is fetched inside cannot be older than what is in the index."""

    def write(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        """Put documents in place of what the index has under their ids; delete ids. Searches see it on return.

        Without an index it makes one. An index of another version is left alone: it is about to be rebuilt.
        """

    def search(self, query: SearchQuery) -> SearchResult:
        """One page of what is found. Raises SearchUnavailableError."""

    def count(self) -> int:
        """Documents in the index. Raises SearchUnavailableError."""

    def clear(self) -> None:
        """An empty index at once, for readers too."""

    def begin_rebuild(self) -> Rebuild:
        """A new index beside the present one. Raises RebuildRunningError."""

    def status(self) -> IndexStatus:
        """How the index is; raises nothing."""
