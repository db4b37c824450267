"""Tables to take along (导出): one way for every report of the house."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# What a sheet holds at most, with its heading.
MOST_ROWS = 1_048_575
_WIDE = 60


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def xlsx(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """`name`.xlsx with one sheet, as a download. Rows are written as they come, so memory stays flat.

    Text stays text: what begins with “=” is no formula. What a sheet cannot hold (the rows past its last one) is left
    out, and the last row says so.
    """
    return workbook(name, [Sheet(name, headings, rows)])


def workbook(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """`name`.xlsx with several sheets, each as `xlsx` makes it."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it, and with that it is gone
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _write(book: Workbook, wanted: Sheet) -> None:
    sheet = book.create_sheet(wanted.name[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(wanted.headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDE, 6 + 2 * len(str(heading)))
    sheet.append([_heading(sheet, heading) for heading in wanted.headings])
    for number, row in enumerate(wanted.rows, start=2):
        if number >= MOST_ROWS:
            sheet.append(["…"])
            break
        sheet.append([_cell(sheet, value) for value in row])


def _heading(sheet: Any, text: Any) -> WriteOnlyCell:
    cell = _cell(sheet, str(text))
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="center")
    return cell


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, datetime):
        # A sheet knows no time zones; what is meant is the time on the wall.
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        return _formatted(sheet, value, "yyyy-mm-dd hh:mm")
    if isinstance(value, date):
        return _formatted(sheet, value, "yyyy-mm-dd")
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(value))[:32_767])
    cell.data_type = "s"
    return cell


def _formatted(sheet: Any, value: date, how: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = how
    return cell
