"""What follows a changed picture or file, after the commit."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType

from unified_platform.events import handler
from unified_platform.events.models import Event
from unified_platform.search.domain import index

from ..models import LibraryDocument, LibraryImage
from .search import FILES, PICTURES


@handler("media.saved", "media.deleted", name="media.index", batch=500, atomic=False)
def index_media(events: Sequence[Event]) -> None:
    """Bring the indexes of pictures and files up to date with whatever these events touched."""
    for name, model in ((PICTURES, LibraryImage), (FILES, LibraryDocument)):
        kind = ContentType.objects.get_for_model(model).pk
        ids = {int(event.subject_id) for event in events if event.subject_type_id == kind and event.subject_id}
        if ids:
            index(sorted(ids), name)
