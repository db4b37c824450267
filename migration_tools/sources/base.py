"""What every source adapter speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable
from urllib.parse import urljoin, urlsplit

# Hostile input: a page or a file beyond these sizes (bytes) is reported and left out, never read into memory.
MAX_PAGE = 16 * 1024 * 1024
MAX_FILE = 256 * 1024 * 1024

# Characters of a key; the ledger keeps it.
MAX_KEY = 600

_HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", re.IGNORECASE)


class SourceError(Exception):
    """The source cannot be used at all; the message is one sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A saved page.

    `key` names it within its source for ever (the path of the saved file), `url` is the address it once had, `base` is
    what its relative links are relative to, `fetched_at` is the moment it was saved (aware), `content` are its bytes.
    """

    key: str
    url: str
    base: str
    content: bytes
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A saved file that is no page: picture, attachment, script. `size` in bytes."""

    key: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something the adapter would not touch, and why: `symlink`, `special`, `name`, `too_large`, `unreadable`."""

    key: str
    reason: str


@runtime_checkable
class Source(Protocol):
    """A closed site as it was saved.

    `pages` and `files` come in a stable order, page by page, so that memory stays flat and a run can be resumed.
    """

    host: str
    aliases: frozenset[str]  # other names the copy uses for the same host: an address it was copied under
    page_count: int

    def pages(self) -> Iterator[SourcePage]: ...

    def page(self, key: str) -> SourcePage:
        """One page again. Raises SourceError for a key that is no page of the source."""
        ...

    def files(self) -> Iterator[SourceFile]: ...

    def read(self, key: str) -> bytes:
        """The bytes of one page or file. Raises SourceError for a key the source does not hold."""
        ...

    def skipped(self) -> list[Skipped]:
        """What `pages` and `files` left out."""
        ...


def resolve(base: str, href: str) -> str:
    """The absolute address a link on a page meant; empty when the link has no meaning at all.

    A saved copy of several hosts is a tree of folders, one for each host; its links climb from one host's folder into
    another's. Such a base is written `file:///host/path`, so that climbing is ordinary URL arithmetic.
    """
    href = _spaces_out(href)
    if base.startswith("file:///") and href.startswith("/") and not href.startswith("//"):
        href = f"/{base.removeprefix('file:///').partition('/')[0]}{href}"
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address, and the like
        return ""
    if parts.scheme != "file":
        return url
    if parts.netloc:  # `//host/path`
        return parts._replace(scheme="http").geturl()
    host, _, path = parts.path.lstrip("/").partition("/")
    if not _HOST.match(host):
        return url
    return parts._replace(scheme="http", netloc=host.lower(), path=f"/{path}").geturl()


def _spaces_out(href: str) -> str:
    """A browser drops line ends and tabs inside an address, and blanks around it."""
    return re.sub(r"[\t\r\n]", "", href).strip()
