"""Dates as Chinese pages write them."""

from datetime import datetime

import pytest

from migration_tools.normalise import dates


@pytest.mark.parametrize(
    ("text", "when", "has_time"),
    [
        ("2018-06-04 08:47:46", datetime(2018, 6, 4, 8, 47, 46), True),
        ("发布日期：2018年6月4日 8:47", datetime(2018, 6, 4, 8, 47), True),
        ("2005年03月21日11:21", datetime(2005, 3, 21, 11, 21), True),
        ("2017——04——12 21:37", datetime(2017, 4, 12, 21, 37), True),
        ("2020年09月24日 星期四 10:30", datetime(2020, 9, 24, 10, 30), True),
        ("2012.6.24", datetime(2012, 6, 24), False),
        ("2005/03/21", datetime(2005, 3, 21), False),
        ("二〇一八年十月二十七日", datetime(2018, 10, 27), False),
        ("二○一八年六月四日", datetime(2018, 6, 4), False),
    ],
)
def test_date_is_read_in_every_common_form(text, when, has_time):
    found = dates.first(text)
    assert (found.when, found.has_time) == (when, has_time)


@pytest.mark.parametrize(
    "text", ["柘政办〔2018〕33号", "2018-13-01", "1970-01-01 08:00:00", "32018-06-045", "0370-6021716"]
)
def test_what_only_looks_like_a_date_is_none(text):
    assert dates.first(text) is None


@pytest.mark.parametrize(
    ("path", "when"),
    [
        ("/hdjl/hfjs/2018-07-09/979.html", datetime(2018, 7, 9)),
        ("/d/file/p/2018/06-25/1.html", datetime(2018, 6, 25)),
        ("/art/2016/11/22/art_1621004_30332664.html", datetime(2016, 11, 22)),
        ("/201909/t20190918_693227.shtml", datetime(2019, 9, 18)),
        ("/n/2018/7/3/c1.html", datetime(2018, 7, 3)),
        ("/a/12345678.html", None),
        ("/2018/index.html", None),
    ],
)
def test_date_in_an_address(path, when):
    assert dates.in_path(path) == when
