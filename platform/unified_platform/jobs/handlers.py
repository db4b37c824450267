"""The worker's part: one delivery is one batch, so a job of a million records never holds up anybody else's work."""

from django.db import transaction

from unified_platform.events import handler
from unified_platform.events.models import Event

from . import domain


@handler(domain.STEP, name="jobs.step", attempts=domain.ATTEMPTS)
def next_step(event: Event) -> None:
    try:
        with transaction.atomic():
            domain.step(int(event.subject_id))
    except Exception as error:
        if event.attempt < domain.ATTEMPTS:
            raise
        domain.fail(int(event.subject_id), error)
