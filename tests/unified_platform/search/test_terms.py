"""What a person typed is data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unified_platform.search.highlight import highlight, snippet
from unified_platform.search.plan import plan
from unified_platform.search.query import SearchQuery
from unified_platform.search.terms import LONGEST_QUERY, MOST_TERMS, Term, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公积金", [Term("公积金", ("公积", "积金"), False)]),
        ("金", [Term("金", ("金",), True)]),
        ("Cov", [Term("cov", ("cov",), True)]),
        ("COVID-19", [Term("covid-19", ("covid", "_", "_", "19"), False)]),
        ("5G基站", [Term("5g基站", ("5g", "基", "基站"), False)]),
        (
            "宁政发[2017] 第1 号",
            [Term("宁政发〔2017〕1号", ("宁政", "政发", "发_", "_", "2017", "_", "_", "1", "号"), False)],
        ),
        ("𠮷", [Term("𠮷", ("𠮷",), True)]),
    ],
)
def test_terms_have_tokens(text, expected):
    assert list(terms(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公积金 政策\n提取\u3000贷款", ["公积金", "政策", "提取", "贷款"]),
        ("公积金 公积金", ["公积金"]),
        ("关于印发《办法》的通知", ["关于印发", "办法", "的通知"]),
        ("-公积金 +政策 a.b .c", ["公积金", "政策", "a.b", "c"]),
        ("MB1886843/2026-00012", ["mb1886843/2026-00012"]),
        ("（2017）134号", ["〔2017〕134号"]),
        ("(二)", ["二"]),
        ("", []),
        ("😀 ，。 \ud800", []),
    ],
)
def test_terms(text, expected):
    assert [term.text for term in terms(text)] == expected


def test_terms_are_bounded():
    assert len(terms(" ".join(map(str, range(10_000))))) == MOST_TERMS
    assert [len(term.text) for term in terms("公" * 10_000)] == [LONGEST_QUERY]
    assert sum(len(term.text) for term in terms("ﷺ" * 10_000)) <= LONGEST_QUERY


def test_plan_of_no_site_is_nothing():
    assert plan(SearchQuery("公积金", sites=())) is None
    assert plan(SearchQuery("公积金", owner_sites=())) is None


ANYTHING = st.one_of(
    st.text(max_size=300),
    st.text("公积金〔〕()[]【】第号2017\"'*?~^:\\/+-&|!{}<>AND OR NOT\x00\ud800\u202e😀 \n", max_size=300),
    st.just("公积金" * 4000),
)


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_query_of_anything_can_be_planned_and_shown(text):
    planned = plan(SearchQuery(text))
    assert planned is None or len(planned.terms) <= MOST_TERMS
    for shown in (highlight(text, text), snippet(text, text)):
        shown.encode()
        assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
