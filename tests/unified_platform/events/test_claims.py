"""Leases: one pair of hands, and nothing lost with them."""

import datetime
import threading
from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction
from django.utils import timezone

from unified_platform.events import drain, emit, handler
from unified_platform.events.claims import CRASHED, LEASE, ONE_BY_ONE, claim, give_back, renew
from unified_platform.events.models import Delivery, State
from unified_platform.events.passes import one_pass
from unified_platform.events.processing import Outcome, process
from unified_platform.events.queries import claimable, not_behind_another
from unified_platform.events.registry import registry

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
postgresql_only = pytest.mark.skipif(
    "postgres" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite lets one writer in at a time"
)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def numbers(claimed) -> list[int] | None:
    return claimed and [delivery.event.payload["n"] for delivery in claimed.deliveries]


def listen(heard, **options):
    handler("test.happened", name="one", **options)(lambda event: heard.append(event.payload["n"]))
    return registry.handlers["one"]


def emit_numbers(count, subject=None):
    for number in range(count):
        emit("test.happened", payload={"n": number}, subject=subject)


@pytest.mark.django_db
def test_leased_deliveries_are_not_handed_to_another_worker(heard, clock):
    one = listen(heard)
    emit_numbers(ONE_BY_ONE + 5)

    assert numbers(claim(one, "first")) == list(range(ONE_BY_ONE))
    assert numbers(claim(one, "second")) == list(range(ONE_BY_ONE, ONE_BY_ONE + 5))
    assert claim(one, "third") is None


@pytest.mark.django_db
def test_later_events_of_a_subject_wait_while_the_first_is_leased(heard, clock):
    one = listen(heard)
    emit_numbers(1, subject := Group.objects.create(name="one"))
    first = claim(one, "first")
    emit_numbers(2, subject)

    assert claim(one, "second") is None
    assert process(first) == Outcome(done=1)
    assert numbers(claim(one, "second")) == [0, 1]


@pytest.mark.django_db
def test_items_of_a_killed_worker_come_back_after_the_lease_one_at_a_time(heard, clock):
    one = listen(heard, attempts=3)
    emit_numbers(3)
    claim(one, "killed")
    emit_numbers(1)

    clock.shift(LEASE - datetime.timedelta(seconds=1))
    assert numbers(claim(one, "second")) == [0]  # the new one; the others are still leased
    clock.shift(datetime.timedelta(seconds=1))
    again = claim(one, "third")
    assert numbers(again) == [0]
    assert again.deliveries[0].attempts == 2
    assert numbers(claim(one, "fourth")) == [1]


@pytest.mark.django_db
def test_delivery_that_kills_every_worker_is_given_up(heard, clock):
    one = listen(heard, attempts=3)
    emit_numbers(1)
    for _ in range(3):
        assert numbers(claim(one, "killed")) == [0]
        clock.shift(LEASE)

    assert claim(one, "next") is None
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error, delivery.lease) == (State.DEAD, CRASHED, None)
    assert heard == []


@pytest.mark.django_db
def test_renewed_lease_holds_on(heard, clock):
    one = listen(heard)
    emit_numbers(1)
    held = claim(one, "first")
    clock.shift(LEASE - datetime.timedelta(seconds=1))
    renew(held.lease)
    clock.shift(datetime.timedelta(seconds=2))

    assert claim(one, "second") is None


@pytest.mark.django_db
def test_work_of_a_worker_that_lost_its_lease_is_rolled_back(clock):
    handler("test.happened", name="one")(lambda event: Group.objects.create(name=f"try {event.attempt}"))
    emit_numbers(1)
    slow = claim(registry.handlers["one"], "slow")
    clock.shift(LEASE)
    other = claim(registry.handlers["one"], "other")

    assert process(slow) == Outcome()
    assert process(other) == Outcome(done=1)
    assert list(Group.objects.filter(name__startswith="try").values_list("name", flat=True)) == ["try 2"]


