"""Whose websites the city has: the portal, districts, departments, and as many invented institutions as are asked for.

Names of organs and places are real (R-8.2, R-8.3); codes, numbers and people are invented (R-8.0).
"""

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import chain, zip_longest

from django.utils.translation import gettext as _

from .fields import Field, Matter, all_fields, field


class Rank(Enum):
    """What a member is: it decides columns, documents and how people speak of it."""

    PORTAL = "portal"
    DISTRICT = "district"
    DEPARTMENT = "department"
    INSTITUTION = "institution"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One site of the city. `host` is the first label of its host name; the portal has none of its own.

    `region` is a code of the region vocabulary, `prefix` what its document numbers begin with, `catalogue` the folder
    of its disclosure catalogue (R-8.3), `field` what a department deals with; a district deals with everything.
    """

    rank: Rank
    slug: str
    name: str
    short: str
    region: str
    region_name: str
    prefix: str
    catalogue: str
    theme: str
    places: tuple[str, ...]
    spots: tuple[str, ...]
    field: Field | None = None

    def deals_with(self, matter: Matter) -> bool:
        """Whether the matter is any business of this member: no paddy fields in the old town."""
        if not self.is_local:
            return True
        return matter.where == "any" or (matter.where == "rural" and self.region_name in RURAL)

    @property
    def is_local(self) -> bool:
        """Whether it speaks for a district and not for the whole city."""
        return self.rank == Rank.DISTRICT


# slug, region code, name, zone, prefix of documents, catalogue folder, theme, streets and towns, places people know
_DISTRICTS = (
    ("xuanwu", "320102", "玄武区", "玄", "xwqrmzf", "red",
     "新街口 梅园新村 玄武门 锁金村 红山 孝陵卫 玄武湖", "玄武湖 钟山风景区 鸡鸣寺 中山陵 梅园新村 九华山"),
    ("qinhuai", "320104", "秦淮区", "秦", "qhqrmzf", "red",
     "五老村 洪武路 大光路 瑞金路 月牙湖 光华路 朝天宫 夫子庙 双塘 中华门 红花 秦虹", "夫子庙 老门东 白鹭洲 中华门城堡 朝天宫 大报恩寺遗址"),
    ("jianye", "320105", "建邺区", "建", "jyqrmzf", "blue",
     "莫愁湖 南苑 兴隆 沙洲 双闸 江心洲", "莫愁湖 南京眼步行桥 鱼嘴湿地公园 江心洲 绿博园 奥体中心"),
    ("gulou", "320106", "鼓楼区", "鼓", "glqrmzf", "blue",
     "宁海路 华侨路 湖南路 中央门 挹江门 江东 凤凰 阅江楼 热河南路 幕府东路 建宁路 宝塔桥 小市", "阅江楼 颐和路 清凉山 石头城 鼓楼广场 幕府山"),
    ("pukou", "320111", "浦口区", "浦", "pkqrmzf", "green",
     "江浦 桥林 汤泉 星甸 永宁", "老山森林公园 珍珠泉 浦口码头 汤泉小镇 水墨大埝 求雨山"),
    ("qixia", "320113", "栖霞区", "栖", "qxqrmzf", "teal",
     "尧化 马群 迈皋桥 燕子矶 仙林 栖霞 龙潭 八卦洲 西岗", "栖霞山 燕子矶 仙林湖 八卦洲 羊山公园 南朝石刻"),
    ("yuhuatai", "320114", "雨花台区", "雨", "yhtqrmzf", "red",
     "雨花 赛虹桥 宁南 铁心桥 板桥 西善桥 古雄 梅山", "雨花台 软件谷 菊花台公园 将军山 三桥湿地 莲花湖"),
    ("jiangning", "320115", "江宁区", "江宁", "jnqrmzf", "blue",
     "东山 秣陵 汤山 淳化 禄口 江宁 谷里 湖熟 横溪 麒麟", "牛首山 汤山温泉 方山 百家湖 佘村 银杏湖"),
    ("luhe", "320116", "六合区", "六", "lhqrmzf", "green",
     "雄州 龙池 程桥 金牛湖 横梁 竹镇 冶山 马鞍 龙袍", "金牛湖 冶山矿山公园 平山林海 龙池湖 瓜埠山 六合文庙"),
    ("lishui", "320117", "溧水区", "溧", "lsqrmzf", "green",
     "永阳 柘塘 东屏 石湫 洪蓝 白马 和凤 晶桥", "天生桥 无想山 石臼湖 傅家边 永寿塔 周园"),
    ("gaochun", "320118", "高淳区", "高", "gcqrmzf", "teal",
     "淳溪 古柏 漆桥 固城 东坝 桠溪 阳江 砖墙", "高淳老街 固城湖 国际慢城 游子山 漆桥老街 迎湖桃源"),
    ("njna", "3201NA", "江北新区", "宁新区管", "njsjbxqglwyh", "blue",
     "泰山 顶山 沿江 盘城 葛塘 大厂 长芦", "扬子江新金融中心 青龙绿带 研创园 中央商务区 龙王山 大桥公园"),
)  # fmt: skip

# slug of the field and host, catalogue folder, theme
_DEPARTMENTS = (
    ("edu", "njsjyj", "blue"), ("fgw", "njsfzhggwyh", "blue"), ("kjxjj", "njskxjsj", "teal"), ("gxj", "njsgyhxxhj", "blue"),
    ("gaj", "njsgaj", "navy"), ("mzj", "njsmzj", "red"), ("sfj", "njssfj", "navy"), ("czj", "njsczj", "blue"),
    ("rsj", "njsrlzyhshbzj", "teal"), ("ghj", "njsghhzrzyj", "green"), ("hbj", "njshjbhj", "green"),
    ("sjw", "njscxjswyh", "navy"), ("fcj", "njszfbzhfcj", "blue"), ("jtj", "njsjtysj", "teal"), ("shuiwu", "njsswj", "teal"),
    ("nyncj", "njsnyncj", "green"), ("swj", "njsshwj", "red"), ("wlj", "njswhgdxwcbj", "red"), ("wjw", "njswshjhsywyh", "teal"),
    ("sjj", "njssjj", "navy"), ("amr", "njsscjdglj", "blue"), ("tjj", "njstjj", "navy"), ("sports", "njstyj", "red"),
    ("mzzjj", "njsmzzjswj", "navy"), ("gjj", "njszfgjjglzx", "blue"), ("yjglj", "njsyjglj", "red"), ("ybj", "njsylbzj", "teal"),
    ("cgj", "njscsglj", "green"), ("ylj", "njslhylj", "green"),
)  # fmt: skip

# What further sites are called, so that a city of any size can be built. There are no such institutions.
_INSTITUTIONS = (
    "服务中心",
    "发展中心",
    "监测中心",
    "数据中心",
    "宣传教育中心",
    "技术指导站",
    "综合保障中心",
    "信息中心",
)

_CITY_SPOTS = ("玄武湖", "中山陵", "夫子庙", "明城墙", "牛首山", "栖霞山", "雨花台", "老山", "滨江岸线", "秦淮河畔")


@lru_cache
def portal() -> Member:
    return Member(
        rank=Rank.PORTAL,
        slug="nanjing",
        name="南京市人民政府",
        short="市政府",
        region="320100",
        region_name="南京市",
        prefix="宁政",
        catalogue="xxgkn",
        theme="red",
        places=city_places(),
        spots=_CITY_SPOTS,
    )


@lru_cache
def districts() -> tuple[Member, ...]:
    return tuple(_district(*row) for row in _DISTRICTS)


def _district(
    slug: str, region: str, name: str, prefix: str, catalogue: str, theme: str, places: str, spots: str
) -> Member:
    is_new_area = slug == "njna"
    return Member(
        rank=Rank.DISTRICT,
        slug=slug,
        name="南京江北新区管理委员会" if is_new_area else f"南京市{name}人民政府",
        short="新区管委会" if is_new_area else "区政府",
        region=region,
        region_name=name,
        prefix=prefix if is_new_area else f"{prefix}政",
        catalogue=catalogue,
        theme=theme,
        places=tuple(f"{place}街道" for place in places.split()),
        spots=tuple(spots.split()),
    )


@lru_cache
def departments() -> tuple[Member, ...]:
    return tuple(_department(*row) for row in _DEPARTMENTS)


def _department(slug: str, catalogue: str, theme: str) -> Member:
    about = field(slug)
    return Member(
        rank=Rank.DEPARTMENT,
        slug=slug,
        name=f"南京{'' if about.agency == '住房公积金管理中心' else '市'}{about.agency}",
        short=f"市{about.agency_short}",
        region="320100",
        region_name="南京市",
        prefix=about.prefix,
        catalogue=catalogue,
        theme=theme,
        places=city_places(),
        spots=_CITY_SPOTS,
        field=about,
    )


def institutions() -> list[Member]:
    """Invented institutions of every field, more than anybody needs; their numbers say that they are invented."""
    pairs = ((about, suffix) for suffix in _INSTITUTIONS for about in all_fields())
    return [_institution(number, about, suffix) for number, (about, suffix) in enumerate(pairs, start=1)]


def _institution(number: int, about: Field, suffix: str) -> Member:
    parent = next(each for each in departments() if each.slug == about.slug)
    return replace(
        parent,
        rank=Rank.INSTITUTION,
        slug=f"demo{number:03d}",
        name=f"南京市{about.short}{suffix}（演示{number:03d}）",
        short=f"市{about.short}{suffix}",
        prefix=f"{about.prefix}演{number:03d}",
        catalogue=f"njsdemo{number:03d}",
    )


@lru_cache
def city_places() -> tuple[str, ...]:
    """The streets of all districts, each with its district: `玄武区锁金村街道`."""
    return tuple(f"{row[2]}{place}街道" for row in _DISTRICTS for place in row[6].split())


@lru_cache
def district_names() -> tuple[str, ...]:
    return tuple(row[2] for row in _DISTRICTS)


# Where there are fields and villages.
RURAL = ("浦口区", "江宁区", "六合区", "溧水区", "高淳区")


def demo_city() -> tuple[Member, ...]:
    """The demo city: portal, 11 districts, 江北新区 and the departments."""
    return (portal(), *districts(), *departments())


def city_of(sites: int) -> tuple[Member, ...]:
    """A city with so many sites: of each rank in turn, then invented institutions. Raises ValueError when too many."""
    in_turn = chain.from_iterable(zip_longest(districts(), departments()))
    everybody = [portal(), *(each for each in in_turn if each), *institutions()]
    if not 1 <= sites <= len(everybody):
        raise ValueError(_("A city has 1 to %(most)d sites.") % {"most": len(everybody)})
    return tuple(everybody[:sites])
