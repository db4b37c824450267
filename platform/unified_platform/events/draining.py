"""Doing everything that is due, here and now: for tests, and for commands that want the work finished."""

from .passes import one_pass
from .processing import Outcome

ENDLESS = 10_000


def drain(worker: str = "drain", passes: int = ENDLESS) -> Outcome:
    """Handle all due deliveries, and those that they cause, in this process. What fails stays for its next
    try.

    RuntimeError when there is no end to it: a handler that emits what it listens to.
    """
    total = Outcome()
    for _ in range(passes):
        outcome = one_pass(worker)
        if outcome is None:
            return total
        total += outcome
    raise RuntimeError("the outbox does not run empty: some handler keeps emitting what it listens to")
