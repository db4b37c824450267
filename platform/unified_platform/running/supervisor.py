"""Keeps the children running, and ends with all of them."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event as Flag

from django.utils.translation import gettext as _

from .processes import fork

LOOK_SECONDS = 0.1
# How long a child may take to end in good order; then it is killed.
GRACE_SECONDS = 6.0
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0
# A child that ran so long was fine; its next trouble starts from the first delay again.
STEADY_SECONDS = 60.0


@dataclass
class Child:
    """One child: what it is called in messages and what it runs."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    delay: float = FIRST_DELAY
    again_at: float = 0.0
    deaths: int = field(default=0)

    def start(self) -> None:
        self.pid = fork(self.run)
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """Exit status when it has ended since the last look (negative: the signal); None while it runs."""
        if not self.pid:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return None
        self.pid = 0
        return os.waitstatus_to_exitcode(status)


class Supervisor:
    """Starts children, starts them again when they die, and stops them all when `stop` is set."""

    def __init__(self, children: list[Child], stop: Flag, told_to_stop: Callable[[], bool] = lambda: False) -> None:
        self.children = children
        self.stop = stop
        self.told_to_stop = told_to_stop

    def start(self) -> None:
        for child in self.children:
            child.start()

    def watch(self) -> None:
        """One look after another until it is time to stop."""
        while not self.stop.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Start again what has ended and waited its time; notice the end of whoever started us."""
        if self.told_to_stop():
            self.stop.set()
            return
        for child in self.children:
            status = child.ended()
            if status is not None:
                self._plan_restart(child, status)
            elif not child.pid and time.monotonic() >= child.again_at:
                child.start()

    def _plan_restart(self, child: Child, status: int) -> None:
        now = time.monotonic()
        child.deaths += 1
        if now - child.started > STEADY_SECONDS:
            child.delay = FIRST_DELAY
        sys.stderr.write(
            _("%(name)s ended (%(how)s); starting it again in %(seconds)d s.")
            % {"name": child.name, "how": how_it_ended(status), "seconds": child.delay}
            + "\n"
        )
        sys.stderr.flush()
        child.again_at = now + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def end(self) -> None:
        """SIGTERM to all; SIGKILL to those that are still there after the grace."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while self._running() and time.monotonic() < deadline:
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for child in self.children:
            if child.pid:
                os.waitpid(child.pid, 0)
                child.pid = 0

    def _running(self) -> bool:
        for child in self.children:
            child.ended()
        return any(child.pid for child in self.children)

    def _signal(self, number: int) -> None:
        for child in self.children:
            if child.pid:
                os.kill(child.pid, number)


def how_it_ended(status: int) -> str:
    """`exit code 3`, `signal SIGKILL`."""
    if status < 0:
        return _("signal %s") % signal.Signals(-status).name
    return _("exit code %d") % status
