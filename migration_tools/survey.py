"""The first look at a whole site (普查): what is there, where it stands, what leads where.

Only what later steps need to know of *other* pages is kept, so that a site of any size fits into memory; the text of a
page is read again when its turn comes.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from .addresses import Address, canonical, significant_parameters
from .normalise import Block, Crumb, Dated, DateEvidence, Loss, NormalisedPage, PageKind, normalise
from .sources import Skipped, Source, SourceFile, SourcePage, resolve

# Of two pages at one address the one that says more is meant.
_RANK = (PageKind.ARTICLE, PageKind.SINGLE, PageKind.LIST, PageKind.HOME, PageKind.REFRESH, PageKind.EMPTY)


@dataclass(slots=True)
class Item:
    """One page of the source, without its text.

    `fingerprint` is equal for pages that show the same title, date and text. `saved` is the address that links inside
    the copy use for it, `url` the one it had.
    """

    key: str
    url: str
    saved: str
    kind: PageKind
    reason: str
    encoding: str
    title: str
    date: Dated
    trail: list[Crumb]
    fingerprint: str
    losses: list[Loss]
    fetched_at: datetime | None

    @property
    def is_text(self) -> bool:
        return self.kind in (PageKind.ARTICLE, PageKind.SINGLE)

    @property
    def folder(self) -> str:
        """The folder the page had on its host: `/xxgk/gsgg/`."""
        return urlsplit(self.url).path.rpartition("/")[0] + "/"


@dataclass(slots=True)
class Survey:
    """`by_address` leads to the key of a page or file, `mentioned` counts links to addresses of the site itself."""

    host: str
    aliases: frozenset[str] = frozenset()
    items: dict[str, Item] = field(default_factory=dict)
    files: dict[str, SourceFile] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    significant: frozenset[str] = frozenset()
    by_address: dict[Address, str] = field(default_factory=dict)
    mentioned: dict[Address, int] = field(default_factory=dict)

    def address(self, url: str) -> Address | None:
        """The canonical address; the site's name with and without `www.` is one."""
        found = canonical(url, self.significant)
        return Address(self.host, found.path) if found and self.is_own(found.host) else found

    def is_own(self, host: str) -> bool:
        return host in self.aliases or host.removeprefix("www.") == self.host.removeprefix("www.")

    def key_of(self, url: str) -> str | None:
        """The page or file an address led to; a page that only led on stands for the one it led to."""
        address = self.address(url)
        key = self.by_address.get(address) if address else None
        for _hop in range(5):
            item = self.items.get(key or "")
            if item is None or item.kind != PageKind.REFRESH:
                return key
            target = self.address(item.reason)
            key = self.by_address.get(target) if target else None
        return None


def survey(source: Source, on_page: Callable[[Item], None] = lambda item: None) -> Survey:
    """Reads every page once. `on_page` is told of each, for a progress bar."""
    result = Survey(source.host, source.aliases)
    mentioned: dict[str, int] = {}
    listed: dict[str, datetime] = {}
    for page in source.pages():
        read = normalise(page, source.host)
        if not result.is_own(urlsplit(page.url).hostname or ""):
            read.kind = PageKind.FOREIGN
        item = result.items[page.key] = _item(page, read)
        for url in read.links:
            mentioned[url] = mentioned.get(url, 0) + 1
        if not item.is_text:
            listed |= {entry.href: entry.when for entry in read.entries if entry.when}
        on_page(item)
    result.files = {file.key: file for file in source.files()}
    result.skipped = source.skipped()
    result.significant = significant_parameters([item.url for item in result.items.values()])
    _register(result)
    _count(result, mentioned)
    _date_from_lists(result, listed)
    return result


def _item(page: SourcePage, read: NormalisedPage) -> Item:
    return Item(
        key=page.key,
        url=page.url,
        saved=resolve(page.base, page.base),
        kind=read.kind,
        reason=read.reason,
        encoding=read.encoding,
        title=read.title,
        date=read.date,
        trail=read.trail,
        fingerprint=fingerprint(read.title, read.date.when, read.blocks) if read.is_text else "",
        losses=read.losses,
        fetched_at=page.fetched_at,
    )


def fingerprint(title: str, when: datetime | None, blocks: list[Block]) -> str:
    """SHA-256 of what a reader would see; empty for a page without text, which is like no other."""
    if not blocks:
        return ""
    seen = [title, str(when), [[block.type, block.value] for block in blocks]]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _register(result: Survey) -> None:
    for file in result.files.values():
        if address := result.address(file.url):
            result.by_address.setdefault(address, file.key)
    for item in sorted(result.items.values(), key=lambda item: _rank(item.kind), reverse=True):
        for url in (item.saved, item.url):
            if address := result.address(url):
                result.by_address[address] = item.key


def _rank(kind: PageKind) -> int:
    return _RANK.index(kind) if kind in _RANK else len(_RANK)


def _count(result: Survey, mentioned: dict[str, int]) -> None:
    for url, count in mentioned.items():
        if (address := result.address(url)) and address.host == result.host:
            result.mentioned[address] = result.mentioned.get(address, 0) + count


def _date_from_lists(result: Survey, listed: dict[str, datetime]) -> None:
    """A list that shows the date of an article knows better than the folder the article was once moved into."""
    for url, when in listed.items():
        item = result.items.get(result.key_of(url) or "")
        if item and item.is_text and item.date.evidence in (DateEvidence.PATH, DateEvidence.NONE):
            item.date = Dated(when, DateEvidence.LIST)
