"""Pictures in the sizes of the pages (缩略图): made once, on first use or by the worker."""

from django.core.exceptions import ObjectDoesNotExist
from wagtail.images.models import Filter, SourceImageIOError

from ..models import LibraryImage, LibraryRendition


def in_size(image: LibraryImage, spec: str) -> LibraryRendition:
    """The picture in this size; drawn and stored if nobody has asked before. One query when it is there.

    Raises InvalidFilterSpecError, SourceImageIOError. Wagtail's cache of renditions is passed by: each process has its
    own, and would go on naming files that another one has deleted.
    """
    wanted = Filter(spec=spec)
    try:
        return image.renditions.get(filter_spec=spec, focal_point_key=wanted.get_cache_key(image))
    except ObjectDoesNotExist:
        pass
    try:
        return image.create_rendition(wanted)
    except OSError as error:
        raise SourceImageIOError(str(error)) from error
