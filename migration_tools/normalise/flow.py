"""Reads the text element by element into pieces (正文读取).

Nothing of the old markup is carried over: characters, emphasis, links, pictures and tables are read out of it and what
had no meaning is counted as lost. The walk is a loop, not a recursion: old pages nest without end.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from . import attachments, inline, tables, widgets
from .attachments import AttachmentLink
from .inline import BREAK, MARKS, Run
from .losses import Losses, LossKind
from .pieces import Listing, Paragraph, Picture, Piece, Quote, Table
from .tree import BLOCKS, SILENT, elements, squeeze, text_of

# Elements that mean something here or are mere boxes. Every other tag is counted as lost markup.
_MEANT = BLOCKS | set(MARKS) | {"a", "br", "img", "iframe", "frame", "colgroup", "col", "wbr"}
_VIDEO_HOSTS = re.compile(
    r"(?:^|\.)(?:v\.qq\.com|youku\.com|bilibili\.com|iqiyi\.com|tudou\.com|cctv\.com|cntv\.cn|ixigua\.com|gov\.cn)$"
)
_CENTRED = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
# A line break and an indent are how old editors began a paragraph.
_INDENT = re.compile(r"[ \t\r]*(?:\u3000{2}|\u00a0{2,}|(?:\u00a0 ?){2,})")
_DECORATION = re.compile(
    r"/(?:downfile|fileicon|filetype|icon_?\w*|spacer|blank|pixel|dot|line|new\d?|arrow)\.(?:gif|png|jpe?g|bmp)$|"
    r"filetypeimages/|/sysimage/|/icons?/|/emotion",
    re.IGNORECASE,
)
_PICTURE_SOURCES = ("data-original", "data-src", "data-lazy-src", "original", "oldsrc", "src")
_QUOTE_LENGTH = 400  # characters; old editors indent whole articles with <blockquote>


@dataclass(frozen=True, slots=True)
class Context:
    """What reading needs to know: how links become absolute, the title a film without words is named by."""

    resolve: Callable[[str], str]
    title: str
    losses: Losses


class Flow:
    """Reads one element. `flat` reads the inside of a cell or item, where tables and lists are only lines."""

    def __init__(self, context: Context, *, flat: bool = False) -> None:
        self.context, self.flat = context, flat
        self.pieces: list[Piece] = []
        self.attachments: list[AttachmentLink] = []
        self._runs: list[Run] = []
        self._marks: Counter[str] = Counter()
        self._links: list[str] = []
        self._boxes: list[tuple[bool, int]] = [(False, 0)]  # (centred, heading level) of the open blocks
        self._readers = {
            "img": self._picture,
            "iframe": self._frame,
            "frame": self._frame,
            "table": self._table,
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quote,
            "legend": self._legend,
            "a": self._attachment,
        }

    def read(self, root: HtmlElement) -> list[Piece]:
        walk = etree.iterwalk(root, events=("start", "end"))
        whole: HtmlElement | None = None  # the element just read in one go
        for event, element in walk:
            if event == "end":
                if element is not whole and isinstance(element.tag, str):
                    self._close(element)
                if element is not root:
                    self._text(element.tail)
            elif self._is_read_whole(element, root):
                whole = element
                walk.skip_subtree()
            else:
                self._open(element)
                self._text(element.text)
        self._finish()
        return self.pieces

    # Elements read in one go: their inside is not walked

    def _is_read_whole(self, element: HtmlElement, root: HtmlElement) -> bool:
        if not isinstance(element.tag, str) or element.tag in SILENT:
            return True
        if element is root:
            return False
        if element.tag in BLOCKS and widgets.is_named_widget(element):
            self._lose(LossKind.WIDGET, text_of(element))
            return True
        reader = self._readers.get(element.tag)
        return bool(reader and reader(element))

    def _picture(self, element: HtmlElement) -> bool:
        named = next((element.get(name, "") for name in _PICTURE_SOURCES if element.get(name, "").strip()), "")
        src, alt = self.context.resolve(named), _meaningful(squeeze(element.get("alt", "")))
        if _DECORATION.search(urlsplit(src).path) or alt.startswith("文件类型") or _is_dot(element):
            self._lose(LossKind.PICTURE_DECORATION, src)
        elif urlsplit(src).scheme not in ("http", "https"):
            self._lose(LossKind.PICTURE_MISSING, named)
        else:
            self._finish()
            self.pieces.append(Picture(src, alt))
        return True

    def _frame(self, element: HtmlElement) -> bool:
        """A film becomes a link to it. Any other page in a frame is left behind."""
        src = self.context.resolve(element.get("src", ""))
        parts = urlsplit(src)
        if parts.scheme in ("http", "https") and _VIDEO_HOSTS.search((parts.hostname or "").lower()):
            self._finish()
            self.pieces.append(Paragraph([Run(self.context.title or src, frozenset(), src)]))
            self._lose(LossKind.FRAME_LINKED, src)
        else:
            self._lose(LossKind.FRAME, src)
        return True

    def _table(self, element: HtmlElement) -> bool:
        if self.flat or not tables.holds_data(element) or self._has_attachments(element):
            if not self.flat:
                self._lose(LossKind.TABLE_LAYOUT)
            return False  # a table for looks: its contents are ordinary text
        self._finish()
        pictures: list[Piece] = []

        def read_cell(cell: HtmlElement) -> list[Run]:
            inside = self._inside(cell)
            pictures.extend(inside.pictures())
            return inside.lines()

        caption = next((text_of(caption) for caption in elements(element, "caption")), "")
        self.pieces += [Table(tables.read(element, read_cell), caption), *pictures]
        return True

    def _list(self, element: HtmlElement) -> bool:
        items = [item for item in elements(element, "li") if next(item.iterdescendants("ul", "ol"), None) is None]
        structured = any(next(elements(item, "table", "h1", "h2", "h3"), None) is not None for item in items)
        if self.flat or not items or structured:
            return False
        self._finish()
        flows = [self._inside(item) for item in items]
        lines = [runs for flow in flows if (runs := self._kept(flow.lines()))]
        if len(lines) == 1:  # a list of one is how templates set a heading
            self.pieces.append(Paragraph(lines[0], level=0 if len(inline.plain(lines[0])) > 20 else 4))
        elif lines:
            self.pieces.append(Listing(element.tag == "ol", lines))
        self.pieces += [picture for flow in flows for picture in flow.pictures()]
        return True

    def _quote(self, element: HtmlElement) -> bool:
        structured = any(child.tag != "p" for child in element.iterdescendants(*BLOCKS, "a", "img"))
        text = text_of(element)
        if self.flat or structured or not 0 < len(text) <= _QUOTE_LENGTH:
            return False
        self._finish()
        self.pieces.append(Quote(text))
        return True

    def _legend(self, element: HtmlElement) -> bool:
        """The legend of a box around a file is the file's name and is read with the link."""
        box = next(element.iterancestors("fieldset"), None)
        return box is not None and self._has_attachments(box)

    def _attachment(self, element: HtmlElement) -> bool:
        href = self.context.resolve(element.get("href", ""))
        if urlsplit(href).scheme not in ("http", "https") or not attachments.is_attachment(element, href):
            return False
        link = AttachmentLink(href, attachments.name_of(element, href, self.context.title))
        self.attachments.append(link)
        self._runs.append(Run(link.name, self._now(), href))
        return True

    def _has_attachments(self, box: HtmlElement) -> bool:
        return any(attachments.is_attachment(link, link.get("href", "")) for link in elements(box, "a"))

    def _inside(self, element: HtmlElement) -> "Flow":
        flow = Flow(self.context, flat=True)
        flow.read(element)
        self.attachments += flow.attachments
        return flow

    def lines(self) -> list[Run]:
        """All text as one run of lines, for a cell or an item."""
        runs: list[Run] = []
        for piece in self.pieces:
            if isinstance(piece, Paragraph):
                runs += [BREAK, *piece.runs] if runs else piece.runs
        return runs

    def pictures(self) -> list[Picture]:
        return [piece for piece in self.pieces if isinstance(piece, Picture)]

    # Elements that are walked through

    def _open(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag not in _MEANT:
            self._lose(LossKind.MARKUP, tag)
        if tag in BLOCKS:
            self._finish()
            self._boxes.append((self._is_centred(element), _level(tag) or self._boxes[-1][1]))
        elif tag == "br":
            self._runs.append(BREAK)
        elif tag in MARKS:
            self._marks[MARKS[tag]] += 1
        elif tag == "a":
            self._links.append(self._href(element))

    def _close(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._finish()
            self._boxes.pop()
        elif element.tag in MARKS:
            self._marks[MARKS[element.tag]] -= 1
        elif element.tag == "a":
            self._links.pop()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._runs and self._runs[-1] is BREAK and _INDENT.match(text):
            self._finish()
        self._runs.append(inline.from_source(text, self._now(), self._links[-1] if self._links else ""))

    def _now(self) -> frozenset[str]:
        return frozenset(mark for mark, count in self._marks.items() if count > 0)

    def _href(self, element: HtmlElement) -> str:
        """The absolute address of a link, or nothing when it leads nowhere a reader could go."""
        said = element.get("href", "").strip()
        if not said or said.startswith("#"):
            return ""
        href = self.context.resolve(said)
        if urlsplit(href).scheme in ("http", "https", "mailto", "tel"):
            return href
        runs = "script:" in re.sub(r"\s", "", said).lower()
        self._lose(LossKind.LINK_SCRIPT if runs else LossKind.LINK_DEAD, said)
        return ""

    def _is_centred(self, element: HtmlElement) -> bool:
        if element.tag == "center":
            return True
        styled = _CENTRED.search(element.get("style", ""))
        said = styled[1] if styled else element.get("align", "")
        return said.lower() == "center" if said else self._boxes[-1][0]

    # Paragraphs

    def _finish(self) -> None:
        """Ends the paragraph being read."""
        centred, level = self._boxes[-1]
        runs, self._runs = self._kept(inline.tidy(self._runs)), []
        if runs:
            self.pieces.append(Paragraph(runs, centred, level))

    def _kept(self, runs: list[Run]) -> list[Run]:
        """The runs, or nothing when they are only things to click on."""
        text = inline.plain(runs)
        if widgets.is_widget_text(text):
            self._lose(LossKind.WIDGET, text)
            return []
        return runs if text.strip() else []

    def _lose(self, kind: LossKind, what: str = "") -> None:
        self.context.losses.add(kind, what)


def _level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


def _meaningful(alt: str) -> str:
    """An alternative text that is only the name of the file tells nobody anything."""
    return "" if re.fullmatch(r".*\.(?:jpe?g|png|gif|bmp|webp)|[\w-]*\d[\w-]*", alt, re.IGNORECASE | re.ASCII) else alt


def _is_dot(image: HtmlElement) -> bool:
    """A picture of a pixel or two is a spacer or a counter."""
    return any(image.get(side, "").removesuffix("px") in ("0", "1", "2") for side in ("width", "height"))
