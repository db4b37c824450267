"""What becomes public, or stops being public, because the time has come."""

import logging

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from unified_platform.events import emit

from ..models import Resource

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish every signed-off version whose hour has come; returns how many. One failure does not stop the others."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    return sum(_attempt(revision) for revision in due)


def _attempt(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except Exception as error:
        logger.exception("scheduled publication of revision %s failed", revision.pk)
        with transaction.atomic():
            # Off the schedule, or it would fail again every few seconds; the event shows it to people.
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            emit("resource.schedule_failed", subject=revision.content_object, payload={"error": str(error)})
        return False
    return True


def expire_due() -> int:
    """Take down every resource whose limited disclosure has ended; returns how many."""
    expired = Resource.objects.filter(live=True, expire_at__lte=timezone.now())
    count = 0
    for resource in expired.iterator():
        resource.unpublish(set_expired=True)
        count += 1
    return count
