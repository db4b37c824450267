"""The ledger of a migration (迁移台账): the closed site, each of its pages, each of its addresses."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from resource_library.models import LibraryDocument, LibraryImage, Resource

from .addresses import MAX_LENGTH
from .enums import Outcome, Reason, Verdict
from .sources.base import MAX_KEY


class MigrationProject(models.Model):
    """A closed website moving in (迁移项目). `host` is the name it had; `significant` the query parameters by which
    its addresses differ."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("moves into"))
    host = models.CharField(_("old host name"), max_length=253, unique=True)
    name = models.CharField(_("name of the closed site"), max_length=100)
    significant = models.JSONField(_("significant parameters"), default=list, blank=True)
    # Folder of the closed site → id of the column made for it, whatever that has been renamed to since.
    columns = models.JSONField(_("columns"), default=dict, blank=True)

    class Meta:
        verbose_name = _("migration")
        verbose_name_plural = _("migrations")

    def __str__(self) -> str:
        return f"{self.name} ({self.host})"


class SourceItem(models.Model):
    """One page of the closed site (源记录). `row_hash` is over what the source says, `written_hash` the content hash
    of the resource as this migration last wrote it: a resource that differs was edited here since."""

    project = models.ForeignKey(MigrationProject, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(_("key"), max_length=MAX_KEY)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    row_hash = models.CharField(max_length=64, blank=True)
    written_hash = models.CharField(max_length=64, blank=True)
    resource = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, related_name="source_items")

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="source_item_once")]

    def __str__(self) -> str:
        return self.key


class OldUrl(models.Model):
    """One address of the closed site with its verdict (旧地址). At most one of the targets is set."""

    project = models.ForeignKey(MigrationProject, on_delete=models.CASCADE, related_name="old_urls")
    host = models.CharField(_("host name"), max_length=253)
    path = models.CharField(_("canonical path"), max_length=MAX_LENGTH)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    resource = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, related_name="old_urls")
    column = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    image = models.ForeignKey(LibraryImage, on_delete=models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(LibraryDocument, on_delete=models.SET_NULL, null=True, related_name="+")
    target = models.URLField(_("other target"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [models.UniqueConstraint(fields=["host", "path"], name="old_url_once")]

    def __str__(self) -> str:
        return f"{self.host}{self.path}"
