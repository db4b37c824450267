"""Who is in the city, and which columns they have."""

import re

import pytest

from sites.demo.members import Rank, city_of, demo_city, departments, districts
from sites.demo.plans import by_path, plans_for

from .conftest import NOW


def test_demo_city_has_everybody():
    ranks = [member.rank for member in demo_city()]
    assert ranks == [Rank.PORTAL, *[Rank.DISTRICT] * 12, *[Rank.DEPARTMENT] * 29]
    assert [member.region_name for member in districts()][-1] == "江北新区"


def test_city_of_three_is_portal_district_department():
    assert [member.slug for member in city_of(3)] == ["nanjing", "xuanwu", "edu"]


def test_city_of_a_hundred_and_twenty_has_nobody_twice():
    members = city_of(120)
    for name in ("slug", "name", "prefix"):
        assert len({getattr(member, name) for member in members}) == 120
    assert members[-1].name.endswith("（演示078）")


@pytest.mark.parametrize("sites", [0, -1, 10_000])
def test_city_of_an_impossible_size_is_refused(sites):
    with pytest.raises(ValueError, match=r"1 .*274"):
        city_of(sites)


@pytest.mark.parametrize("member", demo_city(), ids=lambda member: member.slug)
def test_columns_keep_the_rules(member):
    plans = by_path(plans_for(member, NOW.date()))
    assert [path for path in plans if not re.fullmatch(r"(?:[a-z0-9]+/?){1,4}", path)] == []
    assert [path for path in plans if path.count("/") > 3] == []
    assert [path for path, plan in plans.items() if not plan.children and not plan.recipe] == EMPTY.get(member.slug, [])


#
EMPTY = {"gaochun": ["gcqrmzf/ghjh", "gcqrmzf/xzzf", "hdjl/zjdc", "hdjl/zxft", "sjfb"]}


def test_portal_has_the_paths_of_the_real_one():
    """R-8.1.2."""
    paths = by_path(plans_for(demo_city()[0], NOW.date()))
    wanted = {"zdgk", "xxgkn/zfgb", "xxgkn/fggz/gz", "xxgkn/szgfxwj", "msxx", "zzb/ywdt/njxx"}
    wanted |= {"xxgkn/jytabljggk/2026njytabl/shirddbjy", "xxgkn/jytabljggk/2026njytabl/shizxta"}
    assert wanted - set(paths) == set()


def test_districts_have_the_four_document_columns():
    """R-8.2."""
    for member in districts():
        titles = {plan.title for plan in by_path(plans_for(member, NOW.date())).values()}
        assert {"政府发文", "政府办发文", "部门发文", "行政规范性文件"} - titles == set()


def test_departments_have_the_columns_of_a_typical_one():
    """R-8.4; the catalogue folder is njs and the initials (R-8.3)."""
    wanted = {
        "通知公告",
        "机构职能",
        "领导信息",
        "信息公开指南",
        "信息公开制度",
        "信息公开年报",
        "依申请公开",
        "政策解读",
    }
    wanted |= {"规划计划", "财政信息", "行政执法公示", "建议提案", "办事服务", "咨询投诉", "政府网站工作年度报表"}
    for member in departments():
        plans = by_path(plans_for(member, NOW.date()))
        assert wanted - {plan.title for plan in plans.values()} == set()
        assert member.catalogue.startswith("njs")
