"""The forms by which people bring pictures and files: page, several at once, chooser. Their gate is the library's."""

from typing import Any

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from .gate import admit, as_upload
from .limits import limits


class _AtTheGate:
    """Judges the file before anything else is done with it."""

    is_picture = False
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file or isinstance(file, FieldFile):
            return file
        return as_upload(admit(file, file.name, picture=self.is_picture))

    def save(self, commit: bool = True) -> Any:
        """With its labels, in one transaction: whoever indexes the record finds both."""
        with transaction.atomic():
            return super().save(commit)  # type: ignore[misc]  # a form's, see the classes below


class PictureForm(_AtTheGate, BaseImageForm):
    is_picture = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _("JPEG, PNG, GIF or WebP, at most %(size)s.") % {
                "size": filesizeformat(limits().picture)
            }

    class Meta(BaseImageForm.Meta):
        pass


class FileForm(_AtTheGate, BaseDocumentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            most = limits()
            self.fields["file"].help_text = _("At most %(size)s; audio and video at most %(recording)s.") % {
                "size": filesizeformat(most.document),
                "recording": filesizeformat(most.recording),
            }

    class Meta(BaseDocumentForm.Meta):
        pass
