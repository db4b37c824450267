"""The sections of home and topic pages (版块). They name columns; the newest entries follow by themselves."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import PageChooserBlock
from wagtail.images.blocks import ImageBlock


def _columns(**options) -> blocks.ListBlock:
    return blocks.ListBlock(PageChooserBlock(page_type="sites.ColumnPage"), label=_("Columns"), **options)


class HeadlineBlock(blocks.StructBlock):
    """Pictures of the newest entries beside their titles, for the top of the page (头条)."""

    columns = _columns(min_num=1, max_num=4)
    count = blocks.IntegerBlock(label=_("Entries"), default=7, min_value=3, max_value=12)

    class Meta:
        icon = "doc-full"
        label = _("Headlines")


class ColumnsBlock(blocks.StructBlock):
    """Columns side by side or as tabs, each with its newest entries (栏目版块)."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    columns = _columns(min_num=1, max_num=6)
    count = blocks.IntegerBlock(label=_("Entries"), default=6, min_value=1, max_value=12)

    class Meta:
        icon = "list-ul"
        label = _("Columns")


class LinksBlock(blocks.StructBlock):
    """Entrances to services or other sites, with icons (服务入口)."""

    title = blocks.CharBlock(label=_("Title"), max_length=40)
    links = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("Label"), max_length=20)),
                ("url", blocks.CharBlock(label=_("Address"), max_length=300)),
                ("note", blocks.CharBlock(label=_("Note"), max_length=40, required=False)),
                ("icon", blocks.CharBlock(label=_("Icon"), max_length=20, required=False)),
            ]
        ),
        label=_("Links"),
    )

    class Meta:
        icon = "link"
        label = _("Entrances")


class LeadersBlock(blocks.StructBlock):
    """The leaders of a column in their order (领导之窗)."""

    title = blocks.CharBlock(label=_("Title"), max_length=40)
    column = PageChooserBlock(label=_("Column"), page_type="sites.ColumnPage")

    class Meta:
        icon = "group"
        label = _("Leaders")


class TopicsBlock(blocks.StructBlock):
    """Banners of the topics that are running (专题专栏)."""

    title = blocks.CharBlock(label=_("Title"), max_length=40)
    topics = blocks.ListBlock(PageChooserBlock(page_type="sites.TopicPage"), label=_("Topics"))

    class Meta:
        icon = "pick"
        label = _("Topics")


class HomeBlock(blocks.StreamBlock):
    headlines = HeadlineBlock()
    columns = ColumnsBlock()
    links = LinksBlock()
    leaders = LeadersBlock()
    topics = TopicsBlock()


class TextBlock(blocks.StructBlock):
    """A passage of a topic page."""

    title = blocks.CharBlock(label=_("Title"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "ol", "ul", "link"])
    image = ImageBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class TopicBlock(blocks.StreamBlock):
    text = TextBlock()
    columns = ColumnsBlock()
