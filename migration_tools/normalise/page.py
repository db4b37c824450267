"""One saved page, read (规整一页): the front door of this package."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from ..sources import SourcePage, resolve
from . import body as bodies
from . import charset, facts, flow, head, hidden, kind, layout, place, tree
from .attachments import AttachmentLink
from .blocks import Block, build
from .facts import Dated, DateEvidence
from .kind import PageKind
from .losses import Loss, Losses, LossKind
from .place import Crumb, Entry


@dataclass(slots=True)
class NormalisedPage:
    """What one page holds. Addresses in it are absolute and still those of the closed site.

    `reason` says for a page that is no article why not: the title of an error page, the target of a refresh.
    """

    key: str
    url: str
    kind: PageKind
    reason: str = ""
    encoding: str = ""
    title: str = ""
    date: Dated = field(default_factory=lambda: Dated(None, DateEvidence.NONE))
    source: str = ""
    author: str = ""
    editor: str = ""
    trail: list[Crumb] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    attachments: list[AttachmentLink] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Does the page become a resource?"""
        return self.kind in (PageKind.ARTICLE, PageKind.SINGLE)


def normalise(page: SourcePage, host: str) -> NormalisedPage:
    """Reads one page of the closed site `host`. The same bytes give the same result."""
    losses = Losses()
    decoded = charset.decode(page.content)
    if decoded.broken:
        losses.add(LossKind.BROKEN_TEXT, decoded.encoding, decoded.broken)
    root, whole = tree.parse(decoded.text)
    if not whole:
        losses.add(LossKind.TOO_DEEP)
    said = head.read(root)
    absolute = _absolute(page.base, said.base)
    result = NormalisedPage(page.key, page.url, PageKind.EMPTY, encoding=decoded.encoding)
    result.links = _links(root, absolute)
    found, reason = kind.before_reading(decoded.text, said, root, head.leaves_to(root))
    if found is not None:
        result.kind = found
        result.reason = absolute(reason) if found == PageKind.REFRESH else reason
    else:
        _read(result, root, said, host, absolute, losses)
    result.losses = losses.as_list()
    return result


def _read(
    result: NormalisedPage,
    root: HtmlElement,
    said: head.Head,
    host: str,
    absolute: Callable[[str], str],
    losses: Losses,
) -> None:
    """Fills the result from a page for people. Takes the tree apart."""
    scripts = "\n".join(script.text or "" for script in tree.elements(root, "script"))
    hidden.clean(root, host, losses)
    page_layout = layout.lay_out(root)
    result.trail = place.trail(page_layout, absolute)
    result.entries = place.entries(root, absolute)
    body = bodies.find(page_layout)
    result.title = facts.title(said, page_layout, body)
    result.date = facts.date(said, page_layout, body, scripts, urlsplit(result.url).path)
    has_date = result.date.evidence in (DateEvidence.VISIBLE, DateEvidence.META)
    result.kind = kind.of_page(result.url, page_layout, body, result.entries, has_date=has_date)
    if not result.is_text:
        return
    result.source = facts.source(said, page_layout, body)
    result.author = facts.author(said, page_layout, body)
    result.editor = facts.editor(page_layout, body)
    if result.kind == PageKind.SINGLE and result.trail:
        result.title = result.trail[-1].name
    if body is not None:
        reader = flow.Flow(flow.Context(absolute, result.title, losses))
        pieces = reader.read(bodies.cut_out(page_layout, body, losses))
        result.blocks = build(pieces, result.title, losses)
        result.attachments = reader.attachments


def _absolute(base: str, said_base: str) -> Callable[[str], str]:
    """How a link of this page becomes absolute. A <base> of the page itself is relative to where it was saved."""
    if said_base:
        base = resolve(base, said_base) if "://" in said_base else urljoin(base, said_base)

    def absolute(href: str) -> str:
        return resolve(base, href) if href.strip() else ""

    return absolute


def _links(root: HtmlElement, absolute: Callable[[str], str]) -> list[str]:
    """Every address the page leads to, once, without fragments: the inventory of the site grows from these."""
    found = (absolute(link.get("href", "")).partition("#")[0] for link in tree.elements(root, "a", "area"))
    return list(dict.fromkeys(href for href in found if href.startswith(("http://", "https://"))))
