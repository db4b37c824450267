"""Counting views: one for a page that somebody saw, and nothing for what strangers make up (docs/adr/013)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from resource_library.domain import readership
from resource_library.domain.readership import reads_of, store, total_of
from resource_library.domain.validity import today
from resource_library.models import DailyReads, Placement, ReadTotal
from resource_library.tally import Gate, Key, Tally
from tests.factories import sites as factories
from tests.factories.library import published
from tests.factories.public import address, reposted
from unified_platform.rules.domain import value

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch):
    """Each test has a memory of its own, as each process has."""
    monkeypatch.setattr(readership, "tally", Tally())
    monkeypatch.setattr(readership, "gate", Gate())


@pytest.fixture
def column():
    return factories.column(factories.site("one"))


def placed(column, **fields) -> Placement:
    return published(column, **fields).placements.get()


def tell(body, host="one.test", **headers):
    """What the script of a page sends."""
    given = {"HTTP_USER_AGENT": FIREFOX, "HTTP_SEC_FETCH_SITE": "same-origin", **headers}
    given = {name: text for name, text in given.items() if text is not None}
    answer = Client(HTTP_HOST=host).post("/api/views/", str(body), content_type="text/plain", **given)
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    return answer


def counts() -> dict[int, int]:
    store()
    return dict(DailyReads.objects.values_list("placement", "count"))


def test_page_tells_of_its_own_placement_and_may_do_so(column):
    place = placed(column)
    page = Client(HTTP_HOST="one.test").get(address(place.resource))
    assert f'data-view="{place.pk}"' in page.content.decode()
    assert "connect-src 'self'" in page["Content-Security-Policy"]


def test_view_is_counted_for_the_day_and_for_the_resource(column):
    place = placed(column)
    tell(place.pk)
    tell(place.pk, REMOTE_ADDR="10.0.0.2")
    assert store() == 2
    tell(place.pk, REMOTE_ADDR="10.0.0.3")
    assert store() == 1
    rows = list(DailyReads.objects.values_list("placement", "day", "count"))
    assert rows == [(place.pk, today(), 3)]
    assert total_of(place.resource_id) == 3


def test_views_of_reposts_add_up_to_those_of_the_resource(column):
    home = placed(column)
    other = factories.column(factories.site("two"))
    repost = reposted(home.resource, other)
    tell(home.pk)
    tell(repost.pk, host="two.test")
    tell(repost.pk, host="two.test", REMOTE_ADDR="10.0.0.2")
    assert counts() == {home.pk: 1, repost.pk: 2}
    assert total_of(home.resource_id) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": None},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "https://elsewhere.test"},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "null"},
        {"HTTP_USER_AGENT": "Baiduspider/2.0"},
        {"HTTP_USER_AGENT": ""},
        {"REMOTE_ADDR": "nonsense"},
    ],
)
def test_what_no_page_of_the_site_sent_for_a_person_is_not_counted(column, headers):
    place = placed(column)
    tell(place.pk, **headers)
    assert counts() == {}


def test_older_browser_names_the_page_it_comes_from(column):
    place = placed(column)
    tell(place.pk, HTTP_SEC_FETCH_SITE=None, HTTP_ORIGIN="http://one.test")
    assert counts() == {place.pk: 1}


@pytest.mark.parametrize("body", ["", "0", "-1", "1.5", "１", "9" * 18, "9" * 19, "1" * 5000, "1;2", "<b>", "1\n"])
def test_what_is_no_number_of_ours_is_answered_alike_and_not_counted(column, body):
    placed(column)
    tell(body)
    assert counts() == {}


def test_only_what_is_shown_on_the_very_site_is_counted(column):
    hidden, elsewhere = placed(column), placed(factories.column(factories.site("two")))
    Placement.objects.filter(pk=hidden.pk).update(visible=False)
    tell(hidden.pk)
    tell(elsewhere.pk)
    assert counts() == {}
    assert ReadTotal.objects.count() == 0


def test_same_page_opened_again_at_once_is_one_view(column):
    place = placed(column)
    for _again in range(3):
        tell(place.pk)
    assert counts() == {place.pk: 1}


def test_telling_asks_the_database_for_nothing_but_the_site(column, django_assert_num_queries):
    place = placed(column)
    with django_assert_num_queries(1):
        tell(place.pk)


def test_address_answers_to_nothing_but_telling(column):
    assert Client(HTTP_HOST="one.test").get("/api/views/").status_code == 405
    assert Client(HTTP_HOST="nobody.test").post("/api/views/", "1", content_type="text/plain").status_code == 421


def test_many_views_are_stored_in_a_few_statements(column, django_assert_num_queries):
    places = [placed(column) for _each in range(8)]
    for place in places:
        tell(place.pk)
    # Savepoint, which are shown, days, totals, and the end of the savepoint.
    with django_assert_num_queries(5):
        assert store() == 8


def test_what_could_not_be_stored_is_kept(column):
    place = placed(column)
    tell(place.pk)
    with connection.execute_wrapper(_broken):
        assert store() == 0
    assert DailyReads.objects.count() == 0
    assert counts() == {place.pk: 1}


def _broken(execute, sql, params, many, context):
    from django.db import OperationalError

    if sql.startswith("INSERT INTO resource_library_dailyreads"):
        raise OperationalError("database is locked")
    return execute(sql, params, many, context)


def test_days_are_forgotten_after_their_time_and_the_total_stays(column):
    place, kept = placed(column), value("views-days")
    for age in (kept, kept + 1):
        DailyReads.objects.create(placement=place, day=today() - timedelta(days=age), count=5)
    ReadTotal.objects.create(resource_id=place.resource_id, count=10)
    assert readership.prune() == 1
    assert list(DailyReads.objects.values_list("day", flat=True)) == [today() - timedelta(days=kept)]
    assert total_of(place.resource_id) == 10


def test_views_read_back_day_by_day(column, django_assert_num_queries):
    place, other = placed(column), placed(column)
    for age, count in ((0, 3), (6, 4), (7, 5), (29, 6), (30, 7)):
        DailyReads.objects.create(placement=place, day=today() - timedelta(days=age), count=count)
    with django_assert_num_queries(2):
        found = reads_of([place.pk, other.pk])
    assert (found[place.pk].of_last(7), sum(found[place.pk].days), found[place.pk].kept) == (7, 18, 25)
    assert (found[place.pk].days[0], found[place.pk].days[-1], len(found[place.pk].days)) == (6, 3, 30)
    assert (found[other.pk].of_last(7), found[other.pk].kept) == (0, 0)


def test_two_processes_that_count_the_same_page_lose_nothing(column):
    place = placed(column)
    first, second = Tally(), Tally()
    for memory, count in ((first, 2), (second, 3)):
        memory.add(Key(place.site_id, place.pk, today()), count)
    for memory in (first, second):
        readership.tally = memory
        store()
    assert counts() == {place.pk: 5}
