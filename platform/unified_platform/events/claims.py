"""Leasing deliveries to a worker, so that each is in one pair of hands and none is lost with them.

A claim is committed before the work begins. What holds when several workers claim at the same moment:
- PostgreSQL locks the rows it picks and skips those another worker has locked; SQLite lets one writer in at
  a time.
- A picked delivery is put back when an earlier one of its line is still open and was not picked with it.
  Looking *after* locking is what makes the order certain: an earlier one that another worker is just taking
  is still open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from .models import Delivery, State
from .queries import claimable, not_behind_another, open_in_lines
from .registry import Handler

# A lease is renewed while its worker lives (heartbeat.py); this is how soon a killed worker's items come
# back.
LEASE = timedelta(seconds=30)
# How many a handler without batches takes at once: saves queries, and is put back when the worker stops.
ONE_BY_ONE = 20
CRASHED = "The worker died while it handled this, again and again; it was not handed out once more."


@dataclass(frozen=True)
class Claim:
    """Deliveries of one handler in the order of emission, events loaded, leased under one token."""

    handler: Handler
    lease: str
    deliveries: list[Delivery]


def claim(handler: Handler, worker: str) -> Claim | None:
    """Lease the next deliveries of `handler` to `worker`; None when there are none. Four short queries."""
    lease = f"{worker}/{uuid4().hex[:12]}"
    now = timezone.now()
    with transaction.atomic():
        picked = _pick(handler)
        _bury(delivery for delivery in picked if delivery.attempts >= handler.attempts)
        kept = _in_order([delivery for delivery in picked if delivery.attempts < handler.attempts])
        claimable(now).filter(pk__in=kept).update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1)
    if not kept:
        return None
    leased = Delivery.objects.filter(lease=lease).select_related("event").order_by("pk")
    deliveries = list(leased)
    for delivery in deliveries:
        delivery.event.attempt = delivery.attempts
    return Claim(handler, lease, deliveries)


def _pick(handler: Handler) -> list[Delivery]:
    """The head of the queue, locked. One whose worker died comes alone: it may kill this worker too."""
    now = timezone.now()
    queue = not_behind_another(claimable(now).filter(handler=handler.name), now)
    head = queue.order_by("pk").select_for_update(skip_locked=True, of=("self",))[: handler.batch or ONE_BY_ONE]
    found = list(head)
    if found and found[0].lease:
        return found[:1]
    return list(takewhile(lambda delivery: not delivery.lease, found))


def _in_order(picked: list[Delivery]) -> list[int]:
    """Primary keys of those with no earlier open delivery of their line outside `picked`."""
    keyed = [delivery for delivery in picked if delivery.order_key]
    if not keyed:
        return [delivery.pk for delivery in picked]
    earlier = (
        open_in_lines()
        .filter(handler=keyed[0].handler, order_key__in={delivery.order_key for delivery in keyed})
        .filter(pk__lt=keyed[-1].pk)
        .exclude(pk__in=[delivery.pk for delivery in picked])
        .only("pk", "target", "order_key")
    )
    first: dict[tuple[str, str | None], int] = {}
    for other in earlier:
        first[other.line] = min(other.pk, first.get(other.line, other.pk))
    return [delivery.pk for delivery in picked if first.get(delivery.line, delivery.pk) >= delivery.pk]


def _bury(worn_out: Iterable[Delivery]) -> None:
    """Give up what took a worker with it every time."""
    keys = [delivery.pk for delivery in worn_out]
    if keys:
        error = CRASHED
        Delivery.objects.filter(pk__in=keys).update(
            state=State.DEAD, error=error, lease=None, leased_until=None, finished_at=timezone.now()
        )


def renew(lease: str) -> None:
    """Hold the lease for longer; the worker is still at it."""
    Delivery.objects.filter(lease=lease).update(leased_until=timezone.now() + LEASE)


def give_back(claimed: Claim, deliveries: Iterable[Delivery]) -> None:
    """Return what was not begun, as if it had never been taken."""
    keys = [delivery.pk for delivery in deliveries]
    if keys:
        Delivery.objects.filter(Q(pk__in=keys), lease=claimed.lease).update(
            lease=None, leased_until=None, attempts=F("attempts") - 1
        )
