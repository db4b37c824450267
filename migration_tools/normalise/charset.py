"""What the bytes of an old page mean (字符集).

Chinese pages declare their charset late, wrongly or not at all, so the bytes have the last word: text that is valid
UTF-8 is UTF-8 whatever it says of itself, and `gb2312` means GB18030, of which it is a part.
"""

import codecs
import re
from dataclasses import dataclass

# The HTML standard looks for a declaration in the first 1024 bytes; old pages put it behind long scripts.
PRESCAN_BYTES = 16 * 1024

# A text with so small a share of broken characters is in this charset and damaged, rather than in another one.
TOLERATED = 0.05

_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "gb_2312", "csgb2312", "x-gbk", "cp936", "ms936", "chinese"}
_LATIN = {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252", "x-cp1252"}

# The commonest characters of running text, in both scripts. Decoded with the wrong table, text loses them.
_COMMON = {
    "gb18030": frozenset(
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
        "同工也能下过子说产种面而方后多定行学法所民得经"
    ),
    "big5": frozenset(
        "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動"
        "同工也能下過子說產種面而方後多定行學法所民得經"
    ),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`declared` is what the page said of itself, `broken` the number of byte runs that meant nothing."""

    text: str
    encoding: str
    declared: str = ""
    broken: int = 0


def decode(content: bytes) -> Decoded:
    """The text of a page. Never fails: what cannot be read becomes U+FFFD and is counted."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(bom):
            return _read(content[len(bom) :], encoding, declared(content) or "")
    said = declared(content) or ""
    return _read(content, _choose(content, said), said)


def _choose(content: bytes, said: str) -> str:
    """The charset the bytes are in, given what the page says."""
    if content.isascii() or _is_valid(content, "utf-8"):
        return "utf-8"
    if said == "utf-8" and _share_broken(content, "utf-8") <= TOLERATED:
        return "utf-8"
    if said and said not in {"utf-8", "windows-1252"} and _share_broken(content, said) <= TOLERATED:
        return said
    return _guess(content, said)


def _guess(content: bytes, said: str) -> str:
    """No declaration to trust: the table under which the text has more of the commonest characters."""
    scores = {encoding: _likeness(content, encoding) for encoding in _COMMON}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] > 0 or said == "utf-8":
        return best if scores[best] > 0 else "utf-8"
    return said or "gb18030"


def _likeness(content: bytes, encoding: str) -> float:
    """The share of the commonest characters among all beyond ASCII; less for what is broken."""
    text = [char for char in content.decode(encoding, "replace") if char > "\x7f"]
    common = _COMMON[encoding]
    broken = text.count("�")
    hits = sum(char in common for char in text)
    return (hits - broken) / len(text) if text else 0.0


def _is_valid(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _share_broken(content: bytes, encoding: str) -> float:
    text = content.decode(encoding, "replace")
    beyond = sum(char > "\x7f" for char in text)
    return text.count("�") / beyond if beyond else 0.0


def _read(content: bytes, encoding: str, said: str) -> Decoded:
    text = content.decode(encoding, "replace")
    return Decoded(text, encoding, said, text.count("�"))


def canonical(label: str) -> str | None:
    """Python's name of the charset a page names, or None when there is no such charset."""
    label = label.strip().strip("'\"").lower()
    if label in _GB:
        return "gb18030"
    if label in _LATIN:
        return "windows-1252"
    if label.startswith("utf-16") or label in {"utf8", "unicode-1-1-utf-8"}:
        return "utf-8"  # a declaration that could be read is not in UTF-16 (HTML standard)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also registers "charsets" such as rot13 and zip, which turn text into text or bytes into bytes.
    return info.name if info._is_text_encoding else None


def declared(content: bytes) -> str | None:
    """The charset a page declares, by the HTML standard's prescan; also the XML declaration of XHTML pages."""
    head = content[:PRESCAN_BYTES].decode("latin-1")
    xml = re.match(r"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""", head)
    return (canonical(xml[1]) if xml else None) or _Prescan(head).run()


class _Prescan:
    """The HTML standard's "prescan a byte stream to determine its encoding", on the head read as Latin-1."""

    _SPACE = "\t\n\x0c\r "
    _TAG = re.compile(r"</?[A-Za-z][^\t\n\x0c\r />]*")
    _META = re.compile(r"<meta[\t\n\x0c\r /]", re.IGNORECASE)
    _CONTENT = re.compile(
        r"""charset[\t\n\x0c\r ]*=[\t\n\x0c\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\x0c\r ;"']+))""", re.IGNORECASE
    )

    def __init__(self, head: str) -> None:
        self.head = head
        self.at = 0

    def run(self) -> str | None:
        while (start := self.head.find("<", self.at)) >= 0:
            self.at = start
            if self.head.startswith("<!--", start):
                self._jump("-->", start + 2)
            elif self._META.match(self.head, start):
                if found := self._meta():
                    return found
            elif tag := self._TAG.match(self.head, start):
                self.at = tag.end()
                while self._attribute():
                    pass
            elif self.head.startswith(("<!", "</", "<?"), start):
                self._jump(">", start)
            else:
                self.at += 1
        return None

    def _jump(self, mark: str, start: int) -> None:
        end = self.head.find(mark, start)
        self.at = len(self.head) if end < 0 else end + len(mark)

    def _meta(self) -> str | None:
        self.at += len("<meta ")
        attributes: dict[str, str] = {}
        while attribute := self._attribute():
            attributes.setdefault(*attribute)
        if "charset" in attributes:
            return canonical(attributes["charset"])
        if attributes.get("http-equiv") == "content-type":
            found = self._CONTENT.search(attributes.get("content", ""))
            return canonical(next(filter(None, found.groups()), "")) if found else None
        return None

    def _attribute(self) -> tuple[str, str] | None:
        """The next attribute of the open tag, lower-cased; None at the tag's end."""
        head, end = self.head, len(self.head)
        while self.at < end and head[self.at] in self._SPACE + "/":
            self.at += 1
        if self.at >= end or head[self.at] == ">":
            return None
        name = self._until(self._SPACE + "/>=", first_free=True)
        self._skip_space()
        if self.at >= end or head[self.at] != "=":
            return name.lower(), ""
        self.at += 1
        self._skip_space()
        if self.at < end and head[self.at] in "\"'":
            quote = head[self.at]
            self.at += 1
            value = self._until(quote)
            self.at += 1
        else:
            value = self._until(self._SPACE + ">")
        return name.lower(), value.lower()

    def _until(self, stops: str, *, first_free: bool = False) -> str:
        start = self.at
        self.at += first_free
        while self.at < len(self.head) and self.head[self.at] not in stops:
            self.at += 1
        return self.head[start : self.at]

    def _skip_space(self) -> None:
        while self.at < len(self.head) and self.head[self.at] in self._SPACE:
            self.at += 1
