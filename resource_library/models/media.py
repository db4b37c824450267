"""Pictures and files of the library. They belong to a site's collection; their bytes are kept once for all sites."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, WagtailImageField, get_upload_to
from wagtail.models import Page

from ..enums import Licence
from ..media.addresses import picture_address
from ..media.maps import is_map_number
from ..media.storage import shared_storage
from .resource import Resource


class MediaBlob(models.Model):
    """Bytes that one or many pictures and files consist of (素材字节). `content_type` is what they are, not what a name
    said they were; `size` is in bytes. No two rows have the same content."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)

    class Meta:
        verbose_name = gettext_lazy("stored bytes")
        verbose_name_plural = gettext_lazy("stored bytes")

    def __str__(self) -> str:
        return self.name


class KeptBytes(models.Model):
    """What a picture and a file have in common: which bytes it is, and under which terms it is used."""

    blob = models.ForeignKey(MediaBlob, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    licence = models.CharField(
        gettext_lazy("licence"), max_length=12, choices=Licence.choices, blank=True, default="", db_default=""
    )

    # The library has an index of its own; see media/search.py.
    search_auto_update = False

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Every way into the library leads through here, so nothing is stored that the gate did not let in."""
        from ..media.store import save_with_bytes

        save_with_bytes(self, super().save, *args, **kwargs)


class LibraryImage(KeptBytes, AbstractImage):  # noqa: DJ008 - Wagtail's own is called by its title
    """A picture (图片). `description` is its alternative text (替代文本), which a text may replace by its own.

    A map (地图) carries its review number (审图号, R-1.7.4).
    """

    file = WagtailImageField(
        gettext_lazy("file"),
        upload_to=get_upload_to,
        storage=shared_storage,
        width_field="width",
        height_field="height",
    )
    description = models.CharField(
        gettext_lazy("alternative text"),
        max_length=255,
        blank=True,
        default="",
        help_text=gettext_lazy("What the picture shows, for those who cannot see it."),
    )
    source = models.CharField(gettext_lazy("source"), max_length=120, blank=True)
    is_map = models.BooleanField(gettext_lazy("is a map"), default=False, db_default=False)
    map_review_number = models.CharField(gettext_lazy("map review number"), max_length=60, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "source", "licence", "is_map", "map_review_number")

    class Meta(AbstractImage.Meta):
        verbose_name = gettext_lazy("picture")
        verbose_name_plural = gettext_lazy("pictures")
        permissions = [("choose_libraryimage", "Can choose picture")]

    def clean(self) -> None:
        super().clean()
        if self.map_review_number and not is_map_number(self.map_review_number):
            message = _("This is no map review number; one looks like GS（2023）1234号 or 苏S（2023）12号.")
            raise ValidationError({"map_review_number": message})


class LibraryRendition(AbstractRendition):
    """A picture in one size (缩略图). Its address leads to the view that asks who may see it."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        return picture_address(self.image_id, self.filter_spec)


class LibraryDocument(KeptBytes, AbstractDocument):  # noqa: DJ008 - Wagtail's own is called by its title
    """A file for download (附件文件), or an audio or video file."""

    file = models.FileField(gettext_lazy("file"), upload_to="documents", storage=shared_storage)
    source = models.CharField(gettext_lazy("source"), max_length=120, blank=True, db_default="")

    admin_form_fields = (*Document.admin_form_fields, "source", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = gettext_lazy("file")
        verbose_name_plural = gettext_lazy("files")
        permissions = [("choose_librarydocument", "Can choose file")]


def _one_of(first: str, second: str) -> Q:
    """Exactly one of two foreign keys is set."""
    one = Q(**{f"{first}__isnull": False, f"{second}__isnull": True})
    return one | Q(**{f"{first}__isnull": True, f"{second}__isnull": False})


class MediaUse(models.Model):
    """A picture or a file that stands in the text of a resource or on a page, as its row has it (素材引用).

    What a foreign key says already (thumbnails, attachments) is not said again here. Whether the use is public is asked
    of the placements and pages at the moment of asking, so nothing has to be changed here when something is withdrawn.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, null=True, related_name="media_uses")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="media_uses")
    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, null=True, related_name="uses")
    document = models.ForeignKey(LibraryDocument, on_delete=models.CASCADE, null=True, related_name="uses")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("use of media")
        verbose_name_plural = gettext_lazy("uses of media")
        constraints = [
            models.CheckConstraint(condition=_one_of("resource", "page"), name="media_use_by_one"),
            models.CheckConstraint(condition=_one_of("image", "document"), name="media_use_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.image_id or self.document_id} @ {self.resource_id or self.page_id}"
