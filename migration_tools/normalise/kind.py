"""What a saved page is (页面分类)."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from .body import Body
from .head import Head
from .layout import Layout
from .place import Entry
from .tree import elements, text_of


class PageKind(StrEnum):
    """`SINGLE` is a column whose page is itself a text (单页), `EMPTY` a page on which nothing was found, `FOREIGN` a
    page of another site that the copying tool took along."""

    ARTICLE = "article"
    SINGLE = "single"
    LIST = "list"
    HOME = "home"
    REFRESH = "refresh"
    ERROR = "error"
    STUB = "stub"
    EMPTY = "empty"
    FOREIGN = "foreign"


_ERROR_TITLE = re.compile(
    r"^\W*(?:(?:http\s*(?:error)?\s*)?(?:40[0-9]|50[0-9])\b|(?:页面|网页|文件|内容|信息).{0,6}(?:不存在|未找到|找不到|已删除|出错)|"
    r"(?:找不到|无法找到|无法显示).{0,4}(?:页|网页|文件)|not found|object not found|bad request|forbidden|"
    r"(?:internal )?server error|service unavailable|出错(?:了|啦|页)|错误(?:页|提示|信息)|"
    r"系统(?:错误|提示)|访问(?:出错|受限))",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"(?:was|is|could) not (?:be )?found on this server|the page cannot be found|"
    r"您(?:要)?(?:访问|查找|浏览|请求)的(?:页面|网页|内容|信息|资源).{0,12}"
    r"(?:不存在|已(?:被)?删除|找不到|未找到|已过期|无法)|(?:很?抱歉|对不起).{0,20}(?:不存在|已(?:被)?删除|找不到|未找到)|404\s*错误",
    re.IGNORECASE,
)
_ERROR_LENGTH = 1500  # characters on the whole page; an article about errors is longer
_SCRIPT_OUTPUT = re.compile(
    r"^\s*(?:document\.write(?:ln)?\s*\(|var\s+\w+\s*=|\w+\s*\(\s*[\[{\"']|\{|\[|/\*|function\b)"
)
_MARKUP = re.compile(r"<(?:html|body|head|div|table|p|!doctype|title|meta)\b", re.IGNORECASE)
_INDEX_NAME = re.compile(
    r"(?:^|/)(?:(?:index|default|list|column|channel|lm|more)(?:[_-]?[\da-f]*)\.\w+|)$", re.IGNORECASE
)
_HOME_PATH = re.compile(r"^/?(?:(?:index|default|main|home)\.\w+)?$", re.IGNORECASE)
MANY_ENTRIES = 3
# Weight of a text that makes the page of a column a text of its own rather than a list (see `body`).
MUCH_TEXT = 100.0


def is_index_path(path: str) -> bool:
    """Is this the address of a list by its form: a folder, `index.html`, `index_2.html`, `list.asp`?"""
    return bool(_INDEX_NAME.search(path))


def before_reading(text: str, head: Head, root: HtmlElement, leaves_to: str) -> tuple[PageKind | None, str]:
    """(kind, reason) of a page that is no page for people; (None, "") when it has to be read."""
    if not _MARKUP.search(text[:4096]):
        return PageKind.STUB, "script" if _SCRIPT_OUTPUT.match(text) else "no_markup"
    shown = text_of(root)
    if len(shown) <= _ERROR_LENGTH and _is_error(head, root, shown):
        return PageKind.ERROR, head.title or shown[:80]
    if head.refresh:
        return PageKind.REFRESH, head.refresh
    if leaves_to and len(shown) < 50:
        return PageKind.REFRESH, leaves_to
    if not shown and next(elements(root, "img", "iframe", "object", "embed"), None) is None:
        return PageKind.STUB, "nothing"
    return None, ""


def _is_error(head: Head, root: HtmlElement, shown: str) -> bool:
    headings = (text_of(element) for element in elements(root, "h1", "h2"))
    titled = any(_ERROR_TITLE.match(title) for title in (head.title, *headings) if title)
    return bool(_ERROR_TEXT.search(shown)) or (titled and len(shown) < 400)


def of_page(url: str, layout: Layout, body: Body | None, entries: list[Entry], *, has_date: bool) -> PageKind:
    """What a page for people is, by its address and by what is on it."""
    path = urlsplit(url).path
    weight = body.weight if body else 0.0
    if _HOME_PATH.match(path):
        return PageKind.HOME
    if is_index_path(path):
        return PageKind.SINGLE if not entries and weight >= MUCH_TEXT else PageKind.LIST
    if len(entries) >= MANY_ENTRIES and weight < MUCH_TEXT and not has_date:
        return PageKind.LIST
    media = body is not None and any(body.first <= number <= body.last for number, _ in layout.media)
    return PageKind.ARTICLE if weight > 0 or media or has_date else PageKind.EMPTY
