"""The worker as the process it is: killed, told to stop, at rest."""

import json
import re
import signal

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from tests.processes import PATIENCE, Elsewhere, database_url, wait_until
from unified_platform.events import emit, handler

from .listeners.handlers import KINDS

pytestmark = pytest.mark.django_db(transaction=True)
# A worker has work of its own, by the clock.
OURS = "SELECT state, attempts FROM events_delivery WHERE handler LIKE 'test.%' ORDER BY id"
LEASED = "SELECT state, attempts, lease FROM events_delivery WHERE handler LIKE 'test.%' ORDER BY id"
SETTINGS = "tests.unified_platform.events.process_settings"


@pytest.fixture
def outbox(tmp_path):
    """Call it with what to emit; it gives the processes that work on it."""

    def commit(*emissions):
        for kind, name in KINDS.items():
            handler(kind, name=name)(lambda event: None)
        with transaction.atomic():
            for kind, payload in emissions:
                emit(kind, payload=payload)
        return Elsewhere(database_url(tmp_path), tmp_path, SETTINGS)

    return commit


def test_crash_between_handler_and_commit_leaves_nothing_and_loses_nothing(outbox):
    elsewhere = outbox(("test.crash", {}))

    assert elsewhere.manage("work", "--drain").returncode == 9
    assert elsewhere.rows("SELECT name FROM auth_group WHERE name LIKE 'handled%'") == []
    assert elsewhere.rows(OURS) == [("waiting", 1)]

    elsewhere.execute("UPDATE events_delivery SET leased_until = '2026-01-01 00:00:00+00:00'")
    again = elsewhere.manage("work", "--drain")

    assert (again.returncode, again.stderr) == (0, "")
    assert re.findall(r"\d+", again.stdout) == ["1", "0", "0"]  # done, to be tried again, given up
    assert elsewhere.rows("SELECT name FROM auth_group WHERE name LIKE 'handled%'") == [("handled by try 2",)]
    assert elsewhere.rows(OURS) == [("done", 2)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_told_to_stop_finishes_what_it_has_begun_and_nothing_else(outbox, tmp_path, number):
    begun = tmp_path / "begun"
    elsewhere = outbox(("test.slow", {"begun": str(begun)}), ("test.slow", {"begun": str(tmp_path / "never")}))

    with elsewhere.start("work") as worker:
        wait_until(begun.exists, "the first delivery to be begun")
        assert len(elsewhere.rows("SELECT name FROM events_workerrecord")) == 1
        worker.send_signal(number)
        begun.unlink()
        assert worker.wait(PATIENCE) == 0

    rows = elsewhere.rows(LEASED)
    assert rows == [("done", 1, None), ("waiting", 0, None)]
    assert not (tmp_path / "never").exists()
    assert elsewhere.rows("SELECT name FROM events_workerrecord") == []


def test_worker_hears_of_what_is_emitted_while_it_rests(outbox, tmp_path):
    begun = tmp_path / "begun"
    elsewhere = outbox()

    with elsewhere.start("work") as worker:
        wait_until(lambda: elsewhere.rows("SELECT name FROM events_workerrecord"), "the worker to be at work")
        assert elsewhere.manage("emit_event", "test.slow", json.dumps({"begun": str(begun)})).stderr == ""
        wait_until(begun.exists, "the new delivery to be begun")
        begun.unlink()
        wait_until(
            lambda: elsewhere.rows("SELECT state FROM events_delivery WHERE handler = 'test.dawdling'") == [("done",)],
            "the delivery to be done",
        )
        worker.terminate()
        assert worker.wait(PATIENCE) == 0


def test_group_made_here_is_seen_there(outbox):
    """The copy of the database that these tests rest on."""
    Group.objects.create(name="窗口")

    assert outbox().rows("SELECT name FROM auth_group WHERE name = '窗口'") == [("窗口",)]
