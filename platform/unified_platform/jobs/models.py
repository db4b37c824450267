"""A job, and what it did to each record."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")  # 等待
    RUNNING = "running", _("Running")  # 进行中
    STOPPED = "stopped", _("Stopped")  # 已停止
    FAILED = "failed", _("Failed")  # 失败
    DONE = "done", _("Done")  # 完成


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One act on many records (作业). What it did stands in its lines; undoing it is a job of its own."""

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(_("arguments"), default=dict, encoder=DjangoJSONEncoder)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.WAITING)
    # Where the next batch begins, in the words of the kind; None before the first and after the last.
    cursor = models.JSONField(null=True)
    total = models.PositiveIntegerField(_("records"), default=0)
    changed = models.PositiveIntegerField(_("records changed"), default=0)
    unchanged = models.PositiveIntegerField(_("records left alone"), default=0)
    refused = models.PositiveIntegerField(_("records refused"), default=0)
    error = models.TextField(_("error"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        default_permissions = ()
        indexes = [models.Index(fields=["created_by", "-id"], name="job_of_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def done(self) -> int:
        """How many records it has been through."""
        return self.changed + self.unchanged + self.refused

    @property
    def percent(self) -> int:
        """0 to 100; a job without records is done at once."""
        return 100 if self.state == JobState.DONE or not self.total else min(99, 100 * self.done // self.total)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class Outcome(models.TextChoices):
    CHANGED = "changed", _("Record changed")
    UNCHANGED = "unchanged", _("Record left alone")
    REFUSED = "refused", _("Record refused")


class JobLine(models.Model):
    """What a job did to one record (作业明细)."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines", db_index=False)
    # A number, not a foreign key: the report outlives what it reports on.
    record = models.BigIntegerField(_("record"))
    label = models.CharField(_("title"), max_length=300, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.JSONField(_("before"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("job line")
        verbose_name_plural = _("job lines")
        default_permissions = ()
        indexes = [models.Index(fields=["job", "outcome", "id"], name="job_line_outcome")]

    def __str__(self) -> str:
        return f"{self.label} · {self.get_outcome_display()}"
