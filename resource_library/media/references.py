"""What a stored text refers to, read from what is stored: no block asks the database for anything."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_LINK = re.compile(r"<(?:a|embed)\b[^>]*>", re.IGNORECASE)
_TYPE = re.compile(r"""\b(?:link|embed)type\s*=\s*["']?(document|image)\b""", re.IGNORECASE)
_ID = re.compile(r"""\bid\s*=\s*["']?([0-9]{1,18})\b""", re.IGNORECASE)


@dataclass
class Found:
    """Ids of pictures and of files."""

    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.images or self.documents)


@dataclass(frozen=True)
class Shown:
    """A picture in a text: its id, and the words that stand for it; None where it is marked as decoration."""

    image: int
    alt: str | None


def in_text(raw: Iterable[dict]) -> Found:
    """Pictures and files of a stored text: blocks of pictures and recordings, and links to files."""
    found = Found()
    for block in raw:
        value = block.get("value")
        if block.get("type") == "recording" and isinstance(value, dict) and isinstance(value.get("file"), int):
            found.documents.add(value["file"])
        found.images |= {shown.image for shown in _pictures(value)}
        for text in _texts(value):
            _add_links(found, text)
    return found


def pictures_in(raw: Iterable[dict]) -> list[Shown]:
    """The pictures of a stored text, in its order."""
    return [shown for block in raw for shown in _pictures(block.get("value"))]


def _pictures(value: Any) -> Iterator[Shown]:
    """A picture stands under `image`: as its id alone in older texts, with its words in newer ones."""
    if isinstance(value, dict):
        image, caption = value.get("image"), value.get("caption") or ""
        if isinstance(image, dict) and isinstance(image.get("image"), int):
            alt = None if image.get("decorative") else image.get("alt_text") or caption
            yield Shown(image["image"], alt)
        elif isinstance(image, int):
            yield Shown(image, caption)
        for key, inner in value.items():
            if key != "image":
                yield from _pictures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pictures(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _add_links(found: Found, text: str) -> None:
    for tag in _LINK.findall(text):
        kind, number = _TYPE.search(tag), _ID.search(tag)
        if kind and number:
            ids = found.images if kind[1].lower() == "image" else found.documents
            ids.add(int(number[1]))
