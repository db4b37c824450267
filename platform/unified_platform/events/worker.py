"""The worker's loop: deliveries and timed acts as they fall due, until it is told to stop."""

import logging
import os
import socket
from datetime import timedelta
from threading import Event as Flag
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from . import acts
from .heartbeat import Heartbeat
from .passes import one_pass
from .processing import Outcome

logger = logging.getLogger(__name__)

# How often an idle worker looks: one small query on a partial index.
IDLE_SECONDS = 0.3
# How long to leave a database alone that does not answer.
BROKEN_SECONDS = 2.0
# Opening a connection costs more than looking, so it is kept for so long.
FRESH_CONNECTION = timedelta(seconds=60)
# Another worker may have done an act meanwhile, or somebody set it to be due: look again at least so often.
ACTS_LOOK = timedelta(seconds=30)


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:4]}"


class Worker:
    """One worker. `stop` ends it after the delivery in hand; the rest of its claim goes back."""

    def __init__(self, stop: Flag | None = None) -> None:
        self.name = worker_name()
        self.stop = stop or Flag()
        self.heartbeat = Heartbeat(self.name)
        self._look_at_acts = self._renew_connection = timezone.now()

    def run(self) -> None:
        """Work until `stop`. A database that goes away is waited for."""
        with self.heartbeat:
            acts.enrol()
            while not self.stop.is_set():
                self.stop.wait(self._turn())

    def drain(self) -> Outcome:
        """Everything that is due now, timed acts too, then end."""
        total = Outcome()
        with self.heartbeat:
            acts.enrol()
            acts.run_due()
            while not self.stop.is_set() and (outcome := self._pass()) is not None:
                total += outcome
        return total

    def once(self) -> Outcome:
        """A single pass over the timed acts and all handlers."""
        with self.heartbeat:
            acts.enrol()
            acts.run_due()
            return self._pass() or Outcome()

    def _pass(self) -> Outcome | None:
        return one_pass(self.name, self.stop.is_set, self.heartbeat.holding)

    def _turn(self) -> float:
        """One turn of the loop; how many seconds to rest after it."""
        try:
            self._refresh()
            self._acts()
            return 0 if self._pass() else IDLE_SECONDS
        except (DatabaseError, InterfaceError) as error:
            logger.error("the database does not answer (%s); trying again", error)
            connection.close()
            return BROKEN_SECONDS

    def _refresh(self) -> None:
        now = timezone.now()
        if now >= self._renew_connection:
            close_old_connections()
            self._renew_connection = now + FRESH_CONNECTION

    def _acts(self) -> None:
        now = timezone.now()
        if now < self._look_at_acts:
            return
        acts.run_due()
        self._look_at_acts = min(acts.next_due() or now + ACTS_LOOK, now + ACTS_LOOK)
