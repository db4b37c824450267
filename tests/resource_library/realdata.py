"""Tables out of the real input."""

from pathlib import Path

from openpyxl import load_workbook


def table(folder: Path, name: str) -> list[tuple]:
    """The lines of the first sheet of a workbook, its headings first."""
    book = load_workbook(folder / "tables" / f"{name}.xlsx", read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()
