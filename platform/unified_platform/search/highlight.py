"""Found terms marked in a text, and the piece of a body that shows them."""

import re
from itertools import islice, pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .terms import Term, terms
from .text import CLOSING, OPENING, is_cjk

LENGTH = 160
# A snippet is looked for in this much of a body, among this many occurrences.
LOOK_AT, LOOK_FOR = 50_000, 200
_GAP = "[ \t\xa0\u3000]{0,3}"
_NOT_LETTERS = "[\\W_]{1,6}"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_WHITESPACE = re.compile(r"\s+")
_SENTENCE_START = re.compile("[。！？；!?;]")
_FULL_WIDTH = 0xFEE0


def highlight(text: str, query_text: str) -> SafeString:
    """`text` as safe HTML, every occurrence of a term of the query inside <mark>."""
    return _marked(_UNPRINTABLE.sub(" ", text), _pattern(query_text))


def snippet(body: str, query_text: str, length: int = LENGTH) -> SafeString:
    """About `length` characters of `body` around most of the terms, as safe HTML with <mark>, … where it was cut."""
    body = _WHITESPACE.sub(" ", _UNPRINTABLE.sub(" ", body[:LOOK_AT])).strip()
    pattern = _pattern(query_text)
    start = _best_start(body, pattern, length)
    piece = body[start : start + length]
    before = "…" if start else ""
    after = "…" if start + length < len(body) else ""
    return format_html("{}{}{}", before, _marked(piece, pattern), after)


def _marked(text: str, pattern: re.Pattern | None) -> SafeString:
    if pattern is None:
        return format_html("{}", text)
    pieces, end = [], 0
    for found in pattern.finditer(text):
        pieces.append((text[end : found.start()], found[0]))
        end = found.end()
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[end:])


def _best_start(body: str, pattern: re.Pattern | None, length: int) -> int:
    """Where the window with the most different terms begins; the first of equals."""
    if pattern is None or len(body) <= length:
        return 0
    spans = [(found.start(), found.end(), found.lastgroup) for found in islice(pattern.finditer(body), LOOK_FOR)]
    best, most = 0, 0
    for begin, _end, _term in spans:
        within = {term for start, end, term in spans if begin <= start and end <= begin + length}
        if len(within) > most:
            best, most = begin, len(within)
    return _sentence_before(body, best, length) if most else 0


def _sentence_before(body: str, position: int, length: int) -> int:
    """The beginning of the sentence, when it is near; else a little before `position`."""
    earliest = max(0, position - length // 4)
    starts = [found.end() for found in _SENTENCE_START.finditer(body, earliest, position)]
    if starts:
        return starts[-1]
    return earliest if earliest == 0 else position - length // 8


def _pattern(query_text: str) -> re.Pattern | None:
    wanted = sorted(terms(query_text), key=lambda term: -len(term.text))
    if not wanted:
        return None
    groups = (f"(?P<t{number}>{_term(term)})" for number, term in enumerate(wanted))
    return re.compile("|".join(groups), re.IGNORECASE)


def _term(term: Term) -> str:
    """What a term looks like in a text that nobody has normalised."""
    text = term.text
    pieces = [_character(text[0])]
    for left, right in pairwise(text):
        if is_cjk(left) or is_cjk(right) or left in "〔〕" or right in "〔〕":
            pieces.append(_GAP)
        if left == "〕":
            pieces.append(f"(?:第{_GAP})?")
        pieces.append(_character(right))
    before = "" if is_cjk(text[0]) else _not_beside("<!")
    after = "" if is_cjk(text[-1]) or term.prefix else _not_beside("!")
    return before + "".join(pieces) + after


def _not_beside(look: str) -> str:
    """No other letter of the same word: but Chinese may stand there."""
    return f"(?{look}[a-zA-Z0-9])"


def _character(character: str) -> str:
    if character == "〔":
        return f"[{re.escape(OPENING)}]"
    if character == "〕":
        return f"[{re.escape(CLOSING)}]"
    if character.isalnum():
        full = chr(ord(character) + _FULL_WIDTH) if "!" <= character <= "~" else ""
        return f"[{character}{full}]" if full else re.escape(character)
    return _NOT_LETTERS
