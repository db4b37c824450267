"""Pictures, files for download, and the colours of a theme."""

from pathlib import PurePosixPath
from typing import Any

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.images.utils import verify_signature
from wagtail.models import Site

from resource_library.media.formats import content_type_of
from resource_library.media.pictures_in_sizes import for_reader
from resource_library.media.sending import send
from resource_library.media.serving import find, title_for_readers
from resource_library.models import LibraryDocument, LibraryImage
from themes.colours import fingerprint, style_sheet
from themes.models import Theme

from ..presentation.files import download_name

# The address changes with what it shows.
_FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, signature: str, image_id: str, filter_spec: str, filename: str) -> HttpResponseBase:
    """A picture in the size of a signed address, made when it is first asked for.

    At most three queries; four as long as the worker has not made the AVIF.
    """
    if not verify_signature(signature.encode(), image_id, filter_spec):
        raise Http404
    image = _found(LibraryImage, int(image_id), request)
    try:
        shown = for_reader(image, filter_spec)
    except (InvalidFilterSpecError, SourceImageIOError) as error:
        raise Http404 from error
    name = shown.file.name
    size = _size_of(shown.file)
    kind = content_type_of(name)
    return send(request, name, size=size, content_type=kind, etag=f"p{shown.pk}", shared=_site_of(request) is not None)


@require_safe
def document(request: HttpRequest, number: int, filename: str) -> HttpResponseBase:
    """A file under its title for people. Two queries for the public."""
    file = _found(LibraryDocument, number, request)
    name = PurePosixPath(file.file.name)
    if name.name != filename:
        raise Http404
    site = _site_of(request)
    attached = LibraryDocument.objects.filter(pk=file.pk).values_list(title_for_readers(site), flat=True).first()
    return send(
        request,
        str(name),
        size=file.blob.size if file.blob else _size_of(file.file),
        content_type=file.blob.content_type if file.blob else content_type_of(name.name),
        etag=file.blob.sha256[:32] if file.blob else f"d{file.pk}",
        shared=site is not None,
        saved_as=download_name(attached or file.title, name.suffix.lstrip(".").lower()),
    )


def nothing(request: HttpRequest) -> HttpResponse:
    raise Http404


def _found(model: type, number: int, request: HttpRequest) -> Any:
    if number > BigIntegerField.MAX_BIGINT:
        raise Http404
    found = find(model, number, _site_of(request), getattr(request, "user", None))
    if found is None:
        raise Http404
    return found


def _site_of(request: HttpRequest) -> Site | None:
    """The site a visitor reads; None in the back end. A public host knows nobody, whatever cookie comes along."""
    profile = getattr(request, "profile", None)
    return profile.site if profile else None


def _size_of(file: Any) -> int:
    try:
        return file.size
    except OSError as error:
        raise Http404 from error


@require_safe
def colours(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """The colours of a theme. Under the address of another version: the present ones, to be asked for again."""
    theme = get_object_or_404(Theme, code=code)
    response = HttpResponse(style_sheet(theme), content_type="text/css; charset=utf-8")
    is_current = version == fingerprint(theme)
    response["Cache-Control"] = _FOREVER if is_current else "no-cache"
    return response