@pytest.mark.django_db
def test_what_was_given_back_counts_as_never_taken(heard, clock):
    one = listen(heard)
    emit_numbers(2)
    held = claim(one, "first")
    give_back(held, held.deliveries)

    assert set(Delivery.objects.values_list("attempts", "lease", "leased_until")) == {(0, None, None)}
    assert drain() == Outcome(done=2)


@pytest.mark.django_db
def test_worker_told_to_stop_finishes_one_and_gives_the_rest_back(heard, clock):
    listen(heard)
    emit_numbers(5)

    assert one_pass("w", should_stop=lambda: len(heard) == 2) == Outcome(done=2)
    assert heard == [0, 1]
    assert Delivery.objects.filter(state=State.WAITING, attempts=0, lease=None).count() == 3


@pytest.mark.django_db
def test_one_pass_gives_each_handler_a_turn_whatever_the_backlog(heard, clock):
    handler("test.flood", name="a.flood", batch=10)(lambda events: None)
    listen(heard)
    for _ in range(100):
        emit("test.flood")
    emit_numbers(1)

    assert one_pass("w") == Outcome(done=11)
    assert heard == [0]


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_claim_skips_what_another_is_just_claiming_and_what_stands_behind_it(heard):
    """The first claim is still uncommitted: its rows are locked, its lease is invisible."""
    one = listen(heard)
    subject = Group.objects.create(name="one")
    with transaction.atomic():
        emit("test.happened", subject=subject, payload={"n": 0})
    found = {}

    def second():
        found["claim"] = claim(one, "second")
        connection.close()

    with transaction.atomic():
        locked = list(Delivery.objects.select_for_update())
        thread = threading.Thread(target=_emit_two, args=(subject,))
        thread.start()
        thread.join()
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert len(locked) == 1
    assert numbers(found["claim"]) == [2]  # not 1: it stands behind 0, which is locked


def _emit_two(subject):
    with transaction.atomic():
        emit("test.happened", subject=subject, payload={"n": 1})
        emit("test.happened", payload={"n": 2})
    connection.close()


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_many_workers_do_everything_once_and_each_subject_in_order():
    heard, lock = [], threading.Lock()

    def hear(events):
        with lock:
            heard.extend((event.subject_id, event.payload["n"]) for event in events)

    handler("test.happened", name="one")(lambda event: hear([event]))
    handler("test.happened", name="batch", batch=7)(hear)
    subjects = Group.objects.bulk_create(Group(name=f"组{n}") for n in range(10))
    with transaction.atomic():
        for number in range(12):
            for subject in subjects:
                emit("test.happened", subject=subject, payload={"n": number})

    threads = [threading.Thread(target=_drain_and_close, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # A worker may end while another holds the last of a line; nothing is left once that one is through.
    drain()
    expected = Counter((str(subject.pk), number) for subject in subjects for number in range(12))
    assert Counter(heard) == expected + expected
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.DONE, 1)}
    for subject in subjects:
        order = [number for key, number in heard if key == str(subject.pk)]
        assert sorted(order) == sorted([*range(12), *range(12)])
        assert _is_merge_of_two_runs(order, 12)


def _is_merge_of_two_runs(order: list[int], length: int) -> bool:
    """Whether `order` interleaves two complete ascending runs 0 … length-1 (one per handler)."""
    heads = [0, 0]
    for number in order:
        if number not in heads:
            return False
        heads[heads.index(number)] += 1
    return heads == [length, length]


def _drain_and_close(worker):
    drain(worker)
    connections.close_all()


@pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL reads a small table without any index"
)
@pytest.mark.django_db
def test_looking_for_work_reads_only_what_is_open():
    """Finished deliveries stay for a month; a worker that looks three times a second must not read them."""
    now = timezone.now()

    assert "USING INDEX delivery_due" in claimable(now).explain()
    plan = not_behind_another(claimable(now).filter(handler="one"), now).order_by("pk").explain()
    assert "USING INDEX delivery_queue" in plan
    assert "USING INDEX delivery_order" in plan
    assert "SCAN" not in plan
