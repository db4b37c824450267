"""Timed acts.

Each is done by one worker at a time, about every so many seconds, and a failure is kept to be seen.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from .models import TimedAct
from .processing import traceback_tail
from .registry import Act, registry

logger = logging.getLogger(__name__)

# A failed act does not wait for its next turn when that is far away.
RETRY_SECONDS = 60


def enrol() -> None:
    """Make the row of every act that has none; new acts are due at once."""
    TimedAct.objects.bulk_create((TimedAct(name=name) for name in registry.acts), ignore_conflicts=True)


def next_due() -> datetime | None:
    """When the next act is due; None when there are no acts."""
    return TimedAct.objects.filter(name__in=registry.acts).order_by("next_at").values_list("next_at", flat=True).first()


def run_due() -> int:
    """Do every act that is due and that no other worker took first; how many were done."""
    now = timezone.now()
    due = TimedAct.objects.filter(name__in=registry.acts, next_at__lte=now).order_by("next_at")
    return sum(_run(registry.acts[name]) for name in list(due.values_list("name", flat=True)))


def _run(act: Act) -> bool:
    now = timezone.now()
    row = TimedAct.objects.filter(name=act.name)
    # The condition on next_at is what lets only one of several workers through.
    if not row.filter(next_at__lte=now).update(next_at=now + timedelta(seconds=act.seconds), started_at=now):
        return False
    try:
        act.call()
    except Exception as error:
        logger.exception("the timed act %s failed", act.name)
        retry = now + timedelta(seconds=min(act.seconds, RETRY_SECONDS))
        row.update(error=traceback_tail(error), next_at=retry, finished_at=timezone.now())
    else:
        row.update(error="", finished_at=timezone.now())
    return True
