"""Real processes of the platform on a copy of the test database."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
TEST_SETTINGS = "unified_platform.settings.test"
PATIENCE = 180  # seconds until a process that never does what the test waits for is called broken


def database_url(folder: Path) -> str:
    """A DATABASE_URL under which another process finds what this test has committed.

    SQLite's test database lives in this process' memory, so a copy of it is written into `folder`.
    """
    if connection.vendor == "sqlite":
        path = folder / "copy.sqlite3"
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    at = connection.settings_dict
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return f"postgres://{who}@{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{at['NAME']}"


class Elsewhere:
    """`manage.py` run as other processes, on one database."""

    def __init__(
        self, url: str, folder: Path, settings: str = "unified_platform.settings.test", **environ: str
    ) -> None:
        self.url = url
        self.environ = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR_DIR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": settings,
            **environ,
        }

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a `manage.py` command to its end."""
        return self.run(str(ROOT / "manage.py"), *arguments)

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Python to its end."""
        return subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @contextlib.contextmanager
    def start(self, *arguments: str, **options: Any) -> Iterator[subprocess.Popen]:
        """A command that goes on; killed at the end of the block if it still runs."""
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def rows(self, sql: str) -> list[tuple]:
        """What the other processes have committed."""
        return self._run(sql, fetch=True)

    def execute(self, sql: str) -> None:
        self._run(sql, fetch=False)

    def _run(self, sql: str, fetch: bool) -> list[tuple]:
        if self.url.startswith("sqlite:///"):
            opened = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)
        else:
            opened = psycopg.connect(self.url)
        with contextlib.closing(opened) as database, database:
            rows = database.execute(sql)
            return rows.fetchall() if fetch else []


def wait_until(condition: Callable[[], Any], what: str, process: subprocess.Popen | None = None) -> None:
    """Look until `condition()` is true; too long without it, or the end of `process` before it, is a failure."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process and process.poll() is not None:
            raise AssertionError(f"it ended before {what}: {''.join(process.communicate())}")
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE} s in vain for: {what}")
        time.sleep(0.05)
