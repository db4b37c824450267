"""Furniture inside the text box (页面小部件): share buttons, counters, font sizes, "关闭本页"."""

import re

from lxml.html import HtmlElement

from .tree import marks, text_of

_NAMES = re.compile(
    r"\b(?:bd|b|jia|s)?share|jiathis|fontsize|font-size|zoom(?:in|out)|\bprint(?:er|_|-|\b)|close(?:win|page|btn)|qrcode|erweima|"
    r"\bpager?\b|pagination|prevnext|pre-?next|sxy|ewm|weixin|toolbar"
)
_NAMED_LENGTH = 150  # characters; a longer box is text, whatever its name
_TEXT = re.compile(
    r"^[\s|｜·>\[\]【】〖〗()（）:：]*(?:"
    r"(?:关闭(?:本页|窗口|此页)?|打印(?:本页|本文|文章|此文|此页)?|返回(?:顶部|首页|上一页|列表)|回到顶部|收藏(?:本页|本文)?|推荐给朋友|"
    r"分享(?:到)?|字[体号](?:大小)?|[大中小]|繁體|视力保护色|放大|缩小|默认|微信|新浪微博|QQ空间|腾讯微博|更多|"
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|人气|\d+\s*次?|扫一扫.{0,20}|用手机.{0,10})"
    r"[\s|｜·>\[\]【】〖〗()（）:：]*)+$"
)
_NUMBER = re.compile(r"^[\d\s]+$")


def is_named_widget(element: HtmlElement) -> bool:
    """Does the box say by its name that it is furniture, and is it as short as furniture?"""
    return bool(_NAMES.search(marks(element))) and len(text_of(element)) < _NAMED_LENGTH


def is_widget_text(text: str) -> bool:
    """A line that only offers things to click on. A line of figures alone is a figure."""
    return bool(text) and bool(_TEXT.match(text)) and not _NUMBER.match(text) and text.strip() not in {"大", "中", "小"}
