"""A page as a reader sees it: lines in order, each with the block it stands in (版面)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from .tree import BLOCKS, SILENT, squeeze

MEDIA = frozenset({"img", "iframe", "video", "audio", "embed", "object"})


@dataclass(slots=True)
class Line:
    """A run of text between two block boundaries.

    `linked` counts the characters inside links; `slots` are the places in the tree its text comes from.
    """

    block: HtmlElement
    text: str
    linked: int
    slots: list[tuple[HtmlElement, str]]


@dataclass(slots=True)
class Layout:
    """`spans` gives for each block the half-open range of line numbers inside it, `media` the number of the line
    before which a picture or frame stands."""

    lines: list[Line] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    media: list[tuple[int, HtmlElement]] = field(default_factory=list)

    def children(self, element: HtmlElement) -> Iterator[tuple[int, int, HtmlElement | None]]:
        """The element's own lines and child blocks in order: (first line, line after the last, child or None)."""
        at, end = self.spans[element]
        while at < end:
            child = self._child_at(element, at)
            if child is None:
                yield at, at + 1, None
                at += 1
            else:
                first, last = self.spans[child]
                yield first, last, child
                at = last

    def _child_at(self, element: HtmlElement, number: int) -> HtmlElement | None:
        block, child = self.lines[number].block, None
        while block is not element:
            child, block = block, _block_around(block)
        return child


def lay_out(root: HtmlElement) -> Layout:
    """Walks the tree once. Lines without text are not counted."""
    layout = Layout()
    starts: dict[HtmlElement, int] = {}
    draft = _Draft(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        opening = event == "start"
        if element.tag in BLOCKS or element.tag == "br":
            layout.lines += draft.finish()
            draft = _Draft(_block_at(element, opening), draft.depth)
        if opening and element.tag in MEDIA:
            layout.media.append((len(layout.lines) + bool(draft.text), element))
        if element.tag in BLOCKS or element is root:
            if opening:
                starts[element] = len(layout.lines)
            else:
                layout.spans[element] = (starts[element], len(layout.lines))
        draft.depth += (element.tag == "a") * (1 if opening else -1)
        draft.take(element, "text" if opening else "tail", element is root)
    layout.lines += draft.finish()
    layout.spans[root] = (0, len(layout.lines))
    return layout


class _Draft:
    """The line being read. `depth` counts the open links."""

    def __init__(self, block: HtmlElement, depth: int = 0) -> None:
        self.block, self.depth, self.linked = block, depth, 0
        self.parts: list[str] = []
        self.slots: list[tuple[HtmlElement, str]] = []

    @property
    def text(self) -> str:
        return squeeze("".join(self.parts))

    def take(self, element: HtmlElement, slot: str, is_root: bool) -> None:
        holder = element if slot == "text" else element.getparent()
        text = getattr(element, slot)
        if not text or (slot == "tail" and is_root) or holder is None or holder.tag in SILENT:
            return
        self.parts.append(text)
        self.slots.append((element, slot))
        self.linked += len(squeeze(text)) if self.depth else 0

    def finish(self) -> list[Line]:
        return [Line(self.block, self.text, self.linked, self.slots)] if self.text else []


def _block_at(element: HtmlElement, opening: bool) -> HtmlElement:
    """The block that text right behind this tag stands in."""
    if opening and element.tag in BLOCKS:
        return element
    return _block_around(element)


def _block_around(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    while parent is not None and parent.tag not in BLOCKS and parent.getparent() is not None:
        parent = parent.getparent()
    return parent if parent is not None else element
