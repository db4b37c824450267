"""Pictures in the sizes of the pages (缩略图): made once, by the worker ahead of the readers or on first use."""

from functools import cache
from threading import BoundedSemaphore

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from PIL import features
from wagtail.images.models import Filter, SourceImageIOError

from unified_platform.events import emit

from ..models import LibraryImage, LibraryRendition

AVIF, WEBP = "|format-avif", "|format-webp"
WANTED = "media.size_wanted"
# A large picture takes 70 MB while it is drawn. Whoever comes third waits instead of taking the memory of all.
_DRAWING = BoundedSemaphore(2)


@cache
def writes_avif() -> bool:
    """Whether the Pillow of this machine was built with an encoder for AVIF. Without one everything else goes on."""
    return bool(features.check("avif"))


def in_size(image: LibraryImage, spec: str) -> LibraryRendition:
    """The picture in this size; drawn and stored if nobody has asked before. One query when it is there.

    Raises InvalidFilterSpecError, SourceImageIOError. Wagtail's cache of renditions is passed by: each process has its
    own, and would go on naming files that another one has deleted.
    """
    found = _drawn(image, spec)
    if found is not None:
        return found
    try:
        with _DRAWING:
            return image.create_rendition(Filter(spec=spec))
    except OSError as error:
        raise SourceImageIOError(str(error)) from error


def for_reader(image: LibraryImage, spec: str) -> LibraryRendition:
    """The same for somebody who waits: AVIF, which takes ten times as long, is never drawn before his eyes.

    He gets the WebP of the same size (browsers go by what comes, not by what was announced), and the worker is told
    to draw the AVIF. So a page makes the web process draw at most one WebP for each of its pictures, and only if the
    worker has not been there yet.
    """
    found = _drawn(image, spec)
    if found is not None:
        return found
    spec = spec.replace(AVIF, WEBP)
    found = _drawn(image, spec)
    if found is not None:
        return found
    drawn = in_size(image, spec)
    if spec.endswith(WEBP) and writes_avif():
        with transaction.atomic():
            emit(WANTED, subject=image, payload={"spec": spec.replace(WEBP, AVIF)})
    return drawn


def _drawn(image: LibraryImage, spec: str) -> LibraryRendition | None:
    try:
        return image.renditions.get(filter_spec=spec, focal_point_key=Filter(spec=spec).get_cache_key(image))
    except ObjectDoesNotExist:
        return None
