"""Dates as Chinese pages write them (日期)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

# A web page of a government is no older than the first of them and not from the future of the copy by a century.
FIRST_YEAR, LAST_YEAR = 1994, 2099

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零Ｏ", "0")
_TIME = (
    r"(?:[\sT日　]*(?P<hour>[01]?\d|2[0-3])\s*[:：时点]\s*(?P<minute>[0-5]\d)"
    r"(?:\s*[:：分]\s*(?P<second>[0-5]\d))?)?"
)
# The long dashes are those of the rule's own example.
_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:[-/.]|[—–－]{1,2}|年)\s*(?P<month>1[0-2]|0?[1-9])\s*(?:[-/.]|[—–－]{1,2}|月)\s*"
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*日?(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?{_TIME}"
)
_CHINESE = re.compile(
    r"(?P<year>[二一][〇○零Ｏ一二三四五六七八九]{3})年(?P<month>十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
# Folders and files of the common systems: /2018-07-27/, /2018/07-27/, /20180727/, /201807/t20180727_1.html
_IN_PATH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_/]?(?P<month>0[1-9]|1[0-2])[-_/]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_UNPADDED_IN_PATH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/](?P<month>1[0-2]|[1-9])[-/](?P<day>3[01]|[12]\d|[1-9])(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: local time of the site (naive, Asia/Shanghai), with its place in the text."""

    when: datetime
    has_time: bool
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """Every plausible date in the text, in order."""
    for match in _NUMERIC.finditer(text):
        part = match.groupdict()
        if when := _date(part["year"], part["month"], part["day"]):
            hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
            when = when.replace(hour=hour, minute=minute, second=second)
            yield Found(when, part["hour"] is not None, match.start(), match.end())
    for match in _CHINESE.finditer(text):
        year = "".join(_DIGITS[char] for char in match["year"])
        if when := _date(year, _number(match["month"]), _number(match["day"])):
            yield Found(when, False, match.start(), match.end())


def first(text: str) -> Found | None:
    return next(find(text), None)


def in_path(path: str) -> datetime | None:
    """The date in an address: the day of publishing, or that of an earlier move (so it is the last resort)."""
    for pattern in (_IN_PATH, _UNPADDED_IN_PATH):
        for match in pattern.finditer(path):
            if when := _date(match["year"], match["month"], match["day"]):
                return when
    return None


def _number(text: str) -> str:
    """二十七 → 27."""
    tens, ten, ones = text.rpartition("十")
    units = int(_DIGITS.get(ones, "0"))
    return str((int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + units)


def _date(year: str, month: str, day: str) -> datetime | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return datetime(int(year), int(month), int(day))
    except ValueError:
        return None
