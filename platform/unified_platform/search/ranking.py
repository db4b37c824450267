"""What stands first. Both engines rank with these numbers, so that changing the engine does not change the order."""

import math
from datetime import UTC, datetime

import rjieba

from .text import letters

# A term in the title, the document number or the index number counts four times one in the body.
HEAD = 4.0
# All that was typed, in one piece, in the title: a title that was pasted finds its document.
WHOLE_TITLE = 8.0
# A dictionary finds the word too: 和服 as a dress before 和服 in 产品和服务. Only ever adds, never excludes.
WORD = 1.5
# Exactly this document number or index number: before anything else can score.
EXACT = 1_000_000.0
# Of two equal documents the newer comes first: two percent for each year, between 2000 and 2040.
_SINCE = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_YEAR = 365.25 * 86400
_PER_YEAR, _YEARS = 0.02, 40.0
# Words are taken from the title and the beginning of the body: cutting all of it would double the time to index.
LEAD = 60


def recency(published: datetime | None) -> float:
    """The factor for a publication date: 1.0 (2000 or unknown) to 1.8 (2040)."""
    if published is None:
        return 1.0
    years = (published.timestamp() - _SINCE) / _YEAR
    return 1.0 + _PER_YEAR * min(max(years, 0.0), _YEARS)


def log2_weight(factor: float) -> float:
    """The value v for which log2(2 + v), tantivy's way to weigh, is `factor`."""
    return math.pow(2.0, factor) - 2.0


def words_of_document(head: str, body: str) -> str:
    """The dictionary words of a head and a lead (of `letters`), compounds with their parts, blanks between them."""
    return " ".join(_words(rjieba.cut_for_search(f"{head} {body[:LEAD]}")))


def words_of_query(text: str) -> tuple[str, ...]:
    """The distinct dictionary words of a query; single characters are none."""
    return tuple(dict.fromkeys(_words(rjieba.cut(letters(text)))))


def _words(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if len(piece) > 1]
