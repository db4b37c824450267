"""Which pictures keep a text from being published (图片发布条件)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..models import LibraryImage, Resource
from .maps import is_map_number
from .references import Shown, pictures_in


def unfit_pictures(resource: Resource) -> Iterator[tuple[str, str]]:
    """(element, what is wrong with it): a map without its review number (R-1.7.4), a picture in a text that has no
    words for those who cannot see it and is not marked as decoration (R-6.4.2).

    No words are asked of the thumbnail: in lists it is decoration beside a title. At most one query.
    """
    shown = pictures_in(resource.body.get_prep_value() if resource.body else [])
    wanted = {picture.image for picture in shown} | ({resource.image_id} if resource.image_id else set())
    images = LibraryImage.objects.in_bulk(wanted) if wanted else {}
    for pk in sorted(images):
        if images[pk].is_map and not is_map_number(images[pk].map_review_number):
            message = _("The map “%(title)s” has no map review number.") % {"title": images[pk].title}
            yield "image" if pk == resource.image_id else "body", message
    for pk in dict.fromkeys(picture.image for picture in shown if _is_wordless(picture, images.get(picture.image))):
        message = _("The picture “%(title)s” has no alternative text and is not marked as decoration.")
        yield "body", message % {"title": images[pk].title}


def _is_wordless(picture: Shown, image: LibraryImage | None) -> bool:
    return image is not None and picture.alt is not None and not (picture.alt.strip() or image.description.strip())
