"""The embedded engine: a tantivy index in a folder beside the database.

One process at a time writes, any number read.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import tantivy
from django.utils.translation import gettext as _

from ..documents import SearchDocument
from ..engine import IndexState, IndexStatus, RebuildRunningError, SearchUnavailableError
from ..entry import SCHEMA, entry
from ..locks import BusyError
from ..plan import Plan, plan
from ..query import SearchQuery, SearchResult
from .folder import Folder, Signature, signature
from .tantivy_fields import register_tokenizer, schema, tantivy_document
from .tantivy_query import QueryBuilder

# Bytes. Below 60 MB a writer spills and merges all the time (measured: 15 MB takes twice the time of 120 MB).
SMALL_WRITER, LARGE_WRITER = 30_000_000, 120_000_000
MOST_KINDS = 100
_KINDS = {"kinds": {"terms": {"field": "kind", "size": MOST_KINDS}}}


@dataclass(frozen=True, slots=True)
class _Reader:
    """An open index, and by what to see that it is not the present one any more."""

    process: int
    pointer: Signature
    meta: Signature
    path: Path
    index: tantivy.Index


class EmbeddedEngine:
    def __init__(self, root: Path) -> None:
        self.folder = Folder(root)
        self._reader: _Reader | None = None
        self._opening = threading.Lock()

    def writing(self) -> AbstractContextManager[None]:
        return self.folder.write_lock.hold()

    def write(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        with self.writing():
            new = list(documents)
            rebuilding = self.folder.rebuild_lock.is_held()
            if rebuilding:
                self.folder.touch([*(document.id for document in new), *delete_ids])
            pointer = self.folder.pointer()
            if pointer is None and not rebuilding:
                self.clear()
                pointer = self.folder.pointer()
            if pointer is not None and pointer.schema == SCHEMA:
                replace(open_index(self.folder.path(pointer)), new, delete_ids)

    def search(self, query: SearchQuery) -> SearchResult:
        index = self._open()
        planned = plan(query)
        if planned is None:
            return SearchResult()
        with readable():
            searcher, builder = index.searcher(), QueryBuilder(index.schema)
            found = builder.everything(query, planned)
            ids, total = _page(searcher, builder.of_kinds(found, query.kinds), planned)
            buckets = searcher.aggregate(found, _KINDS)["kinds"]["buckets"]
        return SearchResult(ids, total, {bucket["key"]: bucket["doc_count"] for bucket in buckets})

    def count(self) -> int:
        return self._open().searcher().num_docs

    def clear(self) -> None:
        with self.writing():
            generation = self.folder.new_generation()
            with writer(create_index(generation), SMALL_WRITER):
                pass
            self.folder.switch(generation)

    def begin_rebuild(self) -> "EmbeddedRebuild":
        return EmbeddedRebuild(self.folder)

    def status(self) -> IndexStatus:
        rebuilding = self.folder.rebuild_lock.is_held()
        pointer = self.folder.pointer()
        if pointer is None:
            return IndexStatus(IndexState.MISSING, rebuilding)
        if pointer.schema != SCHEMA:
            return IndexStatus(IndexState.OTHER_VERSION, rebuilding)
        try:
            documents = self.count()
        except SearchUnavailableError as error:
            return IndexStatus(IndexState.DAMAGED, rebuilding, detail=str(error))
        written = datetime.fromtimestamp(meta_file(self.folder.path(pointer)).stat().st_mtime, UTC)
        return IndexStatus(IndexState.READY, rebuilding, documents, written)

    def _open(self) -> tantivy.Index:
        """The present index as it is now; one lock and two stats when nothing has changed."""
        with self._opening:
            for final in (False, False, True):
                try:
                    self._reader = self._refreshed(self._reader)
                except SearchUnavailableError:
                    # Between reading the pointer and opening what it names, a rebuild may have been swapped in.
                    if final:
                        self._reader = None
                        raise
                else:
                    return self._reader.index
        raise AssertionError("unreachable")

    def _refreshed(self, reader: _Reader | None) -> _Reader:
        now = self.folder.signature()
        if reader and reader.process == os.getpid() and reader.pointer == now is not None:
            meta = signature(meta_file(reader.path))
            if meta != reader.meta:
                with readable():
                    reader.index.reload()
            return _Reader(reader.process, now, meta, reader.path, reader.index)
        pointer = self.folder.pointer()
        if pointer is None:
            raise SearchUnavailableError(_("There is no search index yet."))
        if pointer.schema != SCHEMA:
            raise SearchUnavailableError(_("The search index was written by another version of the platform."))
        path = self.folder.path(pointer)
        # Taken before opening: a commit in between is then noticed by the next search.
        meta = signature(meta_file(path))
        return _Reader(os.getpid(), now, meta, path, open_index(path))


class EmbeddedRebuild:
    """A generation that no pointer names yet."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._finished = False
        self._held = ExitStack()
        try:
            self._held.enter_context(folder.rebuild_lock.hold(wait=False))
        except BusyError:
            raise RebuildRunningError from None
        with folder.write_lock.hold():
            folder.sweep()
            folder.take_touched()
            self.generation = folder.new_generation()
        self._index = create_index(self.generation)
        self._bulk: tantivy.IndexWriter | None = self._index.writer(LARGE_WRITER, 1)

    def __enter__(self) -> "EmbeddedRebuild":
        return self

    def __exit__(self, *error: object) -> None:
        with self._held:
            self._release(keep=False)
            if not self._finished:
                self.folder.remove(self.generation)

    def add(self, documents: Iterable[SearchDocument]) -> None:
        assert self._bulk is not None, "add() after settle()"  # noqa: S101 - a mistake of the caller, not of input
        for document in documents:
            self._bulk.add_document(tantivy_document(entry(document)))

    def settle(self) -> None:
        self._release(keep=True)

    def touched(self) -> list[int]:
        with self.folder.write_lock.hold():
            return self.folder.take_touched()

    def replace(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        replace(self._index, list(documents), delete_ids)

    def finish(self) -> None:
        self.settle()
        self.folder.switch(self.generation)
        self._finished = True

    def _release(self, keep: bool) -> None:
        if self._bulk is not None:
            if keep:
                self._bulk.commit()
            self._bulk.wait_merging_threads()
            self._bulk = None


def create_index(path: Path) -> tantivy.Index:
    return register_tokenizer(tantivy.Index(schema(), str(path)))


def open_index(path: Path) -> tantivy.Index:
    """Raises SearchUnavailableError, saying why, when there is none or it is damaged."""
    with readable():
        index = register_tokenizer(tantivy.Index.open(str(path)))
        # Reloads when it is told to: the other way is a thread that polls, which does not survive a fork.
        index.config_reader("manual")
        index.reload()
    return index


@contextmanager
def readable() -> Iterator[None]:
    """Damage shows when a file is opened, or only when a search comes to it."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(_("The search index cannot be read: %s") % error) from error


def meta_file(path: Path) -> Path:
    """What a commit replaces."""
    return path / "meta.json"


@contextmanager
def writer(index: tantivy.Index, memory: int) -> Iterator[tantivy.IndexWriter]:
    """A writer whose work is committed at the end, or not at all."""
    writer = index.writer(memory, 1)
    try:
        yield writer
        writer.commit()
    finally:
        writer.wait_merging_threads()


def replace(index: tantivy.Index, documents: list[SearchDocument], delete_ids: Sequence[int]) -> None:
    """Put documents in place of what is held under their ids, unless that is newer."""
    held = _stamps(index, [document.id for document in documents])
    # Of two versions in one batch the newer counts.
    newest = {document.id: document for document in sorted(documents, key=lambda document: document.stamp)}
    with writer(index, SMALL_WRITER) as batch:
        for document in newest.values():
            if document.stamp >= held.get(document.id, document.stamp):
                batch.delete_documents_by_term("id", document.id)
                batch.add_document(tantivy_document(entry(document)))
        for number in delete_ids:
            batch.delete_documents_by_term("id", number)


def _stamps(index: tantivy.Index, ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    index.reload()
    searcher = index.searcher()
    hits = searcher.search(QueryBuilder(index.schema).of_ids(ids), limit=len(ids), count=False).hits
    addresses = [address for _score, address in hits]
    found = _numbers(searcher, "id", addresses)
    return dict(zip(found, _numbers(searcher, "stamp", addresses), strict=True))


def _page(searcher: tantivy.Searcher, query: tantivy.Query, plan: Plan) -> tuple[tuple[int, ...], int]:
    found = searcher.search(
        query,
        limit=max(plan.limit, 1),
        offset=plan.offset,
        order_by_field="newest" if plan.newest else None,
        weight_by_field=None if plan.newest else "recency",
    )
    addresses = [address for _key, address in found.hits[: plan.limit]]
    # The stub of tantivy 0.27 leaves `count` out.
    return tuple(_numbers(searcher, "id", addresses)), found.count  # type: ignore[attr-defined]


def _numbers(searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The values of a field that every document has."""
    return cast(list[int], searcher.fast_field_values(field, addresses))
