"""Other systems that read the library: their keys, how much they called, and each call (R-4.7.3)."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class ApiKey(models.Model):
    """A system that may read (调用方密钥). The key itself is shown once and kept only as a digest."""

    name = models.CharField(_("system"), max_length=100)
    contact = models.CharField(_("contact"), max_length=200)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The beginning of the key, so that people can tell which one they hold.
    hint = models.CharField(_("key begins with"), max_length=12, editable=False)
    everywhere = models.BooleanField(_("all sites"), default=False)
    sites = models.ManyToManyField(Site, blank=True, related_name="+", verbose_name=_("sites"))
    per_minute = models.PositiveIntegerField(
        _("calls a minute"), null=True, blank=True, help_text=_("Empty: what the rule table says")
    )
    expires_at = models.DateTimeField(_("expires"))
    created_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class ApiUse(models.Model):
    """What a key called on one day of Asia/Shanghai (日调用量). `in_minute` counts within `minute`, for the limit."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("day"))
    calls = models.PositiveBigIntegerField(_("calls"), default=0)
    refused = models.PositiveBigIntegerField(_("refused"), default=0)
    rows = models.PositiveBigIntegerField(_("resources delivered"), default=0)
    minute = models.DateTimeField(null=True)
    in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="api_use_of_a_day")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}: {self.calls}"


class ApiCall(models.Model):
    """Who asked what, when, and got how much (调用日志). Written once, never changed."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField(_("time"), default=timezone.now)
    path = models.CharField(_("address"), max_length=200)
    query = models.CharField(_("question"), max_length=500, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"))
    rows = models.PositiveIntegerField(_("resources"), default=0)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at", "-id"], name="api_call_of_key"),
            models.Index(fields=["at"], name="api_call_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.path} {self.status}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise PermissionDenied(_("What was recorded stays as it is."))
        super().save(*args, **kwargs)
