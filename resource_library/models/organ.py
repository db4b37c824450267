"""Government bodies (机构)."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrganLevel(models.TextChoices):
    """级别. Bodies below a district or department own no site (R-1.2.2)."""

    CITY = "city", _("City government")
    CITY_DEPARTMENT = "city_department", _("City department")
    DISTRICT = "district", _("District government")
    DISTRICT_DEPARTMENT = "district_department", _("District department")
    STREET = "street", _("Sub-district or town")
    INSTITUTION = "institution", _("Public institution")


class OrganState(models.TextChoices):
    """What became of an organ (机构状态). Whatever it issued stays under its name, see docs/adr/010."""

    ACTIVE = "active", _("In being")  # 存续
    RENAMED = "renamed", _("Renamed")  # 已更名
    MERGED = "merged", _("Merged")  # 已合并
    SPLIT = "split", _("Split up")  # 已拆分
    ABOLISHED = "abolished", _("Abolished")  # 已撤销


class OrganManager(models.Manager["Organ"]):
    def in_being(self) -> models.QuerySet["Organ"]:
        """Those that exist today: what can be chosen."""
        return self.filter(state=OrganState.ACTIVE)


class Organ(models.Model):
    """A government body under one name: issues documents, sponsors sites (机构).

    A body that gets another name gets another record, so that what it issued before goes on saying what it said.
    Name and code are therefore unique among the organs in being only.
    """

    # Characters 9 to 17 of the credit code; the first part of every index number.
    code = models.CharField(_("organ code"), max_length=9, validators=[RegexValidator(r"^[0-9A-Z]{9}$")])
    name = models.CharField(_("name"), max_length=100)
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

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OrganState.choices,
        default=OrganState.ACTIVE,
        db_default=OrganState.ACTIVE.value,
        editable=False,
    )
    # The first day on which it was no longer there.
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    # What it went into by its reform; nothing when it was split up among several.
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="predecessors", editable=False
    )
    # The end of the chain of successors, kept by `domain.organs.refresh_today` so that a list needs one join to tell.
    today = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="formerly", editable=False)

    objects: ClassVar[OrganManager] = OrganManager()

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(state="active"), name="organ_code_in_being"),
            models.UniqueConstraint(fields=["name"], condition=Q(state="active"), name="organ_name_in_being"),
        ]
        indexes = [models.Index(fields=["code"], name="organ_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_being(self) -> bool:
        return self.state == OrganState.ACTIVE

    def clean(self) -> None:
        """The constraints know only organs in being, and a form does not know the state: so it is asked here."""
        above, passed = self.parent, set()
        while above is not None and above.pk not in passed:
            passed.add(above.pk)
            above = above.parent
        if self.pk in passed:
            raise ValidationError({"parent": _("An organ cannot stand below itself.")})
        if not self.is_in_being:
            return
        others = Organ.objects.in_being().exclude(pk=self.pk)
        if others.filter(code=self.code).exists():
            raise ValidationError({"code": _("Another organ in being has this code.")})
        if others.filter(name=self.name).exists():
            raise ValidationError({"name": _("Another organ in being has this name.")})
