"""People and the offices they hold, site by site."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from .enums import PLATFORM_ROLES, Role


class User(AbstractUser):
    """A person who signs in (用户). The display name is what editors see; a Chinese name has no first and last part."""

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    office_title = models.CharField(_("office title"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def save(self, *args, **kwargs) -> None:
        # The one name that Wagtail's menu shows.
        self.first_name = self.display_name
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.display_name or super().get_full_name()

    def __str__(self) -> str:
        return self.display_name or self.username


class SiteRole(models.Model):
    """An office on a site, or platform-wide where `site` is empty (站点角色).

    Each is backed by a group, because Wagtail grants its rights to groups.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="site_role")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="roles")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)

    class Meta:
        verbose_name = _("site role")
        verbose_name_plural = _("site roles")
        constraints = [
            models.UniqueConstraint(fields=["site", "role"], name="one_group_per_site_and_role"),
            models.UniqueConstraint(fields=["role"], condition=Q(site=None), name="one_group_per_platform_role"),
            models.CheckConstraint(
                condition=Q(site=None, role__in=PLATFORM_ROLES) | Q(site__isnull=False) & ~Q(role__in=PLATFORM_ROLES),
                name="platform_roles_have_no_site",
            ),
        ]

    def __str__(self) -> str:
        return self.group.name
