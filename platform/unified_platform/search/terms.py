"""What a person typed, taken apart. Everything in it is data: there are no operators."""

import re
from dataclasses import dataclass

from .text import CJK, LONGEST_WORD, bigrams, fold, is_cjk

LONGEST_QUERY = 256
MOST_TERMS = 12

# A term is an unbroken run of letters and digits. Punctuation ends it, except inside what is one name although it is
# written with marks: COVID-19, 3.5, 014000335/2017-00134, 宁政办发〔2017〕134号.
_TERM = re.compile(f"(?:[^\\W_]|(?<=[^\\W_{CJK}])[-./:@_](?=[^\\W_{CJK}])|〔(?=[0-9]{{4}}〕)|(?<=〔[0-9]{{4}})〕)+")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its folded text, and the tokens that stand one after another where it occurs.

    A `prefix` term has one token and finds every token that begins with it: one Chinese character stands for all pairs
    it begins, one word for its longer forms (COVID finds COVID19).
    """

    text: str
    tokens: tuple[str, ...]
    prefix: bool


def terms(text: str) -> tuple[Term, ...]:
    """The distinct terms of a query, in order; at most 12, out of its first 256 characters."""
    folded = fold(text[:LONGEST_QUERY])[:LONGEST_QUERY]
    found = dict.fromkeys(_TERM.findall(folded))
    return tuple(_term(word) for word in list(found)[:MOST_TERMS])


def phrase(text: str) -> tuple[str, ...]:
    """The tokens of a text that may continue at either end."""
    return tuple(bigrams(text).split()[1:-1])


def _term(text: str) -> Term:
    if len(text) == 1 and is_cjk(text):
        return Term(text, (text,), prefix=True)
    tokens = phrase(text)
    return Term(text, tokens, prefix=len(tokens) == 1 and not is_cjk(text[0]) and len(text) < LONGEST_WORD)
