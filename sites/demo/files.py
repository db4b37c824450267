"""Files for download: real PDF, XLSX and CSV, small enough to write by hand."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from openpyxl import Workbook

_PAGE = (595, 842)  # A4 in points
_LINE, _PER_LINE, _LINES = 24, 34, 26
# One of the fonts every PDF reader knows without having it in the file; text stays text and can be searched.
_FONT = "/Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R]"
_DESCENDANT = (
    "/Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1)"
    " /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R"
)
_DESCRIPTOR = (
    "/Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93"
)


def pdf(title: str, paragraphs: Iterable[str]) -> bytes:
    """A PDF of the text, as many A4 pages as it takes."""
    lines = [title, "", *(line for paragraph in paragraphs for line in _broken("　　" + paragraph))]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    numbers = [6 + 2 * n for n in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        "/Type /Catalog /Pages 2 0 R",
        f"/Type /Pages /Kids [{kids}] /Count {len(pages)}",
        _FONT,
        _DESCENDANT,
        _DESCRIPTOR,
    ]
    bodies = [f"<< {content} >>".encode("ascii") for content in objects]
    for number, page in zip(numbers, pages, strict=True):
        box = f"/MediaBox [0 0 {_PAGE[0]} {_PAGE[1]}] /Resources << /Font << /F1 3 0 R >> >>"
        bodies.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R >>".encode("ascii"))
        stream = _stream(page)
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assembled(bodies)


def _broken(paragraph: str) -> list[str]:
    return [paragraph[start : start + _PER_LINE] for start in range(0, len(paragraph), _PER_LINE)]


def _stream(lines: Sequence[str]) -> bytes:
    """The page's drawing commands: one line of text below the other."""
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -{_LINE} Td" for line in lines]
    return "\n".join(["BT /F1 14 Tf", f"60 {_PAGE[1] - 80} Td", *shown, "ET"]).encode("ascii")


def _assembled(bodies: Sequence[bytes]) -> bytes:
    """Objects one after the other, then the table that says where each begins."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    return out.getvalue()


def xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], day: date) -> bytes:
    """A workbook with one sheet; numbers are numbers. `day` is what it says of its making."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "数据"
    sheet.append([title])
    sheet.append(list(head))
    for row in rows:
        sheet.append([_number(cell) for cell in row])
    sheet.column_dimensions["A"].width = 32
    book.properties.created = book.properties.modified = datetime.combine(day, time(9))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(cell: str) -> str | float:
    try:
        return float(cell)
    except ValueError:
        return cell


def comma_separated(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, which the common spreadsheet programs need to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
