"""Which columns a site has, and what stands in them (R-8.1.2, R-8.2, R-8.3, R-8.4).

A plan without a recipe is a column of sub-columns. `count` is how many texts the demo city writes for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..enums import ColumnType, ListStyle
from .members import Member, Rank

T = ColumnType


@dataclass(frozen=True)
class Plan:
    """One column. `quiet`: for so many days nothing has been published in it. `use` tells citizens how (R-7.1.4)."""

    slug: str
    title: str
    type: ColumnType = T.OTHER
    recipe: str = ""
    count: int = 0
    children: tuple["Plan", ...] = ()
    menu: bool = False
    style: ListStyle | None = None
    quiet: int = 0
    use: str = ""

    def walk(self, above: str = "") -> Iterator[tuple[str, "Plan"]]:
        """This column and those below it with their paths: `zwgk`, `zwgk/zcwj`."""
        path = f"{above}/{self.slug}" if above else self.slug
        yield path, self
        for child in self.children:
            yield from child.walk(path)


def _group(slug: str, title: str, *children: Plan, type: ColumnType = T.OTHER, menu: bool = True) -> Plan:
    return Plan(slug, title, type, children=children, menu=menu, style=ListStyle.CHILDREN)


_CONSULT = "公众可以就政策执行、公共服务等提出咨询、建议和投诉，提交后凭查询码查看办理进度，五个工作日内答复。"
_SURVEY = "就重要政策和公共事务公开听取意见，公众可以在线提交，结束后一个月内公布采纳情况。"
_INTERVIEW = "邀请有关负责人与公众在线交流，提前三日预告，未当场答复的问题五个工作日内回复。"


def _interaction(slug: str, answers: int, surveys: int, interviews: int, *more: Plan, survey: str = "zjdc") -> Plan:
    return _group(
        slug,
        "互动交流",
        Plan("zxts", "咨询投诉", T.CONSULTATION, "answers", answers, use=_CONSULT),
        Plan(survey, "征集调查", T.SURVEY, "surveys", surveys, use=_SURVEY),
        Plan("zxft", "在线访谈", T.INTERVIEW, "interviews", interviews, use=_INTERVIEW),
        *more,
    )


def _disclosure(*more: Plan, reports: int = 8) -> tuple[Plan, ...]:
    """What every organ has to disclose about its disclosure (R-1.7.10)."""
    return (
        Plan("xxgkzn", "信息公开指南", T.DISCLOSURE_GUIDE, "guide", 1),
        Plan("xxgkzd", "信息公开制度", T.DISCLOSURE_CATALOGUE, "rules", 4),
        *more,
        Plan("xxgknb", "信息公开年报", T.DISCLOSURE_REPORT, "reports", reports),
        Plan("ysqgk", "依申请公开", T.DISCLOSURE_REQUEST, "request", 1),
    )


def portal_plans(today: date) -> tuple[Plan, ...]:
    """The portal, with the paths of R-8.1.2 and the menu of R-8.1.4."""
    return (
        _group(
            "zzb",
            "要闻动态",
            _group(
                "ywdt",
                "政务要闻",
                Plan("njxx", "南京信息", T.NEWS, "news", 90),
                Plan("bmdt", "部门动态", T.NEWS, "of_departments", 45),
                Plan("gqdt", "各区动态", T.NEWS, "of_districts", 45),
                type=T.NEWS,
            ),
            Plan("tpxw", "图片新闻", T.NEWS, "pictures", 14, style=ListStyle.CARDS),
            Plan("tzgg", "通知公告", T.NOTICE, "notices", 36),
            Plan("xwfb", "新闻发布会", T.NEWS, "press", 12),
            type=T.NEWS,
        ),
        _group(
            "xxgkn",
            "政务公开",
            *_disclosure(
                Plan("szfwj", "市政府文件", T.POLICY, "government", 26),
                Plan("szfbgtwj", "市政府办公厅文件", T.POLICY, "office", 28),
                Plan("szgfxwj", "市政府行政规范性文件库", T.POLICY, "normative", 16),
                _group("fggz", "法规规章", Plan("gz", "规章", T.POLICY, "regulations", 8), menu=False),
                Plan("zcjd", "政策解读", T.INTERPRETATION, "interpretations"),
                Plan("zfgb", "政府公报", T.DISCLOSURE_CATALOGUE, "gazettes", 12),
                Plan("zfgzbg", "政府工作报告", T.DISCLOSURE_CATALOGUE, "government_reports", 8),
                Plan("ghjh", "规划计划", T.DISCLOSURE_CATALOGUE, "plans", 8),
                Plan("czyjs", "财政预决算", T.DISCLOSURE_CATALOGUE, "budgets", 12),
                Plan("xzzf", "行政执法公示", T.DISCLOSURE_CATALOGUE, "enforcement", 5),
                Plan("rsxx", "人事信息", T.NOTICE, "appointments", 12),
                _group(
                    "jytabljggk", "建议提案办理结果", *_proposals(today.year), *_proposals(today.year - 1), menu=False
                ),
                Plan("wznb", "政府网站工作年度报表", T.DISCLOSURE_REPORT, "website_reports", 8),
            ),
        ),
        Plan("ldzc", "市政府领导", T.LEADERS, "leaders", 8),
        Plan("jgsz", "政府机构", T.ORGAN, "organs", 30),
        Plan("zdgk", "重点领域信息公开", T.DISCLOSURE_CATALOGUE, "catalogues", 14),
        Plan("msxx", "民生信息", T.NEWS, "news", 40),
        _group(
            "zwfw",
            "政务服务",
            Plan("grfw", "个人服务", T.SERVICE, "services_for_people"),
            Plan("frfw", "法人服务", T.SERVICE, "services_for_firms"),
            type=T.SERVICE,
        ),
        _interaction("hdjl", 26, 12, 10, Plan("hygq", "回应关切", T.RESPONSE, "responses", 8)),
        _group(
            "sjkf",
            "数据开放",
            Plan("tjsj", "统计数据", T.STATISTICS, "datasets", 24),
            Plan("kfml", "开放数据", T.OPEN_DATA, "datasets", 12),
            type=T.OPEN_DATA,
        ),
        _group(
            "yshj",
            "营商环境",
            Plan("yshjdt", "营商动态", T.NEWS, "business", 22),
            Plan("hqzc", "惠企公告", T.NOTICE, "notices", 12),
        ),
        _group(
            "mlnj",
            "魅力南京",
            _group(
                "sqgk",
                "市情概况",
                *(Plan(slug, title, T.OVERVIEW, "overview", 1) for slug, title in _OVERVIEW),
                type=T.OVERVIEW,
                menu=False,
            ),
            Plan("jxnj", "锦绣南京", T.OTHER, "picture_stories", 16, style=ListStyle.CARDS),
        ),
    )


#
_OVERVIEW = (("jj", "经济"), ("sh", "社会"), ("ls", "历史"), ("dl", "地理"), ("wh", "文化"), ("xzqh", "行政区划"))


def _proposals(year: int) -> tuple[Plan, ...]:
    """The answers of one year, at the addresses of R-8.1.2."""
    return (
        _group(
            f"{year}njytabl",
            f"{year}年建议提案办理",
            Plan("shirddbjy", f"{year}年市人大代表建议", T.DISCLOSURE_CATALOGUE, "proposals", 8),
            Plan("shizxta", f"{year}年市政协提案", T.DISCLOSURE_CATALOGUE, "proposals", 8),
            menu=False,
        ),
    )


def district_plans(member: Member) -> tuple[Plan, ...]:
    """A district: six news columns (R-8.6.1 counts them), the four document columns of R-8.2."""
    zone = member.region_name.removesuffix("区")
    return (
        _group(
            "xwzx",
            "新闻中心",
            Plan("zwyw", "政务要闻", T.NEWS, "news", 46),
            Plan("bmdt", "部门动态", T.NEWS, "news", 22),
            Plan("jddt", "街道动态", T.NEWS, "news", 22),
            Plan("msxx", "民生信息", T.NEWS, "news", 14),
            Plan("tpxw", "图片新闻", T.NEWS, "pictures", 8, style=ListStyle.CARDS),
            Plan("tzgg", "通知公告", T.NOTICE, "notices", 18),
            type=T.NEWS,
        ),
        _group(
            member.catalogue,
            "政务公开",
            *_disclosure(
                Plan("zfwj", "政府发文", T.POLICY, "government", 10),
                Plan("zfbwj", "政府办发文", T.POLICY, "office", 11),
                Plan("bmwj", "部门发文", T.POLICY, "of_offices", 11),
                Plan("gfxwj", "行政规范性文件", T.POLICY, "normative", 7),
                Plan("szfwj", "市政府文件", T.POLICY, "of_portal", 14),
                Plan("zcjd", "政策解读", T.INTERPRETATION, "interpretations"),
                Plan("ghjh", "规划计划", T.DISCLOSURE_CATALOGUE, "plans", 4),
                Plan("czxx", "财政信息", T.DISCLOSURE_CATALOGUE, "budgets", 8),
                Plan("xzzf", "行政执法公示", T.DISCLOSURE_CATALOGUE, "enforcement", 3),
                Plan("qzxta", "人大建议政协提案", T.DISCLOSURE_CATALOGUE, "proposals", 7),
                Plan("wznb", "政府网站工作年度报表", T.DISCLOSURE_REPORT, "website_reports", 8),
            ),
        ),
        Plan("ldzc", "区长之窗", T.LEADERS, "leaders", 6),
        Plan("jgsz", "政府机构", T.ORGAN, "organs", 12),
        _group(
            "zwfw",
            "办事服务",
            Plan("grbs", "个人办事", T.SERVICE, "services_for_people", 10),
            Plan("frbs", "法人办事", T.SERVICE, "services_for_firms", 10),
            type=T.SERVICE,
        ),
        _interaction("hdjl", 9, 4, 3),
        Plan("sjfb", "数据发布", T.STATISTICS, "datasets", 5),
        Plan("yshj", "营商环境", T.NEWS, "business", 12),
        _group(
            "zjqq",
            f"走进{zone}",
            Plan("qqgk", "区情概况", T.OVERVIEW, "overview", 2),
            Plan("jx", f"镜头里的{zone}", T.OTHER, "picture_stories", 6, style=ListStyle.CARDS),
        ),
    )


def department_plans(member: Member) -> tuple[Plan, ...]:
    """A department, R-8.4."""
    return (
        _group(
            "jggk",
            "机构概况",
            Plan("jgzn", "机构职能", T.ORGAN, "own_profile", 1),
            Plan("ldxx", "领导信息", T.LEADERS, "leaders", 5),
        ),
        _group(
            "xwdt",
            "新闻动态",
            Plan("bmdt", "部门动态", T.NEWS, "news", 36),
            Plan("tpxw", "图片新闻", T.NEWS, "pictures", 6, style=ListStyle.CARDS),
            Plan("qjdt", "基层动态", T.NEWS, "news", 14),
            Plan("tzgg", "通知公告", T.NOTICE, "notices", 16),
            type=T.NEWS,
        ),
        _group(
            member.catalogue,
            "政府信息公开",
            *_disclosure(
                Plan("zcwj", "政策文件", T.POLICY, "own_documents", 16),
                Plan("szfwj", "市政府文件", T.POLICY, "of_portal", 10),
                Plan("zcjd", "政策解读", T.INTERPRETATION, "interpretations"),
                Plan("ghjh", "规划计划", T.DISCLOSURE_CATALOGUE, "plans", 4),
                Plan("czxx", "财政信息", T.DISCLOSURE_CATALOGUE, "budgets", 8),
                Plan("xzzf", "行政执法公示", T.DISCLOSURE_CATALOGUE, "enforcement", 3),
                Plan("jyta", "建议提案", T.DISCLOSURE_CATALOGUE, "proposals", 6),
                Plan("sjfb", "数据发布", T.STATISTICS, "datasets", 5),
                Plan("wznb", "政府网站工作年度报表", T.DISCLOSURE_REPORT, "website_reports", 8),
            ),
        ),
        Plan("bsfw", "办事服务", T.SERVICE, "own_services", 3, menu=True),
        _interaction("hdjl", 6, 3, 2),
    )


# Folders seen on the real sites: ours → theirs, by member.
_FOLDERS: dict[str, dict[str, str]] = {
    "xuanwu": {"zjqq": "zjxw", "qqgk": "xwgk"},
    "qinhuai": {"zjqq": "dmqh"},
    "jianye": {"zwyw": "jyyw"},
    "gulou": {"glqrmzf": "xxgk", "ldzc": "qczc"},
    "qixia": {"xwzx": "qxzx", "jx": "lydt"},
    "lishui": {"zjqq": "zjls", "lsqrmzf": "zwgk"},
    "njna": {"yshj": "zmq"},
    "czj": {"bmdt": "cjdt"},
    "fcj": {"xwdt": "dtxx", "bmdt": "zwdt"},
    "sjw": {"hdjl": "zmhd", "zjdc": "dczj"},
    "nyncj": {"bmdt": "nygzdt"},
    "amr": {"njsscjdglj": "gkml"},
    "gjj": {"zcwj": "zcfg"},
    "wlj": {"qjdt": "whcg"},
    "gaj": {"qjdt": "jtgl"},
    "gjzx": {"bmdt": "xmqk"},
}
_TITLES: dict[str, dict[str, str]] = {
    "njna": {"yshj": "自贸区动态", "ldzc": "新区领导"},
    "czj": {"bmdt": "财经动态"},
    "gjj": {"zcwj": "政策法规"},
    "wlj": {"qjdt": "文化场馆"},
    "gaj": {"qjdt": "交通管理"},
}
# at 江宁 one news column has been silent for 15 days, at 六合 six: at 高淳 five columns are empty.
_SILENT_DAYS = 15
_SILENT: dict[str, tuple[str, ...]] = {
    "jiangning": ("jddt",),
    "luhe": ("zwyw", "bmdt", "jddt", "msxx", "tpxw", "yshj"),
}
_EMPTY: dict[str, tuple[str, ...]] = {"gaochun": ("ghjh", "xzzf", "zjdc", "zxft", "sjfb")}


def plans_for(member: Member, today: date) -> tuple[Plan, ...]:
    """The columns of a member, with its own folders, titles and the demo cases that concern it."""
    if member.rank == Rank.PORTAL:
        return portal_plans(today)
    plans = district_plans(member) if member.rank == Rank.DISTRICT else department_plans(member)
    return tuple(_own(plan, member.slug) for plan in plans)


def _own(plan: Plan, slug: str) -> Plan:
    is_empty = plan.slug in _EMPTY.get(slug, ())
    return replace(
        plan,
        slug=_FOLDERS.get(slug, {}).get(plan.slug, plan.slug),
        title=_TITLES.get(slug, {}).get(plan.slug, plan.title),
        recipe="" if is_empty else plan.recipe,
        count=0 if is_empty else plan.count,
        quiet=_SILENT_DAYS if plan.slug in _SILENT.get(slug, ()) else 0,
        children=tuple(_own(child, slug) for child in plan.children),
    )


def by_path(plans: tuple[Plan, ...]) -> dict[str, Plan]:
    """Every column by its path, parents before children."""
    return dict(pair for plan in plans for pair in plan.walk())
