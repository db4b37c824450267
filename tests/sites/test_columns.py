"""Columns: depth and addresses."""

import pytest
from django.core.exceptions import ValidationError

from sites.domain.columns import add_column
from sites.domain.freshness import column_states
from sites.enums import ColumnType
from sites.models import ColumnPage
from tests.factories import sites
from unified_platform.rules.models import Rule

pytestmark = pytest.mark.django_db


def chain(levels: int) -> ColumnPage:
    """A column `levels` below the home page of a new site, with all above it."""
    column = sites.column(sites.site())
    for level in range(1, levels):
        column = add_column(column, f"level{level}", "下级栏目")
    return column


def test_column_below_the_depth_limit_is_refused_by_every_door():
    deepest = chain(4)

    with pytest.raises(ValidationError, match="4"):
        add_column(deepest, "more", "太深")
    assert ColumnPage.can_create_at(deepest) is False
    assert ColumnPage.can_create_at(deepest.get_parent()) is True


def test_column_depth_follows_the_rule_table():
    deepest = chain(4)
    Rule.objects.filter(code="column-depth").update(value=5)

    assert add_column(deepest, "more", "再深一级").depth == 7


@pytest.mark.parametrize(
    ("column_type", "rule", "days"),
    [
        (ColumnType.NEWS, "news", 14),
        (ColumnType.NOTICE, "notice", 183),
        (ColumnType.POLICY, "policy", 183),
        (ColumnType.INTERPRETATION, "policy", 183),
        (ColumnType.LEADERS, "static", None),
        (ColumnType.SERVICE, "static", None),
        (ColumnType.OTHER, "static", None),
    ],
)
def test_column_is_watched_as_its_type_implies(column_type, rule, days):
    """R-4.3.3: the type of a new column gives its monitoring class, the class its cycle in days."""
    profile = sites.site()
    add_column(profile.site.root_page, "lm", "栏目", column_type=column_type)

    assert [(state.rule, state.cycle) for state in column_states([profile.site_id])] == [(rule, days)]


def test_column_move_counts_the_levels_it_brings_along():
    two_levels = chain(2).get_parent().specific
    third = chain(3)

    assert two_levels.can_move_to(third) is False
    assert two_levels.can_move_to(third.get_parent()) is True


def test_column_address_is_that_of_its_own_site(settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    profile = sites.site("water")
    column = add_column(sites.column(profile, "zwgk"), "tzgg", "通知公告")

    assert column.full_url == "https://water.test/zwgk/tzgg/"
    assert profile.site.root_page.specific.full_url == "https://water.test/"


def test_column_cannot_take_an_address_that_every_site_has():
    profile = sites.site()
    news = sites.column(profile, "news")

    for slug in ("search", "documents", "admin", "topics"):
        with pytest.raises(ValidationError):
            sites.column(profile, slug)
        assert add_column(news, slug, "下级栏目").slug == slug
