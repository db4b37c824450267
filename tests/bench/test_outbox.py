"""How much the outbox carries on this machine. Prints; asserts only that the work was done."""

import time

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from unified_platform.events import drain, emit, handler
from unified_platform.events.processing import Outcome
from unified_platform.events.registry import registry

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
EVENTS = 2000


@pytest.fixture
def listeners():
    names = ("bench.batch", "bench.single")
    handler("bench.happened", name=names[0], batch=500)(lambda events: None)
    handler("bench.happened", name=names[1])(lambda event: None)
    yield
    for name in names:
        registry.handlers.pop(name)


def test_outbox_throughput(listeners, capsys):
    groups = Group.objects.bulk_create(Group(name=f"bench {number}") for number in range(100))
    began = time.perf_counter()
    for number in range(EVENTS):
        with transaction.atomic():
            emit("bench.happened", subject=groups[number % len(groups)])
    emitted = time.perf_counter()
    outcome = drain()
    drained = time.perf_counter()

    with capsys.disabled():
        print(  # noqa: T201 - a measurement is read by a person
            f"\noutbox: {EVENTS / (emitted - began):.0f} emissions/s, "
            f"{2 * EVENTS / (drained - emitted):.0f} deliveries/s (half of them in batches, half one by one)"
        )
    assert outcome == Outcome(done=2 * EVENTS)
