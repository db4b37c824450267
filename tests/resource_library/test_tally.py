"""Whose views count, and what a process remembers of them (docs/adr/013)."""

from datetime import date

import pytest

from resource_library import tally
from resource_library.tally import AGAIN_SECONDS, PER_MINUTE, Gate, Key, Tally, is_robot, neighbourhood

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
DAY = date(2026, 11, 22)


class Clock:
    """Time that stands still until somebody turns it on."""

    def __init__(self) -> None:
        self.now = 6000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        (FIREFOX, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49", False),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", False),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("Sogou web spider/4.0", True),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        (" ", True),
    ],
)
def test_machines_are_known_by_what_they_call_themselves(agent, robot):
    assert is_robot(agent) is robot


def test_view_of_a_moment_ago_is_the_same_view(clock):
    gate = Gate(clock)
    assert gate.lets_in("10.0.0.1", FIREFOX, 7)
    assert not gate.lets_in("10.0.0.1", FIREFOX, 7)
    assert gate.lets_in("10.0.0.1", FIREFOX, 8)
    assert gate.lets_in("10.0.0.1", FIREFOX + " other", 7)
    assert gate.lets_in("10.0.0.2", FIREFOX, 7)
    clock.now += AGAIN_SECONDS
    assert not gate.lets_in("10.0.0.1", FIREFOX, 7)
    clock.now += AGAIN_SECONDS
    assert gate.lets_in("10.0.0.1", FIREFOX, 7)


def test_address_adds_so_many_views_a_minute_and_no_more(clock):
    gate = Gate(clock)
    counted = [gate.lets_in("2001:db8::1", FIREFOX, number) for number in range(PER_MINUTE + 5)]
    assert counted.count(True) == PER_MINUTE
    # One subscriber has the whole network, and the next one his own.
    assert not gate.lets_in("2001:db8::ffff", FIREFOX, 9000)
    assert gate.lets_in("2001:db8:0:1::1", FIREFOX, 9000)
    clock.now += 60
    assert gate.lets_in("2001:db8::1", FIREFOX, 9001)


def test_nobody_without_an_address_is_counted(clock):
    assert not Gate(clock).lets_in(None, FIREFOX, 1)


def test_memory_is_bounded_whatever_strangers_send(clock, monkeypatch):
    monkeypatch.setattr(tally, "MOST_KEYS", 10)
    gate, counts = Gate(clock), Tally()
    let_in = [gate.lets_in(f"10.0.{number}.1", FIREFOX, number) for number in range(50)]
    assert let_in.count(True) == 10
    added = [counts.add(Key(1, number, DAY)) for number in range(50)]
    assert (added.count(True), len(counts)) == (10, 10)
    # What is known already still counts.
    assert counts.add(Key(1, 3, DAY))


def test_network_of_an_address():
    assert neighbourhood("10.1.2.3") == "10.1.2.3"
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    with pytest.raises(ValueError, match="does not appear"):
        neighbourhood("<script>")


def test_tally_gives_everything_away_once():
    counts = Tally()
    counts.add(Key(1, 2, DAY))
    counts.add(Key(1, 2, DAY), 3)
    assert counts.take() == {Key(1, 2, DAY): 4}
    assert counts.take() == {}
