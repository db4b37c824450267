"""The thread that says "this worker lives" and holds its lease, however long a handler takes."""

import contextlib
import logging
from datetime import timedelta
from threading import Event as Flag
from threading import Thread

from django.db import DatabaseError, connection
from django.utils import timezone

from .claims import Claim, renew
from .models import WorkerRecord

logger = logging.getLogger(__name__)

SECONDS = 5
# Rows of workers that were killed; nobody needs them after a day.
FORGET = timedelta(days=1)


class Heartbeat:
    """A context: beats while it is open, and takes the worker's name off the list at the end."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._lease = ""
        self._stop = Flag()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def holding(self, claimed: Claim | None) -> None:
        """Tell what the worker has in hand."""
        self._lease = claimed.lease if claimed else ""

    def beat(self) -> None:
        now = timezone.now()
        WorkerRecord.objects.update_or_create(name=self.worker, defaults={"seen_at": now})
        if self._lease:
            renew(self._lease)
        WorkerRecord.objects.filter(seen_at__lt=now - FORGET).delete()

    def __enter__(self) -> "Heartbeat":
        self.beat()
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join(SECONDS)
        with contextlib.suppress(DatabaseError):
            WorkerRecord.objects.filter(name=self.worker).delete()

    def _run(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                self.beat()
            except DatabaseError as error:
                # A long write on SQLite or a database that restarts; the next beat tries again.
                logger.warning("no heartbeat this time: %s", error)
                connection.close()
        connection.close()
