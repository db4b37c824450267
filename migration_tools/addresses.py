"""When two addresses are one (规范地址).

An old address reaches us in many spellings: with and without default document, trailing slash, tracking parameters, in
capitals, percent-encoded or not. The ledger holds one row for all of them.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

MAX_LENGTH = 2000  # characters of a canonical path

_DEFAULT_DOCUMENT = re.compile(r"/(?:index|default|main)\.(?:s?html?|jhtml|aspx?|php|jsp|do)$")
# Parameters that never tell two pages apart.
_TRACKING = re.compile(r"^(?:utm_\w+|from|spm|t|ts|_|r|rnd|rand|random|time|timestamp|sessionid|jsessionid|phpsessid)$")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """`host` in lower case without port, `path` canonical with its significant query."""

    host: str
    path: str

    def __str__(self) -> str:
        return f"{self.host}{self.path}"


def canonical(url: str, significant: frozenset[str] = frozenset()) -> Address | None:
    """The canonical form of an absolute http(s) address. `significant` names the query parameters that count; all
    others are dropped. None for anything that is no such address, or too long to be one."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    path = canonical_path(parts.path, parts.query, significant)
    return Address(host, path) if len(path) <= MAX_LENGTH else None


def canonical_path(path: str, query: str = "", significant: frozenset[str] = frozenset()) -> str:
    """`//A/Index.html?x=1` → `/a`; the root stays `/`."""
    plain = unquote(_SESSION.sub("", path), errors="replace").lower()
    plain = re.sub(r"/{2,}", "/", f"/{plain}")
    plain = _DEFAULT_DOCUMENT.sub("/", plain)
    plain = plain.rstrip("/") or "/"
    kept = sorted((name, value) for name, value in parse_qsl(query.lower()) if name in significant)
    return quote(plain, safe="/~!$&'()*+,;=:@-._") + (f"?{urlencode(kept)}" if kept else "")


def significant_parameters(urls: list[str]) -> frozenset[str]:
    """The parameters by which the pages of this source differ."""
    names = {name.lower() for url in urls for name, _value in parse_qsl(urlsplit(url).query)}
    return frozenset(name for name in names if not _TRACKING.match(name))
