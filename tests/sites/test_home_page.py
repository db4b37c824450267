"""The front page: what an editor arranged, and what it shows when nobody has."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from resource_library.enums import Kind
from resource_library.models import LibraryImage, Placement, Relation
from sites.models import HomePage, TopicPage
from tests.factories import public
from tests.factories import sites as site_factories
from tests.factories.library import published
from tests.factories.public import LONG_AGO, address, publish_many

from .reading import Visitor, words

pytestmark = pytest.mark.django_db


def arrange(city, *sections) -> None:
    home = HomePage.objects.get(pk=city.profile.site.root_page_id)
    home.sections = list(sections)
    home.save()


def panels(page) -> dict[str, list[str]]:
    return {words(panel.cssselect(".panel-title")[0]): titles(panel) for panel in page.cssselect(".panel")}


def titles(element) -> list[str]:
    return [words(link) for link in element.cssselect(".title")]


def picture() -> LibraryImage:
    return LibraryImage.objects.create(title="图", file="original_images/x.jpg", width=1600, height=900)


def test_headlines_show_the_newest_of_their_columns_and_those_with_pictures(city, visitor):
    other = site_factories.column(city.profile, "more", "要闻")
    for number, column in enumerate([city.news, other, city.news, other]):
        at = LONG_AGO + timedelta(hours=number)
        published(
            column, at=at, title=f"消息{number}", image=picture() if number % 2 else None, description=f"摘要{number}"
        )
    arrange(city, ("headlines", {"columns": [city.news, other], "count": 3}))

    page = visitor.read("/")

    assert words(page.cssselect(".lead-title")[0]) == "消息3"
    assert words(page.cssselect(".lead-summary")[0]) == "摘要3"
    assert titles(page.cssselect(".headlines-list")[0]) == ["消息2", "消息1", "消息0"]
    assert [words(each) for each in page.cssselect(".slide-caption")] == ["消息3", "消息1"]


def test_every_picture_of_the_headlines_can_be_reached_without_script(city, visitor):
    for number in range(3):
        published(city.news, at=LONG_AGO + timedelta(hours=number), title=f"消息{number}", image=picture())

    page = visitor.read("/")

    slides = {slide.get("id"): slide.cssselect("a")[0].get("href") for slide in page.cssselect(".slide")}
    assert [link.get("href")[1:] for link in page.cssselect(".dots a")] == list(slides)
    assert set(slides.values()) == {address(each.resource) for each in Placement.objects.all()}
    first = page.cssselect(".slide img")
    assert [each.get("loading") for each in first] == [None, "lazy", "lazy"]


def test_columns_show_their_newest_with_dates(city, visitor):
    publish_many(city.news, 9)
    arrange(city, ("columns", {"title": "栏目", "columns": [city.news, city.child], "count": 2}))

    page = visitor.read("/")

    assert panels(page) == {"部门动态": ["消息008", "消息007"]}
    assert [words(each) for each in page.cssselect(".panel time")] == ["03-01", "03-01"]


def test_pins_count_on_the_head_of_a_column_only(city, visitor):
    placements = publish_many(city.news, 9)
    Placement.objects.filter(pk=placements[0].pk).update(pin=5)
    arrange(city, ("columns", {"columns": [city.news], "count": 2}))

    assert panels(visitor.read("/")) == {"部门动态": ["消息008", "消息007"]}


def test_documents_show_number_and_interpretation(city, visitor):
    document = published(city.documents, policy=True, title="办法")
    reading = published(city.interpretations, kind=Kind.INTERPRETATION, title="办法的解读")
    Relation.objects.create(resource=reading, type="interprets", target=document)
    arrange(city, ("columns", {"columns": [city.documents], "count": 6}))

    panel = visitor.read("/").cssselect(".panel")[0]

    assert words(panel.cssselect(".doc-no")[0]) == "宁政办发〔2026〕1号"
    assert panel.cssselect("a.chip")[0].get("href") == address(reading)


def test_leaders_stand_by_rank(city, visitor):
    for name, rank in (("甲", 1), ("乙", 3), ("丙", 2)):
        leader = published(city.leaders, title=name, kind=Kind.LEADER, body=[], extra={**public.LEADER, "name": name})
        Placement.objects.filter(resource=leader).update(pin=rank)
    arrange(city, ("leaders", {"title": "领导之窗", "column": city.leaders}))

    assert [words(each) for each in visitor.read("/").cssselect(".person-words strong")] == ["乙", "丙", "甲"]


def test_entrances_have_icons_and_only_addresses_one_can_follow(city, visitor):
    links = [
        {"label": "公积金", "url": "/services/", "note": "", "icon": "coin"},
        {"label": "外面", "url": "https://www.example.org/x?a=1&b=2", "note": "说明", "icon": "<b>"},
        {"label": "坏", "url": "javascript:alert(1)", "note": "", "icon": ""},
        {"label": "藏", "url": "/\\evil.example", "note": "", "icon": ""},
    ]
    arrange(city, ("links", {"title": "办事服务", "links": links}))

    found = visitor.read("/").cssselect(".entrances a")

    assert [(words(each), each.get("href"), each.get("class")) for each in found] == [
        ("公积金", "/services/", None),
        ("外面说明", "https://www.example.org/x?a=1&b=2", "outside"),
    ]
    assert [each.get("href").split("#")[1] for each in visitor.read("/").cssselect(".entrances use")] == [
        "coin",
        "guide",
    ]


def test_topic_that_is_over_drops_off_the_home_page_and_is_marked_elsewhere(city, visitor):
    """R-2.1.11."""
    root = city.profile.site.root_page
    over = root.add_child(instance=TopicPage(title="人口普查", slug="census", ends=date(2021, 1, 1)))
    arrange(city, ("topics", {"title": "专题专栏", "topics": [city.topic, over]}))

    assert [words(each) for each in visitor.read("/").cssselect(".topic strong")] == ["民生实事"]
    topics = visitor.read("/topics/").cssselect(".topic")
    assert [(words(each.cssselect("strong")[0]), len(each.cssselect(".flag"))) for each in topics] == [
        ("民生实事", 0),
        ("人口普查", 1),
    ]
    assert len(visitor.read("/census/").cssselect(".archived")) == 1
    assert visitor.read("/people/").cssselect(".archived") == []


def test_topic_that_ends_today_is_not_over(city, visitor):
    TopicPage.objects.filter(pk=city.topic.pk).update(ends=timezone.localdate())

    assert visitor.read("/people/").cssselect(".archived") == []


def test_topic_shows_its_passages_and_columns(city, visitor):
    column = public._below(city.topic, "progress", "进展通报", "工作动态")
    published(column, title="一项进展")
    topic = TopicPage.objects.get(pk=city.topic.pk)
    text = f'<p>说明<a linktype="page" id="{city.news.pk}">动态</a></p>'
    topic.sections = [
        ("text", {"title": "背景", "text": text, "image": None}),
        ("columns", {"title": "", "columns": [column], "count": 5}),
    ]
    topic.save()

    page = visitor.read("/people/")

    assert words(page.cssselect(".topic-lead")[0]) == "办好十件实事。"
    assert words(page.cssselect(".passage .prose")[0]) == "说明动态"
    assert page.cssselect(".passage a")[0].get("href") == "/news/"
    assert panels(page) == {"进展通报": ["一项进展"]}


def test_home_nobody_arranged_shows_the_newest_of_every_kind_of_column(city, visitor):
    public_city = public.filled_city("two")

    page = Visitor(public_city.host).read("/")

    assert words(page.cssselect(".lead-title")[0]) == "第2条消息"
    assert panels(page) == {
        "通知公告": ["第2条通知", "第1条通知", "第0条通知"],
        "政策文件": ["第2号文件", "第1号文件", "第0号文件"],
        "政策解读": ["第2号文件解读", "第1号文件解读", "第0号文件解读"],
        "办事服务": [],
    }
    assert [words(each) for each in page.cssselect(".service-links a")] == ["事项2", "事项1", "事项0"]
    assert len(page.cssselect(".person")) == 3


def test_home_of_an_empty_site_says_so(city, visitor):
    page = visitor.read("/")

    assert page.cssselect("main .nothing") != []
    assert page.cssselect("main .panel") == []


def test_section_that_names_what_is_gone_is_left_out(city, visitor):
    publish_many(city.news, 2)
    arrange(
        city,
        ("columns", {"columns": [city.news, city.documents], "count": 3}),
        ("leaders", {"title": "领导", "column": city.leaders}),
    )
    city.documents.unpublish()

    page = visitor.read("/")

    assert panels(page) == {"部门动态": ["消息001", "消息000"]}
    assert page.cssselect(".person") == []


def test_column_and_section_with_nothing_to_show_are_left_out(city, visitor):
    """R-2.1.10: neither an empty column nor a heading over nothing."""
    publish_many(city.news, 2)
    arrange(
        city,
        ("headlines", {"columns": [city.documents], "count": 3}),
        ("columns", {"title": "公开", "columns": [city.news, city.documents], "count": 3}),
        ("columns", {"title": "文件", "columns": [city.documents], "count": 3}),
        ("leaders", {"title": "领导", "column": city.leaders}),
    )

    page = visitor.read("/")

    assert panels(page) == {"部门动态": ["消息001", "消息000"]}
    assert [words(each) for each in page.cssselect("main .band-title")] == ["公开"]


def test_related_sites_are_the_other_sites_of_the_city(city, visitor):
    other = site_factories.site("two")

    found = visitor.read("/").cssselect(".sisters a")

    assert [(words(link), link.get("href")) for link in found] == [(other.standard_name, "http://two.test:8000/")]
