"""Title, date, source and author of an article, each with the evidence it rests on (标题、日期、来源、作者)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from . import dates
from .body import Body, is_furniture
from .head import Head
from .layout import Layout, Line
from .tree import marks, squeeze

ENTRY_LENGTH = 6  # characters; a link of this length with a date beside it is another article
TITLE_LENGTH = 300  # what the library holds


class DateEvidence(StrEnum):
    """Where a date was read, best first. What people saw on the page wins over what only machines saw."""

    VISIBLE = "visible"
    META = "meta"
    SCRIPT = "script"
    LIST = "list"
    PATH = "path"
    COPY = "copy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dated:
    """`when` is local time of the site (naive, Asia/Shanghai)."""

    when: datetime | None
    evidence: DateEvidence


# Title

_TAG = re.compile(r"<[^>]*>")
_SEPARATOR = re.compile(r"\s*(?:_+|[|｜»]+|[—–]+|--+|\s-\s|-(?=[^-\d]{2,}$)|\s[>·]\s|\s(?=[^\s]{2,}$))\s*")
_TITLE_MARKS = re.compile(r"title|biaoti|\bbt\b|headline|\btit\b|subject|\barti?clet|\bh1\b|xl-?bt|\bph\b")
_SITE_NAME = re.compile(r"(?:网|网站|政府|门户|委员会|局|厅|办公室|频道|首页|栏目|中心|博客|社区|公报|新闻|要闻)$")


def title(head: Head, layout: Layout, body: Body | None) -> str:
    """The heading of the article. One that people see and that the title element repeats is surest."""
    if named := squeeze(_TAG.sub("", head.first("articletitle"))):
        return named[:TITLE_LENGTH]
    end = body.first + 3 if body else len(layout.lines)
    seen = [line for line in layout.lines[:end] if _could_be_title(line)]
    if head.title:
        repeated = [line for line in seen if _is_head_of(line, head.title)]
        best = max(repeated, key=lambda line: (_rank(line), len(line.text)), default=None)
        return (best.text if best else without_site(head.title))[:TITLE_LENGTH]
    # Of several headings the last one before the text is the article's; those above it are the site's.
    ranked = [line for line in seen if _rank(line) >= 3] or [line for line in seen if _rank(line)]
    return ranked[-1].text[:TITLE_LENGTH] if ranked else ""


def without_site(text: str) -> str:
    """`办事服务_萧县人民政府` → `办事服务`: the parts at the end that name a column or the site are dropped."""
    kept = text.strip()
    for separator in reversed(list(_SEPARATOR.finditer(kept))):
        before, behind = kept[: separator.start()], kept[separator.end() :]
        if not before or not _SITE_NAME.search(behind):
            break
        kept = before
    return kept.strip(" _-|｜—–»>·")


def _could_be_title(line: Line) -> bool:
    if is_furniture(line):
        return False
    return 1 < len(line.text) <= TITLE_LENGTH and (line.linked < len(line.text) / 2 or line.block.tag in ("h1", "h2"))


def _is_head_of(line: Line, full: str) -> bool:
    """Is this line the heading that the title element repeats, rather than the site's name at its end?

    A title element may cut the heading short; a heading set in several lines is repeated by none of them alone.
    """
    text, said = _plain(line.text), _plain(full)
    heading = _plain(without_site(full)).rstrip(".…")
    if heading in text:
        return True
    if text not in said or (said.endswith(text) and len(text) < 0.5 * len(said)):
        return False
    ends_there = said.startswith(text) and said[len(text)] in "_-|｜—–»(（"
    return ends_there or len(text) >= 0.6 * len(heading) or _rank(line) >= 3


def _rank(line: Line) -> int:
    """How much the tag and the name of the block say that this is the heading."""
    tag = str(line.block.tag)
    rank = {"h1": 6, "h2": 3, "h3": 2}.get(tag, 0)
    names = " ".join(marks(element) for element in [line.block, *_ancestors(line.block, 2)])
    return rank + 3 * bool(_TITLE_MARKS.search(names))


def _ancestors(element, count: int) -> list:
    return [ancestor for ancestor, _ in zip(element.iterancestors(), range(count), strict=False)]


def _plain(text: str) -> str:
    return re.sub(r"[\s　 ]+", "", text)


# Date

_DATE_LABEL = re.compile(
    r"(?:发布|发表|更新|发稿|上传|添加|录入|公开|刊登|成文|生成|创建)?(?:日\s*期|时\s*间)\s*[:：]?\s*$|"
    r"(?:发布于|发表于|张贴\s*@?|posted)\s*[:：@]?\s*$",
    re.IGNORECASE,
)
_DATE_MARKS = re.compile(r"date|time|info|pub|source|attr|property|meta|laiyuan|post-?foot|sub_?title|\bly\b")
_SCRIPT_DATE = re.compile(
    r"""(?:pub_?(?:data|date|time)|release_?(?:date|time)|fb(?:sj|rq)|doc_?rel_?time)\w*["']?\s*[:=]\s*["']([^"']{8,40})["']""",
    re.IGNORECASE,
)
_TODAY = re.compile(r"今天是|现在(?:时间|是)|当前时间")


