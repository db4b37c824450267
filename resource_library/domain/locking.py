"""Keeping a text for oneself for a while, and letting it go."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import permissions
from ..models import Resource


@transaction.atomic
def lock(resource: Resource, *, by) -> None:
    """锁定: nobody else saves the text until it is unlocked."""
    if not permissions.can(by, "change", resource):
        raise PermissionDenied
    current = Resource.objects.select_for_update().get(pk=resource.pk)
    if current.locked:
        raise PermissionDenied(_("Somebody keeps this text locked already."))
    Resource.objects.filter(pk=resource.pk).update(locked=True, locked_by=by, locked_at=timezone.now())
    log(instance=current, action="wagtail.lock", user=by)


@transaction.atomic
def unlock(resource: Resource, *, by) -> None:
    """解锁: by whoever locked it, or whoever may unlock on this site."""
    if resource.locked_by_id != by.pk and not permissions.can(by, "unlock", resource):
        raise PermissionDenied
    Resource.objects.filter(pk=resource.pk).update(locked=False, locked_by=None, locked_at=None)
    log(instance=resource, action="wagtail.unlock", user=by)
