"""The site register (网站名录)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from resource_library.models import Organ
from themes.models import Theme

from ..enums import DomainRole, SiteKind, SiteState


class SiteProfile(models.Model):
    """The register entry of a website (网站登记, R-4.4): who runs it, what it must show on every page."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="profile", verbose_name=_("site"))
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    standard_name = models.CharField(_("standard name"), max_length=100)  # 网站名称
    slogan = models.CharField(_("slogan"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SiteKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=SiteState.choices, default=SiteState.LIVE)
    site_code = models.CharField(  # 政府网站标识码, R-1.2.9
        _("site code"),
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^([0-9]{10}|bm[0-9]{8})$", _("Ten digits, or bm and eight digits."))],
    )
    sponsor = models.ForeignKey(  # 主办单位
        Organ, on_delete=models.PROTECT, related_name="sponsored_sites", verbose_name=_("sponsor")
    )
    operator = models.ForeignKey(  # 承办单位
        Organ, on_delete=models.PROTECT, related_name="operated_sites", verbose_name=_("operator")
    )
    authority = models.ForeignKey(  # 主管单位
        Organ, on_delete=models.PROTECT, related_name="supervised_sites", verbose_name=_("authority")
    )
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("police filing"), max_length=40, blank=True)
    mark_id = models.CharField(_("site mark"), max_length=40, blank=True)  # 党政机关网站标识
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    open_date = models.DateField(_("opened on"), null=True, blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="sites", verbose_name=_("theme"))

    class Meta:
        verbose_name = _("site register entry")
        verbose_name_plural = _("site register")
        ordering = ["site_code"]

    def __str__(self) -> str:
        return self.standard_name


class SiteDomain(models.Model):
    """A host name of a site (域名). A host that is not here gets 421."""

    profile = models.ForeignKey(SiteProfile, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(_("host name"), max_length=253, unique=True)
    role = models.CharField(_("role"), max_length=8, choices=DomainRole.choices, default=DomainRole.PRIMARY)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=Q(role=DomainRole.PRIMARY), name="one_main_domain_per_site"
            ),
            models.CheckConstraint(condition=Q(host=models.functions.Lower("host")), name="host_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.host
