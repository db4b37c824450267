"""What the public pages need after a commit."""

from collections.abc import Iterator, Sequence

from resource_library.kinds import schema_of
from resource_library.media.handlers import draw_sizes
from resource_library.media.references import pictures_in
from resource_library.media.usage import raw_text
from resource_library.models import LibraryImage, Placement, Resource
from unified_platform.events import handler
from unified_platform.events.models import Event

from .presentation.pictures import LIST, PORTRAIT, sizes_in_lists, sizes_in_texts


# One at a time, so that the other handlers have their turn between two texts.
@handler("resource.published", name="sites.pictures", batch=1, atomic=False)
def draw_pictures(events: Sequence[Event]) -> None:
    """Draw the pictures of what became public, before the readers come for them.

    An import draws nothing ahead: of a hundred thousand old articles few are ever opened.
    """
    for event in events:
        resource = Resource.objects.filter(pk=event.subject_id, live=True).first()
        if resource is not None:
            for image, sizes in _shown(resource):
                draw_sizes(image, list(sizes))


def _shown(resource: Resource) -> Iterator[tuple[LibraryImage, Iterator[str]]]:
    """Each picture with the sizes in which pages offer it."""
    own = Placement.objects.filter(resource=resource, image__isnull=False, visible=True).values_list("image", flat=True)
    beside = {pk for pk in (resource.image_id, *own) if pk}
    inside = {shown.image for shown in pictures_in(raw_text(resource))}
    images = LibraryImage.objects.in_bulk(beside | inside)
    shape = PORTRAIT if schema_of(resource.kind).has_portrait else LIST
    for pk, image in sorted(images.items()):
        if pk in beside:
            yield image, sizes_in_lists(image, shape)
        if pk in inside:
            yield image, sizes_in_texts(image)