def date(head: Head, layout: Layout, body: Body | None, scripts: str, address: str) -> Dated:
    """When the article was published. The day in the address is often that of an earlier move, so it comes last."""
    if when := _visible(layout, body):
        return Dated(when, DateEvidence.VISIBLE)
    said = head.first("pubdate", "publishdate", "article:published_time", "firstpublishedtime", "publishtime")
    if found := dates.first(said):
        return Dated(found.when, DateEvidence.META)
    if (script := _SCRIPT_DATE.search(scripts)) and (found := dates.first(script[1])):
        return Dated(found.when, DateEvidence.SCRIPT)
    if when := dates.in_path(address):
        return Dated(when, DateEvidence.PATH)
    return Dated(None, DateEvidence.NONE)


def _visible(layout: Layout, body: Body | None) -> datetime | None:
    """The date among those on the page that most looks like the day of publishing."""
    best: tuple[float, datetime] | None = None
    for number, line in enumerate(layout.lines):
        for found in dates.find(line.text):
            score = _date_score(layout, body, number, line, found)
            if score > 0 and (best is None or score > best[0]):
                best = score, found.when
    return best[1] if best else None


def _date_score(layout: Layout, body: Body | None, number: int, line: Line, found: dates.Found) -> float:
    before = line.text[: found.start]
    if _TODAY.search(before):
        return 0.0
    labelled = bool(_DATE_LABEL.search(before)) or bool(
        not before and number and _DATE_LABEL.search(layout.lines[number - 1].text)
    )
    score = 10.0 * labelled + 3 * found.has_time + 3 * bool(_DATE_MARKS.search(marks(line.block)))
    score += _nearness(body, number)
    if not labelled and line.linked >= ENTRY_LENGTH:  # a list of further articles
        score -= 6
    if len(line.text) > 120:  # running text mentions days
        score -= 8
    elif len(line.text) - (found.end - found.start) < 40:
        score += 2
    return score


def _nearness(body: Body | None, number: int) -> float:
    """Between the heading and the text is where the date stands; inside the text it is the text's own matter."""
    if body is None:
        return 4.0
    if number < body.first:
        return max(5.0 - 0.5 * (body.first - number), 0.0)
    if number == body.first:
        return 3.0
    if number < body.last:
        return 0.0 if number - body.first < 3 else -2.0
    return max(3.0 - (number - body.last), -3.0)


# Source and author

