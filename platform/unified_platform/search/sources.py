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


# The index that the public searches; others stand beside it, each with its own source.
LIBRARY = "library"
_registered: dict[str, Source] = {}


def register_source(
    iterate_all: Callable[[], Iterator[SearchDocument]],
    fetch: Callable[[Sequence[int]], Iterator[SearchDocument]],
    count: Callable[[], int],
    name: str = LIBRARY,
) -> None:
    """Name the source of all documents of an index; the last one named counts."""
    _registered[name] = Source(iterate_all, fetch, count)


def get_source(name: str = LIBRARY) -> Source:
    if name not in _registered:
        raise LookupError(f"no source of search documents is registered for {name}")
    return _registered[name]


def source_names() -> list[str]:
    """The indexes there are, the library's first."""
    return sorted(_registered, key=lambda name: (name != LIBRARY, name))
