"""What happened, who still has to hear of it, and who is working."""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that happened (事件), written in the same transaction as the change itself."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("event kind"), max_length=100)
    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, db_index=False)
    subject_id = models.CharField(_("record"), max_length=64, blank=True)
    payload = models.JSONField(_("payload"), default=dict, encoder=DjangoJSONEncoder)
    # A number, not a foreign key: what happened on a site outlives the site.
    site_id = models.BigIntegerField(_("site"), null=True)
    created_at = models.DateTimeField(_("happened at"), default=timezone.now, db_index=True)

    # Which try this is, set by the worker before it calls a handler.
    attempt = 1

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ()
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="events_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}".strip()

    @property
    def subject_key(self) -> str:
        """`<content type id>:<subject id>`, or nothing when the event is about no record."""
        return f"{self.subject_type_id}:{self.subject_id}" if self.subject_type_id else ""

    def subject(self) -> Model | None:
        """The record as it is now; None when there is none, or no longer."""
        if self.subject_type_id is None:
            return None
        model = ContentType.objects.get_for_id(self.subject_type_id).model_class()
        return model._base_manager.filter(pk=self.subject_id).first() if model else None


class State(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting", _("Waiting")  # 等待
    FAILED = "failed", _("Failed, will be tried again")  # 重试中
    DEAD = "dead", _("Given up")  # 已放弃
    DONE = "done", _("Done")  # 完成


OPEN = (State.WAITING, State.FAILED)
CLOSED = (State.DONE, State.DEAD)


class Delivery(models.Model):
    """One event on its way to one handler (投递).

    Open until done or dead; leased to a worker while it is handled.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    handler = models.CharField(_("handler"), max_length=100)
    target = models.CharField(_("target"), max_length=200, blank=True)
    # Deliveries of one handler and target with the same key stand in one line; without a key in none.
    order_key = models.CharField(max_length=100, null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    # How often it was handed to a worker, crashes included.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)
    # Empty as long as it is open. The indexes ask for this and not for the state: SQLite takes a partial index only
    # for a condition without parameters.
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # A free delivery has no lease; an expired lease means that its worker died with it in hand.
    lease = models.CharField(max_length=120, null=True)
    leased_until = models.DateTimeField(null=True)

    # modeladmin enters its models in Wagtail's reference index, whose updates are deliveries themselves.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "handler", "target"], name="one_delivery_per_target"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None) | Q(state__in=CLOSED, finished_at__isnull=False),
                name="open_deliveries_are_not_finished",
            ),
        ]
        # Partial, so that they stay small and hot beside millions of finished rows.
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(finished_at=None), name="delivery_due"),
            models.Index(fields=["handler", "id"], condition=Q(finished_at=None), name="delivery_queue"),
            models.Index(
                fields=["order_key", "handler", "target"],
                condition=Q(finished_at=None, order_key__isnull=False),
                name="delivery_order",
            ),
            models.Index(fields=["lease"], condition=Q(lease__isnull=False), name="delivery_lease"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="delivery_finished"),
            models.Index(fields=["state", "-id"], name="delivery_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event}"

    @property
    def line(self) -> tuple[str, str | None]:
        """Deliveries of one handler with the same line are handled one after another."""
        return (self.target, self.order_key)


class WorkerRecord(models.Model):
    """A worker that says every few seconds that it lives (心跳)."""

    name = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class TimedAct(models.Model):
    """When a timed act is due next and how it went last (定时任务). One row for all workers."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("timed act")
        verbose_name_plural = _("timed acts")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
