"""Working ahead."""

import threading

import pytest

from sites.demo.ahead import ahead


def test_ahead_gives_the_same_items_in_the_same_order():
    assert list(ahead(range(50))) == list(range(50))


def test_ahead_makes_at_most_two_more_than_are_used():
    made = []

    def items():
        for number in range(20):
            made.append(number)
            yield number

    for number in ahead(items()):
        assert len(made) - number <= 3


def test_ahead_fails_where_its_items_fail():
    def items():
        yield 1
        raise ValueError("no more")

    taken = ahead(items())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="no more"):
        next(taken)


def test_ahead_ends_its_thread_when_nobody_wants_more():
    taken = ahead(iter(range(1000)))
    assert next(taken) == 0
    taken.close()
    assert [thread for thread in threading.enumerate() if thread.name == "ahead"] == []
