"""The rule table: a changed rule is a changed row (R-0.3)."""

import re

import pytest

from unified_platform.rules.domain import DEFAULTS, load_defaults, value
from unified_platform.rules.models import Evidence, Rule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "number", "unit"),
    [
        ("column-cycle-news", 14, "天"),
        ("column-cycle-notice", 183, "天"),
        ("column-cycle-policy", 183, "天"),
        ("column-cycle-plan", 365, "天"),
        ("column-depth", 4, "级"),
        ("repost-hours", 12, "小时"),
        ("log-days", 183, "天"),
    ],
)
def test_rule_has_the_value_of_the_rule_book(code, number, unit):
    assert (value(code), Rule.objects.get(code=code).unit) == (number, unit)


def test_every_rule_names_its_source_and_how_well_it_is_known():
    rules = Rule.objects.all()

    assert [rule.code for rule in rules if not re.fullmatch(r"R-\d+(\.\d+)+", rule.reference)] == []
    assert {rule.evidence for rule in rules} <= set(Evidence.values)
    assert [rule.code for rule in rules if rule.evidence != Evidence.DERIVED and not rule.source] == []


def test_changed_value_counts_at_once():
    Rule.objects.filter(code="repost-hours").update(value=24)

    assert value("repost-hours") == 24


def test_loading_again_changes_nothing_somebody_set():
    Rule.objects.filter(code="repost-hours").update(value=8, name="从严转载时限")

    assert load_defaults() == 0
    assert Rule.objects.values_list("value", "name").get(code="repost-hours") == (8, "从严转载时限")


def test_loading_brings_back_what_is_missing():
    Rule.objects.filter(code__in=["repost-hours", "log-days"]).delete()

    assert load_defaults() == 2
    assert (value("repost-hours"), Rule.objects.count()) == (12, len(DEFAULTS))


def test_code_nobody_declared_is_an_error():
    with pytest.raises(Rule.DoesNotExist):
        value("lunch-break")


def test_value_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        value("column-depth")


def test_rule_that_a_release_brought_is_there_when_it_is_first_asked_for():
    Rule.objects.all().delete()
    Rule.objects.create(code="repost-hours", reference="R", name="x", value=24, unit="h", evidence="F")

    assert value("log-days") == 183
    assert value("repost-hours") == 24
    assert set(Rule.objects.values_list("code", flat=True)) == {row[0] for row in DEFAULTS}
