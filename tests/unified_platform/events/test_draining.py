"""Handling: retries, poison, order. The clock is frozen; a delivery that failed waits on it."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group

from unified_platform.events import drain, emit, handler
from unified_platform.events.backoff import delay
from unified_platform.events.models import Delivery, State
from unified_platform.events.processing import Outcome

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def states() -> list[tuple[str, str, int]]:
    """(subject id, state, attempts) of all deliveries in the order of emission."""
    return list(Delivery.objects.order_by("pk").values_list("event__subject_id", "state", "attempts"))


def groups(*names: str) -> list[Group]:
    return [Group.objects.create(name=name) for name in names]


def test_drain_hands_each_listener_the_event(heard):
    handler("test.happened", name="one")(lambda event: heard.append(("one", event.payload["n"])))
    handler("test.happened", name="two", batch=10)(
        lambda events: heard.append(("two", [event.payload["n"] for event in events]))
    )
    for number in range(3):
        emit("test.happened", payload={"n": number})

    assert drain() == Outcome(done=6)
    assert heard == [("one", 0), ("one", 1), ("one", 2), ("two", [0, 1, 2])]


def test_done_delivery_says_when_and_is_not_handed_out_again(heard, clock):
    handler("test.happened", name="one")(heard.append)
    emit("test.happened")
    drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.finished_at) == (State.DONE, 1, NOON)
    assert (delivery.lease, delivery.leased_until, delivery.error) == (None, None, "")
    assert drain() == Outcome()
    assert len(heard) == 1


def test_events_caused_by_a_handler_are_drained_too(heard):
    handler("test.happened", name="one")(lambda event: emit("test.followed"))
    handler("test.followed", name="two")(heard.append)
    emit("test.happened")

    assert drain() == Outcome(done=2)
    assert len(heard) == 1


def test_targets_are_delivered_and_tried_separately(heard, clock):
    def send(event, target):
        if target == "edu":
            raise ConnectionError("edu 不通")
        heard.append(target)

    handler("test.happened", name="send", targets=lambda event: event.payload["to"])(send)
    emit("test.happened", payload={"to": ["xuanwu", "edu", "xuanwu"]})

    assert drain() == Outcome(done=1, failed=1)
    assert heard == ["xuanwu"]
    assert list(Delivery.objects.order_by("pk").values_list("target", "state")) == [
        ("xuanwu", State.DONE),
        ("edu", State.FAILED),
    ]


def test_handler_that_fails_leaves_nothing_of_its_work_and_says_why(clock):
    def fail(event):
        Group.objects.create(name="half")
        raise LookupError("不好\x00\ud800")

    handler("test.happened", name="one")(fail)
    emit("test.happened")

    assert drain() == Outcome(failed=1)
    assert Group.objects.filter(name="half").count() == 0
    delivery = Delivery.objects.get()
    assert delivery.error.splitlines()[0] == "Traceback (most recent call last):"
    assert delivery.error.splitlines()[-1] == "LookupError: 不好\\x00\\ud800"


def test_failed_delivery_is_tried_again_when_due_and_not_before(heard, clock):
    def fail_once(event):
        heard.append(event.attempt)
        if event.attempt == 1:
            raise ConnectionError

    handler("test.happened", name="one")(fail_once)
    emit("test.happened")
    drain()
    due = Delivery.objects.get().next_try_at
    assert datetime.timedelta(seconds=1.5) <= due - NOON <= datetime.timedelta(seconds=2.5)

    clock.move_to(due - datetime.timedelta(milliseconds=1))
    assert drain() == Outcome()
    clock.move_to(due)
    assert drain() == Outcome(done=1)
    assert heard == [1, 2]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == (State.DONE, 2, "")


def test_delivery_is_given_up_after_its_last_try(heard, clock):
    def fail(event):
        heard.append(event.attempt)
        raise ConnectionError("不通")

    handler("test.happened", name="one", attempts=3)(fail)
    emit("test.happened")
    outcomes = []
    for _ in range(4):
        outcomes.append(drain())
        clock.shift(datetime.timedelta(hours=2))

    assert outcomes == [Outcome(failed=1), Outcome(failed=1), Outcome(dead=1), Outcome()]
    assert heard == [1, 2, 3]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.DEAD, 3)
    assert delivery.error.endswith("ConnectionError: 不通\n")


@pytest.mark.parametrize(
    ("attempts", "spread", "seconds"),
    [
        (1, 0.5, 2),
        (2, 0.5, 4),
        (5, 0.5, 32),
        (11, 0.5, 2048),
        (12, 0.5, 3600),
        (99, 0.5, 3600),
        (1, 0, 1.5),
        (1, 1, 2.5),
    ],
)
def test_delay_doubles_up_to_an_hour_give_or_take_a_quarter(attempts, spread, seconds):
    assert delay(attempts, spread) == datetime.timedelta(seconds=seconds)


def test_poison_event_in_a_batch_does_not_hold_up_the_others(heard, clock):
    def index(events):
        if any(event.payload["n"] == 3 for event in events):
            raise ValueError("毒")
        heard.extend(event.payload["n"] for event in events)

    handler("test.happened", name="index", batch=10)(index)
    for number in range(6):
        emit("test.happened", payload={"n": number})

    assert drain() == Outcome(done=5, failed=1)
    assert heard == [0, 1, 2, 4, 5]
    assert [state for _, state, _ in states()] == [State.DONE] * 3 + [State.FAILED] + [State.DONE] * 2


def test_batch_of_a_service_that_is_down_is_not_tried_one_by_one_to_the_end(heard, clock):
    def index(events):
        heard.append(len(events))
        raise ConnectionError

    handler("test.happened", name="index", batch=100)(index)
    for _ in range(50):
        emit("test.happened")

    assert drain() == Outcome(failed=50)
    assert heard == [50, 1, 1, 1, 1, 1]


def test_events_of_one_subject_wait_for_the_one_before_them(heard, clock):
    one, other = groups("one", "other")

    def handle(event):
        if event.payload["n"] == 1 and event.attempt == 1:
            raise ConnectionError
        heard.append(event.payload["n"])

    handler("test.happened", name="one")(handle)
    for number, subject in enumerate([one, one, other, one, None]):
        emit("test.happened", subject=subject, payload={"n": number})

    assert drain() == Outcome(done=3, failed=1)
    assert heard == [0, 2, 4]
    assert states()[3] == (str(one.pk), State.WAITING, 0)

    clock.shift(datetime.timedelta(seconds=10))
    assert drain() == Outcome(done=2)
    assert heard == [0, 2, 4, 1, 3]


def test_dead_delivery_no_longer_holds_up_its_subject(heard, clock):
    (group,) = groups("one")

    def handle(event):
        if event.payload["n"] == 0:
            raise ValueError
        heard.append(event.payload["n"])

    handler("test.happened", name="one", attempts=1)(handle)
    emit("test.happened", subject=group, payload={"n": 0})
    emit("test.happened", subject=group, payload={"n": 1})

    assert drain() == Outcome(done=1, dead=1)
    assert heard == [1]


def test_order_holds_for_each_handler_alone(heard, clock):
    (group,) = groups("one")

    def fail(event):
        raise ConnectionError

    handler("test.happened", name="failing")(fail)
    handler("test.happened", name="working")(lambda event: heard.append(event.payload["n"]))
    for number in range(3):
        emit("test.happened", subject=group, payload={"n": number})

    drain()

    assert heard == [0, 1, 2]


def test_batch_keeps_the_order_and_may_hold_a_subject_many_times(heard):
    one, other = groups("one", "other")
    handler("test.happened", name="index", batch=4)(
        lambda events: heard.append([event.payload["n"] for event in events])
    )
    for number, subject in enumerate([one, other, one, one, other, one]):
        emit("test.happened", subject=subject, payload={"n": number})

    drain()

    assert heard == [[0, 1, 2, 3], [4, 5]]


def test_not_before_waits_for_its_time(heard, clock):
    handler("test.happened", name="one")(heard.append)
    emit("test.happened", not_before=NOON + datetime.timedelta(minutes=5))

    assert drain() == Outcome()
    clock.shift(datetime.timedelta(minutes=5))
    assert drain() == Outcome(done=1)


def test_handler_that_keeps_emitting_what_it_hears_is_noticed():
    handler("test.happened", name="loop", batch=1)(lambda events: emit("test.happened"))
    emit("test.happened")

    with pytest.raises(RuntimeError, match="does not run empty"):
        drain(passes=20)


def test_claiming_takes_the_same_number_of_queries_however_much_waits(django_assert_num_queries):
    from unified_platform.events.claims import claim
    from unified_platform.events.registry import registry

    handler("test.happened", name="index", batch=50)(lambda events: None)
    for group in groups(*(f"组{n}" for n in range(60))):
        emit("test.happened", subject=group)

    with django_assert_num_queries(6):  # savepoint, pick, who is before, lease, release, load
        claimed = claim(registry.handlers["index"], "w")

    assert len(claimed.deliveries) == 50
