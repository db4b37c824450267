"""How alike two texts are (文本相似度). Pure functions on text: no models, no database. See docs/adr/014.

A text is the set of its shingles (字 n-grams). Two texts are as alike as their sets overlap (Jaccard). A sketch of few
numbers per text estimates that without the texts, and its bands find the texts worth comparing among a million.
"""

import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from unified_platform.search.text import letters

# Characters in a shingle: measured, see the ADR. Shorter ones make all official prose alike.
SIZE = 5
# Numbers in a sketch, and how many of them make a band: two texts are compared when one band is equal.
BINS, ROWS = 24, 4
BANDS = BINS // ROWS
# From here on two texts are near-duplicates.
NEAR = 0.8
# A text of fewer shingles says too little to be near another one.
FEWEST = 40
# Longer texts are read up to here: memory stays bounded whatever somebody pastes.
LONGEST = 200_000

_EMPTY = 0xFFFFFFFF
_ODD = 0x9E3779B1
_RANGE = 1 << 32
_BIN = _RANGE // BINS + 1


def plain_letters(text: str) -> str:
    """Letters and digits alone, normalised, without blanks: spacing and punctuation make no difference."""
    return letters(text[:LONGEST]).replace(" ", "")


def key_of(title: str, body: str) -> int:
    """A signed number of 64 bits that equal texts share, and practically no others. Letters alone.

    The title counts where the text is short: “see the attachment” is the text of thousands.
    """
    text = body if len(body) >= LONG else f"{title}|{body}"
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def shingles(plain: str) -> set[str]:
    """The set of runs of `SIZE` characters. A shorter text is its own only shingle."""
    if len(plain) <= SIZE:
        return {plain} if plain else set()
    return {plain[start : start + SIZE] for start in range(len(plain) - SIZE + 1)}


def jaccard(one: set[str], other: set[str]) -> float:
    """0 (nothing in common) to 1 (the same set)."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def sketch(some: Iterable[str]) -> array:
    """`BINS` numbers of 32 bits: the smallest hash in each of as many ranges (one permutation, 一次置换最小哈希).

    One hash for each shingle instead of one for each shingle and number makes a million texts affordable. An empty
    range borrows from the next one, so that short texts have full sketches too.
    """
    smallest = [_EMPTY] * BINS
    for shingle in some:
        # A checksum alone is no hash: like texts have like ones. Multiplying and folding spreads them.
        value = zlib.crc32(shingle.encode("utf-8", "replace")) * _ODD
        value = ((value >> 15) ^ value) * 0x85EBCA77 & 0xFFFFFFFF
        place = value // _BIN
        if value < smallest[place]:
            smallest[place] = value
    return array("I", _borrowed(smallest))


def _borrowed(smallest: list[int]) -> list[int]:
    if all(value == _EMPTY for value in smallest):
        return smallest
    filled = list(smallest)
    for place in range(BINS):
        steps = 0
        while smallest[(place + steps) % BINS] == _EMPTY:
            steps += 1
        if steps:
            filled[place] = (smallest[(place + steps) % BINS] + steps * _ODD) & 0xFFFFFFFF
    return filled


def bands(of: array, title: str) -> list[int]:
    """`BANDS` numbers of 64 bits, signed, of the sketch of a text and its title.

    Texts whose titles carry other marks never share one, and those with unlike titles rarely: a city publishes the same
    form a thousand times for other streets and years, and these are not even to be compared.
    """
    marks, pairs = marks_of(title).encode(), [pair.encode() for pair in sorted(_pairs(plain_letters(title)))]
    found = []
    for band in range(BANDS):
        named = min((zlib.crc32(pair, band + 1) * _ODD & _EMPTY for pair in pairs), default=0)
        said = of[band * ROWS : (band + 1) * ROWS].tobytes()
        said += b"%d|%d|%b" % (band, named, marks)
        found.append(int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True))
    return found


def _pairs(plain: str) -> set[str]:
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def estimate(one: Sequence[int], other: Sequence[int]) -> float:
    """What the sketches say of the likeness, 0 to 1; give or take a tenth."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / BINS


# What tells two texts apart that read alike

_NUMERAL = "0-9〇零一二三四五六七八九十百千两"
_MARK = re.compile(
    rf"[0-9]+|第[{_NUMERAL}]+|[{_NUMERAL}]+(?=年|月|日|季度|期|批|号|届|次|标段|地块)|[上下]半年|[上下]册|[甲乙丙丁]"
)
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Fewer figures than these say nothing.
FEW_FIGURES = 3
# Of the figures in both texts at least so many are the same in a copy.
SAME_FIGURES = 0.7
# Titles with so many pairs of characters in common are one title written in two ways.
SAME_TITLE = 0.8
# A text that long is the same document under whatever title.
LONG = 300


def marks_of(title: str) -> str:
    """Numbers, years, serials of a title in their order: 第三批 and 第四批 are two documents (连续性文件)."""
    return "|".join(_MARK.findall(letters(title).replace(" ", "")))


@dataclass(frozen=True)
class Text:
    """What is compared of a resource: `title` and `plain` are letters alone, `figures` stand in the text."""

    title: str
    marks: str
    doc_no: str
    dated: date | None
    issuer: int | None
    plain: str
    figures: frozenset[str]
    shingles: frozenset[str]
    files: frozenset[str]


def text_of(
    title: str,
    body: str,
    *,
    doc_no: str = "",
    dated: date | None = None,
    issuer: int | None = None,
    files: Iterable[str] = (),
) -> Text:
    """`body` without markup; `dated` and `issuer` only where another one makes another document; `files` the checksums
    of what is attached."""
    plain = plain_letters(body)
    return Text(
        title=plain_letters(title),
        marks=marks_of(title),
        doc_no=letters(doc_no).replace(" ", ""),
        dated=dated,
        issuer=issuer,
        plain=plain,
        figures=frozenset(_FIGURE.findall(body[:LONGEST])),
        shingles=frozenset(shingles(plain)),
        files=frozenset(files),
    )


def told_apart(one: Text, other: Text) -> str:
    """Why two texts that read alike are two documents all the same; empty when nothing says so.

    `number`, `date`, `issuer`, `mark`, `files`, `title` or `figures`: forms, periodical reports, the versions of a
    regulation and the guides of many organs differ in these alone.
    """
    for name, here, there in _given(one, other):
        if here and there and here != there:
            return name
    if one.marks != other.marks:
        return "mark"
    if one.files and other.files and not one.files & other.files:
        return "files"
    if one.plain == other.plain:
        return "" if one.title == other.title or len(one.shingles) >= LONG else "title"
    if not _like_titles(one.title, other.title):
        return "title"
    return "figures" if _other_figures(one.figures, other.figures) else ""


def _given(one: Text, other: Text) -> tuple[tuple[str, object, object], ...]:
    return (
        ("number", one.doc_no, other.doc_no),
        ("date", one.dated, other.dated),
        ("issuer", one.issuer, other.issuer),
    )


def _like_titles(one: str, other: str) -> bool:
    """One within the other (a prefix, a site's name), or most pairs of characters in common."""
    return one in other or other in one or jaccard(_pairs(one), _pairs(other)) >= SAME_TITLE


def _other_figures(one: frozenset[str], other: frozenset[str]) -> bool:
    if max(len(one), len(other)) < FEW_FIGURES:
        return False
    return len(one & other) / len(one | other) < SAME_FIGURES


def likeness(one: Text, other: Text) -> float:
    """The Jaccard coefficient of the texts, 0 to 1."""
    return jaccard(set(one.shingles), set(other.shingles))
