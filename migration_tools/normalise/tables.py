"""Tables that hold data, and tables that only hold a page together (表格)."""

from collections.abc import Callable

from lxml.html import HtmlElement

from .inline import Run
from .pieces import Cell
from .tree import elements, text_of

SPAN_LIMIT = 100  # columns or rows; more is an attack or an accident


def holds_data(table: HtmlElement) -> bool:
    """At least two rows and two columns with something to read in them."""
    filled = [sum(1 for cell in row if text_of(cell)) for row in rows(table)]
    return sum(map(bool, filled)) >= 2 and max(filled, default=0) >= 2


def rows(table: HtmlElement) -> list[list[HtmlElement]]:
    """The cells of the table's own rows, not of the tables inside it."""
    return [
        [cell for cell in row if cell.tag in ("td", "th")]
        for row in elements(table, "tr")
        if next(row.iterancestors("table")) is table
    ]


def read(table: HtmlElement, read_cell: Callable[[HtmlElement], list[Run]]) -> list[list[Cell]]:
    """The table cell by cell, without rows that say nothing."""
    read_rows = [[_cell(cell, read_cell(cell)) for cell in row] for row in rows(table)]
    return [row for row in read_rows if any(cell.runs for cell in row)]


def _cell(cell: HtmlElement, runs: list[Run]) -> Cell:
    return Cell(runs, cell.tag == "th", _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: HtmlElement, name: str) -> int:
    said = cell.get(name, "").strip()
    return min(max(int(said), 1), SPAN_LIMIT) if said.isascii() and said.isdigit() else 1
