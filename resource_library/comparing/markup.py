"""Paragraphs and cells out of stored HTML, as plain words; where a link leads is part of what is read."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _

_BREAKS = {"p", "li", "h3", "h4", "blockquote", "ul", "ol", "caption"}
_MARKS = {"li": "· "}


@dataclass
class _Link:
    told: str
    at: int


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._text = ""
        self._links: list[_Link] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BREAKS:
            self._close()
            self._text = _MARKS.get(tag, "")
        elif tag == "br":
            self._text += "\n"
        elif tag in ("img", "embed"):
            self._text += _("[picture]")
        elif tag == "a":
            self._links.append(_Link(_told(dict(attrs)), len(self._text)))

    def handle_endtag(self, tag):
        if tag == "a" and self._links:
            self._text += self._links.pop().told
        elif tag in _BREAKS:
            self._close()

    def handle_data(self, data):
        self._text += data

    def _close(self) -> None:
        text = self._text.strip()
        if text and text != _MARKS["li"].strip():
            self.found.append(text)
        self._text = ""

    def paragraphs(self, html: str) -> list[str]:
        self.feed(html)
        self.close()
        self._close()
        return self.found


def _told(attributes: dict) -> str:
    """Where a link leads, behind its words: a changed address is a change."""
    kind, number = attributes.get("linktype"), attributes.get("id")
    where = attributes.get("href") or (f"{kind} {number}" if kind else "")
    return _("[link: %(where)s]") % {"where": where} if where else ""


def paragraphs(html: str) -> list[str]:
    """The text of each paragraph, list entry and heading."""
    return _Paragraphs().paragraphs(html)


@dataclass
class Row:
    """A row of a table: the words of its cells, and whether they are headings."""

    cells: list[str] = field(default_factory=list)
    is_head: bool = False


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._open = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append(Row())
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append(Row())
            self.rows[-1].cells.append("")
            self.rows[-1].is_head |= tag == "th"
            self._open = True
        elif tag in ("br", "p", "li") and self._open and self.rows[-1].cells[-1]:
            self.handle_data("\n")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.rows[-1].cells[-1] += data


def rows(html: str) -> list[Row]:
    """The rows of a table, cell by cell."""
    parser = _Rows()
    parser.feed(html)
    parser.close()
    for row in parser.rows:
        row.cells = [cell.strip() for cell in row.cells]
    return [row for row in parser.rows if row.cells]
