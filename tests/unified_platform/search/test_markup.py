"""The readable text of a body."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unified_platform.search.text import plain_text

FIELD = [
    {"type": "heading", "value": "标题", "id": "0b8c6a1e-1111-4222-8333-444455556666"},
    {"type": "paragraph", "value": "<p>住房<b>公积金</b>政策</p><p>第二&amp;段</p>", "id": "x"},
    {"type": "image", "value": 7},
    {"type": "table", "value": {"rows": [["甲", "乙"], ["丙", ""]], "caption": "表"}},
    {"type": "link", "value": {"url": "https://example.com/a", "text": "看这里"}},
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<p>住房<b>公积金</b>政策</p><p>第二\n  段</p>", "住房公积金政策\n第二 段"),
        ("第一行<br>第二行", "第一行\n第二行"),
        ("<table><tr><td>一</td><td>二</td></tr></table>尾", "一\n二\n尾"),
        ("<script>evil()</script><style>p{}</style>正文<!-- 注 -->", "正文"),
        ("没有标记\n两行", "没有标记\n两行"),
        ("a < b &lt; c", "a < b < c"),
        ('<?xml version="1.0" encoding="gbk"?><p>中</p>', "中"),
        ("\x00\ud800<p>x\ue001y", "x y"),
        ("[标题] 正文", "[标题] 正文"),
        ("", ""),
        ("<", "<"),
        ("<!-- -->", ""),
        ("[]", ""),
        (None, ""),
        (7, ""),
        (FIELD, "标题\n住房公积金政策\n第二&段\n甲\n乙\n丙\n表\n看这里"),
    ],
)
def test_plain_text(value, text):
    assert plain_text(value) == text


def test_plain_text_of_a_stream_field_as_text_is_the_same():
    assert plain_text(json.dumps(FIELD)) == plain_text(FIELD)


@pytest.mark.parametrize("value", ["<div>" * 20_000 + "x", "[" * 100_000, '{"a":' * 50_000, "<" * 100_000])
def test_plain_text_of_a_trap_ends(value):
    assert len(plain_text(value)) <= len(value)


def test_plain_text_of_a_deep_tree():
    tree: list = ["公积金"]
    for _level in range(100_000):
        tree = [tree]
    assert plain_text(tree) == "公积金"


@given(st.one_of(st.text(max_size=200), st.text("<>&;/!-'\" abpdivscript\x00\ud800公", max_size=200)))
@settings(max_examples=400, deadline=None)
def test_plain_text_of_anything_is_text(value):
    plain_text(value).encode()


TEXT = st.sampled_from(["公积金", " 政策\n", "&amp;", "&lt;b&gt;", "&nbsp;", "5G ", "<br/>", "<img src='x' alt='题'/>"])
INLINE = st.builds("{}{}{}".format, st.sampled_from(["<b>", '<b class="a=1&amp;2">']), TEXT, st.just("</b>"))
BLOCK = st.lists(st.one_of(TEXT, INLINE), min_size=1).map("".join).map("<p>{}</p>".format)
SANITISED = st.lists(BLOCK, min_size=1, max_size=5).map("".join)


@given(SANITISED)
@settings(max_examples=400, deadline=None)
def test_plain_text_is_the_same_with_and_without_the_short_cut(value):
    assert plain_text(value) == plain_text(f"<!-- parse me -->{value}")


@pytest.mark.realdata
def test_plain_text_of_hostile_markup_ends(realdata):
    payloads = json.loads((realdata / "hostile" / "xss-payloads.json").read_text())
    hostile = list(_strings(payloads))
    assert len(hostile) > 1000
    for value in hostile:
        assert plain_text(f"<p>前</p>{value}").startswith("前")


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
