"""The text of a resource (正文) for its page. Blocks are read raw, so that a text costs no query of its own."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from . import links
from .pictures import Picture, fitted

if TYPE_CHECKING:
    from ..parts import Parts

# Blanks that were typed to indent a paragraph; the style sheet does that.
_TYPED_INDENT = re.compile(r"(<p>)(?:[\s\u3000\u00a0]|&nbsp;)+")


@dataclass
class References:
    """What a text refers to, by id: to be loaded in one go before it is shown."""

    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    # (vocabulary, code) of classes whose names are wanted
    classes: set[tuple[str, str]] = field(default_factory=set)

    def add_links(self, html: str) -> None:
        for kind, target in links.references(html):
            if kind == "host":
                self.add_host(target)
            elif target.isdecimal() and kind in ("page", "document"):
                (self.pages if kind == "page" else self.documents).add(int(target))

    def add_image(self, number: int | None) -> None:
        if number:
            self.images.add(number)

    def add_host(self, host: str) -> None:
        if host and not links.is_government(host):
            self.hosts.add(host)


@dataclass(frozen=True)
class Block:
    """One block with the template that shows it; `value` is what that template reads."""

    template: str
    value: Any

    @property
    def file(self) -> str:
        return f"sites/blocks/{self.template}.html"


def references_of(raw: list[dict]) -> References:
    """What the blocks of a stored text refer to."""
    found = References()
    for block in raw:
        value = block["value"]
        match block["type"]:
            case "paragraph":
                found.add_links(value)
            case "table":
                found.add_links(value.get("html") or "")
            case "picture":
                number, _alt = _image(value)
                found.add_image(number)
            case "recording" if value.get("file"):
                found.documents.add(value["file"])
    return found


def blocks_of(raw: list[dict], parts: "Parts", page_address: Callable[[int], str | None]) -> list[Block]:
    """The blocks of a stored text, ready for their templates. What refers to something that is gone is left out."""
    blocks = [shown for block in raw if (shown := _block(block["type"], block["value"], parts, page_address))]
    first = next((block for block in blocks if block.template == "picture"), None)
    if first:
        first.value["is_first"] = True
    return blocks


def passage_references(raw: Iterable[dict]) -> References:
    """What the passages of a topic page refer to; a passage has a title, a text and a picture."""
    found = References()
    for value in raw:
        found.add_links(value.get("text") or "")
        found.add_image(_image(value)[0])
    return found


def passage(value: dict, parts: "Parts", page_address: Callable[[int], str | None]) -> dict[str, Any]:
    """A passage of a topic page, ready for its template."""
    html = _html(value.get("text") or "", parts, page_address)
    return {"html": html, "picture": _picture(value, parts)}


def first_picture(raw: list[dict]) -> int | None:
    """The id of the first picture in a text, for the tag `Image`."""
    return next((_image(block["value"])[0] for block in raw if block["type"] == "picture"), None)


def plain_text(raw: list[dict]) -> str:
    """The words of the text, for a search result that has no abstract."""
    return " ".join(
        strip_tags(str(block["value"])) for block in raw if block["type"] in ("paragraph", "heading", "quote")
    )


def _block(kind: str, value: Any, parts: "Parts", page_address: Callable[[int], str | None]) -> Block | None:
    def html(source: str) -> SafeString:
        return _html(source, parts, page_address)

    match kind:
        case "paragraph":
            return Block("paragraph", html(_TYPED_INDENT.sub(r"\1", value)))
        case "heading" | "quote":
            return Block(kind, value)
        case "table":
            return Block("table", {"caption": value.get("caption", ""), "html": html(value.get("html") or "")})
        case "picture":
            picture = _picture(value, parts)
            return Block("picture", {"picture": picture, "caption": value.get("caption", "")}) if picture else None
        case "recording":
            file = parts.files.get(value.get("file"))
            return Block("recording", {**value, "file": file}) if file else None
    return None


def _picture(value: dict, parts: "Parts") -> Picture | None:
    number, alt = _image(value)
    return fitted(parts.images.get(number or 0), alt)


def _image(value: dict) -> tuple[int | None, str]:
    """Id and alternative text. A decorative picture has an empty one; older texts hold the id alone."""
    image = value.get("image")
    if isinstance(image, dict):
        alt = "" if image.get("decorative") else image.get("alt_text") or value.get("caption") or ""
        return image.get("image"), alt
    return image, value.get("caption") or ""


def _html(source: str, parts: "Parts", page_address: Callable[[int], str | None]) -> SafeString:
    def address_of(kind: str, number: int) -> str | None:
        if kind == "page":
            return page_address(number) or parts.pages.get(number)
        file = parts.files.get(number) if kind == "document" else None
        return file.url if file else None

    # The text was sanitised when it entered the library.
    return mark_safe(links.rewrite(source, address_of, parts.hosts))
