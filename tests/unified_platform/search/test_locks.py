"""One writer at a time: on one machine by a file, on several by their PostgreSQL."""

import threading

import pytest
from django.db import connection

from unified_platform.search.locks import BusyError, DatabaseLock, FileLock, shared_lock

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["file", "database"])
def pair(request, tmp_path):
    """The same lock as two processes see it."""
    if request.param == "file":
        return FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    if connection.vendor != "postgresql":
        pytest.skip("advisory locks are PostgreSQL's: set DATABASE_URL")
    return DatabaseLock("test"), DatabaseLock("test")


def in_another_thread(act):
    """What `act` gives in a thread, and so on a database connection, of its own."""
    given = []

    def run():
        try:
            given.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return given[0]


def test_lock_free_is_not_held(pair):
    one, other = pair
    assert (one.is_held(), in_another_thread(other.is_held)) == (False, False)


def test_lock_taken_is_held_for_everybody(pair):
    one, other = pair
    with one.hold():
        assert (one.is_held(), in_another_thread(other.is_held)) == (True, True)
    assert (one.is_held(), in_another_thread(other.is_held)) == (False, False)


def test_lock_taken_is_refused_to_whoever_does_not_wait(pair):
    one, other = pair

    def try_it():
        try:
            with other.hold(wait=False):
                return "got it"
        except BusyError:
            return "busy"

    with one.hold():
        assert in_another_thread(try_it) == "busy"
        with pytest.raises(BusyError), one.hold(wait=False):
            pass
    assert in_another_thread(try_it) == "got it"


def test_lock_waited_for_comes_when_it_is_let_go(pair):
    one, other = pair
    order = []

    def wait():
        with other.hold():
            order.append("other")
        connection.close()

    with one.hold():
        thread = threading.Thread(target=wait)
        thread.start()
        order.append("one")
    thread.join()
    assert order == ["one", "other"]


def test_lock_held_may_be_waited_for_again(pair):
    one, _other = pair
    with one.hold(), one.hold():
        assert one.is_held() is True
    assert one.is_held() is False


def test_lock_is_let_go_after_an_error(pair):
    one, _other = pair
    with pytest.raises(RuntimeError), one.hold():
        raise RuntimeError
    assert one.is_held() is False


def test_shared_lock_is_the_databases_where_it_can_be(tmp_path):
    expected = DatabaseLock if connection.vendor == "postgresql" else FileLock
    assert isinstance(shared_lock("test", tmp_path), expected)
