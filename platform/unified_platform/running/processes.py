"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable

from django.db import connections

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process `number` when its parent ends, however it ends (Linux; else nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def fork(run: Callable[[], None]) -> int:
    """Run `run()` in a child process that ends with it (0) or with its exception (1); the child's process id.

    Forking spares each child the seconds that loading Django takes. The parent has no threads and no connections.
    """
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        # Ctrl-C reaches the parent alone, which then ends its children one way: the same signal from the terminal and
        # from gunicorn's master at once can catch a web worker inside its own handler, waiting for its own lock.
        os.setpgid(0, 0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent()
        if os.getppid() == parent:  # else it ended before we could ask
            run()
            status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class ParentWatch:
    """Whether the process that started us (a waiting `make`) has been told to stop by SIGINT, or is gone.

    make does not pass SIGINT on: it takes the signal back to its default and waits for us. From a terminal we get the
    signal ourselves; after `kill -INT` of make alone this is the only trace (Linux; elsewhere only its end is seen).
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.caught_at_first = self._catches_interrupt()

    def told_to_stop(self) -> bool:
        return os.getppid() != self.pid or (self.caught_at_first and not self._catches_interrupt())

    def _catches_interrupt(self) -> bool:
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as status:
                caught = next(line for line in status if line.startswith("SigCgt:"))
        except (OSError, StopIteration):
            return False
        return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)
