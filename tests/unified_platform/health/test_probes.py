"""/healthz, /readyz, the `health` command: how the platform is, and who is told."""

import datetime
import json
import socket

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests.factories.events import DeliveryFactory
from tests.processes import Elsewhere
from unified_platform.events import acts, periodic
from unified_platform.events.models import State, TimedAct, WorkerRecord
from unified_platform.events.registry import registry
from unified_platform.health.handlers import SearchIndexError, watch_search_index
from unified_platform.health.migrations_state import MigrationState, migration_state
from unified_platform.health.probes import QUEUE_STUCK, WORKER_SILENT
from unified_platform.search import domain as search

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def index(settings, tmp_path):
    """A search index that fits the library."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    search.rebuild()


@pytest.fixture
def worker():
    return WorkerRecord.objects.create(name="w", seen_at=timezone.now())


def report(client) -> tuple[int, dict]:
    response = client.get("/readyz", headers={"host": settings.ADMIN_HOSTS[0]})
    return response.status_code, response.json()


def test_healthz_asks_nothing_of_the_database_whatever_the_host(client, django_assert_num_queries):
    # No django_db mark: a query would be an error.
    response = client.get("/healthz", headers={"host": "10.1.2.3:8000"})

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_only_looking_is_allowed(client, path):
    assert client.post(path, headers={"host": settings.ADMIN_HOSTS[0]}).status_code == 405


@pytest.mark.django_db
def test_readyz_is_ok_when_all_is_well(client, index, worker):
    status, health = report(client)

    seen = health.pop("worker_seen_seconds_ago")
    assert 0 <= seen < WORKER_SILENT.total_seconds()
    assert (status, health) == (
        200,
        {
            "database": True,
            "migrations_missing": 0,
            "migrations_unknown": 0,
            "oldest_delivery_seconds": 0.0,
            "dead_deliveries": 0,
            "failing_acts": [],
            "search_index": "ready",
            "attention": [],
            "status": "ok",
        },
    )


@pytest.mark.django_db
def test_readyz_is_unknown_to_public_hosts(client, worker):
    assert client.get("/readyz", headers={"host": "nobody.example.org"}).status_code == 421


@pytest.mark.django_db
def test_silent_worker_needs_attention(client, index):
    assert report(client)[1]["attention"] == ["worker"]
    WorkerRecord.objects.create(name="w", seen_at=timezone.now() - WORKER_SILENT - SECOND)

    status, health = report(client)
    assert (status, health["status"], health["attention"]) == (200, "attention", ["worker"])
    assert health["worker_seen_seconds_ago"] > WORKER_SILENT.total_seconds()


@pytest.mark.django_db
def test_stuck_and_dead_deliveries_need_attention(client, index, worker):
    DeliveryFactory(next_try_at=timezone.now() - SECOND)
    assert report(client)[1]["attention"] == []
    late = DeliveryFactory(next_try_at=timezone.now() - QUEUE_STUCK - SECOND)
    assert report(client)[1]["attention"] == ["deliveries"]
    late.delete()
    DeliveryFactory(state=State.DEAD)

    health = report(client)[1]
    assert (health["dead_deliveries"], health["attention"]) == (1, ["deliveries"])


@pytest.mark.django_db
def test_missing_search_index_needs_attention(client, worker, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"

    health = report(client)[1]
    assert (health["search_index"], health["attention"]) == ("missing", ["search_index"])


@pytest.mark.django_db
def test_failing_timed_act_needs_attention(client, index, worker):
    name = "test.failing"
    try:
        periodic(seconds=60, name=name)(lambda: 1 / 0)
        TimedAct.objects.create(name=name)
        acts.run_due()
        health = report(client)[1]
    finally:
        registry.acts.pop(name)

    assert (health["failing_acts"], health["attention"]) == ([name], ["acts"])


@pytest.mark.django_db
def test_search_index_that_misses_documents_fails_the_timed_act(settings, tmp_path, index):
    watch_search_index()  # it fits
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"

    with pytest.raises(SearchIndexError, match="rebuild_search"):
        watch_search_index()
    DeliveryFactory()
    watch_search_index()  # the worker is still at it: the index may lag behind


@pytest.mark.django_db
def test_migrations_of_the_test_database_are_those_of_the_code(django_assert_num_queries):
    migration_state()
    with django_assert_num_queries(2):  # is there a table, and what is in it
        assert migration_state() == MigrationState((), ())


@pytest.mark.django_db
def test_database_that_lags_behind_is_down(client, index, worker):
    MigrationRecorder.Migration.objects.filter(app="events", name="0001_initial").delete()

    status, health = report(client)
    assert (status, health["status"], health["migrations_missing"]) == (503, "down", 1)
    assert migration_state().missing == (("events", "0001_initial"),)


@pytest.mark.django_db
def test_database_that_is_ahead_needs_attention(client, index, worker):
    MigrationRecorder.Migration.objects.create(app="events", name="9999_future")
    MigrationRecorder.Migration.objects.create(app="an_app_of_the_future", name="0001_initial")

    status, health = report(client)
    assert (status, health["migrations_unknown"], health["attention"]) == (200, 2, ["migrations"])
    assert migration_state().unknown == (("an_app_of_the_future", "0001_initial"), ("events", "9999_future"))


@pytest.mark.django_db
def test_health_command_prints_the_report(capsys, index, worker):
    with pytest.raises(SystemExit) as end:
        call_command("health")

    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out)["status"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "age", "code"),
    [
        (f"{socket.gethostname()[:40]}-12-abcd", SECOND, 0),
        (f"{socket.gethostname()[:40]}-12-abcd", WORKER_SILENT + SECOND, 1),
        ("another-host-12-abcd", SECOND, 1),
    ],
)
def test_health_of_the_worker_on_this_host(name, age, code):
    WorkerRecord.objects.create(name=name, seen_at=timezone.now() - age)

    with pytest.raises(SystemExit) as end:
        call_command("health", "--worker")
    assert end.value.code == code


def test_unreachable_database_is_down_and_no_password_is_shown(tmp_path):
    result = Elsewhere("postgres://city:s3cret@127.0.0.1:1/city", tmp_path).manage("health")

    assert result.returncode == 1
    health = json.loads(result.stdout)
    assert (health["status"], health["database"], health["worker_seen_seconds_ago"]) == ("down", False, None)
    assert "s3cret" not in result.stdout + result.stderr
