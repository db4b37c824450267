"""Chinese text as the search engines see it.

Words cannot be cut out of Chinese without losing some: a search for 公积金 must find 住房公积金政策, however a
dictionary would cut it. So Chinese is indexed as overlapping pairs of characters and searched as a phrase of pairs,
which finds exactly what a plain substring scan finds. Runs of other letters and digits (5G, COVID, 2026) are words.
"""

import re
import unicodedata
from array import array

from .markup import plain_text

__all__ = ["bigrams", "document_number", "fold", "is_cjk", "letters", "normalise", "plain_text", "stream"]

# Ideographs with their extensions, 々〆〇, kana, bopomofo and hangul: written without blanks between words.
CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
OPENING, CLOSING = "〔([{【〖❲（［｛﹝", "〕)]}】〗❳）］｝﹞"
# Longer words are cut, in documents and in queries alike: a page of base64 must not fill the index.
LONGEST_WORD = 64
# Stands in the stream for everything between letters: punctuation, line ends, blanks that mean something.
BREAK = "_"
_WORD_HERE = "\ue000"  # private use: never a letter, so never left in a text by _SEPARATORS

_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffc-\ufffe]")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")  # fmt: skip # noqa: E501
_LINE_ENDS = re.compile("[ \t]*[\n\r\x0b\x0c\x85\u2028\u2029]\\s*")
_OPENING, _CLOSING = re.compile(f"[{re.escape(OPENING)}]"), re.compile(f"[{re.escape(CLOSING)}]")
_YEAR_AND_SERIAL = re.compile(
    f"[{re.escape(OPENING)}]\\s*([0-9]{{4}})\\s*年?\\s*[{re.escape(CLOSING)}]\\s*第?\\s*([0-9]+)\\s*号"
)
_BLANKS = re.compile("[ \t\xa0\u3000]+")
_BLANK_BESIDE_CJK = re.compile(f" (?:(?=[{CJK}])|(?<=[{CJK}] ))")
_CAPITALS = re.compile("[A-Z]+")
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(f"([^\\W_{CJK}]+)")
# Characters outside this set need the full normalisation. Everything in it that NFKC would change is punctuation,
# which separates whatever its form; so ordinary Chinese skips the most expensive step of indexing.
_NEEDS_FOLDING = re.compile(
    "[^\n\t -~\xa0\u3000\u4e00-\u9fff\u3001-\u3003\u3005-\u3007\u3008-\u3011\u3014-\u301b\u2013-\u2016\u2018-\u2027"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e]"
)
_NUMBER = re.compile(
    f"([A-Za-z{CJK}]{{1,24}})\\s*〔\\s*([0-9]{{4}})\\s*年?\\s*〕\\s*第?\\s*([0-9]{{1,6}})(?:\\s*号|\\s*$)"
)
_DECREE = re.compile(f"([{CJK}]{{1,24}}令)\\s*第?\\s*([0-9]{{1,6}})\\s*号")


def normalise(text: str) -> str:
    """The one form under which a text and a query for it are equal.

    Compatibility forms and full-width characters become plain ones, letters small, every bracket 〔〕, line
    ends one newline, other blanks one blank, and blanks beside Chinese (关 于, 2026 年) vanish.
    〔2017〕第 134 号 becomes 〔2017〕134号.
    """
    return _BLANK_BESIDE_CJK.sub("", fold(text))


def fold(text: str) -> str:
    """`normalise` without the last step: blanks are kept, since in a query they stand between its terms."""
    text = _canonical(text)
    # Folding case can leave a text that is not in normal form any more.
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text.casefold())).strip()


def bigrams(text: str) -> str:
    """The stream of tokens of a text, with blanks between them.

    A run of Chinese gives its overlapping pairs, and at either end a token that says whether punctuation or a
    word stands there; any other run of letters and digits gives one word. So what is a phrase in the stream is a
    piece of the text, and the other way round: "5G基站，好" gives `_ 5g 基 基站 站_ _好 好_`.
    """
    return stream(letters(text))


def letters(text: str) -> str:
    """The letters and digits of a text, normalised, with one blank for all that stands between them."""
    return _SEPARATORS.sub(" ", normalise(text) if _NEEDS_FOLDING.search(text) else _quickly(text)).strip()


def is_cjk(character: str) -> bool:
    return not _WORD.match(character) and character.isalnum()


def document_number(text: str) -> str | None:
    """The first document number (发文字号) in `text`, as R-4.2.7 writes it, or None.

    宁政办发[2017]第134号, 宁政办发（２０１７） 134 号 and 宁政办发〔2017〕134号 all give the last; a decree gives
    国务院令第711号.
    """
    text = _BLANKS.sub(" ", _canonical(text))
    if found := _NUMBER.search(text):
        return f"{found[1]}〔{found[2]}〕{found[3]}号"
    if found := _DECREE.search(text):
        return f"{found[1]}第{found[2]}号"
    return None


def _canonical(text: str) -> str:
    """Characters that are no text out, compatibility forms plain, brackets and the numbers in them alike."""
    text = unicodedata.normalize("NFKC", _NOT_TEXT.sub(" ", _INVISIBLE.sub("", text)))
    text = _LINE_ENDS.sub("\n", text)
    text = _CLOSING.sub("〕", _OPENING.sub("〔", text))
    return _YEAR_AND_SERIAL.sub(r"〔\1〕\2号", text)


def _quickly(text: str) -> str:
    """`normalise` for a text that needs no folding, as far as letters and digits are concerned."""
    if any(blank in text for blank in ("  ", "\u3000", "\xa0", "\t")):
        text = _BLANKS.sub(" ", text)
    # str.lower() would take half as long as everything else here: it looks every ideograph up.
    text = _CAPITALS.sub(lambda found: found[0].lower(), text)
    return _BLANK_BESIDE_CJK.sub("", _YEAR_AND_SERIAL.sub(r"〔\1〕\2号", text))


def stream(letters: str) -> str:
    """The stream of tokens of what `letters` made; nothing of nothing."""
    if not letters:
        return ""
    # Every second piece is a word. It takes part in the pairs as one character and is put back afterwards, so that
    # the pairs of a whole text are written in one go.
    pieces = _WORD.split(letters.replace(" ", BREAK))
    parts = _pairs(f"{BREAK}{_WORD_HERE.join(pieces[0::2])}{BREAK}").split(f"{_WORD_HERE} {_WORD_HERE}")
    for position, word in enumerate(pieces[1::2]):
        parts[position] += f" {word[:LONGEST_WORD]} "
    return "".join(parts)


def _pairs(text: str) -> str:
    """Each character with its right neighbour: "公积金_" gives "公积 积金 金_ ".

    Written by strides into one array of code points: ten times as fast as joining the pairs one by one, and this is
    what indexing would spend its time on.
    """
    points = array("I", text.encode("utf-32-le"))
    pairs = array("I", [32]) * (3 * (len(points) - 1))
    pairs[0::3] = points[:-1]
    pairs[1::3] = points[1:]
    return pairs.tobytes().decode("utf-32-le")
