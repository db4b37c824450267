"""Sentences with slots: `{street}` is filled by whoever speaks, `{20-30}` by a number, `{1.2-3.4}` by a decimal.

A phrase is taken apart once; filling it is one string operation, because a big city needs ten million of them.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
# A percentage, an age or a time is the same in a district as in the city; a count is not.
_UNSCALED = re.compile(r"^(?:%|％|年|个月|月|日|天|分钟|小时|岁|倍|个工作日|周|项|批|轮|折|块|元|℃)")
_LARGE = 300
_SHARE = 6

Words = Callable[[str], str]
Chance = Callable[[], float]


class Phrase:
    """A sentence with slots. `slots` names those that are words."""

    __slots__ = ("_fillers", "_frame", "slots", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        frame, fillers, last = [], [], 0
        for slot in _SLOT.finditer(text):
            frame.append(text[last : slot.start()].replace("%", "%%") + "%s")
            fillers.append(_filler(slot[1], text[slot.end() :]))
            last = slot.end()
        self._frame = "".join(frame) + text[last:].replace("%", "%%")
        self._fillers: tuple[Callable[[Any], str], ...] = tuple(fillers)
        self.slots = frozenset(slot for slot in _SLOT.findall(text) if not _RANGE.fullmatch(slot))

    def fill(self, speaker: Any) -> str:
        """The sentence. `speaker` has `word(slot)`, `chance()` from 0 to 1, and `is_local`. KeyError: unknown slot."""
        return self._frame % tuple([filler(speaker) for filler in self._fillers])


def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(Phrase(text) for text in texts)


def _filler(slot: str, following: str) -> Callable[[Any], str]:
    found = _RANGE.fullmatch(slot)
    if not found:
        return lambda speaker: speaker.word(slot)
    if "." in slot:
        return _decimal(float(found[1]), float(found[2]))
    return _integer(int(found[1]), int(found[2]), scaled=not _UNSCALED.match(following))


def _decimal(low: float, high: float) -> Callable[[Any], str]:
    return lambda speaker: f"{low + (high - low) * speaker.chance():.1f}"


def _integer(low: int, high: int, *, scaled: bool) -> Callable[[Any], str]:
    """In a district large counts are smaller than in the whole city."""
    span = high - low + 1
    if not scaled or low < _LARGE:
        return lambda speaker: str(low + int(span * speaker.chance()))
    return lambda speaker: str(int((low + span * speaker.chance()) / (_SHARE if speaker.is_local else 1)))
