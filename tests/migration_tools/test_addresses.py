"""One old address in many spellings is one line of the ledger."""

import pytest

from migration_tools.addresses import Address, canonical, canonical_path, significant_parameters


@pytest.mark.parametrize(
    "url",
    [
        "http://www.oldtown.gov.cn/xw/index.html",
        "https://WWW.OldTown.gov.cn:80/xw/",
        "http://www.oldtown.gov.cn/xw",
        "http://www.oldtown.gov.cn//xw/Index.HTML?from=weixin",
        "http://www.oldtown.gov.cn/xw/default.aspx#top",
        "http://www.oldtown.gov.cn./xw/;jsessionid=AB12",
    ],
)
def test_spellings_of_one_address_are_one(url):
    assert canonical(url) == Address("www.oldtown.gov.cn", "/xw")


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/show.asp", "ID=3&page=2&utm_source=x", "/show.asp?id=3"),
        ("/show.asp", "b=1&id=3", "/show.asp?id=3"),
        ("/", "", "/"),
        ("", "id=", "/"),
        ("/公告/1.html", "", "/%E5%85%AC%E5%91%8A/1.html"),
        ("/%e5%85%ac%e5%91%8a/1.html", "", "/%E5%85%AC%E5%91%8A/1.html"),
    ],
)
def test_only_significant_parameters_count(path, query, kept):
    assert canonical_path(path, query, frozenset({"id"})) == kept


@pytest.mark.parametrize(
    "url", ["mailto:a@b.cn", "javascript:x()", "/xw/", "http://", "http://[", "http://a.cn/" + "x" * 3000]
)
def test_what_is_no_address_has_none(url):
    assert canonical(url) is None


def test_parameters_by_which_pages_differ_are_found_and_tracking_is_not():
    urls = [
        "http://a.gov.cn/show.asp?id=1&utm_source=x",
        "http://a.gov.cn/list.asp?ClassID=2&_=99",
        "http://a.gov.cn/b.html",
    ]
    assert significant_parameters(urls) == {"id", "classid"}
