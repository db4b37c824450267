"""The unified classification (统一分类, R-4.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.Model):
    """A controlled list (分类表): subject, genre, audience, disclosure group, region."""

    SUBJECT, GENRE, AUDIENCE, GROUP, REGION = "subject", "genre", "audience", "group", "region"

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TermState(models.TextChoices):
    ACTIVE = "active", _("Active")
    MERGED = "merged", _("Merged")
    RETIRED = "retired", _("Retired")


class Term(models.Model):
    """One class of a vocabulary (类目). Merged and retired ones stay: their codes keep resolving."""

    vocabulary = models.ForeignKey(
        Vocabulary, on_delete=models.PROTECT, related_name="terms", verbose_name=_("vocabulary")
    )
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=TermState.choices, default=TermState.ACTIVE)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_code_in_vocabulary")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether it is offered where classes are chosen."""
        return self.state == TermState.ACTIVE


class TermUsage(models.Model):
    """How many resources use a class (使用数): counted for all classes at once by the worker, never by a page.

    A million rows take a second or two to count; a page of the back end reads what was counted last.
    """

    term = models.OneToOneField(Term, on_delete=models.CASCADE, primary_key=True, related_name="usage")
    own = models.PositiveIntegerField(_("resources"), default=0, db_default=0)
    # Of the class and everything below it, each resource once.
    total = models.PositiveIntegerField(_("resources with subclasses"), default=0, db_default=0)
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("usage of a term")
        verbose_name_plural = _("usage of terms")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.term_id}: {self.own}/{self.total}"
