"""Where a placement is on the web (R-2.1.17, R-8.1.3)."""

from datetime import date

import pytest

from resource_library.addresses import ARTICLE, address_date, base_url, column_path, host_url, path_of, url_of
from sites.domain.columns import add_column
from tests.factories import sites
from tests.factories.library import published


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (
            "zwgk/202611/t20261122_4711.html",
            {"column": "zwgk/", "month": "202611", "day": "20261122", "id": "4711"},
        ),
        (
            "xxgkn/fggz/gz_2-a/201708/t20170801_1.html",
            {"column": "xxgkn/fggz/gz_2-a/", "month": "201708", "day": "20170801", "id": "1"},
        ),
    ],
)
def test_address_of_an_article_is_read_as_it_is_written(path, parts):
    assert ARTICLE.match(path).groupdict() == parts


@pytest.mark.parametrize(
    "path",
    [
        "202611/t20261122_4711.html",  # no column
        "/zwgk/202611/t20261122_4711.html",
        "zwgk/2026/t20261122_4711.html",
        "zwgk/202611/20261122_4711.html",
        "zwgk/202611/t2026112_4711.html",
        "zwgk/202611/t20261122_.html",
        "zwgk/202611/t20261122_4711.htm",
        "zwgk/202611/t20261122_4711.html/",
        "zwgk/202611/t20261122_4711.html?page=2",
        "zwgk/../202611/t20261122_4711.html",
        "ZWGK/202611/t20261122_4711.html",
        "zwgk/202611/t20261122_1234567890123456789.html",  # more than a number in the database
        "zwgk/202611/t20261122_４７１１.html",  # full-width digits would be a second address
        "zwgk/202611/t20261122_٤٧١١.html",
        "zwgk//202611/t20261122_4711.html",
    ],
)
def test_anything_else_is_no_article(path):
    assert ARTICLE.match(path) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("20261122", date(2026, 11, 22)), ("20240229", date(2024, 2, 29)), ("20230229", None), ("20261301", None),
     ("00000101", None), ("20260100", None)],
)  # fmt: skip
def test_day_that_does_not_exist_is_none(text, day):
    assert address_date(text) == day


@pytest.mark.parametrize(
    ("scheme", "port", "url"),
    [("https", "", "https://water.test"), ("http", "8000", "http://water.test:8000")],
)
def test_scheme_and_port_are_the_installations(settings, scheme, port, url):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = scheme, port

    assert host_url("water.test") == url


@pytest.mark.django_db
def test_address_is_below_the_path_of_the_column_on_its_site(settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    profile = sites.site("water")
    deep = add_column(sites.column(profile, "zwgk"), "tzgg", "通知公告")
    placement = published(deep).placements.get()
    placement.address_date = date(2026, 1, 2)

    assert base_url(profile.site) == "https://water.test"
    assert column_path(deep, profile.site.root_page) == "/zwgk/tzgg/"
    assert path_of(placement) == f"/zwgk/tzgg/202601/t20260102_{placement.resource_id}.html"
    assert url_of(placement) == f"https://water.test/zwgk/tzgg/202601/t20260102_{placement.resource_id}.html"
    assert ARTICLE.match(path_of(placement)[1:])["id"] == str(placement.resource_id)


@pytest.mark.django_db
def test_addresses_of_a_list_cost_one_query(django_assert_num_queries):
    from resource_library.queries import shown_in, with_addresses

    profile = sites.site()
    column = sites.column(profile)
    for _ in range(5):
        published(column)

    with django_assert_num_queries(1):
        assert len({url_of(placement) for placement in with_addresses(shown_in(column))}) == 5


@pytest.mark.django_db
def test_placement_nobody_ever_saw_has_no_address():
    from tests.factories.offices import draft, office

    with pytest.raises(AssertionError):
        path_of(draft(office()).placements.get())
