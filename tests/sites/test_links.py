"""Addresses a visitor may be sent to, and which of them leave the government's sites."""

import pytest

from sites.presentation.links import link, references, rewrite
from sites.presentation.phrases import phrases_of


@pytest.mark.parametrize(
    ("url", "outside"),
    [
        ("/news/", False),
        ("../t20200101_1.html", False),
        ("?page=2", False),
        ("#top", False),
        ("https://www.gov.cn/", False),
        ("http://EDU.Nanjing.GOV.CN:8080/x", False),
        ("https://gov.cn", False),
        ("https://南京.政务/", False),
        ("http://own.test/x", False),
        ("mailto:a@b.cn", False),
        ("tel:12345", False),
        ("https://www.example.org/a b?c=d&e=f", True),
        ("//www.example.org/x", True),
        ("https://gov.cn.example.org/", True),
        ("https://evilgov.cn/", True),
        ("http://user:pass@www.example.org/", True),
        ("https://www.gov.cn@example.org/", True),
        ("http://[::1]/", True),
    ],
)
def test_link_is_outside_when_its_host_is_neither_government_nor_ours(url, outside):
    found = link(url, own_hosts={"own.test"})

    assert (found.url, found.is_outside) == (url, outside)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "http:evil.example",
        "http:///evil.example",
        "https://[::1",
        "/a\nb",
    ],
)
def test_address_that_is_none_or_hides_where_it_leads_is_no_link(url):
    assert link(url) is None


def test_text_keeps_everything_but_the_addresses():
    text = '<p>甲&amp;乙<a href="/x?a=1&amp;b=2" title="t">丙</a><b>丁</b></p>'

    assert rewrite(text, lambda kind, number: None) == '<p>甲&amp;乙<a href="/x?a=1&amp;b=2">丙</a><b>丁</b></p>'


def test_references_of_a_text_are_its_pages_files_and_hosts():
    text = (
        '<a linktype="page" id="12">a</a><a linktype="document" id="3">b</a>'
        '<a href="https://WWW.Example.org/x">c</a><a href="/y">d</a><a href="http://[x">e</a>'
    )

    assert references(text) == [("page", "12"), ("document", "3"), ("host", "www.example.org")]


@pytest.mark.parametrize(
    "title",
    [
        "",
        "市政府关于印发南京市“十五五”城市排水防涝规划的通知",
        "2026年1—6月GDP增长5.6%",
        "（征求意见稿）",
        "a  b\tc",
        "🚌公交",
    ],
)
def test_phrases_joined_are_the_title(title):
    assert "".join(phrases_of(title)) == title


def test_phrases_break_neither_words_nor_quotations_nor_numbers_from_their_measure():
    phrases = phrases_of("市政府关于印发2026年“十五五”规划，公积金办法的通知")

    assert "“十五五”" in phrases
    assert "2026年" in phrases
    assert [phrase for phrase in phrases if phrase[0] in "，”》"] == []
