"""What becomes public, or stops being public, because the time has come."""

import logging
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from unified_platform.events import emit
from unified_platform.events.models import Event

from .. import permissions
from ..enums import PublicTimeLimit
from ..models import Resource
from ..queries import for_change
from ..signals import resting_state

logger = logging.getLogger(__name__)
T = TypeVar("T")


def publish_due() -> int:
    """Publish every signed-off version whose hour has come; returns how many. One failure does not stop the others."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    return sum(_attempt(_publish, _off_the_schedule, revision) for revision in due)


def expire_due() -> int:
    """Take down everything whose disclosure has ended; returns how many. One failure does not stop the others."""
    return sum(_attempt(_expire, _tell_once, subject) for subject in _over())


@transaction.atomic
def unschedule(resource: Resource, *, by) -> None:
    """撤销定时: take the signed-off version off the schedule; it is a draft again."""
    current = for_change(resource)
    if not permissions.can(by, "publish", current):
        raise PermissionDenied
    if not current.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None):
        raise PermissionDenied(_("Nothing waits for its hour here."))
    Resource.objects.filter(pk=current.pk).update(state=resting_state(current))
    log(instance=current, action="wagtail.schedule.cancel", user=by)
    emit("resource.unscheduled", subject=current, site_id=current.owner_site_id)


def _attempt(act: Callable[[T], bool], failed: Callable[[T, Exception], None], item: T) -> bool:
    try:
        with transaction.atomic():
            return act(item)
    except OperationalError as busy:
        # The database was busy, nothing is wrong with the item: its hour has come, so the next pass tries again.
        logger.warning("put off: %s", busy)
    except Exception as error:
        logger.exception("what was due failed")
        with transaction.atomic():
            failed(item, error)
    return False


def _publish(revision: Revision) -> bool:
    subject = revision.content_object
    if isinstance(subject, Resource):
        for_change(subject)
    # Somebody may have published it, or taken it off the schedule, since the list was made.
    if not Revision.objects.filter(pk=revision.pk, approved_go_live_at__lte=timezone.now()).exists():
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _off_the_schedule(revision: Revision, error: Exception) -> None:
    """Or it would fail again every few seconds; the event shows it to people."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    subject = revision.content_object
    if isinstance(subject, Resource):
        Resource.objects.filter(pk=subject.pk).update(state=resting_state(subject))
    _tell(subject, "schedule_failed", error)


def _over() -> Iterator[Resource | Page]:
    """What is public and should not be any more. One query for each index: an OR would read a million rows instead."""
    live, now = Resource.objects.filter(live=True), timezone.now()
    today = timezone.localdate(now, timezone.get_default_timezone())
    limited = live.filter(public_time_limit=PublicTimeLimit.LIMITED, public_until__lt=today)
    ids = {*live.filter(expire_at__lte=now).values_list("pk", flat=True), *limited.values_list("pk", flat=True)}
    for pk in sorted(ids):
        yield Resource.objects.get(pk=pk)
    yield from Page.objects.filter(live=True, expire_at__lte=now).order_by("pk")


def _expire(subject: Resource | Page) -> bool:
    subject.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _tell_once(subject: Resource | Page, error: Exception) -> None:
    """It goes on being tried, since it must not stay public; people are told once."""
    told = Event.objects.filter(kind=_kind(subject, "expiry_failed"), subject_id=str(subject.pk))
    if not told.exists():
        _tell(subject, "expiry_failed", error)


def _tell(subject: models.Model | None, what: str, error: Exception) -> None:
    site = subject.owner_site_id if isinstance(subject, Resource) else None
    emit(_kind(subject, what), subject=subject, site_id=site, payload={"error": str(error)})


def _kind(subject: models.Model | None, what: str) -> str:
    return f"resource.{what}" if isinstance(subject, Resource) else f"page.{what}"
