"""Pictures and files in a site's collection."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection

from resource_library.models import LibraryDocument, LibraryImage


def picture(name: str, collection: Collection, by) -> LibraryImage:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    file = ContentFile(buffer.getvalue(), name)
    return LibraryImage.objects.create(title=name, file=file, collection=collection, uploaded_by_user=by)


def text_file(name: str, collection: Collection, by) -> LibraryDocument:
    file = ContentFile(b"text", name)
    return LibraryDocument.objects.create(title=name, file=file, collection=collection, uploaded_by_user=by)
