"""Locks between processes. All of them are let go by the operating system or the database when their holder dies."""

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Somebody who only asks whether a lock is held takes it for a moment; whoever really wants it tries again.
_TRIES, _PAUSE = 20, 0.05


class BusyError(Exception):
    """Somebody else holds the lock."""


class FileLock:
    """A lock on one machine. A thread that waited for it may wait for it again while it has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine = threading.local()

    @contextmanager
    def hold(self, wait: bool = True) -> Iterator[None]:
        depth = getattr(self._mine, "depth", 0)
        if depth and not wait:
            raise BusyError
        handle = None if depth else self._take(wait)
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if handle is not None:
                os.close(handle)

    def is_held(self) -> bool:
        """Whether anybody has it, this thread included."""
        if not self.path.exists():
            return False
        handle = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def _take(self, wait: bool) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _insist(lambda: _flock(handle, wait))
        except BaseException:
            os.close(handle)
            raise
        return handle


class DatabaseLock:
    """A lock among all machines that share one PostgreSQL, for as long as its connection lives."""

    def __init__(self, name: str) -> None:
        self.number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        self._mine = threading.local()

    @contextmanager
    def hold(self, wait: bool = True) -> Iterator[None]:
        depth = getattr(self._mine, "depth", 0)
        if depth and not wait:
            raise BusyError
        if wait:
            self._ask("pg_advisory_lock")
        else:
            _insist(lambda: self._ask("pg_try_advisory_lock"))
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            self._ask("pg_advisory_unlock")

    def is_held(self) -> bool:
        """Whether anybody has it, this thread included."""
        if getattr(self._mine, "depth", 0) or not self._ask("pg_try_advisory_lock"):
            return True
        self._ask("pg_advisory_unlock")
        return False

    def _ask(self, function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [self.number])
            return cursor.fetchone()[0]


def shared_lock(name: str, folder: Path) -> "FileLock | DatabaseLock":
    """A lock for writers that may stand on several machines: they share a PostgreSQL, or there is one machine."""
    if connection.vendor == "postgresql":
        return DatabaseLock(f"tongyuan-search-{name}")
    return FileLock(folder / f"{name}.lock")


def _flock(handle: int, wait: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _insist(take: Callable[[], bool]) -> None:
    for _ in range(_TRIES):
        if take():
            return
        time.sleep(_PAUSE)
    raise BusyError
