"""Where a page stands in its site (栏目位置): the trail above it, the articles a list leads to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from lxml.html import HtmlElement

from . import dates
from .layout import Layout
from .tree import BLOCKS, elements, marks, squeeze, text_of

_POSITION = re.compile(r"(?:当前|所在|您的|现在|你的)的?(?:当前|所在)?位置|您现在的位置|位置\s*[:：]|^位置$")
_TRAIL_MARKS = re.compile(r"crumb|curmb|location|position|curpos|\bpath\b|weizhi|dqwz|\blm_?path")
_TRAIL_LENGTH = 200  # characters
_HOME = re.compile(r"^(?:网站|本站|返回)?首\s*页$|^主页$|^home$", re.IGNORECASE)
_LAST = re.compile(r"^(?:正文|内容|详细(?:信息|内容)?|列表)$")
_PAGER = re.compile(r"^(?:首页|上一页|下一页|尾页|末页|上页|下页|\d{1,4}|[<>«»]+|\.\.\.|更多.*|more.*)$", re.IGNORECASE)
ENTRY_LENGTH = 4  # characters; shorter links are navigation


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the trail. `href` is absolute, empty for a step without a link."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a list page with the date beside it (naive local time)."""

    title: str
    href: str
    when: datetime | None = None


def trail(layout: Layout, resolve: Callable[[str], str]) -> list[Crumb]:
    """The steps from the home page down, without the home page and without "正文"."""
    box = _trail_box(layout)
    if box is None:
        return []
    crumbs = [Crumb(text_of(link), resolve(link.get("href", ""))) for link in elements(box, "a")]
    unlinked = squeeze(re.split(r"[>»›→/\\]", text_of(box))[-1])
    if unlinked and crumbs and unlinked != crumbs[-1].name and not _POSITION.search(unlinked):
        crumbs.append(Crumb(unlinked))
    return [crumb for crumb in crumbs if crumb.name and not _HOME.match(crumb.name) and not _LAST.match(crumb.name)]


def _trail_box(layout: Layout) -> HtmlElement | None:
    """The smallest box with the words "当前位置" and links; or one that is named as the trail."""
    said = (line.block for line in layout.lines if _POSITION.search(line.text))
    around = (element for block in said for element in (block, *islice(block.iterancestors(*BLOCKS), 2)))
    named = (element for element in layout.spans if _TRAIL_MARKS.search(marks(element)))
    return next(filter(_is_trail, chain(around, named)), None)


def _is_trail(element: HtmlElement) -> bool:
    return next(elements(element, "a"), None) is not None and len(text_of(element)) <= _TRAIL_LENGTH


def entries(root: HtmlElement, resolve: Callable[[str], str]) -> list[Entry]:
    """Links with a date beside them: what a list page leads to."""
    found: dict[str, Entry] = {}
    for link in elements(root, "a"):
        title = squeeze(link.get("title", "")) or text_of(link)
        href = resolve(link.get("href", ""))
        if len(title) < ENTRY_LENGTH or _PAGER.match(title) or not href.startswith(("http:", "https:")):
            continue
        if date := dates.first(_beside(link)):
            found.setdefault(href, Entry(title, href, date.when))
    return list(found.values())


def _beside(link: HtmlElement) -> str:
    """The text of the list item around a link."""
    for element in link.iterancestors("li", "tr", "dd", "dt", "p", "div"):
        text = text_of(element)
        return text if len(text) < 300 else ""
    return ""
