"""How alike texts are: what a copy is, what a form is, and what real texts say about the method (ADR 014)."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resource_library.domain import likeness
from tests.migration_tools import zhecheng

LONG = "".join(chr(0x4E00 + n * 7 % 3000) for n in range(600))


def text(title="关于做好防汛工作的通知", body=LONG, **facts):
    return likeness.text_of(title, body, **facts)


def test_spacing_punctuation_and_width_make_no_difference():
    one = likeness.plain_letters("一、防汛工作（２０２６年）：\n　　Ａ组，甲 组。")
    assert one == likeness.plain_letters("一 防汛工作[2026年] a组 甲组")


def test_shingles_of_a_short_text_are_itself():
    assert likeness.shingles("防汛") == {"防汛"}
    assert likeness.shingles("") == set()
    assert likeness.shingles("甲乙丙丁戊己") == {"甲乙丙丁戊", "乙丙丁戊己"}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=120))
def test_text_is_like_itself_and_shares_every_band(some):
    one = likeness.text_of("标题", some)
    sketch = likeness.sketch(one.shingles)
    assert likeness.sketch(one.shingles) == sketch
    assert len(sketch) == likeness.BINS
    assert likeness.estimate(sketch, sketch) == 1.0
    assert len(likeness.bands(sketch, "标题")) == likeness.BANDS
    assert likeness.likeness(one, one) == (1.0 if one.plain else 0.0)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_broken_characters_break_nothing(some):
    one = likeness.text_of(some, some, doc_no=some)
    likeness.bands(likeness.sketch(one.shingles), some)
    likeness.key_of(one.title, one.plain)


@pytest.mark.parametrize(
    ("reason", "here", "there"),
    [
        ("number", {"doc_no": "宁政发〔2026〕1号"}, {"doc_no": "宁政发〔2026〕2号"}),
        ("date", {"dated": date(2025, 1, 1)}, {"dated": date(2026, 1, 1)}),
        ("issuer", {"issuer": 1}, {"issuer": 2}),
        ("mark", {"title": "2025年政府信息公开工作年度报告"}, {"title": "2026年政府信息公开工作年度报告"}),
        ("mark", {"title": "关于公布第三批名单的公告"}, {"title": "关于公布第四批名单的公告"}),
        ("mark", {"title": "上半年经济运行情况"}, {"title": "下半年经济运行情况"}),
        ("files", {"files": ["a", "b"]}, {"files": ["c"]}),
        ("title", {"body": LONG[:200] + "甲"}, {"title": "关于征集意见的公告", "body": LONG[:200]}),
        ("figures", {"body": LONG + "气温3度，湿度40%，风力2级"}, {"body": LONG + "气温7度，湿度65%，风力5级"}),
    ],
)
def test_what_differs_in_one_respect_only_is_another_document(reason, here, there):
    assert likeness.told_apart(text(**here), text(**there)) == reason


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({}, {"title": "【转载】关于做好防汛工作的通知"}),
        ({"doc_no": "宁政发〔2026〕1号"}, {"doc_no": ""}),
        ({"doc_no": "宁政发〔2026〕1号"}, {"doc_no": "宁政发[2026] 1号"}),
        ({"files": ["a", "b"]}, {"files": ["b"]}),
        ({"files": ["a"]}, {}),
        # A long text is the same document under any title.
        ({}, {"title": "汛期将至"}),
    ],
)
def test_copy_is_not_told_apart(here, there):
    assert likeness.told_apart(text(**here), text(**there)) == ""


def test_same_form_for_another_year_shares_no_band():
    sketch = likeness.sketch(likeness.shingles(LONG))
    one, other = (set(likeness.bands(sketch, f"关于{year}年招生工作的公告")) for year in (2025, 2026))
    assert not one & other


@pytest.mark.realdata
def test_copies_on_a_real_site_are_found_and_nothing_else_is(realdata):
    """The closed county site holds byte-identical copies and one retyped; the method finds exactly what pairs of them
    read the same by a plain comparison of all with all."""
    articles = {key: each for key, each in zhecheng.articles(realdata).items() if each.text}
    texts = {key: likeness.text_of(each.title, each.text) for key, each in articles.items()}
    bands = {
        key: set(likeness.bands(likeness.sketch(each.shingles), articles[key].title)) for key, each in texts.items()
    }
    near, missed = 0, []
    for one, other in combinations((key for key in texts if len(texts[key].shingles) >= likeness.FEWEST), 2):
        here, there = texts[one], texts[other]
        sizes = sorted((len(here.shingles), len(there.shingles)))
        if sizes[0] < likeness.NEAR * sizes[1]:  # then they cannot be near
            continue
        if likeness.likeness(here, there) < likeness.NEAR or likeness.told_apart(here, there):
            continue
        near += 1
        keys = {likeness.key_of(each.title, each.plain) for each in (here, there)}
        if len(keys) == 2 and not bands[one] & bands[other]:
            missed.append((here.title, there.title))
    assert missed == []
    assert near >= 13


@pytest.mark.realdata
def test_sketch_estimates_the_likeness_of_real_texts(realdata):
    """Versions of regulations are like each other to every degree: the sketch is right to within a quarter."""
    folder = realdata / "laws" / "行政法规"
    by_title: dict[str, list] = {}
    for path in sorted(folder.glob("*.md")):
        by_title.setdefault(path.stem.partition("(")[0], []).append(path)
    pairs = [some[:2] for some in by_title.values() if len(some) > 1]
    assert len(pairs) > 10
    for one, other in pairs:
        here, there = (likeness.text_of("", path.read_text(errors="replace")).shingles for path in (one, other))
        said = likeness.estimate(likeness.sketch(here), likeness.sketch(there))
        assert abs(said - likeness.jaccard(set(here), set(there))) < 0.25, one.name
