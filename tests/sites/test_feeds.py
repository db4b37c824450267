"""RSS and Atom of sites and columns."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree

from tests.factories import public
from tests.factories.library import published
from tests.factories.public import LONG_AGO, address, publish_many, reposted

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(response) -> etree._Element:
    assert response.status_code == 200
    return etree.fromstring(response.content, etree.XMLParser(resolve_entities=False))


def test_rss_has_the_newest_twenty_with_absolute_addresses_and_dates(city, visitor):
    publish_many(city.news, 25)
    newest = published(city.news, at=LONG_AGO + timedelta(days=30), title="最新", description="摘要")

    response = visitor.get("/news/rss.xml")
    items = parsed(response).findall("channel/item")

    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [item.findtext("title") for item in items] == ["最新", *(f"消息{n:03d}" for n in range(24, 5, -1))]
    assert items[0].findtext("link") == items[0].findtext("guid") == f"http://one.test:8000{address(newest)}"
    assert items[0].findtext("description") == "摘要"
    assert parsedate_to_datetime(items[0].findtext("pubDate")) == LONG_AGO + timedelta(days=30)


def test_atom_has_the_same_entries(city, visitor):
    publish_many(city.news, 3)

    response = visitor.get("/news/atom.xml")
    feed = parsed(response)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["消息002", "消息001", "消息000"]
    assert feed.find(f"{ATOM}entry/{ATOM}published").text == "2024-03-01T11:30:00+08:00"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://one.test:8000/news/atom.xml"


def test_feed_of_the_site_has_all_columns_and_reposts_under_their_address_here(city, visitor):
    published(city.news, at=LONG_AGO, title="消息")
    published(city.child, at=LONG_AGO + timedelta(hours=1), title="通知")
    other = public.city("two")
    article = published(other.news, at=LONG_AGO, title="别站的文章")
    placement = reposted(article, city.news, date=LONG_AGO + timedelta(hours=2), title="转载的标题")

    items = parsed(visitor.get("/rss.xml")).findall("channel/item")

    assert [item.findtext("title") for item in items] == ["转载的标题", "通知", "消息"]
    assert items[0].findtext("link") == f"http://one.test:8000{address(article, pk=placement.pk)}"


def test_feed_of_a_parent_column_has_what_is_below_it(city, visitor):
    published(city.child, title="通知")
    published(city.news, title="消息")

    items = parsed(visitor.get("/open/rss.xml")).findall("channel/item")

    assert [item.findtext("title") for item in items] == ["通知"]


def test_markup_and_characters_xml_cannot_write_do_no_harm(city, visitor):
    nasty = "]]></title><script>alert(1)</script>&copy; \x0b\x1f\ufffe <b>"
    published(city.news, title=nasty, description=nasty)

    for path in ("/news/rss.xml", "/news/atom.xml"):
        feed = parsed(visitor.get(path))
        titles = [each.text for each in feed.iter() if etree.QName(each).localname == "title"]
        assert "]]></title><script>alert(1)</script>&copy;  <b>" in titles
        assert not [each for each in feed.iter() if etree.QName(each).localname == "script"]


def test_empty_feed_is_a_feed(city, visitor):
    assert parsed(visitor.get("/news/rss.xml")).findtext("channel/title").startswith("部门动态")
    assert parsed(visitor.get("/news/atom.xml")).find(f"{ATOM}entry") is None


def test_feed_of_no_column_is_not_found(city, visitor):
    assert {visitor.get(path).status_code for path in ("/nope/rss.xml", "/nope/atom.xml", "/news/feed.xml")} == {404}
