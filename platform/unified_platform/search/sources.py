"""Where documents come from. The library registers itself here; search knows nothing of its models."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .documents import SearchDocument


@dataclass(frozen=True, slots=True)
class Source:
    """`iterate_all` yields every document once and leaves no transaction open when it is exhausted; `fetch` yields
    those of the ids that exist now; `count` says how many `iterate_all` would yield."""

    iterate_all: Callable[[], Iterator[SearchDocument]]
    fetch: Callable[[Sequence[int]], Iterator[SearchDocument]]
    count: Callable[[], int]


_registered: list[Source] = []


def register_source(
    iterate_all: Callable[[], Iterator[SearchDocument]],
    fetch: Callable[[Sequence[int]], Iterator[SearchDocument]],
    count: Callable[[], int],
) -> None:
    """Name the source of all documents; the last one named counts."""
    _registered[:] = [Source(iterate_all, fetch, count)]


def get_source() -> Source:
    if not _registered:
        raise LookupError("no source of search documents is registered")
    return _registered[0]
