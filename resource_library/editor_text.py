"""Stored text in the form in which Wagtail's editor can open it.

The converter of Wagtail 8.0.1 stops with an AssertionError, and the whole edit view with it, at markup that every
browser reads: a line break written as `<br>`, a list item outside a list, a link around a paragraph, bold around a
list. Texts come from imports, other systems and the sanitiser, which writes `<br>`; none may lock its editors out.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from lxml import html

_BREAK = re.compile(r"<br\s*/?>")
_INLINE = {"a", "b", "em", "i", "s", "strong", "sub", "sup", "u"}
_LISTS = {"ul", "ol"}
_BLOCKS = {"p", "h3", "h4"}


def editable(source: str, features: Sequence[str]) -> str:
    """The same words; unchanged but for its line breaks where the editor can read it, else as a row of simple blocks:
    paragraphs, headings and lists of one level, each with its own marks and links."""
    source = _BREAK.sub("<br/>", source)
    if not source or _opens(source, tuple(features)):
        return source
    return "".join(_blocks(source))


@cache
def _converter(features: tuple[str, ...]) -> Any:
    # It wants the models, which want the blocks, which want this module.
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    return ContentstateConverter(features)


def _opens(source: str, features: tuple[str, ...]) -> bool:
    try:
        _converter(features).from_database_format(source)
    except AssertionError:
        return False
    return True


def _blocks(source: str) -> Iterator[str]:
    pieces = list(_pieces(html.fragment_fromstring(source, create_parent="div"), "p", ()))
    for number, (tag, words) in enumerate(pieces):
        kind = tag.removesuffix(" li")
        if not tag.endswith(" li"):
            yield f"<{tag}>{words}</{tag}>"
            continue
        begins = number == 0 or pieces[number - 1][0] != tag
        ends = number + 1 == len(pieces) or pieces[number + 1][0] != tag
        yield f"{f'<{kind}>' if begins else ''}<li>{words}</li>{f'</{kind}>' if ends else ''}"


def _pieces(node: html.HtmlElement, tag: str, marks: tuple[html.HtmlElement, ...]) -> Iterator[tuple[str, str]]:
    """(`p`, `h3`, `h4`, `ul li` or `ol li`; what stands in it), block by block. Marks around blocks go into each."""
    words = [_marked(node.text, marks)]
    for child in node:
        if child.tag == "br":
            words.append("<br/>")
        elif child.tag in _INLINE and not any(each.tag not in _INLINE | {"br"} for each in child.iterdescendants()):
            words.append(_marked_markup(_own_markup(child), marks))
        else:
            yield from _closed(tag, words)
            words = []
            inside = (*marks, child) if child.tag in _INLINE else marks
            yield from _pieces(child, _tag_of(child, tag), inside)
        words.append(_marked(child.tail, marks))
    yield from _closed(tag, words)


def _tag_of(node: html.HtmlElement, around: str) -> str:
    if node.tag == "li":
        parent = node.getparent()
        return f"{parent.tag if parent is not None and parent.tag in _LISTS else 'ul'} li"
    if node.tag in _BLOCKS and not around.endswith(" li"):
        return str(node.tag)
    return around if node.tag in _INLINE or around.endswith(" li") else "p"


def _closed(tag: str, words: list[str]) -> Iterator[tuple[str, str]]:
    inside = "".join(words)
    if inside.strip():
        yield tag, inside


def _marked(text: str | None, marks: tuple[html.HtmlElement, ...]) -> str:
    plain = (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _marked_markup(plain, marks) if plain.strip() else plain


def _marked_markup(inside: str, marks: tuple[html.HtmlElement, ...]) -> str:
    for mark in reversed(marks):
        empty = html.Element(mark.tag, dict(mark.attrib))
        opening, closing = html.tostring(empty, encoding="unicode").split("></")
        inside = f"{opening}>{inside}</{closing}"
    return inside


def _own_markup(node: html.HtmlElement) -> str:
    return _BREAK.sub("<br/>", html.tostring(node, encoding="unicode", with_tail=False))
