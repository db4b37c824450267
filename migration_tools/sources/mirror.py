"""A folder of saved pages, as HTTrack or wget leave it (镜像文件夹)."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from .base import MAX_FILE, MAX_KEY, MAX_PAGE, Skipped, SourceError, SourceFile, SourcePage

PAGE_SUFFIXES = {".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".asp", ".aspx", ".php", ".jsp"}

# So many pages that name their host settle which one it was.
ENOUGH_WITNESSES = 200

# HTTrack writes into each page where it found it and when.
_MIRRORED = re.compile(
    rb"<!-- Mirrored from (?P<url>\S+) by HTTrack[^>]*?, (?P<date>\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} GMT) -->"
)


class MirrorSource:
    """Reads `folder`. `host` is taken from the pages themselves when it is not given.

    Raises SourceError when the folder is missing, holds no page, or nothing tells which host it was.
    """

    def __init__(self, folder: Path | str, host: str = "") -> None:
        self.root = Path(folder)
        if not self.root.is_dir():
            raise SourceError(_("There is no folder %(folder)s.") % {"folder": folder})
        self._skipped: dict[str, Skipped] = {}
        self._keys = list(self._walk())
        self._known = frozenset(self._keys)
        self.page_count = sum(map(_is_page, self._keys))
        if not self.page_count:
            raise SourceError(_("%(folder)s is no mirror of a website: it holds no saved page.") % {"folder": folder})
        self._prefix, found = self._layout()
        self.host = (host or found).lower()
        self.aliases = frozenset({found} - {"", self.host})
        if not self.host:
            raise SourceError(
                _("No page in %(folder)s tells where it was saved from. Name the old host with --host.")
                % {"folder": folder}
            )
        if not found:
            self._prefix = f"{self.host}/"

    def pages(self) -> Iterator[SourcePage]:
        for key in filter(_is_page, self._keys):
            if (content := self._bytes(key, MAX_PAGE)) is not None:
                yield self._page(key, content)

    def page(self, key: str) -> SourcePage:
        if not _is_page(key):
            raise SourceError(_("%(key)s is no page of the source.") % {"key": key})
        return self._page(key, self.read(key))

    def _page(self, key: str, content: bytes) -> SourcePage:
        url, fetched_at = _origin(content)
        return SourcePage(key, url or self._url(key), self._base(key), content, fetched_at)

    def files(self) -> Iterator[SourceFile]:
        for key in self._keys:
            if not _is_page(key) and (size := self._size(key, MAX_FILE)) is not None:
                yield SourceFile(key, self._url(key), size)

    def read(self, key: str) -> bytes:
        content = self._bytes(key, MAX_FILE) if key in self._known else None
        if content is None:
            raise SourceError(_("The source holds no file %(key)s.") % {"key": key})
        return content

    def skipped(self) -> list[Skipped]:
        return sorted(self._skipped.values(), key=lambda skipped: skipped.key)

    # The walk

    def _walk(self) -> Iterator[str]:
        """Keys of all regular files, sorted. Links are never followed: they could lead out of the folder."""
        for folder, folders, names in os.walk(self.root):
            folders.sort()
            here = Path(folder)
            for name in list(folders):
                if (here / name).is_symlink():
                    folders.remove(name)
                    self._skip(here / name, "symlink")
            for name in sorted(names):
                reason = _unfit(here / name) or ("name" if len(self._key(here / name)) > MAX_KEY else None)
                if reason is None:
                    yield self._key(here / name)
                else:
                    self._skip(here / name, reason)

    def _key(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _skip(self, path: Path, reason: str) -> None:
        key = self._key(path).encode("utf-8", "replace").decode()[:MAX_KEY]
        self._skipped[key] = Skipped(key, reason)

    # Reading

    def _size(self, key: str, limit: int) -> int | None:
        size = (self.root / key).lstat().st_size
        if size > limit:
            self._skip(self.root / key, "too_large")
            return None
        return size

    def _bytes(self, key: str, limit: int) -> bytes | None:
        """The content, or None when it may not or cannot be read. O_NOFOLLOW: the tree may change under us."""
        try:
            if self._size(key, limit) is None:
                return None
            with os.fdopen(os.open(self.root / key, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                return file.read(limit)
        except OSError:
            self._skip(self.root / key, "unreadable")
            return None

    # Addresses

    def _layout(self) -> tuple[str, str]:
        """(prefix, host): what stands before a key to make `host/path`, and the host most pages name.

        A mirror is either the host's own folder or the folder above, which holds one folder for each host.
        """
        votes: Counter[tuple[str, str]] = Counter()
        for page in filter(_is_page, self._keys):
            url, _fetched = _origin(self._bytes(page, MAX_PAGE) or b"")
            if host := urlsplit(url).netloc.lower():
                votes["" if page.startswith(f"{host}/") else f"{host}/", host] += 1
            if votes.total() >= ENOUGH_WITNESSES:
                break
        return max(votes, key=lambda vote: votes[vote], default=("", ""))

    def _base(self, key: str) -> str:
        return f"file:///{quote(self._prefix + key)}"

    def _url(self, key: str) -> str:
        return f"http://{quote(self._prefix + key)}"


def _is_page(key: str) -> bool:
    return Path(key).suffix.lower() in PAGE_SUFFIXES


def _unfit(path: Path) -> str | None:
    """Why a directory entry is no plain file with a name in Unicode, or None when it is one."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return "name"
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "symlink"
    return None if stat.S_ISREG(mode) else "special"


def _origin(content: bytes) -> tuple[str, datetime | None]:
    """(address, moment) from HTTrack's comment; empty when there is none."""
    found = _MIRRORED.search(content)
    if not found:
        return "", None
    url = found["url"].decode("utf-8", "replace").replace("&amp;", "&")
    try:
        fetched_at = parsedate_to_datetime(found["date"].decode()).astimezone(UTC)
    except ValueError:
        fetched_at = None
    return url if "://" in url else f"http://{url}", fetched_at
