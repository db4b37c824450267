"""Where the lines of a Chinese title may break. Browsers know no words in Chinese and break anywhere."""

import re

import rjieba

_OPENING, _CLOSING = "“‘《〈（〔【", "”’》〉）〕】、，。；：！？…"
# A quotation or a short name in brackets stays together; a longer one has to give way.
_LONGEST = 8
_BRACKETED = re.compile(f"[{_OPENING}][^{_OPENING}{_CLOSING}]{{1,{_LONGEST}}}[{_CLOSING}]+")


def phrases_of(title: str) -> list[str]:
    """The words of a title with what belongs to them: marks, the measure after a number. Joined they give `title`."""
    phrases: list[str] = []
    position = 0
    for bracketed in _BRACKETED.finditer(title):
        phrases += rjieba.cut(title[position : bracketed.start()])
        phrases.append(bracketed[0])
        position = bracketed.end()
    phrases += rjieba.cut(title[position:])
    return _joined(phrases)


def _joined(pieces: list[str]) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        if found and (piece[0] in _CLOSING or found[-1][-1] in _OPENING or found[-1][-1].isascii()):
            found[-1] += piece
        else:
            found.append(piece)
    return found
