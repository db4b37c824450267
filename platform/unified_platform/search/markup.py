"""The plain text of a body: HTML, or the raw JSON of a StreamField."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree, html

# A private character, taken out of every text before, stands for the end of a block until whitespace is collapsed.
_BLOCK_END = "\ue001"
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue001\ufffe\uffff]")
_UNSAFE_BUT_ENDS = re.compile(_UNSAFE.pattern.replace(_BLOCK_END, ""))
_WHITESPACE = re.compile("[ \t\r\n\xa0]+")
_BLOCK_ENDS = re.compile(f" ?{_BLOCK_END}[ {_BLOCK_END}]*")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")  # text is text already: lxml refuses to hear of its encoding
_MARKUP = re.compile("[<&]")
_SILENT = ("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select")
_INLINE = (
    "a|abbr|acronym|b|basefont|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|o:p|q|rp|rt|ruby|s|"
    "samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_INLINE_NAME = re.compile(f"(?:{_INLINE})\\Z", re.IGNORECASE)
_INLINE_TAG = re.compile(f"</?(?:{_INLINE})(?:\\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile("</?[a-zA-Z][^<>]*>")
_NEEDS_PARSER = re.compile(f"<(?:[!?]|/?(?:{'|'.join(_SILENT)})\\b)", re.IGNORECASE)
# Parts of a StreamField that are not for reading.
_NOT_READ = frozenset(("id", "type", "url", "href", "src", "link", "uuid", "class", "style", "target", "page"))
_ADDRESS = re.compile(r"(?:[a-z]+://\S+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.IGNORECASE)
_PARSER = {"no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": True}


def plain_text(value: Any) -> str:
    """The readable text of HTML, of StreamField JSON (as text, or as lists and dicts), or of neither.

    Blocks, cells and line breaks end a line; blanks are collapsed. Scripts, addresses and keys are left out.
    Never raises, whatever it is given.
    """
    if isinstance(value, str):
        parsed = _json(value)
        return _of_html(value) if parsed is None else plain_text(parsed)
    return "\n".join(filter(None, map(_of_html, _strings(value))))


def _json(text: str) -> list | dict | None:
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _strings(root: Any) -> Iterator[str]:
    """The texts in a tree of lists and dicts, in order, however deep it is."""
    stack = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if not _ADDRESS.match(value):
                yield value
        elif isinstance(value, dict):
            stack.extend(part for key, part in reversed(value.items()) if key not in _NOT_READ)
        elif isinstance(value, list | tuple):
            stack.extend(reversed(value))


def _of_html(text: str) -> str:
    text = _UNSAFE.sub(" ", text)
    text = _flat(text) if _MARKUP.search(text) else text.replace("\n", _BLOCK_END)
    text = _WHITESPACE.sub(" ", text)
    return _BLOCK_ENDS.sub("\n", text).strip()


def _flat(text: str) -> str:
    flat = None if _NEEDS_PARSER.search(text) else _without_tags(text)
    return _UNSAFE_BUT_ENDS.sub(" ", _parsed(text) if flat is None else flat)


def _without_tags(text: str) -> str | None:
    """What the parser would find in markup as the sanitiser leaves it, thirty times as fast; None in other markup."""
    text = _BLOCK_TAG.sub(_BLOCK_END, _INLINE_TAG.sub("", text))
    return None if "<" in text or ">" in text else unescape(text)


def _parsed(text: str) -> str:
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text, count=1), parser=html.HTMLParser(**_PARSER))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    return "".join(_texts(root))


def _texts(root: html.HtmlElement) -> Iterator[str]:
    """Every text in the tree, with what ends a block around the blocks."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not _INLINE_NAME.match(element.tag):
            yield _BLOCK_END
        yield (element.text if event == "start" else element.tail) or ""
