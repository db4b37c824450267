"""The outbox's own listener (tasks) and its housekeeping."""

from . import domain
from .registry import handler, periodic
from .tasks import TASK_KIND, order_of, run, target_of

handler(TASK_KIND, name="tasks.run", targets=target_of, order_by=order_of)(run)


@periodic(seconds=3600, name="events.prune")
def prune() -> None:
    domain.prune()


@periodic(seconds=300, name="events.orphans")
def bury_orphans() -> None:
    domain.bury_orphans()
