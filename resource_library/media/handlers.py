"""What follows a changed picture or file, after the commit."""

import logging
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from wagtail.images.models import SourceImageIOError

from unified_platform.events import handler
from unified_platform.events.models import Event
from unified_platform.search.domain import index

from ..models import LibraryDocument, LibraryImage
from .pictures_in_sizes import WANTED, in_size
from .search import FILES, PICTURES

logger = logging.getLogger(__name__)


@handler("media.saved", "media.deleted", name="media.index", batch=500, atomic=False)
def index_media(events: Sequence[Event]) -> None:
    """Bring the indexes of pictures and files up to date with whatever these events touched."""
    for name, model in ((PICTURES, LibraryImage), (FILES, LibraryDocument)):
        kind = ContentType.objects.get_for_model(model).pk
        ids = {int(event.subject_id) for event in events if event.subject_type_id == kind and event.subject_id}
        if ids:
            index(sorted(ids), name)


# One at a time, so that the other handlers have their turn between two pictures.
@handler(WANTED, name="media.draw", batch=1, atomic=False)
def draw(events: Sequence[Event]) -> None:
    """Draw a size that a reader asked for; nothing where the picture has gone meanwhile."""
    for event in events:
        image = LibraryImage.objects.filter(pk=event.subject_id).first()
        if image is not None:
            draw_sizes(image, [event.payload["spec"]])


def draw_sizes(image: LibraryImage, specs: Sequence[str]) -> None:
    """Draw what is missing of these sizes. A picture that cannot be read is reported, not tried again."""
    for spec in specs:
        try:
            in_size(image, spec)
        except SourceImageIOError:
            logger.warning("the picture %s cannot be read and has no sizes", image.pk)
            return
