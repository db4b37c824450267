"""Questions about the outbox that more than one door asks."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import Delivery, State, TimedAct, WorkerRecord
from .registry import registry


def open_deliveries() -> QuerySet[Delivery]:
    """What still has to be done."""
    return Delivery.objects.filter(finished_at=None)


def open_in_lines() -> QuerySet[Delivery]:
    """Those of `open_deliveries` that stand in some line."""
    return open_deliveries().filter(order_key__isnull=False)


def claimable(now: datetime) -> QuerySet[Delivery]:
    """Open, due and in nobody's hands (a lease that ran out counts as nobody's)."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return open_deliveries().filter(free, next_try_at__lte=now)


def not_behind_another(queue: QuerySet[Delivery], now: datetime) -> QuerySet[Delivery]:
    """Without those that must wait for an earlier one of their line, which is in hand or not due yet."""
    busy = Q(leased_until__gt=now) | Q(next_try_at__gt=now)
    earlier = open_in_lines().filter(
        busy,
        order_key=OuterRef("order_key"),
        handler=OuterRef("handler"),
        target=OuterRef("target"),
        pk__lt=OuterRef("pk"),
    )
    return queue.filter(Q(order_key=None) | ~Exists(earlier))


def dead_deliveries() -> QuerySet[Delivery]:
    """Given up: somebody has to look."""
    return Delivery.objects.filter(state=State.DEAD)


def oldest_due_age(now: datetime) -> timedelta:
    """How long the longest-waiting due delivery has been due; zero when nothing waits."""
    oldest = open_deliveries().order_by("next_try_at").values_list("next_try_at", flat=True).first()
    return max(now - oldest, timedelta()) if oldest else timedelta()


def last_heartbeat_age(now: datetime | None = None) -> timedelta | None:
    """How long ago any worker last said that it lives; None when there is no worker."""
    seen = WorkerRecord.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    return (now or timezone.now()) - seen if seen else None


def failing_acts() -> list[str]:
    """Names of the timed acts whose last run failed."""
    failed = TimedAct.objects.filter(name__in=registry.acts).exclude(error="")
    return list(failed.order_by("name").values_list("name", flat=True))
