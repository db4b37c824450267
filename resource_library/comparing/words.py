"""What changed inside a text, by words. Chinese has no blanks between words: a dictionary says where they end."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import rjieba
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Kind = Literal["same", "gone", "new"]
# Comparing takes time with the product of the two lengths: long texts are compared by sentences first, and what is too
# long even for that stands side by side.
MOST, MOST_SENTENCES = 4_000_000, 25_000_000
_SENTENCES = re.compile(r"[^。；！？!?;\n]+[。；！？!?;\n]*|[。；！？!?;\n]+")
# A single sign between two changes is noise, not something that stayed.
_SPECK = 1


@dataclass(frozen=True)
class Piece:
    """A run of text that both have, only the older one, or only the newer one."""

    kind: Kind
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """The two texts as one run of pieces. What is `same` and `gone` together is the old text, to the letter."""
    if len(old) * len(new) > MOST:
        return _tidy([piece for piece in _by_sentences(old, new) if piece.text])
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    around = [Piece("same", old[:start]), *middle, Piece("same", old[len(old) - end :])]
    return _tidy([piece for piece in around if piece.text])


def _shared(one: str, other: str) -> int:
    """How many signs at the beginning are the same, cut back to where a word begins."""
    length = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if length is None:
        length = min(len(one), len(other))
    while length > 0 and _in_a_word(one, length) | _in_a_word(other, length):
        length -= 1
    return length


def _in_a_word(text: str, place: int) -> bool:
    """Whether a number or a Latin word would be cut here."""
    return place < len(text) and all(sign.isascii() and sign.isalnum() for sign in text[place - 1 : place + 1])


def _middle(old: str, new: str) -> list[Piece]:
    if not old or not new:
        return [Piece("gone", old), Piece("new", new)]
    return list(_by_parts(_words(old), _words(new)))


def _by_sentences(old: str, new: str) -> Iterator[Piece]:
    ours, theirs = _SENTENCES.findall(old), _SENTENCES.findall(new)
    if len(ours) * len(theirs) > MOST_SENTENCES:
        yield from (Piece("gone", old), Piece("new", new))
        return
    run: dict[Kind, str] = {}
    for piece in [*_by_parts(ours, theirs), Piece("same", "")]:
        if piece.kind != "same":
            run[piece.kind] = piece.text
            continue
        gone, new_text = run.pop("gone", ""), run.pop("new", "")
        short = len(gone) * len(new_text) <= MOST
        yield from _middle(gone, new_text) if short else (Piece("gone", gone), Piece("new", new_text))
        yield piece


def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(text) if word]


def _by_parts(ours: list[str], theirs: list[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(ours[i:j]))
        else:
            yield Piece("gone", "".join(ours[i:j]))
            yield Piece("new", "".join(theirs[k:m]))


def _tidy(found: list[Piece]) -> list[Piece]:
    """Changes with nothing but a speck between them are one change: first what went, then what came."""
    tidied: list[Piece] = []
    gone = new = ""

    def close() -> None:
        nonlocal gone, new
        tidied.extend(piece for piece in (Piece("gone", gone), Piece("new", new)) if piece.text)
        gone = new = ""

    for place, piece in enumerate(found):
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif gone and new and len(piece.text) <= _SPECK and _both_follow(found[place + 1 :]):
            gone, new = gone + piece.text, new + piece.text
        else:
            close()
            tidied.append(piece)
    close()
    return tidied


def _both_follow(rest: list[Piece]) -> bool:
    return {piece.kind for piece in rest[:2]} == {"gone", "new"}


# As HTML. Nothing of the texts gets in unescaped; a change is told by a word and a mark, not by its colour alone.


def html(old: str, new: str) -> SafeString:
    """Both texts as one paragraph with what went and what came."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces(old, new)))


def _piece(piece: Piece) -> SafeString | str:
    if piece.kind == "same":
        return piece.text
    return gone(piece.text) if piece.kind == "gone" else came(piece.text)


def gone(what: Any) -> SafeString:
    """Only in the older version."""
    return format_html('<del class="diff-gone"><span class="w-sr-only">{} </span>{}</del>', _("[removed:]"), what)


def came(what: Any) -> SafeString:
    """Only in the newer version."""
    return format_html('<ins class="diff-new"><span class="w-sr-only">{} </span>{}</ins>', _("[added:]"), what)


def swapped(old: str, new: str) -> SafeString:
    """A value that is one thing and not a text: the old one, then the new one."""
    return format_html("{}{}", gone(old) if old else "", came(new) if new else "")


@dataclass(frozen=True)
class Pair:
    """What stands at one place in the two versions; None where one of them has nothing."""

    old: Any
    new: Any


def paired(old: Sequence[Any], new: Sequence[Any], key: Callable[[Any], Hashable], alike: Callable) -> list[Pair]:
    """Two lists as one: equal ones together, changed ones together where they are alike, the rest alone, in order."""
    found: list[Pair] = []
    matcher = SequenceMatcher(None, [key(each) for each in old], [key(each) for each in new], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found += [Pair(one, other) for one, other in zip(old[i:j], new[k:m], strict=True)]
        else:
            found += _changed(list(old[i:j]), list(new[k:m]), alike)
    return found


def _changed(old: list, new: list, alike: Callable) -> list[Pair]:
    found = []
    for other in new:
        partner = next((n for n, one in enumerate(old) if alike(one, other)), None)
        if partner is None:
            found.append(Pair(None, other))
            continue
        found += [Pair(one, None) for one in old[:partner]]
        found.append(Pair(old[partner], other))
        del old[: partner + 1]
    return found + [Pair(one, None) for one in old]


def similar(old: str, new: str) -> bool:
    """Whether one is a changed form of the other: at least a third of their signs are the same."""
    matcher = SequenceMatcher(None, old[:2000], new[:2000], autojunk=False)
    return matcher.real_quick_ratio() > 1 / 3 and matcher.quick_ratio() > 1 / 3
