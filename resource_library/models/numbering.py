"""Counters behind index numbers."""

from django.db import models

from .organ import Organ


class IndexSerial(models.Model):
    """The last serial an organ used in a year (索引号流水, R-4.6.7)."""

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "year"], name="one_serial_per_organ_and_year")]

    def __str__(self) -> str:
        return f"{self.organ_id}/{self.year}: {self.last}"
