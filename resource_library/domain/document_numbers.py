"""Document numbers (发文字号, R-4.2.7): read out of any way of writing them, kept in one, told apart by issuer."""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from unified_platform.search.text import CLOSING, OPENING

from .. import permissions
from ..models import Resource

_MOST = 64
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]+")
_BRACKETS = str.maketrans(dict.fromkeys(OPENING, "〔") | dict.fromkeys(CLOSING, "〕"))
# 机关代字: letters, and a part of it in brackets, as in 宁教（办）发.
_CODE = r"(?P<code>[^\W\d_](?:[^\W_]|〔[^\W\d_]{1,6}〕|·){0,40}?)"
_YEAR = r"(?P<year>(?:1[89]|20)[0-9]{2})"
_SERIAL = r"第?(?P<serial>[0-9]{1,6})号?"
_FORMS = (
    ("{code}〔{year}〕{serial}号", re.compile(f"{_CODE}〔{_YEAR}年?〕{_SERIAL}")),  # 宁政办发〔2017〕134号
    ("〔{year}〕{code}第{serial}号", re.compile(f"〔{_YEAR}年?〕{_CODE}{_SERIAL}")),  # 〔1989〕国函字第32号
    ("{code}{year}年第{serial}号", re.compile(f"{_CODE}{_YEAR}年第(?P<serial>[0-9]{{1,6}})号")),  # 公告2017年第12号
    ("{code}第{serial}号", re.compile(r"(?P<code>[^\W\d_]{1,40}令)第?(?P<serial>[0-9]{1,6})号")),  # 国务院令第711号
    ("{code}第{serial}号", re.compile(r"(?P<code>[^\W\d_]{1,40}令)第(?P<han>[〇零一二两三四五六七八九十百千]{1,9})号")),
)


@dataclass(frozen=True)
class DocumentNumber:
    """机关代字, 年份, 序号. An order has no year (令第711号). `str` writes it as R-4.2.7 does."""

    code: str
    serial: int
    year: int | None = None
    form: str = _FORMS[0][0]

    def __str__(self) -> str:
        code = self.code.replace("〔", "（").replace("〕", "）")
        return self.form.format(code=code, year=self.year, serial=self.serial)


def parse(text: str) -> DocumentNumber | None:
    """The number that `text` is, and nothing else: 宁政办发 [ 2017 ] 第 0134 号. None for anything else.

    Brackets of any style and full-width digits are read; a serial has no leading noughts (GB/T 9704-2012, 7.2.5).
    """
    plain = _plain(text)
    for form, pattern in _FORMS:
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            serial = int(parts["serial"]) if parts.get("serial") else _number(parts["han"])
            if serial:
                year = int(parts["year"]) if parts.get("year") else None
                return DocumentNumber(parts["code"], serial, year, form)
    return None


def normalise(text: str) -> str:
    """The one form in which a number is stored and compared; what is no number keeps its words, without blanks around.

    Done at every door through which a text is saved: the editor's form, the drafts, an import.
    """
    found = parse(text)
    written = str(found) if found else text.strip()
    return written if len(written) <= _MOST else text.strip()


def others_with(resource: Resource, *, by) -> QuerySet[Resource]:
    """What else carries the number of `resource` and comes from one of its issuers, as far as `by` may see it.

    A number is unique for its issuer; that two have the same is worth a warning, not a refusal: it may be an old slip
    of the issuer's.
    """
    issuers = [pk for pk in (resource.issuer_id, *(organ.pk for organ in resource.joint_issuers.all())) if pk]
    number = normalise(resource.doc_no)
    if not number or not issuers:
        return Resource.objects.none()
    same = Resource.objects.filter(doc_no=number).exclude(pk=resource.pk)
    theirs = Q(issuer__in=issuers) | Q(joint_issuers__in=issuers)
    seen = Q(live=True) | Q(owner_site__in=permissions.sites(by, "view"))
    return same.filter(theirs & seen).select_related("owner_site").distinct().order_by("pk")


def _plain(text: str) -> str:
    """Without blanks, every bracket 〔〕, digits and letters of ordinary width."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text.translate(_BRACKETS)))
    return _INVISIBLE.sub("", folded.translate(_BRACKETS))


_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def _number(han: str) -> int:
    """第一百二十三号, 第一二三号 → 123."""
    if not set(han) & set(_UNITS):
        return int("".join(str(_DIGITS[digit]) for digit in han))
    total, digit = 0, 0
    for sign in han:
        if sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit
