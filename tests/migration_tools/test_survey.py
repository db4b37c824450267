"""The first look at a whole site, and the columns read from it."""

from datetime import datetime

import pytest

from migration_tools.classify import column_type, kind_of
from migration_tools.columns import columns
from migration_tools.normalise import Dated, DateEvidence, PageKind
from migration_tools.sources.mirror import MirrorSource
from migration_tools.survey import survey
from resource_library.enums import Kind
from sites.enums import ColumnType
from tests.factories.migration_tools import HOST, article, html, listing, mirror, town


@pytest.fixture
def looked(tmp_path):
    return survey(MirrorSource(town(tmp_path / "town")))


def test_every_page_is_an_item_and_every_other_file_a_file(looked):
    assert {item.key: item.kind for item in looked.items.values()} == {
        "index.html": PageKind.HOME,
        "xw/index.html": PageKind.LIST,
        "xw/index_2.html": PageKind.LIST,
        "xxgk/tzgg/index.html": PageKind.LIST,
        "xxgk/index.html": PageKind.REFRESH,
        "xw/2018-06-04/1.html": PageKind.ARTICLE,
        "xw/2018-06-05/2.html": PageKind.ARTICLE,
        "xw/2018-06-07/4.html": PageKind.ARTICLE,
        "xxgk/tzgg/2018-06-06/3.html": PageKind.ARTICLE,
        "img/gone.html": PageKind.ERROR,
        "e/ViewClick/a.html": PageKind.STUB,
    }
    assert sorted(looked.files) == ["css/a.css", "d/1.png", "d/2.png", "d/W020190805358345087656.doc"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (f"http://{HOST}/xw/2018-06-04/1.html", "xw/2018-06-04/1.html"),
        ("https://oldtown.gov.cn/XW/", "xw/index.html"),  # without www., in capitals
        (f"http://{HOST}/xxgk/", "xxgk/tzgg/index.html"),  # only leads on
        (f"http://{HOST}/d/1.png", "d/1.png"),
        (f"http://{HOST}/nothing", None),
        ("http://www.elsewhere.gov.cn/xw/", None),
    ],
)
def test_address_leads_to_what_stood_there(looked, url, key):
    assert looked.key_of(url) == key


def test_equal_articles_have_one_fingerprint_and_others_have_their_own(looked):
    prints = {key: item.fingerprint for key, item in looked.items.items() if item.is_text}
    assert prints["xw/2018-06-07/4.html"] == prints["xxgk/tzgg/2018-06-06/3.html"]
    assert len(set(prints.values())) == 3


def test_pages_that_lead_in_a_circle_lead_nowhere(tmp_path):
    there = html("", head='<meta http-equiv="refresh" content="0;url=b.html">')
    back = html("", head='<meta http-equiv="refresh" content="0;url=a.html">')
    looked = survey(MirrorSource(mirror(tmp_path / "m", {"x/a.html": there, "x/b.html": back})))
    assert looked.key_of(f"http://{HOST}/x/a.html") is None


def test_date_in_a_list_wins_over_the_folder(tmp_path):
    files = {
        "xw/index.html": listing("新闻", [("2019-01-01/1.html", "全镇工作会议召开", "2018-06-04")]),
        "xw/2019-01-01/1.html": article("全镇工作会议召开", meta="来源：镇政府"),
    }
    looked = survey(MirrorSource(mirror(tmp_path / "m", files)))
    assert looked.items["xw/2019-01-01/1.html"].date == Dated(datetime(2018, 6, 4), DateEvidence.LIST)


def test_addresses_the_site_led_to_are_counted(looked):
    counts = {address.path: count for address, count in looked.mentioned.items()}
    assert counts["/xw/9.html"] == 1
    assert counts["/xw"] > 5


def test_columns_come_from_folders_with_the_names_of_the_trails(looked):
    assert [(c.path, c.slug, c.name, c.parent, c.items) for c in columns(looked).values()] == [
        ("/xw/", "xw", "新闻动态", "/", ["xw/2018-06-04/1.html", "xw/2018-06-05/2.html", "xw/2018-06-07/4.html"]),
        ("/xxgk/", "xxgk", "信息公开", "/", []),
        ("/xxgk/tzgg/", "tzgg", "通知公告", "/xxgk/", ["xxgk/tzgg/2018-06-06/3.html"]),
    ]


def test_article_right_below_the_home_page_gets_a_column_too(tmp_path):
    looked = survey(MirrorSource(mirror(tmp_path / "m", {"201806/t20180604_1.html": article(trail="正文")})))
    (column,) = columns(looked).values()
    assert (column.path, column.items) == ("/other-articles/", ["201806/t20180604_1.html"])


@pytest.mark.parametrize(
    ("names", "column", "kind"),
    [
        (["信息公开", "政策解读"], ColumnType.INTERPRETATION, Kind.INTERPRETATION),
        (["政府文件", "柘政办"], ColumnType.POLICY, Kind.POLICY),
        (["信息公开", "公示公告"], ColumnType.NOTICE, Kind.NOTICE),
        (["政府领导", "副县长"], ColumnType.LEADERS, Kind.LEADER),
        (["信息公开年报", "部门年报"], ColumnType.DISCLOSURE_REPORT, Kind.DISCLOSURE),
        (["要闻动态", "视频新闻"], ColumnType.NEWS, Kind.MEDIA),
        (["重点领域信息公开", "保障性住房"], ColumnType.OTHER, Kind.NEWS),
        (["通知公告", "二〇一八"], ColumnType.OTHER, Kind.NOTICE),  # the nearest name that says something
    ],
)
def test_name_of_the_column_tells_its_type_and_the_kind_of_its_articles(names, column, kind):
    assert (column_type(names[-1]), kind_of(names)) == (column, kind)
