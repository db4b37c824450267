"""How often a text was read, and where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .placement import Placement
from .resource import Resource


class DailyReads(models.Model):
    """How often a placement was opened on one day of Asia/Shanghai (日阅读量). Nothing about who read it."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="reads", db_index=False)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("views"))

    # Written several times a minute by rows of SQL; nothing in it refers to anything.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="reads_of_a_day")]
        indexes = [models.Index(fields=["day"], name="reads_by_day")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}: {self.count}"


class ReadTotal(models.Model):
    """How often a resource was opened anywhere since counting began (总阅读量), also after its days are forgotten.

    A table of its own: the rows of resources are wide and full of indexes, and a counter is written all day.
    """

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="read_total")
    count = models.PositiveBigIntegerField(_("views"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.count}"
