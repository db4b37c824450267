"""What is a page: homes, columns, topics. At most a few hundred on a site; articles are placements."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from resource_library.addresses import host_url
from resource_library.models import Organ
from unified_platform.fields import BlockField

from ..blocks import HomeBlock, TopicBlock
from ..enums import ColumnType, ListStyle, UpdateRule
from ..permissions import PublicPagePermissions

# Addresses that views and files of every site have; a column of that name would never be reached.
RESERVED = frozenset(
    ("admin", "documents", "healthz", "media", "pictures", "readyz", "search", "sitemap", "static", "theme", "topics")
)
_FIRST_LEVEL = 3


class PublicPage(Page):
    """A page that the public views serve, not Wagtail's page router: they know its site already."""

    class Meta:
        abstract = True

    def get_url_parts(self, request=None):
        """(site id, `https://host`, path). Wagtail asks its page router, which this installation does not have."""
        for site_id, root_path, root_url, _language in self._get_site_root_paths(request):
            if self.url_path.startswith(root_path):
                host = urlsplit(root_url).hostname or ""
                return site_id, host_url(host), self.url_path[len(root_path) - 1 :]
        return None

    def clean(self):
        super().clean()
        # A page that is being created in the back end does not know its depth yet.
        if self.slug in RESERVED and self.depth in (None, _FIRST_LEVEL):
            raise ValidationError({"slug": _("This address belongs to every website: please choose another.")})

    def permissions_for_user(self, user):
        return PublicPagePermissions(user, self)

    def serve_preview(self, request, mode_name):
        from ..views.preview import render_page

        return render_page(self, request)


class HomePage(PublicPage):
    """The front page of a site (首页)."""

    sections = BlockField(HomeBlock(), verbose_name=_("sections"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("sections")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["sites.ColumnPage", "sites.TopicPage"]
    search_fields: list = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ColumnPage(PublicPage):
    """A column (栏目). Its first four fields are the page tags of R-2.3."""

    column_type = models.CharField(
        _("column type"), max_length=12, choices=ColumnType.choices, default=ColumnType.OTHER
    )
    description = models.CharField(_("purpose and content"), max_length=200)
    keywords = models.CharField(_("key words"), max_length=200, help_text=_("Separated by commas"))
    list_style = models.CharField(_("list style"), max_length=10, choices=ListStyle.choices, default=ListStyle.TITLES)
    update_rule = models.CharField(
        _("update cycle"), max_length=12, choices=UpdateRule.choices, default=UpdateRule.STATIC
    )
    duty_organ = models.ForeignKey(  # 负责单位, R-4.3.5
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible organ"),
    )
    open_date = models.DateField(_("opened on"), null=True, blank=True)
    how_to_use = models.TextField(_("how to use"), max_length=500, blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("column_type"), FieldPanel("description"), FieldPanel("keywords")],
            heading=_("Page tags"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("list_style"),
                FieldPanel("update_rule"),
                FieldPanel("duty_organ"),
                FieldPanel("open_date"),
            ],
            heading=_("Management"),
        ),
        FieldPanel("how_to_use"),
    ]
    parent_page_types = ["sites.HomePage", "sites.ColumnPage", "sites.TopicPage"]
    subpage_types = ["sites.ColumnPage"]
    search_fields: list = []

    @classmethod
    def can_create_at(cls, parent):
        return super().can_create_at(parent) and _is_shallow_enough(parent)

    def can_move_to(self, parent):
        deepest = self.get_descendants(inclusive=True).aggregate(models.Max("depth"))["depth__max"]
        return super().can_move_to(parent) and _is_shallow_enough(parent, levels=deepest - self.depth + 1)

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")


def _is_shallow_enough(parent: Page, levels: int = 1) -> bool:
    from ..domain.columns import is_too_deep

    return not is_too_deep(parent.depth + levels)


class TopicPage(PublicPage):
    """A special topic (专题专栏): opened for an occasion, archived and marked when it is over (R-1.2.3, R-2.1.11)."""

    lead = models.TextField(_("lead"), max_length=500, blank=True)
    image = models.ForeignKey(
        "resource_library.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    sections = BlockField(TopicBlock(), verbose_name=_("sections"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("image"),
        MultiFieldPanel([FieldPanel("starts"), FieldPanel("ends")], heading=_("Period")),
        FieldPanel("sections"),
    ]
    parent_page_types = ["sites.HomePage"]
    subpage_types = ["sites.ColumnPage"]
    search_fields: list = []

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
