"""Numbers that a rule book sets: a changed rule is a changed row, never a release (R-0.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.TextChoices):
    """How well a value is known; see the evidence grades of the rule book."""

    FOUND = "F", _("found in the text")
    SECOND_HAND = "F2", _("found second-hand")
    MEMORY = "M", _("from memory, unverified")
    DOUBTFUL = "M-", _("from memory, the number itself is doubtful")
    DERIVED = "D", _("our own decision")


class Rule(models.Model):
    """One number with its source (规则)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    reference = models.CharField(_("rule"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    value = models.IntegerField(_("value"))
    unit = models.CharField(_("unit"), max_length=20)
    evidence = models.CharField(_("evidence"), max_length=2, choices=Evidence.choices)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["reference", "code"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"
