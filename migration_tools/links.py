"""What becomes of every link in a text (链接去向)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from urllib.parse import urlsplit

from django.utils.html import escape

from .normalise import Block
from .normalise.attachments import extension
from .normalise.hidden import family
from .survey import Survey

# Links as the normaliser writes them: an address and nothing else, never nested.
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


class LinkVerdict(StrEnum):
    """`REWRITTEN` leads to another page that moved in, `COLUMN` to a column, `FILE` to a file that moved in;
    `SUBSITE` still leads to another host of the same body, `KEPT` to somebody else's; `DEAD` is only text now."""

    REWRITTEN = "rewritten"
    COLUMN = "column"
    FILE = "file"
    KEPT = "kept"
    SUBSITE = "subsite"
    DEAD = "dead"
    DEAD_FILE = "dead_file"


@dataclass(frozen=True, slots=True)
class Decision:
    """`target` is the key of a page or file, the folder of a column, or the address that stays; empty when dead."""

    verdict: LinkVerdict
    href: str
    target: str = ""


def decide(
    href: str, survey: Survey, moved: Callable[[str], str | None], column_of: Callable[[str], str | None]
) -> Decision:
    """The verdict on one link.

    `moved` gives the key of the page that holds what the page with this key showed (itself, or the one it was merged
    into), or None for a page that is not moved. `column_of` gives the folder of the column an address stood for.
    """
    parts = urlsplit(href)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https"):
        return Decision(LinkVerdict.KEPT, href, href)
    if not survey.is_own(host):
        sister = family(host) == family(survey.host)
        return Decision(LinkVerdict.SUBSITE if sister else LinkVerdict.KEPT, href, href)
    key = survey.key_of(href)
    if key and (page := moved(key)):
        return Decision(LinkVerdict.REWRITTEN, href, page)
    if key and key in survey.files:
        return Decision(LinkVerdict.FILE, href, key)
    if column := column_of(href):
        return Decision(LinkVerdict.COLUMN, href, column)
    return Decision(LinkVerdict.DEAD_FILE if extension(href) else LinkVerdict.DEAD, href)


def links_in(blocks: list[Block]) -> Iterator[str]:
    """The addresses of all links in the text, in order."""
    for block in blocks:
        for html in _html_of(block):
            yield from (unescape(href) for href, _text in _LINK.findall(html))


def rewrite(blocks: list[Block], new_attributes: Callable[[str], dict[str, str] | None]) -> list[Block]:
    """The blocks with every link replaced by one with the attributes given for its address; None leaves its text."""

    def replaced(found: re.Match[str]) -> str:
        attributes = new_attributes(unescape(found[1]))
        if attributes is None:
            return found[2]
        said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return f"<a{said}>{found[2]}</a>"

    out = []
    for block in blocks:
        if block.type == "paragraph":
            out.append(Block("paragraph", _LINK.sub(replaced, str(block.value))))
        elif block.type == "table" and isinstance(block.value, dict):
            out.append(Block("table", {**block.value, "html": _LINK.sub(replaced, block.value["html"])}))
        else:
            out.append(block)
    return out


def _html_of(block: Block) -> list[str]:
    if block.type == "paragraph":
        return [str(block.value)]
    return [block.value["html"]] if block.type == "table" and isinstance(block.value, dict) else []
