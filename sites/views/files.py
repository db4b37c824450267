"""Pictures, files for download, and the colours of a theme."""

import mimetypes
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve
from wagtail.images.views.serve import ServeView

from resource_library.models import Attachment, LibraryDocument
from resource_library.permissions import resources
from themes.colours import fingerprint, style_sheet
from themes.models import Theme

from ..presentation.files import download_name

# The address changes with what it shows.
_FOREVER = "public, max-age=31536000, immutable"
# What may be shown as a picture. Whatever else lies in the store (SVG above all, which runs scripts) is not served.
_PICTURES = {"image/gif", "image/jpeg", "image/png", "image/webp", "image/avif"}
_HARMLESS = "default-src 'none'; sandbox"


class PictureView(ServeView):
    """A picture in the size of a signed address, made when it is first asked for."""

    @method_decorator(require_safe)
    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = _FOREVER
        return response

    def serve(self, rendition):
        response = super().serve(rendition)
        response["Content-Security-Policy"] = _HARMLESS
        return response


@require_safe
def rendition(request: HttpRequest, path: str) -> FileResponse:
    """A scaled picture by its place in the store: what the back end's own pages show. Originals are not public."""
    content_type = mimetypes.guess_type(path)[0]
    name = f"images/{path}"
    is_plain = path.isprintable() and not {"", ".", ".."} & set(path.split("/"))
    if content_type not in _PICTURES or not is_plain or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=content_type)
    response["Content-Security-Policy"] = _HARMLESS
    response["Cache-Control"] = "public, max-age=2592000"
    return response


@require_safe
def document(request: HttpRequest, number: int, filename: str) -> HttpResponseBase:
    """A file under its title for people. What belongs only to resources that are not public is not here."""
    if number > BigIntegerField.MAX_BIGINT:
        raise Http404
    attached = Attachment.objects.filter(document=number)
    found = attached.annotate(live=F("resource__live")).order_by("-live", "pk").values("title", "live").first()
    if found and not found["live"] and not _may_see_draft(request, number):
        raise Http404
    response = serve(request, number, filename)
    if response.status_code == 200 and response.has_header("Content-Disposition"):
        title = found["title"] if found else _title(number)
        _name(response, download_name(title, PurePosixPath(filename).suffix.lstrip(".").lower()))
    return response


@require_safe
def colours(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """The colours of a theme. Under the address of another version: the present ones, to be asked for again."""
    theme = get_object_or_404(Theme, code=code)
    response = HttpResponse(style_sheet(theme), content_type="text/css; charset=utf-8")
    is_current = version == fingerprint(theme)
    response["Cache-Control"] = _FOREVER if is_current else "no-cache"
    return response


def _may_see_draft(request: HttpRequest, number: int) -> bool:
    """Whoever may see a resource that has this file. A public host knows nobody, whatever cookie comes along."""
    if hasattr(request, "profile"):
        return False
    return resources(request.user, "view").filter(attachments__document=number).exists()


def _name(response: HttpResponseBase, name: str) -> None:
    inline = response["Content-Disposition"].startswith("inline")
    header = content_disposition_header(not inline, name)
    if header:
        response["Content-Disposition"] = header


def _title(number: int) -> str:
    return LibraryDocument.objects.values_list("title", flat=True).get(pk=number)
