"""Columns: what they list, in which order, at which addresses."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resource_library.enums import Kind
from resource_library.models import Placement, Relation
from sites.presentation.paging import SIZE, Paging
from tests.factories import public
from tests.factories.library import published
from tests.factories.public import publish_many

from .reading import words

pytestmark = pytest.mark.django_db


def test_list_shows_the_newest_first_with_their_dates(city, visitor):
    publish_many(city.news, 3)

    page = visitor.read("/news/")

    assert [words(link) for link in page.cssselect("main .title")] == ["消息002", "消息001", "消息000"]
    assert [words(time) for time in page.cssselect("main .titles time")] == ["2024-03-01"] * 3


@pytest.mark.parametrize(
    ("total", "on_head", "pages"),
    [(0, 0, 1), (1, 1, 1), (19, 19, 1), (20, 20, 1), (39, 39, 1), (40, 20, 2), (41, 21, 2), (59, 39, 2), (60, 20, 3)],
)
def test_head_holds_what_fills_no_page_and_the_last_full_one(total, on_head, pages):
    paging = Paging(total)

    assert (paging.head_size, paging.pages) == (on_head, pages)


@given(total=st.integers(0, 5000))
def test_every_entry_is_on_the_head_or_on_exactly_one_page_before_it(total):
    head = Paging(total)
    before = [range(Paging(total, n).start, Paging(total, n).start + SIZE) for n in range(1, head.pages)]

    seen = [index for page in before for index in page] + list(range(head.start, head.start + head.head_size))

    assert seen == list(range(total))
    assert head.head_size < 2 * SIZE


@given(total=st.integers(0, 5000), number=st.integers(1, 300))
def test_pager_offers_only_pages_that_exist(total, number):
    paging = Paging(total, number)
    if paging.exists:
        assert all(Paging(total, n).exists for n in paging.window if n is not None)
        assert paging.number in paging.window
    assert all(Paging(total, n).exists for n in Paging(total).window if n is not None)


def test_pages_hold_twenty_entries_counted_from_the_oldest(city, visitor):
    publish_many(city.news, 65)

    assert visitor.titles("/news/") == [f"消息{n:03d}" for n in range(64, 39, -1)]
    assert visitor.titles("/news/index_2.html") == [f"消息{n:03d}" for n in range(39, 19, -1)]
    assert visitor.titles("/news/index_1.html") == [f"消息{n:03d}" for n in range(19, -1, -1)]


def test_older_and_newer_links_lead_through_every_entry_and_back(city, visitor):
    publish_many(city.news, 65)

    def walk(path: str, rel: str) -> list[str]:
        seen = []
        while path:
            page = visitor.read(path)
            seen.append(path)
            path = next((link.get("href") for link in page.cssselect(f".pager a[rel={rel}]")), None)
        return seen

    assert walk("/news/", "next") == ["/news/", "/news/index_2.html", "/news/index_1.html"]
    assert walk("/news/index_1.html", "prev") == [
        "/news/index_1.html",
        "/news/index_2.html",
        "/news/index_3.html",
        "/news/",
    ]


def test_page_that_does_not_exist_is_not_found(city, visitor):
    publish_many(city.news, 41)
    unknown = ("index_0.html", "index_3.html", "index_999999999.html", "index_-1.html", "index_x.html", "index_2.htm")

    assert visitor.get("/news/index_2.html").status_code == 200
    assert {path: visitor.get(f"/news/{path}").status_code for path in unknown} == dict.fromkeys(unknown, 404)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(
        st.tuples(st.lists(st.sampled_from([0, 0, 1, 500]), min_size=1, max_size=25), st.integers(0, 3)),
        min_size=2,
        max_size=4,
    )
)
def test_pages_once_full_never_change_whatever_is_published_later(city, visitor, batches):
    """Each batch is the minutes between its entries, several at the same moment, and the rank of its last one."""
    Placement.objects.all().delete()
    moment, frozen, number = public.LONG_AGO, {}, 0
    for gaps, pin in batches:
        placed = publish_many(city.news, len(gaps), start=number)
        for placement, gap in zip(placed, gaps, strict=True):
            moment += timedelta(minutes=gap)
            placement.date = moment
        placed[-1].pin = pin
        Placement.objects.bulk_update(placed, ["date", "pin"])
        number += len(gaps)
        for page in range(1, number // SIZE + 1):
            shown = visitor.titles(f"/news/index_{page}.html")
            assert frozen.setdefault(page, shown) == shown
            assert len(shown) == SIZE


def test_pinned_entries_stand_first_on_the_head_only(city, visitor):
    entries = publish_many(city.news, 45)
    Placement.objects.filter(pk=entries[3].pk).update(pin=1)
    Placement.objects.filter(pk=entries[44].pk).update(pin=2)

    head = visitor.titles("/news/")

    flag = words(visitor.read("/news/").cssselect(".titles .flag")[0])
    assert head == [f"{flag}消息044", f"{flag}消息003", *(f"消息{n:03d}" for n in range(43, 19, -1))]
    assert visitor.titles("/news/index_1.html") == [f"消息{n:03d}" for n in range(19, -1, -1)]


def test_placement_shows_its_own_title_summary_and_date(city, visitor):
    reading = published(city.interpretations, title="原来的标题", kind=Kind.INTERPRETATION, description="原来的摘要")
    Placement.objects.filter(resource=reading).update(title="自己的标题", summary="自己的摘要", date=public.LONG_AGO)

    page = visitor.read("/readings/")

    assert words(page.cssselect("main .title")[0]) == "自己的标题"
    assert words(page.cssselect(".card-summary")[0]) == "自己的摘要"
    assert words(page.cssselect(".card time")[0]) == "2024-03-01"


def test_documents_are_listed_with_number_date_validity_and_interpretation(city, visitor):
    document = published(
        city.documents, title="办法", policy=True, validity="repealed", abolish_date=timezone.localdate()
    )
    reading = published(city.interpretations, title="办法的解读", kind=Kind.INTERPRETATION)
    Relation.objects.create(resource=reading, type="interprets", target=document)

    row = visitor.read("/policies/").cssselect(".docs tbody tr")[0]

    assert [words(cell) for cell in row.cssselect("td")][1:] == [
        "宁政办发〔2026〕1号",
        timezone.localdate().isoformat(),
        document.get_validity_display(),
    ]
    assert row.cssselect("a.chip")[0].get("href") == public.address(reading)


def test_column_without_entries_shows_the_newest_of_its_children(city, visitor):
    published(city.child, title="一则通知")

    page = visitor.read("/open/")

    assert [words(panel) for panel in page.cssselect(".panel-title")] == ["通知公告"]
    assert [words(link) for link in page.cssselect("main .title")] == ["一则通知"]


def test_leaders_stand_by_rank_with_name_and_post(city, visitor):
    for name, rank in (("甲", 1), ("乙", 3), ("丙", 2)):
        leader = published(city.leaders, title=name, kind=Kind.LEADER, body=[], extra={**public.LEADER, "name": name})
        Placement.objects.filter(resource=leader).update(pin=rank)

    people = visitor.read("/leaders/").cssselect(".person-words")

    assert [words(person) for person in people] == ["乙副市长", "丙副市长", "甲副市长"]


def test_other_spellings_of_a_column_lead_to_its_address(city, visitor):
    spellings = {
        "/news": "/news/",
        "/open/notices": "/open/notices/",
        "/news?x=1": "/news/?x=1",
        "/people": "/people/",
        "/news/index.html": "/news/",
        "/news/index_01.html": "/news/index_1.html",
    }
    answers = {path: visitor.get(path) for path in spellings}

    assert {path: (each.status_code, each["Location"]) for path, each in answers.items()} == {
        path: (301, target) for path, target in spellings.items()
    }


def test_unknown_column_is_not_found(city, visitor):
    unknown = ("/nope/", "/nope", "/open/nope/", "/news/open/", "/NEWS/", "/news//", "/%00/", "/..%2fnews/", "/.env")

    assert visitor.get("/news/").status_code == 200
    assert {path: visitor.get(path).status_code for path in unknown} == dict.fromkeys(unknown, 404)


def test_side_and_breadcrumb_show_where_the_column_stands(city, visitor):
    page = visitor.read("/open/notices/")

    assert [link.get("href") for link in page.cssselect("nav[aria-label=breadcrumb] a")] == ["/", "/open/"]
    assert [words(link) for link in page.cssselect(".side [aria-current=page]")] == ["通知公告"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_read_only(city, visitor, method):
    assert getattr(visitor.client, method)("/news/").status_code == 405


def test_head_request_answers_like_get_without_a_body(city, visitor):
    publish_many(city.news, 1)

    seen, head = visitor.get("/news/"), visitor.client.head("/news/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == seen["ETag"]


def test_unchanged_page_is_not_sent_again(city, visitor):
    publish_many(city.news, 1)
    etag = visitor.get("/news/")["ETag"]

    assert visitor.get("/news/", if_none_match=etag).status_code == 304
    publish_many(city.news, 1, start=1)
    assert visitor.get("/news/", if_none_match=etag).status_code == 200
