"""What staff and housekeeping do with the outbox."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Delivery, Event, State
from .queries import open_deliveries
from .registry import registry

KEEP_DELIVERIES = timedelta(days=30)
# run logs are kept at least six months (183 days).
KEEP_EVENTS = timedelta(days=184)
# A delivery whose handler is unknown may belong to a newer release that is just being rolled out.
UNKNOWN_HANDLER = timedelta(hours=1)
CHUNK = 5000


def try_again(deliveries: QuerySet[Delivery]) -> int:
    """Put failed and dead deliveries back as if new, due at once; how many. Others are left alone."""
    return deliveries.filter(state__in=(State.FAILED, State.DEAD), lease=None).update(
        state=State.WAITING, attempts=0, next_try_at=timezone.now(), finished_at=None
    )


def prune() -> int:
    """Delete deliveries done more than 30 days ago, then events past their time that have none left.

    How many.
    """
    now = timezone.now()
    done = Delivery.objects.filter(state=State.DONE, finished_at__lt=now - KEEP_DELIVERIES)
    spent = Event.objects.filter(deliveries=None)
    tasks = spent.filter(kind="task", created_at__lt=now - KEEP_DELIVERIES)
    old = spent.filter(created_at__lt=now - KEEP_EVENTS)
    return sum(_delete_in_chunks(rows) for rows in (done, tasks, old))


def _delete_in_chunks(rows: QuerySet) -> int:
    """Short transactions, so that nobody waits behind the housekeeping."""
    deleted = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        rows.model._default_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted


def bury_orphans() -> int:
    """Give up deliveries for handlers that the code no longer has, so that they are seen; how many."""
    now = timezone.now()
    orphans = (
        open_deliveries().exclude(handler__in=registry.handlers).filter(event__created_at__lt=now - UNKNOWN_HANDLER)
    )
    keys = list(orphans.values_list("pk", flat=True)[:CHUNK])
    error = _("No handler of this name exists any more.")
    return Delivery.objects.filter(pk__in=keys).update(state=State.DEAD, error=error, finished_at=now)
