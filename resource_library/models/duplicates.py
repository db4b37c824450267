"""How alike texts are (重复资源): the signature of each public one, and the pairs people decide about."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .resource import Resource


class Signature(models.Model):
    """The fingerprint of a public text (文本指纹), see domain/likeness.py. Withdrawn texts have none.

    The bands stand in columns of their own, each with an index: a row for each band would take three times the room.
    """

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="signature")
    # Of which text it is: nothing is computed twice.
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, blank=True)
    key = models.BigIntegerField(db_index=True)
    shingles = models.PositiveIntegerField()
    sketch = models.BinaryField()
    # Empty where a text is too short to be near another one.
    band_0 = models.BigIntegerField(null=True, db_index=True)
    band_1 = models.BigIntegerField(null=True, db_index=True)
    band_2 = models.BigIntegerField(null=True, db_index=True)
    band_3 = models.BigIntegerField(null=True, db_index=True)
    band_4 = models.BigIntegerField(null=True, db_index=True)
    band_5 = models.BigIntegerField(null=True, db_index=True)
    # What it cost to compute and to compare, in microseconds.
    cost = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.shingles}"


class Likeness(models.TextChoices):
    EXACT = "exact", _("The same text")  # 完全相同
    NEAR = "near", _("Nearly the same text")  # 高度相似


class Verdict(models.TextChoices):
    OPEN = "open", _("Not decided")  # 待判定
    DISTINCT = "distinct", _("Not the same")  # 不是重复
    MERGED = "merged", _("Merged")  # 已合并


class DuplicatePair(models.Model):
    """Two public resources that read alike (疑似重复), the older number first. What a person decided stays decided."""

    first = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    likeness = models.CharField(_("likeness"), max_length=5, choices=Likeness.choices)
    # Jaccard coefficient of the shingles, 0 to 1000.
    score = models.PositiveSmallIntegerField(_("score"))
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("pair of duplicates")
        verbose_name_plural = _("pairs of duplicates")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]
        indexes = [models.Index(fields=["verdict", "-score", "-id"], name="duplicate_pair_list")]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}: {self.score}"

    @property
    def percent(self) -> str:
        """97.5: the score as people read it."""
        return f"{self.score / 10:g}"
