import datetime
import re

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from tests.factories.events import DeliveryFactory, EventFactory
from unified_platform.events import domain, drain, handler, queries
from unified_platform.events.models import Delivery, Event, State, WorkerRecord
from unified_platform.events.processing import Outcome

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def test_try_again_puts_failed_and_dead_back_as_new(heard):
    handler("test.happened", name="test.listener")(heard.append)
    later = NOON + DAY
    for state in (State.FAILED, State.DEAD):
        DeliveryFactory(state=state, attempts=12, next_try_at=later, error="E")
    DeliveryFactory(state=State.DONE, finished_at=NOON)

    assert domain.try_again(Delivery.objects.all()) == 2
    assert drain() == Outcome(done=2)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.DONE, 1), (State.DONE, 0)}


def test_try_again_leaves_alone_what_a_worker_holds():
    DeliveryFactory(state=State.FAILED, attempts=2, lease="w/1", leased_until=NOON + DAY)

    assert domain.try_again(Delivery.objects.all()) == 0


def test_retry_command_names_a_handler(capsys):
    DeliveryFactory(handler="search.index", state=State.DEAD)
    DeliveryFactory(handler="pages.purge", state=State.DEAD)

    call_command("retry_deliveries", "--handler", "search.index")

    assert list(Delivery.objects.filter(state=State.WAITING).values_list("handler", flat=True)) == ["search.index"]
    assert re.findall(r"\d+", capsys.readouterr().out) == ["1"]


def test_prune_deletes_what_was_done_a_month_ago_and_keeps_the_rest():
    old, fresh = NOON - domain.KEEP_DELIVERIES - DAY, NOON - DAY
    ancient = NOON - domain.KEEP_EVENTS - DAY
    DeliveryFactory(event__kind="a.old", event__created_at=old, state=State.DONE, finished_at=old)
    DeliveryFactory(event__kind="b.ancient", event__created_at=ancient, state=State.DONE, finished_at=old)
    DeliveryFactory(event__kind="c.dead", event__created_at=ancient, state=State.DEAD, finished_at=old)
    DeliveryFactory(event__kind="d.open", event__created_at=ancient)
    DeliveryFactory(event__kind="e.fresh", event__created_at=fresh, state=State.DONE, finished_at=fresh)
    DeliveryFactory(event__kind="task", event__created_at=old, state=State.DONE, finished_at=old)
    EventFactory(kind="g.unheard", created_at=fresh)
    EventFactory(kind="h.unheard", created_at=ancient)

    assert domain.prune() == 3 + 1 + 2  # deliveries, the task, ancient events with nothing left

    kinds = Event.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["a.old", "c.dead", "d.open", "e.fresh", "g.unheard"]
    left = Delivery.objects.order_by("event__kind").values_list("event__kind", flat=True)
    assert list(left) == ["c.dead", "d.open", "e.fresh"]


def test_prune_works_through_more_than_one_chunk(monkeypatch):
    monkeypatch.setattr(domain, "CHUNK", 2)
    old = NOON - domain.KEEP_DELIVERIES - DAY
    for _ in range(5):
        DeliveryFactory(event__created_at=old, state=State.DONE, finished_at=old)

    assert domain.prune() == 5


def test_delivery_for_a_handler_that_is_gone_is_given_up_after_an_hour(heard):
    handler("test.happened", name="known")(heard.append)
    long_ago = NOON - domain.UNKNOWN_HANDLER - DAY
    DeliveryFactory(handler="gone", event__created_at=long_ago)
    DeliveryFactory(handler="gone.fresh", event__created_at=NOON)
    DeliveryFactory(handler="known", event__created_at=long_ago)

    assert domain.bury_orphans() == 1
    dead = queries.dead_deliveries().get()
    assert dead.handler == "gone"
    assert dead.error


def test_oldest_due_age_counts_only_what_is_open_and_due():
    assert queries.oldest_due_age(NOON) == datetime.timedelta()
    DeliveryFactory(state=State.DONE, next_try_at=NOON - DAY)
    DeliveryFactory(state=State.DEAD, next_try_at=NOON - DAY)
    DeliveryFactory(next_try_at=NOON + DAY)
    assert queries.oldest_due_age(NOON) == datetime.timedelta()
    DeliveryFactory(next_try_at=NOON - datetime.timedelta(seconds=90))
    assert queries.oldest_due_age(NOON) == datetime.timedelta(seconds=90)


def test_last_heartbeat_is_the_freshest_of_all_workers():
    assert queries.last_heartbeat_age() is None
    WorkerRecord.objects.create(name="a", seen_at=NOON - DAY)
    WorkerRecord.objects.create(name="b", seen_at=timezone.now() - datetime.timedelta(seconds=4))

    assert queries.last_heartbeat_age() == datetime.timedelta(seconds=4)
