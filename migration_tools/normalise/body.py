"""Which part of a page is the text (正文定位).

Every line of the page is weighed: running text counts for it, links and furniture against it. The text is the run of
neighbouring parts whose lines weigh most together: a wider one would take in navigation, a narrower one would lose
paragraphs. No template has to be known; the names that the common systems give their text boxes only tip the scales.
"""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from .layout import Layout, Line
from .losses import Losses, LossKind
from .tree import depth, drop, marks

_SENTENCE = re.compile(r"[。！？；，、：“”《》]")
_FURNITURE = re.compile(
    r"版权所有|Copyright|ICP备|公网安备|主办单位|承办单位|技术支持|网站标识码|设为首页|加入收藏|当前位置|您的位置|所在位置|"
    r"热门(?:文章|新闻)|友情链接|(?:浏览|阅读|点击)(?:次数|量)|返回(?:顶部|页首)|回到顶部|扫一扫|字号|字体[:：]?\s*[\[【]?大|"
    r"(?:ICP|经营)许可证|免责声明|站内搜索|举报(?:电话|邮箱)|服务许可证|转载请注明",
    re.IGNORECASE,
)
# What stands here ends the text: nothing of it follows, only talk about it and ways onward.
_END = re.compile(
    r"^[\[【〖(（·\s]*(?:(?:发表|我要|网友|最新|热门)?评论|.{0,60}已有\s*\d+\s*(?:件|条|篇)评论|网友留言|(?:发表|我要)评论.*|"
    r"相关(?:链接|新闻|阅读|文章|报道|专题|推荐|稿件|资讯)|推荐阅读|延伸阅读|上一[篇条]|下一[篇条]|"
    r"关闭(?:窗口|本页)?|打印(?:本页|本文|文章|此文)?|分享(?:到.*)?|反侵权公告|发送给朋友|收藏本文|.{0,40}共\s*\d+\s*篇评论.*)"
    r"[\]】〗)）:：\s]*(?:$|[:：])"
)
# What the common systems call the box of the text: TRS, 大汉, 博达, 开普, 帝国, and what people write by hand.
_TEXT_BOX = re.compile(
    r"trs_?(?:editor|ueditor|preappend)|ucap-?content|vsb_?content|\bzoom(?:con)?\b|pages_?content|"
    r"(?:artic(?:le|al)|news|info|detail|main|text|post)[-_]?(?:con(?:tent)?s?|txt|text|body)\b|"
    r"(?:con(?:tent)?|txt|text|body)[-_]?(?:artic(?:le|al)|detail|main|txt)\b|"
    r"\b(?:artibody|xl-con|nr|zhengwen|view-content|bt_content)\b"
)
_NO_TEXT_BOX = re.compile(
    r"comment|reply|footer|copyright|\bnav|menu|sidebar|side_?bar|related|recommend|hot[-_]?|rank|share|crumb|banner|"
    r"friend|login|search|pinglun|toolbar|\bad[sv]?\b"
)
_FURNITURE_LENGTH = 120  # characters; a longer line is running text that mentions such a thing
TEXT_BOX_BONUS = 60.0
# A page whose best part weighs less has no text to speak of.
ENOUGH = 25.0
# So much text has to stand before an end mark for it to end anything.
MUCH = 100.0
NEARLY_ALL = 0.97
FEW_CHARACTERS = 300
# No run of parts reaches across an end mark.
WALL = -5000.0


@dataclass(frozen=True, slots=True)
class Body:
    """The text stands in `element`, in the half-open range of lines; `weight` tells how sure that is."""

    element: HtmlElement
    first: int
    last: int
    weight: float

    def within(self, other: "Body") -> bool:
        return other.first <= self.first and self.last <= other.last


def weigh(line: Line) -> float:
    """How much a line speaks for being part of the text."""
    plain = len(line.text) - line.linked
    if is_furniture(line):
        return -20.0
    if line.linked > plain:
        return -0.5 * line.linked - 4
    if _SENTENCE.search(line.text):
        return float(plain - line.linked)
    return 0.3 * plain - 1.5


def is_furniture(line: Line) -> bool:
    """Does the line belong to the page rather than to its text: position, counters, imprint?"""
    return len(line.text) < _FURNITURE_LENGTH and bool(_FURNITURE.search(line.text))


def is_end(line: Line) -> bool:
    return bool(_END.match(line.text))


