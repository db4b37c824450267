"""One line of the audit trail."""

from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """Somebody tried to change or remove what was recorded."""


class EntryQuerySet(models.QuerySet):
    """Reads; whoever wants to change something is refused here, and by the database behind it."""

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError


class AuditEntry(models.Model):
    """What somebody did (审计记录). Names and numbers instead of foreign keys: it outlives what it speaks of."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    action = models.CharField(_("action"), max_length=100)
    actor_id = models.BigIntegerField(_("person's number"), null=True)
    actor = models.CharField(_("person"), max_length=200, blank=True)
    record_type = models.CharField(_("kind of record"), max_length=100, blank=True)
    record_id = models.CharField(_("record"), max_length=64, blank=True)
    label = models.CharField(_("title"), max_length=300, blank=True)
    site_id = models.BigIntegerField(_("site"), null=True)
    address = models.GenericIPAddressField(_("came from"), null=True)
    client = models.CharField(_("browser"), max_length=200, blank=True)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    # modeladmin would enter it in Wagtail's reference index, whose updates are deliveries themselves.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["record_type", "record_id", "-id"], name="audit_of_record"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_person"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.label}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError
