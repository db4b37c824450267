"""What an engine has to do for a query, worked out once for every engine."""

from dataclasses import dataclass

from .entry import key
from .query import SearchQuery
from .ranking import words_of_query
from .terms import LONGEST_QUERY, Term, phrase, terms
from .text import document_number

# Engines keep a heap of this many hits; nobody leafs through more pages.
DEEPEST = 10_000
LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """`terms` must all occur. `keys`, `title` (tokens of one phrase) and `words` only rank what has them first."""

    terms: tuple[Term, ...]
    keys: tuple[str, ...]
    title: tuple[str, ...]
    words: tuple[str, ...]
    newest: bool
    offset: int
    limit: int


def plan(query: SearchQuery) -> Plan | None:
    """The plan for a query; None when nothing can be found (no letter in it, or no site allowed)."""
    wanted = terms(query.text)
    if (query.text.strip() and not wanted) or () in (query.sites, query.owner_sites):
        return None
    text = query.text[:LONGEST_QUERY]
    offset = min(max(query.offset, 0), DEEPEST)
    return Plan(
        terms=wanted,
        keys=_keys(text) if wanted else (),
        title=phrase(text) if len(wanted) > 1 else (),
        words=words_of_query(text),
        newest=query.order == "newest" or not wanted,
        offset=offset,
        limit=max(min(query.limit, LARGEST_PAGE, DEEPEST - offset), 0),
    )


def _keys(text: str) -> tuple[str, ...]:
    found = document_number(text)
    return tuple(dict.fromkeys((key(found), key(text)) if found else (key(text),)))
