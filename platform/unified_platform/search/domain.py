"""What the platform does with search: find, keep up to date, rebuild, and notice when that is needed."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .chunks import chunks
from .engine import IndexState, IndexStatus, Rebuild, SearchEngine
from .query import SearchQuery, SearchResult
from .sources import LIBRARY, get_source, register_source, source_names

__all__ = [
    "get_engine",
    "index",
    "needs_rebuild",
    "rebuild",
    "register_source",
    "search",
    "source_names",
    "status",
]

BATCH = 500
# While a rebuild runs the worker goes on; what it touches is caught up with outside the lock until so few are left.
FEW = 1000
MOST_ROUNDS = 10

Progress = Callable[[int, int], None]


def get_engine(name: str = LIBRARY) -> SearchEngine:
    """The engine that the settings name: Elasticsearch when ELASTICSEARCH_URL is set, else the embedded index.

    Each index of another name than the library's is one of its own, beside that of the library.
    """
    return _engine(settings.ELASTICSEARCH_URL, Path(settings.SEARCH_INDEX_DIR), name)


def search(query: SearchQuery, name: str = LIBRARY) -> SearchResult:
    """One page of what is found. SearchUnavailableError when there is no index to ask."""
    return get_engine(name).search(query)


def index(ids: Iterable[int], name: str = LIBRARY) -> None:
    """Bring the index up to date with these documents: what exists is written, what does not is deleted.

    What is written is fetched while nobody else writes, so of two callers the later one always has the newer content;
    calling it twice changes nothing. Call it outside a transaction: one that began earlier may fetch an older state.
    """
    engine, source = get_engine(name), get_source(name)
    for some in chunks(dict.fromkeys(ids), BATCH):
        with engine.writing():
            documents = list(source.fetch(some))
            engine.write(documents, _gone(some, (document.id for document in documents)))


def rebuild(progress: Progress = lambda done, total: None, name: str = LIBRARY) -> int:
    """Build a new index from the source and swap it in; readers keep the old one until then. Returns its documents.

    `progress` is told how many of how many are done. What changes meanwhile is in the new index too.
    Raises RebuildRunningError when somebody else is at it.
    """
    engine, source = get_engine(name), get_source(name)
    with engine.begin_rebuild() as fresh:
        total, done = source.count(), 0
        progress(done, total)
        for some in chunks(source.iterate_all(), BATCH):
            fresh.add(some)
            done += len(some)
            progress(done, total)
        fresh.settle()
        for _round in range(MOST_ROUNDS):
            if _catch_up(fresh, name) <= FEW:
                break
        with engine.writing():
            _catch_up(fresh, name)
            fresh.finish()
    return engine.count()


def status(name: str = LIBRARY) -> IndexStatus:
    """How the index is; raises nothing."""
    return get_engine(name).status()


def needs_rebuild(name: str = LIBRARY) -> str | None:
    """Why the index has to be rebuilt, in a sentence for people; None when it need not be.

    A changed document may still be on its way to the index, so ask when the worker has nothing to do. An engine that
    cannot be reached is trouble of another kind, which a rebuild does not cure: see `status`.
    """
    found = status(name)
    if found.rebuilding or found.state == IndexState.UNREACHABLE:
        return None
    if found.state == IndexState.MISSING and name != LIBRARY and not get_source(name).count():
        return None  # nobody has brought anything yet that could be in it
    if found.state != IndexState.READY:
        return _("The search index %(state)s.") % {"state": found.state.label}
    expected = get_source(name).count()
    if found.documents != expected:
        return _("The search index holds %(held)d documents, the library has %(expected)d.") % {
            "held": found.documents,
            "expected": expected,
        }
    return None


def _catch_up(fresh: Rebuild, name: str) -> int:
    """Bring a new index up to date with what was written beside it; how many documents that were."""
    touched = fresh.touched()
    for some in chunks(touched, BATCH):
        documents = list(get_source(name).fetch(some))
        fresh.replace(documents, _gone(some, (document.id for document in documents)))
    return len(touched)


def _gone(asked: Iterable[int], found: Iterable[int]) -> list[int]:
    there = set(found)
    return [number for number in asked if number not in there]


@lru_cache
def _engine(url: str, folder: Path, name: str) -> SearchEngine:
    # Only the engine in use is imported: the other one's client need not even be installed.
    if url:
        from .engines.elasticsearch import PREFIX, ElasticsearchEngine

        return ElasticsearchEngine(url, folder, PREFIX if name == LIBRARY else f"{PREFIX}-{name}")
    from .engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder if name == LIBRARY else folder / name)
