"""Where links lead: addresses of pages and files in texts, and the mark on whatever leaves the government's sites."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

_SAFE = ("http", "https", "mailto", "tel", "")
# 政务 (and its ASCII form) is the other suffix of government sites.
_GOVERNMENT = (".gov.cn", ".政务", ".xn--zfr164b")


@dataclass(frozen=True)
class Link:
    """A safe address, and whether it leaves the government's sites (R-2.1.13)."""

    url: str
    is_outside: bool = False


def link(url: str, own_hosts: Collection[str] = ()) -> Link | None:
    """`url` as a link; None for what is no address a visitor could follow (`javascript:`, broken ones)."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if not url or parts.scheme.lower() not in _SAFE or _hides_its_host(url, host, parts.scheme):
        return None
    return Link(url, is_outside=bool(host) and not _is_ours(host, own_hosts))


def host_of(url: str) -> str:
    """The host of an absolute address, in lower case; empty for a path, and for what cannot be parsed."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_government(host: str) -> bool:
    return host == "gov.cn" or host.endswith(_GOVERNMENT)


def rewrite(html: str, address_of: Callable[[str, int], str | None], own_hosts: Collection[str] = ()) -> str:
    """Rich text as a browser needs it. `address_of(linktype, id)` knows pages and files; None is a link to nothing."""
    return FIND_A_TAG.sub(lambda tag: _opening(extract_attrs(tag[1]), address_of, own_hosts), html)


def references(html: str) -> list[tuple[str, str]]:
    """What a text links to: ("page", "12"), ("document", "3"), ("host", "www.example.org")."""
    found = []
    for tag in FIND_A_TAG.findall(html):
        attributes = extract_attrs(tag)
        if "linktype" in attributes:
            found.append((attributes["linktype"], attributes.get("id", "")))
        elif host := host_of(attributes.get("href", "")):
            found.append(("host", host))
    return found


def _opening(attributes: dict[str, str], address_of: Callable[[str, int], str | None], own: Collection[str]) -> str:
    if "linktype" in attributes:
        number = attributes.get("id", "")
        address = address_of(attributes["linktype"], int(number)) if number.isdecimal() else None
        target = Link(address) if address else None
    else:
        target = link(attributes.get("href", ""), own)
    if target is None:
        return "<a>"
    mark = ' class="outside" rel="noopener noreferrer"' if target.is_outside else ""
    return f'<a href="{escape(target.url)}"{mark}>'


def _is_ours(host: str, own_hosts: Collection[str]) -> bool:
    return is_government(host) or host in own_hosts


def _hides_its_host(url: str, host: str, scheme: str) -> bool:
    """Browsers read `/\\host`, `///host` and `http:host` as other sites although no parser finds a host in them."""
    if re.search(r"[\\\x00-\x1f\x7f]", url):
        return True
    return not host and (scheme.lower() in ("http", "https") or url.startswith("//"))
