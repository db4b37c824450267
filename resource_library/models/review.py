"""How many looks a text needs before it is public, what it was handed in under, and who stands in for whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site, TaskState, Workflow, WorkflowState


class ReviewChain(models.Model):
    """The chain of one, two or three steps (审核流程), each a workflow of Wagtail's whose steps never change."""

    steps = models.PositiveSmallIntegerField(_("steps"), primary_key=True)
    workflow = models.OneToOneField(Workflow, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.steps}"


class ReviewRule(models.Model):
    """Under how many steps texts of a kind in a column go (审核级数设置).

    No kind: every kind. No column: the whole site. No site: the whole city. What is nearest to the text holds.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("site"))
    column = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("column"))
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    steps = models.PositiveSmallIntegerField(_("steps"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review chain")
        verbose_name_plural = _("review chains")
        constraints = [
            models.UniqueConstraint(
                fields=["column", "kind"], condition=Q(column__isnull=False), name="review_rule_of_column"
            ),
            models.UniqueConstraint(
                fields=["site", "kind"], condition=Q(column=None, site__isnull=False), name="review_rule_of_site"
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(column=None, site=None), name="review_rule_of_city"),
            models.CheckConstraint(
                condition=Q(column=None) | Q(site__isnull=False), name="review_rule_column_has_its_site"
            ),
            models.CheckConstraint(condition=Q(steps__gte=1, steps__lte=3), name="review_rule_one_to_three"),
        ]

    def __str__(self) -> str:
        place = self.column.title if self.column else self.site.site_name if self.site else _("The whole city")
        return f"{place} {self.kind}".strip()


class Submission(models.Model):
    """What was demanded of a text on the day it was handed in (送审记录). A chain that is changed later changes nothing
    of what is under way."""

    workflow_state = models.OneToOneField(
        WorkflowState, on_delete=models.CASCADE, primary_key=True, related_name="submission"
    )
    # Ids of the steps, in their order.
    steps = models.JSONField(_("steps"))
    # Whose rule it was: the column, the site or the city, in words.
    demanded_by = models.CharField(_("demanded by"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.workflow_state_id}: {self.steps}"


class Deputy(models.Model):
    """Who takes the steps of whom on one site, from day to day (代理)."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("stands in for")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("deputy")
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        indexes = [
            models.Index(fields=["deputy", "ends_on"], name="deputy_of_person"),
            models.Index(fields=["site", "ends_on"], name="deputy_on_site"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(deputy=F("principal")), name="deputy_is_another_person"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} / {self.principal}"


class DeputyAct(models.Model):
    """In whose name a step was decided (代办记录). `finished_by` of the step is the deputy who did it."""

    task_state = models.OneToOneField(TaskState, on_delete=models.CASCADE, primary_key=True, related_name="deputy_act")
    principal = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.task_state_id}: {self.principal}"
