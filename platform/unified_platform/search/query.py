"""A search as a value, and its answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Order = Literal["relevance", "newest"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for, and where.

    Every term of `text` must occur; a blank `text` finds everything there is, newest first. `sites` keeps what one of
    these sites shows, `owner_sites` what one of these owns: None means no limit, an empty tuple means no site at all.
    Empty `kinds`, `columns` and `states` mean no limit. `since` is included, `until` is not; both are aware. Only what
    the public may see is found unless `live_only` is taken back.
    """

    text: str = ""
    sites: tuple[int, ...] | None = None
    owner_sites: tuple[int, ...] | None = None
    live_only: bool = True
    kinds: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    order: Order = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`ids` of one page in order, the `total` behind it, and how many of each kind there are.

    `kinds` counts as if no kind had been chosen, so that the tabs of a result page keep their numbers.
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
