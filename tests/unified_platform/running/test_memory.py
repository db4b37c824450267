"""What stays in memory is looked through by the garbage collector no more."""

import gc

import pytest

from tests.processes import Elsewhere, database_url
from unified_platform.running.web import WebServer

COUNT = "import {}, gc; print(gc.get_freeze_count())"


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_web_server_sets_aside_what_it_loaded_before_it_forks(collector, monkeypatch):
    monkeypatch.setattr("sys.argv", ["gunicorn"])
    application = object()

    assert WebServer(application, []).load() is application
    assert gc.get_freeze_count() > 100_000


@pytest.mark.django_db(transaction=True)
def test_every_wsgi_server_sets_aside_what_it_loaded(tmp_path):
    elsewhere = Elsewhere(database_url(tmp_path), tmp_path, PYTHONPATH=".:platform")
    done = elsewhere.run("-c", COUNT.format("unified_platform.wsgi"))

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 100_000
