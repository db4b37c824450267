"""Reforms of organs (机构改革): proposed by one person, confirmed by another, carried out by a job."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unified_platform.jobs.models import Job

from .organ import Organ


class ReformKind(models.TextChoices):
    RENAME = "rename", _("Rename")  # 更名
    MERGE = "merge", _("Merge organs")  # 合并
    SPLIT = "split", _("Split up an organ")  # 拆分
    ABOLISH = "abolish", _("Abolish")  # 撤销
    CORRECT = "correct", _("Correct a slip")  # 更正


class ReformState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for confirmation")  # 待确认
    RETURNED = "returned", _("Sent back")  # 已退回
    CONFIRMED = "confirmed", _("Confirmed")  # 已确认
    DONE = "done", _("Carried out")  # 已执行
    UNDONE = "undone", _("Undone")  # 已撤回


class Reform(models.Model):
    """One reform of organs. `plan` says in JSON what becomes of them, see `domain.reform_plan`."""

    kind = models.CharField(_("kind"), max_length=8, choices=ReformKind.choices)
    title = models.CharField(_("title"), max_length=200)
    organs = models.ManyToManyField(Organ, related_name="reforms", verbose_name=_("organs"))
    plan = models.JSONField(_("plan"), default=dict)
    basis = models.CharField(_("decided by"), max_length=200)  # 依据: the decision that orders it, with its number
    effective_on = models.DateField(_("takes effect on"))
    note = models.TextField(_("note"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ReformState.choices, default=ReformState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    remarks = models.TextField(_("remarks"), max_length=1000, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("job"))

    class Meta:
        verbose_name = _("reform of organs")
        verbose_name_plural = _("reforms of organs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
