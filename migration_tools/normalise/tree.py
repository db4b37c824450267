"""The parse tree of a page, and the few things everybody asks of it."""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

# Elements that stand on their own lines; everything else runs within a line.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu",
        "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip

# Elements whose contents are never text for people.
SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "textarea", "select", "option"})

_BLANKS = re.compile(r"[\s\u00a0\u3000\u200b-\u200d\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Included headers bring their own ends with them. A browser reads on behind these; the parser would stop.
_EARLY_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def parse(text: str) -> tuple[HtmlElement, bool]:
    """(root, whole): the tree, and whether the parser kept everything. It gives up beyond 2,048 levels of nesting."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    clean = _EARLY_END.sub("", _SURROGATES.sub("\ufffd", _CONTROL.sub("", text))) or " "
    try:
        root = lxml.html.document_fromstring(clean.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty document
        root = lxml.html.document_fromstring(b"<html><body></body></html>")
    whole = not any("depth" in error.message.lower() for error in parser.error_log)
    return root, whole


def squeeze(text: str) -> str:
    """One blank for every run of blanks of any kind, none at the ends."""
    return _BLANKS.sub(" ", text).strip()


def elements(root: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    """Elements in document order, without comments and processing instructions."""
    return (element for element in root.iter(*tags) if isinstance(element.tag, str))


def text_of(element: HtmlElement) -> str:
    """All text for people inside the element, squeezed."""
    return squeeze("".join(_texts(element)))


def _texts(root: HtmlElement) -> Iterator[str]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if element.text and element.tag not in SILENT:
                yield element.text
            if element.tag in BLOCKS or element.tag == "br":
                yield "\n"
        elif element is not root:
            if element.tag in BLOCKS:
                yield "\n"
            if element.tail and element.getparent().tag not in SILENT:
                yield element.tail


def marks(element: HtmlElement) -> str:
    """Id and classes, lower-cased: what the template's author called this part of the page."""
    return f"{element.get('id', '')} {element.get('class', '')}".lower()


def drop(element: HtmlElement) -> None:
    """Takes the element out; the text behind it stays."""
    element.drop_tree() if element.getparent() is not None else element.clear()


def depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())
