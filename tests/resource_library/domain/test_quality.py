"""What a text is worth, and why not more (R-4.2.43, R-1.7.3, R-1.7.8, R-6.4.2)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_library.domain.quality import FULL, RULES, Part, quality_of
from resource_library.domain.validation import Problem, problems
from resource_library.enums import Kind, PublicTimeLimit, Validity
from resource_library.models import Resource
from tests.factories.library import ResourceFactory, paragraph
from unified_platform.rules.domain import DEFAULTS
from unified_platform.rules.domain import values as rules

TODAY = date(2026, 11, 22)
TABLE = {row[0]: row[3] for row in DEFAULTS if row[0] in RULES}
ENOUGH = (
    "会议研究了今年以来全市防汛工作，听取了各区汇报，对下一步工作作出部署，要求各单位落实责任，确保群众安全度汛。" * 2
)


def text(**fields) -> Resource:
    """An unsaved piece of news without a defect."""
    given = {
        "title": "市防汛会议召开",
        "kind": Kind.NEWS,
        "description": "摘要",
        "keywords": "防汛",
        "subject_id": 1,
        "image_id": 1,
        "body": [paragraph(ENOUGH)],
        "updated_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Resource(**{**given, **fields})


def judged(resource: Resource, missing=(), table=TABLE):
    return quality_of(resource, missing=missing, rules=table, today=TODAY)


def test_text_without_defect_has_full_marks():
    assert judged(text()).score == FULL
    assert judged(text()).reasons == ()


@pytest.mark.parametrize(
    ("fields", "part", "element", "rule"),
    [
        ({"description": " "}, Part.COMPLETE, "description", "quality-summary"),
        ({"subject_id": None}, Part.COMPLETE, "subject", "quality-subject"),
        ({"keywords": ""}, Part.COMPLETE, "keywords", "quality-keywords"),
        ({"image_id": None}, Part.READABLE, "image", "quality-thumbnail"),
        ({"title": "长" * 61}, Part.READABLE, "title", "quality-title"),
        ({"body": [paragraph("今日开会。")]}, Part.READABLE, "body", "quality-short"),
        ({"body": [paragraph("长" * 601)]}, Part.READABLE, "body", "quality-paragraph"),
        (
            {"body": [paragraph(ENOUGH), {"type": "recording", "value": {"file": 1, "transcript": ""}}]},
            Part.READABLE,
            "body",
            "quality-transcript",
        ),
        (
            {"validity": Validity.VALID, "abolish_date": date(2026, 11, 22)},
            Part.CURRENT,
            "validity",
            "quality-validity",
        ),
        (
            {"validity": Validity.PENDING, "effect_date": date(2026, 11, 22)},
            Part.CURRENT,
            "validity",
            "quality-validity",
        ),
        (
            {"public_time_limit": PublicTimeLimit.LIMITED, "public_until": date(2026, 11, 21)},
            Part.CURRENT,
            "public_until",
            "quality-validity",
        ),
        (
            {"kind": Kind.SERVICE_GUIDE, "updated_at": datetime(2024, 11, 21, tzinfo=UTC)},
            Part.CURRENT,
            "body",
            "quality-review",
        ),
    ],
)
def test_defect_costs_what_the_table_says_and_names_the_field_that_mends_it(fields, part, element, rule):
    found = judged(text(**fields))
    assert [(r.part, r.element, r.cost) for r in found.reasons] == [(part, element, TABLE[rule])]
    assert found.score == FULL - TABLE[rule]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "长" * 60},
        {"body": [paragraph("长" * 600)]},
        {"kind": Kind.POLICY, "image_id": None},
        {"image_id": None, "body": [paragraph(ENOUGH), {"type": "picture", "value": {"image": 1, "caption": "图"}}]},
        {"kind": Kind.NOTICE, "body": [paragraph("今日停水。")]},
        {"validity": Validity.VALID, "abolish_date": date(2026, 11, 23)},
        {"validity": Validity.PENDING, "effect_date": date(2026, 11, 23)},
        {"public_time_limit": PublicTimeLimit.LIMITED, "public_until": date(2026, 11, 22)},
        {"kind": Kind.SERVICE_GUIDE, "updated_at": datetime(2024, 11, 22, 4, tzinfo=UTC)},
        {"kind": Kind.NEWS, "updated_at": datetime(2004, 11, 21, tzinfo=UTC)},
    ],
)
def test_nothing_is_held_against_what_is_in_order(fields):
    assert judged(text(**fields)).reasons == ()


def test_what_must_be_there_costs_once_as_missing():
    found = judged(text(description=""), [Problem("description", "没有摘要")])
    assert [(r.element, r.message, r.cost) for r in found.reasons] == [
        ("description", "没有摘要", TABLE["quality-missing"])
    ]


def test_rule_set_to_nothing_is_switched_off():
    assert judged(text(keywords=""), table={**TABLE, "quality-keywords": 0}).reasons == ()


def test_dearest_reason_comes_first():
    costs = [reason.cost for reason in judged(text(keywords="", description="", title="长" * 80)).reasons]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) == 3


@given(st.integers(0, 40))
def test_score_stays_between_nothing_and_everything(count):
    found = judged(text(), [Problem("title", "缺")] * count)
    assert found.score == max(0, FULL - count * TABLE["quality-missing"])


@pytest.mark.django_db
def test_quality_agrees_with_the_validator_and_asks_the_database_nothing(django_assert_num_queries):
    resource = ResourceFactory.build(issuer=None, source="")
    missing, table = problems(resource), rules(*RULES)
    with django_assert_num_queries(0):
        found = quality_of(resource, missing=missing, rules=table)
    assert {"issuer", "source"} <= {reason.element for reason in found.reasons}
