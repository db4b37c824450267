"""What becomes public, or stops being public, because the time has come."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from unified_platform.events import emit

from .. import permissions
from ..enums import State
from ..models import Resource

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish every signed-off version whose hour has come; returns how many. One failure does not stop the others."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    return sum(_attempt(revision) for revision in due)


@transaction.atomic
def unschedule(resource: Resource, *, by) -> None:
    """撤销定时: take the signed-off version off the schedule; it is a draft again."""
    if not permissions.can(by, "publish", resource):
        raise PermissionDenied
    waiting = resource.revisions.filter(approved_go_live_at__isnull=False)
    if not waiting.update(approved_go_live_at=None):
        raise PermissionDenied(_("Nothing waits for its hour here."))
    _off_the_schedule(resource)
    log(instance=resource, action="wagtail.schedule.cancel", user=by)
    emit("resource.unscheduled", subject=resource, site_id=resource.owner_site_id)


def _off_the_schedule(resource: Resource) -> None:
    state = State.PUBLISHED if resource.live else State.DRAFT
    Resource.objects.filter(pk=resource.pk).update(state=state)


def _attempt(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except Exception as error:
        logger.exception("scheduled publication of revision %s failed", revision.pk)
        with transaction.atomic():
            # Off the schedule, or it would fail again every few seconds; the event shows it to people.
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            _off_the_schedule(revision.content_object)
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
