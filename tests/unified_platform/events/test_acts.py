import datetime

import pytest
import time_machine

from unified_platform.events import acts, periodic
from unified_platform.events.models import TimedAct

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def test_act_is_done_at_once_and_then_each_period(heard, clock):
    periodic(seconds=60, name="ring")(lambda: heard.append("ring"))
    acts.enrol()

    assert [acts.run_due(), acts.run_due()] == [1, 0]
    assert acts.next_due() == NOON + datetime.timedelta(seconds=60)
    clock.shift(datetime.timedelta(seconds=59))
    assert acts.run_due() == 0
    clock.shift(datetime.timedelta(seconds=1))
    assert acts.run_due() == 1
    assert heard == ["ring", "ring"]


def test_enrolling_again_keeps_what_is_known(clock):
    periodic(seconds=60, name="ring")(lambda: None)
    acts.enrol()
    acts.run_due()
    acts.enrol()

    assert acts.run_due() == 0


def test_act_that_fails_says_why_and_comes_back_within_a_minute(heard, clock):
    def fail():
        heard.append("sweep")
        if heard.count("sweep") == 1:
            raise LookupError("没有")

    periodic(seconds=86400, name="sweep")(fail)
    periodic(seconds=30, name="ring")(lambda: heard.append("ring"))
    acts.enrol()
    acts.run_due()

    row = TimedAct.objects.get(name="sweep")
    assert row.error.endswith("LookupError: 没有\n")
    assert row.next_at == NOON + datetime.timedelta(seconds=60)
    assert sorted(heard) == ["ring", "sweep"]
    clock.shift(datetime.timedelta(seconds=60))
    acts.run_due()
    row.refresh_from_db()
    assert (row.error, row.next_at) == ("", NOON + datetime.timedelta(seconds=86460))


def test_act_taken_by_another_worker_is_not_done_twice(heard, clock):
    periodic(seconds=60, name="ring")(lambda: heard.append("inner"))

    @periodic(seconds=60, name="a.first")
    def other_worker_comes_by():
        # Meanwhile another worker looks for due acts.
        acts.run_due()

    acts.enrol()
    TimedAct.objects.filter(name="ring").update(next_at=NOON - datetime.timedelta(seconds=1))
    TimedAct.objects.filter(name="a.first").update(next_at=NOON - datetime.timedelta(seconds=2))
    acts.run_due()

    assert heard == ["inner"]


def test_act_that_the_code_no_longer_has_is_left_alone(clock):
    TimedAct.objects.create(name="gone")

    assert acts.run_due() == 0
    assert acts.next_due() is None
