"""The value of a field: checked, stored, shown, read from a cell of a table. One function each for all types."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .schema import Field, Type

# Vocabulary, code → name: what the classes a value names are called.
Names = Mapping[tuple[str, str], str]
MOST_ROWS = 500
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CELL_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?", re.ASCII)
_DIGITS_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_PHONE_DIGITS = re.compile(r"\d{3}", re.ASCII)
_NO_PHONE = re.compile(r"[<>@\n]")
_YES, _NO = {"是", "有", "对", "yes", "true", "1", "y"}, {"否", "无", "不", "no", "false", "0", "n"}


class BadValue(ValueError):  # noqa: N818 - it is what the value is
    """The value cannot be one of its field; the message says why, in words for people, without the field's name."""


def is_empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def clean(field: Field, value: Any) -> Any:
    """`value` as it is stored; None for an empty one. Raises BadValue."""
    if is_empty(value):
        return None
    return _CLEANERS[field.type](field, value)


def words(field: Field, value: Any, names: Names | None = None) -> str:
    """The value as a reader reads it; what does not fit its field as it stands."""
    if is_empty(value):
        return ""
    try:
        return _words(field, clean(field, value), names or {})
    except BadValue:
        return str(value)


def from_cell(field: Field, cell: Any) -> Any:
    """The value that a cell of a table means, ready for `clean`. Raises BadValue.

    Dates may be dates or 2017年5月15日 in any of its forms, choices the label or the code, yes or no 是 or 否.
    """
    if is_empty(cell):
        return None
    if field.type == Type.DATE:
        return day_of(cell).isoformat()
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if field.type == Type.CHOICE:
        return next((code for code, label in field.options if text in (code, str(label))), text)
    if field.type == Type.YES_NO:
        return _yes_or_no(text)
    if field.type == Type.ROWS:
        return [_row_of(field, line) for line in text.splitlines() if line.strip()]
    return text


def day_of(cell: Any) -> date:
    """The day that a cell of a table means. Raises BadValue."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip().translate(_PLAIN_DIGITS)
    found = _CELL_DATE.fullmatch(text) or _DIGITS_DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise BadValue(_("is not a date")) from None


_PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def outside_its_list() -> BadValue:
    return BadValue(_("a value outside its list."))


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadValue(_("takes one value"))
    text = str(value).strip()
    if len(text) > field.most:
        raise BadValue(_("is longer than %(most)d characters") % {"most": field.most})
    if field.type != Type.TEXT and "\n" in text:
        raise BadValue(_("takes one line"))
    return text


def _date(field: Field, value: Any) -> str:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise BadValue(_("is not a date"))


def _number(field: Field, value: Any) -> int | float:
    try:
        number = float(_text(field, value).replace(",", ""))
    except ValueError:
        raise BadValue(_("is not a number")) from None
    if not math.isfinite(number) or abs(number) > 1e15:
        raise BadValue(_("is not a number"))
    return int(number) if number.is_integer() else number


def _choice(field: Field, value: Any) -> str:
    text = _text(field, value)
    if field.options and text not in dict(field.options):
        raise outside_its_list()
    return text


def _yes_no(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return _yes_or_no(_text(field, value))


def _yes_or_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise BadValue(_("is neither yes nor no"))


def _url(field: Field, value: Any) -> str:
    """Only what a browser opens as a page: a `javascript:` address is a script in disguise."""
    text = _text(field, value)
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", text)
    except ValueError:
        is_address = False
    if not is_address:
        raise BadValue(_("is not a web address (https://…)"))
    return text


def _phone(field: Field, value: Any) -> str:
    """Numbers as offices write them: 025-83000000转801（办公室）、12345."""
    text = _text(field, value)
    if not _PHONE_DIGITS.search(text.translate(_PLAIN_DIGITS)) or _NO_PHONE.search(text):
        raise BadValue(_("is not a telephone number"))
    return text


def _rows(field: Field, value: Any) -> list[dict[str, Any]] | None:
    """Rows that say something. A table of empty rows is no table, as an empty table is none."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise BadValue(_("is not a table"))
    if len(value) > MOST_ROWS:
        raise BadValue(_("has more than %(most)d rows") % {"most": MOST_ROWS})
    rows = []
    for number, row in enumerate(value, start=1):
        if not all(is_empty(row.get(column.name)) for column in field.columns):
            rows.append(_row(field, number, row))
    return rows or None


def _row(field: Field, number: int, row: dict[str, Any]) -> dict[str, Any]:
    stored = {}
    for column in field.columns:
        if column.required and is_empty(row.get(column.name)):
            raise BadValue(_("row %(number)d: %(column)s is missing") % {"number": number, "column": column.label})
        try:
            cell = clean(column, row.get(column.name))
        except BadValue as why:
            told = {"number": number, "column": column.label, "why": why}
            raise BadValue(_("row %(number)d: %(column)s %(why)s") % told) from None
        if cell is not None:
            stored[column.name] = cell
    return stored


def _row_of(field: Field, line: str) -> dict[str, Any]:
    """A line of a cell: its parts, divided by tabs or bars, are the columns in their order."""
    return {
        column.name: from_cell(column, part)
        for column, part in zip(field.columns, re.split(r"[\t|｜]", line), strict=False)
    }


_CLEANERS = {
    Type.LINE: _text,
    Type.TEXT: _text,
    Type.PERSON: _text,
    Type.DATE: _date,
    Type.NUMBER: _number,
    Type.CHOICE: _choice,
    Type.YES_NO: _yes_no,
    Type.URL: _url,
    Type.PHONE: _phone,
    Type.ROWS: _rows,
}


def _words(field: Field, value: Any, names: Names) -> str:
    if field.type == Type.ROWS:
        lines = ("　".join(words(column, row.get(column.name), names) for column in field.columns) for row in value)
        return "\n".join(line.strip("　") for line in lines)
    if field.type == Type.YES_NO:
        return _("Yes") if value else _("No")
    if field.vocabulary:
        return names.get((field.vocabulary, value), value)
    return str(dict(field.options).get(value, value))
