"""Databases of their own for processes that migrate and seed: migrated once, copied for each test."""

import contextlib
import os
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.processes import Elsewhere

SETTINGS = "tests.unified_platform.running.village_settings"


def on_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


def server_url(name: str) -> str:
    """The address of database `name` on the PostgreSQL that the tests run on."""
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@contextlib.contextmanager
def database(template: str = ""):
    """A new database, as a copy of `template` when given; its name. Dropped at the end."""
    name = f"run_city_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        try:
            yield name
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A migrated database without a site: the path of a SQLite file, or the name of a PostgreSQL database."""
    folder = tmp_path_factory.mktemp("migrated")
    with contextlib.ExitStack() as stack:
        if on_sqlite():
            found: Path | str = folder / "migrated.sqlite3"
            url = f"sqlite:///{found}"
        else:
            found = stack.enter_context(database())
            url = server_url(found)
        result = Elsewhere(url, folder, SETTINGS).manage("migrate", "--verbosity=0")
        assert (result.returncode, result.stderr) == (0, "")
        yield found


@pytest.fixture
def migrated_url(migrated, tmp_path):
    """A DATABASE_URL to a fresh copy of the migrated database."""
    if on_sqlite():
        copy = tmp_path / "city.sqlite3"
        shutil.copyfile(migrated, copy)
        yield f"sqlite:///{copy}"
    else:
        with database(migrated) as name:
            yield server_url(name)
