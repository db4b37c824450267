"""The value of a field: one rule for form, import, validator and API (R-4.2.42, R-4.2.43)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_library.kinds import Field, Obligation, Type, When
from resource_library.kinds.values import BadValue, clean, from_cell, words

CHOICE = Field("f", "选项", Type.CHOICE, options=(("a", "甲"), ("b", "乙")))
ROWS = Field(
    "f",
    "表",
    Type.ROWS,
    columns=(Field("name", "名称", obligation=Obligation.MANDATORY), Field("day", "日期", Type.DATE)),
)


def field(kind: Type) -> Field:
    return {Type.CHOICE: CHOICE, Type.ROWS: ROWS}.get(kind) or Field("f", "字段", kind)


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        (Type.LINE, " 一行 ", "一行"),
        (Type.LINE, 7, "7"),
        (Type.TEXT, "一\n二", "一\n二"),
        (Type.DATE, "2026-11-22", "2026-11-22"),
        (Type.DATE, date(2026, 11, 22), "2026-11-22"),
        (Type.NUMBER, "2,026", 2026),
        (Type.NUMBER, 1.5, 1.5),
        (Type.CHOICE, "a", "a"),
        (Type.YES_NO, False, False),
        (Type.YES_NO, "是", True),
        (Type.URL, "https://www.example.org/a?b=1", "https://www.example.org/a?b=1"),
        (Type.PHONE, "025-83000000转801（办公室）、12345", "025-83000000转801（办公室）、12345"),
        (Type.PERSON, "沈远舟", "沈远舟"),
        (
            Type.ROWS,
            [{"name": "甲", "day": "2026-01-02", "more": 1}, {"name": " "}],
            [{"name": "甲", "day": "2026-01-02"}],
        ),
    ],
)
def test_value_of_its_type_is_stored_in_one_form(kind, given, stored):
    assert clean(field(kind), given) == stored


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Type.LINE, "一\n二"),
        (Type.LINE, "长" * 201),
        (Type.LINE, ["一", "二"]),  # a second value of an element that has one
        (Type.LINE, {"a": 1}),
        (Type.LINE, True),
        (Type.DATE, "2026-02-30"),
        (Type.DATE, "22.11.2026"),
        (Type.NUMBER, "很多"),
        (Type.NUMBER, "nan"),
        (Type.NUMBER, float("inf")),
        (Type.CHOICE, "c"),
        (Type.YES_NO, "也许"),
        (Type.URL, "javascript:alert(1)"),
        (Type.URL, "data:text/html,x"),
        (Type.URL, 'https://example.org/"><script>'),
        (Type.URL, "https://[::1"),
        (Type.URL, "//example.org/"),
        (Type.PHONE, "请来电"),
        (Type.PHONE, "<b>025</b>"),
        (Type.ROWS, "不是表"),
        (Type.ROWS, [{"day": "2026-01-02"}]),
        (Type.ROWS, [{"name": "甲", "day": "昨天"}]),
        (Type.ROWS, [{"name": "甲"}] * 501),
    ],
)
def test_value_that_is_none_of_its_type_is_refused(kind, given):
    with pytest.raises(BadValue):
        clean(field(kind), given)


@pytest.mark.parametrize("kind", Type)
@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_nothing_is_nothing_in_every_type(kind, nothing):
    assert (clean(field(kind), nothing), words(field(kind), nothing)) == (None, "")


@pytest.mark.parametrize("empty_rows", [[{}], [{"name": " "}, {}]])
def test_table_of_empty_rows_is_no_table(empty_rows):
    assert clean(field(Type.ROWS), empty_rows) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(kind=st.sampled_from(list(Type)), value=ANYTHING)
def test_anything_is_stored_once_and_for_all_or_refused(kind, value):
    """What was stored is its own stored form, and what was refused can still be shown."""
    try:
        stored = clean(field(kind), value)
    except BadValue:
        assert isinstance(words(field(kind), value), str)
        return
    assert clean(field(kind), stored) == stored
    assert isinstance(words(field(kind), stored), str)


@pytest.mark.parametrize(
    ("kind", "cell", "stored"),
    [
        (Type.DATE, "2017年5月15日", "2017-05-15"),
        (Type.DATE, "2017/5/15", "2017-05-15"),
        (Type.DATE, "2017.05.15", "2017-05-15"),
        (Type.DATE, "20170515", "2017-05-15"),
        (Type.DATE, "２０１７-5-15", "2017-05-15"),
        (Type.DATE, datetime(2017, 5, 15, 8), "2017-05-15"),
        (Type.CHOICE, "乙", "b"),
        (Type.YES_NO, "否", False),
        (Type.LINE, 2017.0, "2017"),
        (Type.ROWS, "甲|2017年5月15日\n乙", [{"name": "甲", "day": "2017-05-15"}, {"name": "乙"}]),
    ],
)
def test_cell_of_a_table_is_converted(kind, cell, stored):
    assert clean(field(kind), from_cell(field(kind), cell)) == stored


def test_words_are_what_a_reader_reads():
    assert words(CHOICE, "b") == "乙"
    assert words(Field("f", "是否", Type.YES_NO), True) in ("是", "Yes")
    assert words(ROWS, [{"name": "甲", "day": "2026-01-02"}, {"name": "乙"}]) == "甲　2026-01-02\n乙"
    assert words(Field("f", "类", Type.CHOICE, vocabulary="audience"), "x", {("audience", "x"): "企业"}) == "企业"


def test_condition_makes_a_field_mandatory():
    one = Field("cycle", "周期", obligation=Obligation.CONDITIONAL, when=When("open", (True,)))

    assert [one.is_demanded(values) for values in ({}, {"open": False}, {"open": True})] == [False, False, True]