_LABELS = (
    r"(?:(?:信息|文章|稿件|新闻|内容)?来\s*源|稿源|出处|作\s*者|撰稿人?|供稿(?:人|单位)?|通讯员|记者|发布者|发布人|发布单位|"
    r"发布机构|录入者?|录入员|编\s*辑|责任编辑|责编|审核|审核人|摄影|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|点击|人气|"
    r"字\s*[号体]大?小?|字号|视力保护色|(?:发布|发表|更新)?(?:日\s*期|时\s*间)|分享|打印|收藏|关键词|主题词|保护视力色)"
)
_NO_LABEL = rf"(?!{_LABELS}\s*[:：])"
_NEXT_LABEL = rf"(?=\s*[|｜/　【\[〔]?\s*{_LABELS}\s*[:：]|\s*[|｜【\[】\]〕]|\s+(?:19|20)\d\d[-年./]|$)"
_SOURCE = re.compile(
    rf"(?:(?:信息|文章|稿件|新闻|内容)?来\s*源(?:于|自)?|稿\s*源|出\s*处)\s*[:：]\s*{_NO_LABEL}(?P<value>\S.{{0,59}}?){_NEXT_LABEL}"
)
_AUTHOR = re.compile(
    rf"(?:作\s*者(?!单位|简介)|撰稿人?|文[/／])\s*[:：]?\s*{_NO_LABEL}(?P<value>\S.{{0,39}}?){_NEXT_LABEL}"
)
_BYLINE = re.compile(
    r"(?:记者|通讯员)[\s:：]*(?P<value>[一-鿿]{2,4}(?:[\s、，][一-鿿]{2,4}){0,4})(?=[\s)）]*$|[\s)）]+(?:通讯员|摄影|报道|文))"
)
_EDITOR = re.compile(
    rf"(?:发布者|发布人|录入者?|责任编辑|责编|编\s*辑)\s*[:：]\s*{_NO_LABEL}(?P<value>\S.{{0,29}}?){_NEXT_LABEL}"
)
_CODE = re.compile(r"[<>=\"{}]")  # what broken markup leaves behind
_PERSONS = re.compile(r"^[一-鿿·]{2,5}(?:[\s、,，][一-鿿·]{2,5})*(?<!网络)(?<!公司)(?<!集团)(?<!网)$")
_NO_VALUE = re.compile(
    r"^(?:无|未知|不详|佚名|本站|admin|administrator|管理员|原创|网络|转载文章|转载)$", re.IGNORECASE
)


def source(head: Head, layout: Layout, body: Body | None) -> str:
    """来源: who published it first, as the page says."""
    return _labelled(_SOURCE, _surroundings(layout, body)) or head.first("contentsource", "source")


def author(head: Head, layout: Layout, body: Body | None) -> str:
    """作者: named as such, in a byline, or in a meta tag that holds a person's name and not the system's maker."""
    found = _labelled(_AUTHOR, _surroundings(layout, body)) or _labelled(_BYLINE, _ends(layout, body))
    if not found and _PERSONS.match(head.first("author")):
        found = head.first("author")
    return "" if _NO_VALUE.match(found) else found


def editor(layout: Layout, body: Body | None) -> str:
    """发布者、责任编辑: who put it on the old site."""
    return _labelled(_EDITOR, _surroundings(layout, body))


def _labelled(pattern: re.Pattern[str], lines: Iterator[str] | list[str]) -> str:
    for text in lines:
        if found := pattern.search(text):
            value = found["value"].strip(" 　:：,，;；()（）[]【】|")
            if value and not _CODE.search(value):
                return value
    return ""


def _ends(layout: Layout, body: Body | None) -> Iterator[str]:
    """The first and the last lines of the text itself."""
    if body is not None:
        inside = layout.lines[body.first : body.last]
        yield from (line.text for line in (*inside[:2], *inside[-3:]) if len(line.text) < 200)


def _surroundings(layout: Layout, body: Body | None) -> Iterator[str]:
    """Where such facts stand: between heading and text, right behind the text, at its own ends."""
    lines = layout.lines
    if body is None:
        yield from (line.text for line in lines if len(line.text) < 200)
        return
    order = [
        *range(max(body.first - 12, 0), body.first),
        *range(body.first, min(body.first + 2, body.last)),
        *range(body.last, min(body.last + 4, len(lines))),
        *range(max(body.last - 3, body.first + 2), body.last),
    ]
    yield from (lines[number].text for number in order if len(lines[number].text) < 200)
