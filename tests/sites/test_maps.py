"""Site maps for people and for search engines, and robots.txt."""

import pytest
from django.http import StreamingHttpResponse
from lxml import etree

from sites.views import maps
from tests.factories import public
from tests.factories.library import published
from tests.factories.public import address, publish_many, reposted

from .reading import Visitor, words

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(response) -> list[str]:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [each.text for each in etree.fromstring(response.body).iter(f"{NS}loc")]


def test_sitemap_names_every_column_topic_and_article_once(city, visitor):
    publish_many(city.news, 5)
    article = published(city.child)

    parts = addresses(visitor.get("/sitemap.xml"))
    found = [address for part in parts for address in addresses(visitor.get(part.removeprefix("http://one.test:8000")))]

    assert parts == ["http://one.test:8000/sitemap-columns.xml", "http://one.test:8000/sitemap-1.xml"]
    assert len(found) == len(set(found))
    assert {"http://one.test:8000/", "http://one.test:8000/open/notices/", "http://one.test:8000/people/"} < set(found)
    assert f"http://one.test:8000{address(article)}" in found
    assert len([each for each in found if each.endswith(".html")]) == 6


def test_parts_are_full_from_the_oldest_on(city, visitor, monkeypatch):
    monkeypatch.setattr(maps, "PART", 3)
    publish_many(city.news, 7)

    parts = [addresses(visitor.get(f"/sitemap-{n}.xml")) for n in (1, 2, 3)]

    assert [len(part) for part in parts] == [3, 3, 1]
    assert len(addresses(visitor.get("/sitemap.xml"))) == 4
    assert visitor.get("/sitemap-4.xml").status_code == 404
    first = parts[0]
    publish_many(city.news, 4, start=7)
    assert addresses(visitor.get("/sitemap-1.xml")) == first


def test_parts_are_streamed_in_one_query(city, visitor, django_assert_num_queries):
    publish_many(city.news, 20)

    with django_assert_num_queries(4):  # host, columns, count, articles
        response = visitor.get("/sitemap-1.xml")
        assert isinstance(response, StreamingHttpResponse)
        assert len(addresses(response)) == 20


def test_repost_is_in_the_sitemap_of_its_origin_only(city, visitor):
    other = public.city("two")
    reposted(published(other.news), city.news)

    assert visitor.get("/sitemap-1.xml").status_code == 404
    assert len(addresses(Visitor("two.test").get("/sitemap-1.xml"))) == 1


def test_empty_site_has_a_sitemap_of_its_columns(city, visitor):
    assert addresses(visitor.get("/sitemap.xml")) == ["http://one.test:8000/sitemap-columns.xml"]
    assert {visitor.get(path).status_code for path in ("/sitemap-0.xml", "/sitemap-1.xml")} == {404}


def test_robots_may_read_everything_but_searches(city, visitor):
    response = visitor.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /search/",
        "Sitemap: http://one.test:8000/sitemap.xml",
    ]


def test_map_for_people_shows_the_tree(city, visitor):
    page = visitor.read("/sitemap/")

    assert [words(link) for link in page.cssselect(".map h2")] == [
        "政务公开",
        "民生实事",
        "部门动态",
        "政策文件",
        "政策解读",
        "领导信息",
        "办事服务",
    ]
    assert [link.get("href") for link in page.cssselect(".map ul a")] == ["/open/notices/"]
