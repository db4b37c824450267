"""When things were published."""

from datetime import timedelta
from random import Random

import pytest

from sites.demo.timeline import OLDEST, after, forward, moments

from .conftest import NOW


@pytest.mark.parametrize("hour", [0, 3, 9, 19, 23])
def test_moments_are_newest_first_and_never_in_the_future(hour):
    now = NOW.replace(hour=hour)
    found = moments(80, now, Random(hour).random, newest=timedelta(hours=1))
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 80
    assert found[0] <= now


def test_moments_begin_within_hours_and_end_eight_years_back():
    found = moments(80, NOW, Random(1).random, newest=timedelta(hours=2))
    assert NOW - found[0] < timedelta(hours=3)
    assert timedelta(days=7 * 365) < NOW - found[-1] < OLDEST + timedelta(days=4)


def test_moments_of_a_silent_column_are_all_older():
    found = moments(20, NOW, Random(1).random, newest=timedelta(days=15))
    assert NOW - found[0] > timedelta(days=14)


def test_moments_are_mostly_on_working_days():
    found = moments(400, NOW, Random(1).random, newest=timedelta(days=2), steep=1.0)
    assert sum(moment.weekday() < 5 for moment in found) > 360


def test_forward_goes_from_the_oldest_to_now():
    found = list(forward(200, NOW, Random(1).random))
    assert found == sorted(found)
    assert NOW - OLDEST <= found[0] < found[-1] <= NOW


def test_after_stays_in_the_past():
    assert after(NOW, 3, NOW) == NOW
    assert after(NOW - timedelta(days=1), 3, NOW) == NOW - timedelta(hours=21)
