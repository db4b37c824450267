"""Pictures and files of the library. They belong to a site's collection."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LibraryImage(AbstractImage):
    """A picture (图片) with its source and, for a map, its review number (审图号, R-1.7.4)."""

    source = models.CharField(_("source"), max_length=120, blank=True)
    map_review_number = models.CharField(_("map review number"), max_length=60, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "source", "map_review_number")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_libraryimage", "Can choose picture")]


class LibraryRendition(AbstractRendition):
    """A picture in one size (缩略图)."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class LibraryDocument(AbstractDocument):
    """A file for download (附件文件)."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_librarydocument", "Can choose file")]
