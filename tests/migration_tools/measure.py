"""How alike two texts are, and whether HTML is harmless: judged by other means than the code under test."""

import re
from collections import Counter
from html.parser import HTMLParser

ALLOWED = {
    **{tag: set() for tag in ("p", "br", "strong", "em", "sub", "sup", "ul", "ol", "li", "table", "tbody", "tr")},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEME = re.compile(r"^(?:https?|mailto|tel):", re.IGNORECASE)


def likeness(got: str, wanted: str) -> float:
    """F1 over the 4-grams of characters, blanks aside."""
    one, other = _grams(got), _grams(wanted)
    shared = sum((one & other).values())
    total = sum(one.values()) + sum(other.values())
    return 2 * shared / total if total else 1.0


def _grams(text: str) -> Counter[str]:
    text = re.sub(r"\s+", "", text)
    return Counter(text[start : start + 4] for start in range(len(text) - 3))


class Offences(HTMLParser):
    """Collects every tag, attribute and address that has no business in a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
            return
        for name, value in attrs:
            if name not in ALLOWED[tag]:
                self.found.append(f"<{tag} {name}>")
            elif name == "href" and not SCHEME.match(value or ""):
                self.found.append(f"<a href={value!r}>")

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data):
        self.found.append(f"<?{data}>")


def offences(html: str) -> list[str]:
    """What a browser could run or follow that it should not; empty for harmless HTML."""
    parser = Offences()
    parser.feed(html)
    parser.close()
    return parser.found


def texts(blocks) -> str:
    """All text of the blocks, without markup."""
    parts = []
    for block in blocks:
        value = (
            block.value
            if isinstance(block.value, str)
            else " ".join(block.value.get(k, "") for k in ("html", "caption"))
        )
        parts.append(re.sub(r"<[^>]+>", "\n", value))
    return "\n".join(parts)