def find(layout: Layout) -> Body | None:
    """The text of the page, or None when it has none."""
    for ends in (True, False):
        totals = _totals(layout, _weights(layout, ends=ends))
        runs = [run for element in layout.spans if (run := _best_run(layout, element, totals))]
        best = max(runs, key=lambda run: run.weight, default=None)
        if best and best.weight >= ENOUGH:
            # A narrower part that alone carries nearly all of it: what it leaves out is a heading line or two.
            inner = [run for run in runs if run.weight >= NEARLY_ALL * best.weight and run.within(best)]
            return _whole_box(layout, max(inner, key=lambda run: depth(run.element)))
    return _named(layout)


def _whole_box(layout: Layout, run: Body) -> Body:
    """A run inside a box that is named as the text takes its remaining lines along: lists of files, short lines."""
    for element in [run.element, *run.element.iterancestors()]:
        if element not in layout.spans or not _is_text_box(element):
            continue
        first, last = layout.spans[element]
        others = [*layout.lines[first : run.first], *layout.lines[run.last : last]]
        few = sum(len(line.text) for line in others) <= max(FEW_CHARACTERS, run.weight)
        if few and not any(is_end(line) for line in others):
            return Body(element, first, last, run.weight)
        break
    return run


def _is_text_box(element: HtmlElement) -> bool:
    name = marks(element)
    return bool(_TEXT_BOX.search(name)) and not _NO_TEXT_BOX.search(name)


def _weights(layout: Layout, *, ends: bool) -> list[float]:
    """The weight of each line, its surroundings considered. With `ends`, little counts behind an end mark."""
    weights, behind, good = [], False, 0.0
    for line in layout.lines:
        weight = weigh(line)
        if ends and good > MUCH and is_end(line):
            behind, weight = True, WALL
        if -2 < weight < 0 and not line.linked and next(line.block.iterancestors("table"), None) is not None:
            weight = 0.0  # a cell with a figure or a word says nothing either way
        if weight > 0 and behind:
            weight *= 0.02
        if weight > 0 and _is_outside(line.block):
            weight *= 0.1
        good += max(weight, 0)
        weights.append(weight)
    return weights


def _is_outside(block: HtmlElement) -> bool:
    """Does the name of a box around the line say that it holds something else? The nearest telling name decides."""
    for element in [block, *block.iterancestors()]:
        name = marks(element)
        if _TEXT_BOX.search(name):
            return False
        if element.tag in ("footer", "nav", "aside") or (element.tag != "body" and _NO_TEXT_BOX.search(name)):
            return True
    return False


def _totals(layout: Layout, weights: list[float]) -> dict[tuple[int, int], float]:
    """Weights of single lines and of whole blocks, by their range of lines."""
    sums = [0.0]
    for weight in weights:
        sums.append(sums[-1] + weight)
    totals = {(number, number + 1): weight for number, weight in enumerate(weights)}
    for first, last in layout.spans.values():
        totals[first, last] = sums[last] - sums[first]
    return totals


def _best_run(layout: Layout, element: HtmlElement, totals: dict[tuple[int, int], float]) -> Body | None:
    """The neighbouring parts of an element that weigh most together (Kadane)."""
    best: Body | None = None
    total, start = 0.0, None
    for first, last, _child in layout.children(element):
        if start is None or total <= 0:
            total, start = 0.0, first
        total += totals[first, last]
        if best is None or total > best.weight:
            best = Body(element, start, last, total)
    if best is None or best.weight <= 0:
        return None
    bonus = TEXT_BOX_BONUS if _is_text_box(element) else 0.0
    return Body(element, best.first, best.last, best.weight + bonus)


def _named(layout: Layout) -> Body | None:
    """A page with only a picture or a film: the innermost element whose name says that it is the text."""
    named = [element for element in layout.spans if _is_text_box(element)]
    if not named:
        return None
    element = max(named, key=depth)
    return Body(element, *layout.spans[element], 0.0)


def cut_out(layout: Layout, body: Body, losses: Losses) -> HtmlElement:
    """The element of the text, emptied of everything outside the run. Changes the tree.

    What goes from a box that calls itself the text is reported; the rest of the page was never part of it.
    """
    named = any(_is_text_box(element) for element in [body.element, *body.element.iterancestors()])
    inside = {id(element) for element in body.element.iter()}
    first, last = layout.spans[body.element]
    for number in (*range(first, body.first), *range(body.last, last)):
        if named:
            losses.add(LossKind.OUTSIDE, layout.lines[number].text)
        for element, slot in layout.lines[number].slots:
            setattr(element, slot, None)
    for number, element in layout.media:
        if id(element) in inside and not body.first <= number <= body.last:
            drop(element)
    return body.element
