"""The parts of a text in the order they are read (正文片段), before they become blocks of the library."""

from dataclasses import dataclass

from .inline import Run


@dataclass(slots=True)
class Paragraph:
    """`level` is that of the heading element it stood in, 0 for none."""

    runs: list[Run]
    centred: bool = False
    level: int = 0


@dataclass(slots=True)
class Listing:
    """A list; lists inside lists are read as one."""

    ordered: bool
    items: list[list[Run]]


@dataclass(slots=True)
class Picture:
    """`src` is the absolute address it had."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(slots=True)
class Cell:
    runs: list[Run]
    head: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]]
    caption: str = ""


@dataclass(slots=True)
class Quote:
    text: str


Piece = Paragraph | Listing | Picture | Table | Quote
