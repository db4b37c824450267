"""Writing events. The only way in, so that nothing is announced that was not committed."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from .models import Delivery, Event
from .registry import check_kind, registry

CHUNK = 1000


def emit(
    kind: str,
    *,
    subject: Model | None = None,
    payload: dict | None = None,
    site_id: int | None = None,
    not_before: datetime | None = None,
) -> Event:
    """Write down that `kind` happened to `subject`, with one delivery for every handler that listens.

    Two queries whatever the number of handlers. `payload` is JSON (dates, UUIDs and decimals allowed) and
    holds what the subject cannot tell later. Raises TransactionManagementError outside a transaction: the
    event must stand or fall with the change. `not_before`: when the first try is due (default: at once).
    """
    _require_transaction()
    event = _event(check_kind(kind), subject, payload, site_id)
    event.save(force_insert=True)
    _deliver([event], not_before)
    return event


def emit_each(
    kind: str, *, subjects: Iterable[Model], payload: dict | None = None, site_id: int | None = None
) -> list[Event]:
    """`emit` for many subjects at once, with two queries for every thousand of them."""
    _require_transaction()
    check_kind(kind)
    events = [_event(kind, subject, payload, site_id) for subject in subjects]
    for start in range(0, len(events), CHUNK):
        _deliver(Event.objects.bulk_create(events[start : start + CHUNK]), None)
    return events


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "emit() needs the transaction of the change it announces: call it inside transaction.atomic()"
        )


def _event(kind: str, subject: Model | None, payload: dict | None, site_id: int | None) -> Event:
    event = Event(kind=kind, payload=payload or {}, site_id=site_id)
    if subject is not None:
        event.subject_type_id = ContentType.objects.get_for_model(subject).pk
        event.subject_id = str(subject.pk)
    return event


def _deliver(events: list[Event], not_before: datetime | None) -> None:
    due = not_before or timezone.now()
    Delivery.objects.bulk_create(
        Delivery(
            event=event,
            handler=handler.name,
            target=target,
            order_key=handler.order_by(event) or None,
            next_try_at=due,
        )
        for event in events
        for handler in registry.listening_to(event.kind)
        for target in handler.targets_of(event)
    )
