"""What a page says about itself: title element, meta tags (R-2.2 to R-2.4), refresh (页面标签)."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from .tree import elements, squeeze

_REFRESH = re.compile(r"^\s*(\d+)?[.\d]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(?P<url>[^\"']*)", re.IGNORECASE)
# A page that leaves by script and has nothing else to say.
_LEAVES = re.compile(
    r"""(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*=\s*["']([^"'+]+)["']|location\.replace\(\s*["']([^"'+]+)["']"""
)


@dataclass(frozen=True, slots=True)
class Head:
    """`meta` has lower-cased names; the first non-empty value of a name counts. `base` is that of <base href>."""

    title: str
    meta: dict[str, str]
    refresh: str = ""
    base: str = ""

    def first(self, *names: str) -> str:
        return next((self.meta[name] for name in names if self.meta.get(name)), "")


def read(root: HtmlElement) -> Head:
    """Reads the head; to be asked before scripts are taken out."""
    title = next((squeeze(element.text_content()) for element in elements(root, "title")), "")
    meta: dict[str, str] = {}
    refresh = ""
    for element in elements(root, "meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = element.get("content", "")
        if name and not meta.get(name):
            meta[name] = squeeze(content)
        if element.get("http-equiv", "").strip().lower() == "refresh" and not refresh:
            refresh = _target(content)
    base = next((element.get("href", "") for element in elements(root, "base")), "")
    return Head(title, meta, refresh, base)


def leaves_to(root: HtmlElement) -> str:
    """Where an inline script sends the visitor at once; empty when none does."""
    for script in elements(root, "script"):
        if found := _LEAVES.search(script.text or ""):
            return found[1] or found[2] or ""
    return ""


def _target(content: str) -> str:
    found = _REFRESH.match(content)
    return found["url"].strip() if found else ""
