"""Which columns a table import may have, and what its cells mean."""

from datetime import date, datetime

import pytest

from resource_library.enums import Kind
from resource_library.kinds import SCHEMAS, schema_of
from resource_library.kinds.importing import plan, read
from tests.resource_library.realdata import table


def test_headings_are_found_by_name_code_and_label():
    made = plan(schema_of(Kind.POLICY), ["标题*", "文号（必填）", "成文 日期", "发文机关", "effectDate", "颜色", ""])

    fields = {number: element.field for number, element in made.elements.items()}
    assert fields == {0: "title", 1: "doc_no", 2: "created_date", 3: "issuer", 4: "effect_date"}
    assert made.unknown == ["颜色"]


def test_field_of_the_kind_goes_before_an_element_of_the_same_name():
    made = plan(schema_of(Kind.MEDIA), ["作者"])

    assert ({n: f.name for n, f in made.fields.items()}, made.elements) == ({0: "maker"}, {})


def test_what_the_system_fills_in_cannot_be_imported():
    made = plan(schema_of(Kind.POLICY), ["索引号", "发布时间", "exempted_by", "校验值"])

    assert (made.elements, made.fields, len(made.unknown)) == ({}, {}, 4)


def test_own_names_of_a_table_can_be_mapped_and_a_heading_counts_once():
    made = plan(schema_of(Kind.NEWS), ["biaoti", "标题"], renamed={"biaoti": "标题"})

    assert ({n: e.field for n, e in made.elements.items()}, made.unknown) == ({0: "title"}, ["标题"])


def test_line_is_converted_and_says_what_is_wrong():
    headings = ["标题", "成文日期", "有效性", "发文机关", "联合发文机关", "主题分类", "施行日期"]
    made = plan(schema_of(Kind.POLICY), headings)

    line = read(made, ["某办法", "2017年5月15日", "废止", "市教育局", "市财政局、市卫健委", "城乡建设", "随后"])

    assert line.values == {"title": "某办法", "created_date": date(2017, 5, 15), "validity": "repealed"}
    assert line.names == {"issuer": ["市教育局"], "joint_issuers": ["市财政局", "市卫健委"], "subject": ["城乡建设"]}
    assert [heading for heading, _why in line.problems] == ["生效日期"]


def test_fields_of_the_kind_are_converted():
    made = plan(schema_of(Kind.ANNUAL_REPORT), ["标题", "年度", "报告类型"])

    assert read(made, ["年报", 2025.0, "website"]).extra == {"year": 2025, "about": "website"}
    assert read(made, ["年报", "去年", ""]).problems[0][0] == str(schema_of(Kind.ANNUAL_REPORT).field("year").label)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_field_of_every_kind_is_found_by_its_label(kind):
    fields = schema_of(kind).form_fields
    made = plan(schema_of(kind), [str(field.label) for field in fields])

    assert list(made.fields.values()) == list(fields)


@pytest.mark.realdata
def test_state_council_table_is_read(realdata):
    """5,781 documents with their dates."""
    rows = iter(table(realdata, "state-council-dates"))
    names = {"url": "原文地址", "title": "标题", "iss": "成文日期"}
    made = plan(schema_of(Kind.POLICY), next(rows), renamed=names)

    lines = [read(made, row) for row in rows]

    assert {element.field for element in made.elements.values()} == {"origin_url", "title", "created_date"}
    assert (len(lines), [line.problems for line in lines if line.problems]) == (5781, [])
    assert lines[0].values["created_date"] == datetime(2023, 9, 15).date()
