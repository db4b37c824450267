"""Is a column kept up? (R-1.7.2, R-3.1.4, R-3.1.5, R-3.1.6, R-4.3.3, R-8.6.1, R-8.6.2)"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_library.models import Placement
from sites.domain.freshness import Freshness, Risk, column_states, judge, limits, risks
from sites.enums import ColumnType, SiteState, UpdateRule
from sites.models import ColumnPage, SiteProfile
from tests.factories import sites as factories
from tests.factories.library import published
from unified_platform.rules.models import Rule

# Noon in Asia/Shanghai.
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def ago(**span) -> datetime:
    return NOW - timedelta(**span)


def shown(column, at):
    """An entry of the column, dated `at`."""
    resource = published(column)
    Placement.objects.filter(resource=resource).update(date=at)
    return resource


def verdicts(site=None):
    return {state.title: state.verdict for state in column_states(site and [site.site_id], now=NOW)}


@pytest.mark.parametrize(
    ("age", "cycle", "verdict"),
    [
        (0, 14, Freshness.FRESH),
        (10, 14, Freshness.FRESH),
        (11, 14, Freshness.DUE_SOON),
        (14, 14, Freshness.DUE_SOON),
        (15, 14, Freshness.OVERDUE),
        (183, 183, Freshness.DUE_SOON),
        (184, 183, Freshness.OVERDUE),
        (4000, None, Freshness.NO_CYCLE),
        (None, 14, Freshness.EMPTY),
        (None, None, Freshness.EMPTY),
    ],
)
def test_verdict_on_a_column_at_its_borders(age, cycle, verdict):
    assert judge(age, cycle, warn_percent=15) == verdict


@given(st.integers(0, 2000), st.integers(1, 400), st.integers(0, 100))
def test_column_only_grows_worse_with_age(age, cycle, percent):
    order = [Freshness.FRESH, Freshness.DUE_SOON, Freshness.OVERDUE]
    today, tomorrow = (judge(each, cycle, warn_percent=percent) for each in (age, age + 1))
    assert order.index(today) <= order.index(tomorrow)
    assert (tomorrow == Freshness.OVERDUE) == (age + 1 > cycle)


@pytest.mark.django_db
def test_news_column_silent_for_fifteen_days_is_overdue():
    """R-3.1.4, R-8.6.1."""
    site = factories.site()
    shown(factories.column(site, "dt", "动态"), ago(days=15))
    shown(factories.column(site, "yw", "要闻"), ago(days=14))
    states = {state.title: state for state in column_states([site.site_id], now=NOW)}
    assert (states["动态"].verdict, states["动态"].overdue, states["动态"].age) == (Freshness.OVERDUE, 1, 15)
    assert (states["要闻"].verdict, states["要闻"].overdue, states["要闻"].left) == (Freshness.DUE_SOON, 0, 0)
    assert [state.title for state in column_states([site.site_id], now=NOW)] == ["动态", "要闻"]


@pytest.mark.django_db
def test_days_are_those_of_nanjing():
    """An entry of 00:30 in Nanjing belongs to that day, although it is still the day before in UTC (R-0.2)."""
    site = factories.site()
    shown(factories.column(site), datetime(2026, 11, 7, 16, 30, tzinfo=UTC))
    assert column_states([site.site_id], now=NOW)[0].age == 14


@pytest.mark.django_db
def test_column_lives_by_what_stands_below_it():
    site = factories.site()
    above = factories.column(site, "zcwj", "政策文件", column_type=ColumnType.POLICY)
    below = factories.add_column(above, "gfxwj", "规范性文件", column_type=ColumnType.POLICY)
    shown(above, ago(days=400))
    shown(below, ago(days=3))
    states = {state.title: state for state in column_states([site.site_id], now=NOW)}
    assert (states["政策文件"].age, states["规范性文件"].age) == (3, 3)
    assert (states["政策文件"].first_level, states["规范性文件"].first_level) == (True, False)


@pytest.mark.django_db
def test_column_is_not_kept_fresh_by_what_nobody_sees_or_by_a_false_date():
    site = factories.site()
    column = factories.column(site)
    shown(column, ago(days=20))
    hidden = shown(column, ago(days=1))
    Placement.objects.filter(resource=hidden).update(visible=False)
    shown(column, NOW + timedelta(days=300))
    assert [(state.verdict, state.age) for state in column_states([site.site_id], now=NOW)] == [(Freshness.OVERDUE, 20)]


@pytest.mark.django_db
def test_cycles_are_rows_of_the_rule_table():
    """R-0.3."""
    site = factories.site()
    shown(factories.column(site), ago(days=15))
    Rule.objects.filter(code="column-cycle-news").update(value=20)
    assert verdicts(site) == {"部门动态": Freshness.FRESH}


@pytest.mark.django_db
def test_column_without_cycle_is_stale_only_when_it_is_empty():
    site = factories.site()
    shown(factories.column(site, "gk", "概况", column_type=ColumnType.OVERVIEW), ago(days=4000))
    factories.column(site, "qt", "空栏目", column_type=ColumnType.OTHER)
    asked = factories.column(site, "zx", "咨询投诉", column_type=ColumnType.CONSULTATION)
    ColumnPage.objects.filter(pk=asked.pk).update(update_rule=UpdateRule.INTERACTION)
    expected = {"空栏目": Freshness.EMPTY, "概况": Freshness.NO_CYCLE, "咨询投诉": Freshness.NO_CYCLE}
    assert verdicts(site) == expected


@pytest.mark.django_db
def test_column_that_missed_two_cycles_is_one_to_merge_or_close():
    """R-1.7.2."""
    site = factories.site()
    shown(factories.column(site, "a", "甲"), ago(days=28))
    shown(factories.column(site, "b", "乙"), ago(days=29))
    assert {s.title: s.is_abandoned for s in column_states([site.site_id], now=NOW)} == {"甲": False, "乙": True}


@pytest.mark.django_db
def test_closed_sites_and_unpublished_columns_are_nobodys_to_keep_up():
    open_site, closed = factories.site(), factories.site()
    SiteProfile.objects.filter(pk=closed.pk).update(state=SiteState.CLOSED)
    factories.column(open_site, "a", "开着")
    gone = factories.column(open_site, "b", "已撤")
    gone.live = False
    gone.save(update_fields=["live"])
    factories.column(closed, "c", "关站")
    mine = {state.title for state in column_states(now=NOW) if state.site in (open_site.site_id, closed.site_id)}
    assert mine == {"开着"}


@pytest.mark.django_db
def test_risk_counts_as_the_inspection_does():
    """R-3.1.4: news, and notices and policies of the first level only; R-3.1.6: every empty one."""
    site = factories.site()
    for number in range(4):
        shown(factories.column(site, f"n{number}", f"动态{number}"), ago(days=20))
    notices = factories.column(site, "tz", "通知", column_type=ColumnType.NOTICE)
    below = factories.add_column(notices, "zb", "招标", column_type=ColumnType.NOTICE)
    shown(below, ago(days=200))
    factories.column(site, "k1", "空", column_type=ColumnType.OTHER)
    factories.column(site, "k2", "不在主菜单", column_type=ColumnType.OTHER, in_menu=False)
    risk = risks(column_states([site.site_id], now=NOW), limits())[site.site_id]
    assert risk == Risk(news=5, other=1, empty=2, limits=(5, 10, 5))
    assert risk.is_failed
    assert not Risk(news=4, other=9, empty=4, limits=(5, 10, 5)).is_failed


@pytest.mark.django_db
def test_states_cost_the_same_for_one_site_and_for_many(django_assert_num_queries):
    site = factories.site()
    factories.column(site)
    with django_assert_num_queries(3):
        column_states([site.site_id], now=NOW)
    for number in range(3):
        factories.column(factories.site(), f"n{number}")
    with django_assert_num_queries(3):
        column_states(now=NOW)
