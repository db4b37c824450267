"""The numbers of the overview (资源库总览), counted by the worker: a page never counts a million rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Figure(models.Model):
    """One measure for one site, or where `site` is empty for the whole city (总览指标). `data`: the measure's own."""

    measure = models.CharField(max_length=20)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, related_name="+")
    data = models.JSONField()
    counted_at = models.DateTimeField()
    # What counting the measure took, for all sites together.
    milliseconds = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["site", "measure"], name="figure_of_site"),
            models.UniqueConstraint(fields=["measure"], condition=Q(site=None), name="figure_of_city"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} @ {self.site_id}"
