"""Government bodies (机构)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganLevel(models.TextChoices):
    """级别. Bodies below a district or department own no site (R-1.2.2)."""

    CITY = "city", _("City government")
    CITY_DEPARTMENT = "city_department", _("City department")
    DISTRICT = "district", _("District government")
    DISTRICT_DEPARTMENT = "district_department", _("District department")
    STREET = "street", _("Sub-district or town")
    INSTITUTION = "institution", _("Public institution")


class Organ(models.Model):
    """A government body: issues documents, sponsors sites (机构)."""

    # Characters 9 to 17 of the credit code; the first part of every index number.
    code = models.CharField(_("organ code"), max_length=9, unique=True, validators=[RegexValidator(r"^[0-9A-Z]{9}$")])
    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    level = models.CharField(_("level"), max_length=24, choices=OrganLevel.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
