"""What a text is made of (正文块). Kept few: every block has to look right on every theme, in print and read aloud."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from . import sanitise
from .editor_text import editable

PARAGRAPH_FEATURES = [
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "superscript",
    "subscript",
    "h3",
    "h4",
]


class ParagraphBlock(blocks.RichTextBlock):
    """Text with inline marks, lists and links; what the editor's own converter lets through is sanitised once more."""

    def clean(self, value):
        # Not by way of `value_for_form`: what came with a form is not opened in the editor before it is sanitised.
        source = self.field.clean(super().value_for_form(value))
        return RichText(sanitise.rich_text(source))

    def value_for_form(self, value):
        return editable(super().value_for_form(value), self.features or PARAGRAPH_FEATURES)


class TableHTMLBlock(blocks.TextBlock):
    """A table as HTML, sanitised on the way in."""

    def clean(self, value):
        return sanitise.table(super().clean(value) or "")


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "resource_library/blocks/heading.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption (图片)."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "resource_library/blocks/picture.html"


class TableBlock(blocks.StructBlock):
    """A table with its caption (表格)."""

    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)
    html = TableHTMLBlock(label=_("Table (HTML)"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "resource_library/blocks/table.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["table"] = mark_safe(value["html"])
        return context


class RecordingBlock(blocks.StructBlock):
    """An audio or video file with its words in writing (音视频)."""

    file = DocumentChooserBlock(label=_("File"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)
    transcript = blocks.TextBlock(label=_("Transcript"), required=False)

    class Meta:
        icon = "media"
        label = _("Audio or video")
        template = "resource_library/blocks/recording.html"


class QuoteBlock(blocks.TextBlock):
    """A quotation (引文)."""

    class Meta:
        icon = "openquote"
        label = _("Quotation")

    def render_basic(self, value, context=None):
        return format_html("<blockquote><p>{}</p></blockquote>", value)


class BodyBlock(blocks.StreamBlock):
    """The text of a resource (正文)."""

    # Not required: the form offers an empty one to begin with and drops what stayed empty.
    paragraph = ParagraphBlock(label=_("Text"), features=PARAGRAPH_FEATURES, icon="pilcrow", required=False)
    heading = HeadingBlock()
    picture = PictureBlock()
    table = TableBlock()
    quote = QuoteBlock()
    recording = RecordingBlock()
