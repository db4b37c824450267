"""What stands on the home pages: headlines, tabs of news, documents, services, leaders, topics."""

from datetime import datetime
from typing import Any

from ..models import HomePage, TopicPage
from .desk import Desk
from .drafts import Draft
from .members import Rank

Section = tuple[str, dict[str, Any]]
# A guide, the path of the column that shows it, and since when it stands there.
Shown = tuple[Draft, str, datetime]

# Words in a service's name, the icon of the entrance, and its short label: the first service that matches is taken.
_ENTRANCES = (
    ("入学", "school", "入学报名"), ("教师资格", "school", "教师资格"), ("企业设立", "company", "企业开办"),
    ("失业保险", "card", "失业金申领"), ("社会保障卡", "card", "社保卡"), ("公积金贷款", "house", "公积金贷款"),
    ("租房提取", "house", "租房提取"), ("身份证", "police", "身份证补换"), ("护照", "passport", "护照办理"),
    ("驾驶证", "car", "驾照换证"), ("医疗机构", "heart", "医疗机构登记"), ("生育登记", "baby", "生育登记"),
    ("异地就医", "heart", "异地就医"), ("低生活保障", "heart", "低保申请"), ("尊老金", "elder", "尊老金申领"),
    ("转移登记", "house", "不动产过户"), ("公共租赁", "house", "公租房申请"), ("施工许可", "build", "施工许可"),
    ("食品经营", "guide", "食品经营许可"), ("取水", "water", "取水许可"), ("排污", "leaf", "排污许可"),
    ("法律援助", "scale", "法律援助"), ("演出", "culture", "演出审批"), ("网络预约", "bus", "网约车证"),
    ("运输", "bus", "道路运输"), ("农药", "farm", "农药经营"), ("体育", "sport", "体育项目许可"), ("投资项目", "coin", "项目备案"),
)  # fmt: skip
_MOST_ENTRANCES, _LABEL = 12, 20


def arrange(desk: Desk, topics: list[TopicPage], services: list[Shown]) -> None:
    """Fill the home page of a site. `services` are the guides its citizens find there."""
    rank = desk.place.member.rank
    makers = {Rank.PORTAL: _portal, Rank.DISTRICT: _district}
    sections = makers.get(rank, _department)(desk)
    entrances = _entrances(services)
    if entrances:
        sections.insert(2, ("links", {"title": "服务入口", "links": entrances}))
    running = [topic for topic in topics if topic.ends is None]
    if running:
        sections.append(("topics", {"title": "专题专栏", "topics": running}))
    home = HomePage.objects.get(pk=desk.place.site.root_page_id)
    home.sections = sections
    home.save()


def _portal(desk: Desk) -> list[Section]:
    news = "zzb/ywdt/"
    return [
        _headlines(desk, 8, f"{news}njxx", f"{news}bmdt", f"{news}gqdt"),
        _tabs(desk, "", 7, "zzb/tzgg", "msxx", "zzb/xwfb"),
        _tabs(desk, "政策文件", 6, "xxgkn/szfwj", "xxgkn/szfbgtwj", "xxgkn/zcjd"),
        _leaders(desk, "市政府领导", "ldzc"),
        _tabs(desk, "互动交流", 5, "hdjl/zxts", "hdjl/zjdc", "hdjl/zxft"),
        _tabs(desk, "数据与营商", 6, "sjkf/tjsj", "yshj/yshjdt", "mlnj/jxnj"),
    ]


def _district(desk: Desk) -> list[Section]:
    return [
        _headlines(desk, 8, *_paths(desk, "新闻中心", 3)),
        _tabs(desk, "", 6, *_titled(desk, "通知公告", "民生信息", "图片新闻")),
        _tabs(desk, "政务公开", 6, *_titled(desk, "政府发文", "部门发文", "政策解读")),
        _leaders(desk, *_title_and_path(desk, "leaders")),
        _tabs(desk, "互动交流", 5, *_titled(desk, "咨询投诉", "征集调查", "在线访谈")),
        _tabs(desk, "", 6, *_titled(desk, "市政府文件", "营商环境", "自贸区动态", "数据发布")),
    ]


def _department(desk: Desk) -> list[Section]:
    return [
        _headlines(desk, 7, *_paths(desk, "新闻动态", 1)),
        _tabs(desk, "", 6, *_titled(desk, "通知公告", "基层动态", "文化场馆", "交通管理", "图片新闻")),
        _tabs(desk, "政策", 6, *_titled(desk, "政策文件", "政策法规", "市政府文件", "政策解读")),
        _tabs(desk, "互动交流", 5, *_titled(desk, "咨询投诉", "征集调查", "在线访谈")),
        _leaders(desk, *_title_and_path(desk, "leaders")),
    ]


def _headlines(desk: Desk, count: int, *paths: str) -> Section:
    return "headlines", {"columns": _pages(desk, paths), "count": count}


def _tabs(desk: Desk, title: str, count: int, *paths: str) -> Section:
    return "columns", {"title": title, "columns": _pages(desk, paths), "count": count}


def _leaders(desk: Desk, title: str, path: str) -> Section:
    return "leaders", {"title": title, "column": desk.place.columns[path]}


def _pages(desk: Desk, paths: tuple[str, ...]) -> list:
    return [desk.place.columns[path] for path in paths]


def _paths(desk: Desk, group: str, count: int) -> list[str]:
    """The first columns of a group of columns."""
    above = next(path for path, plan in desk.place.plans.items() if plan.title == group)
    return [path for path in desk.place.plans if path.startswith(f"{above}/")][:count]


def _titled(desk: Desk, *titles: str) -> list[str]:
    """The columns with these titles, as far as the site has them and they are not empty on purpose."""
    paths = {plan.title: path for path, plan in desk.place.plans.items() if plan.recipe}
    return [paths[title] for title in titles if title in paths]


def _title_and_path(desk: Desk, recipe: str) -> tuple[str, str]:
    path = desk.place.path_of(recipe)
    assert path is not None, recipe  # noqa: S101 - every site has leaders
    return desk.place.plans[path].title, path


def _entrances(services: list[Shown]) -> list[dict[str, str]]:
    """Entrances to the services people look for, then to the others."""
    found, left = [], list(services)
    for word, icon, label in _ENTRANCES:
        match = next((shown for shown in left if word in shown[0].title), None)
        if match:
            left.remove(match)
            found.append(_entrance(*match, label, icon))
    found += [_entrance(*shown, shown[0].title[:_LABEL], "guide") for shown in left]
    return found[:_MOST_ENTRANCES]


def _entrance(draft: Draft, path: str, day: datetime, label: str, icon: str) -> dict[str, str]:
    url = f"/{path}/{day:%Y%m}/t{day:%Y%m%d}_{draft.id}.html"
    return {"label": label, "url": url, "note": draft.extra["time_limit"][:40], "icon": icon}
