"""What the result page shows of a document."""

import pytest
from django.utils.safestring import SafeString

from unified_platform.search.highlight import highlight, snippet


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("住房公积金政策", "公积金", "住房<mark>公积金</mark>政策"),
        ("公积金，公积金", "公积金", "<mark>公积金</mark>，<mark>公积金</mark>"),
        ("住房公积金政策", "政策 住房", "<mark>住房</mark>公积金<mark>政策</mark>"),
        ("公积金贷款", "公积 公积金", "<mark>公积金</mark>贷款"),
        ("关 于 印　发", "关于印发", "<mark>关 于 印　发</mark>"),
        ("建５Ｇ基站", "5g基站", "建<mark>５Ｇ基站</mark>"),
        ("COVID-19与covid", "Covid", "<mark>COVID</mark>-19与<mark>covid</mark>"),
        ("2026年，12026年", "2026年", "<mark>2026年</mark>，12026年"),
        ("宁政办发[2017]第134号", "宁政办发〔2017〕134号", "<mark>宁政办发[2017]第134号</mark>"),
        ("<b>公积金</b>&", "公积金", "&lt;b&gt;<mark>公积金</mark>&lt;/b&gt;&amp;"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("公积金", "", "公积金"),
        ("公积金", "😀", "公积金"),
        ("公\x00积\ud800金", "x", "公 积 金"),
        ("", "公积金", ""),
    ],
)
def test_highlight(text, query, expected):
    shown = highlight(text, query)
    assert (shown, type(shown)) == (expected, SafeString)


def test_snippet_of_a_short_body_is_all_of_it():
    assert snippet("住房 公积金\n政策", "公积金") == "住房 <mark>公积金</mark> 政策"


def test_snippet_shows_the_place_with_most_terms():
    body = "公积金。" + "无关" * 200 + "。此处有公积金和贷款。" + "无关" * 200
    assert snippet(body, "公积金 贷款", 20) == "…此处有<mark>公积金</mark>和<mark>贷款</mark>。无关无关无关无关无关…"


def test_snippet_without_a_match_is_the_beginning():
    assert snippet("一二三四五六", "公积金", 4) == "一二三四…"


def test_snippet_escapes():
    assert snippet("<i>公积金</i>", "公积金") == "&lt;i&gt;<mark>公积金</mark>&lt;/i&gt;"


def test_snippet_of_a_huge_body_is_short():
    assert len(snippet("公积金贷款，" * 100_000, "公积金 贷款", 100)) < 1000
