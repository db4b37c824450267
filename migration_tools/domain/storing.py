"""Pictures and files into the site's collection, each content once (素材入库)."""

from wagtail.models import Collection

from resource_library.domain.media import collection_of
from resource_library.media.gate import as_upload
from resource_library.models import LibraryDocument, LibraryImage

from ..media import Media, check_file, check_picture
from ..sources import Source
from .planning import Plan

TITLE_LENGTH = 255


class MediaStore:
    """Remembers what it has stored in this run and finds what an earlier run or an editor has stored, by content."""

    def __init__(self, plan: Plan) -> None:
        self.source: Source = plan.source
        self.collection: Collection = collection_of(plan.profile.site)
        self._images: dict[str, int] = {}
        self._documents: dict[str, int] = {}

    def image(self, media: Media, title: str) -> int:
        """The id of the picture with this content."""
        if media.sha1 not in self._images:
            self._images[media.sha1] = self._find(LibraryImage, media) or self._add_image(media, title)
        return self._images[media.sha1]

    def document(self, media: Media, title: str) -> int:
        """The id of the file with this content."""
        if media.sha1 not in self._documents:
            self._documents[media.sha1] = self._find(LibraryDocument, media) or self._add_document(media, title)
        return self._documents[media.sha1]

    def known_image(self, media: Media) -> int | None:
        return self._images.get(media.sha1) or self._find(LibraryImage, media)

    def known_document(self, media: Media) -> int | None:
        return self._documents.get(media.sha1) or self._find(LibraryDocument, media)

    def _find(self, model: type[LibraryImage] | type[LibraryDocument], media: Media) -> int | None:
        same = model.objects.filter(collection=self.collection, file_hash=media.sha1).order_by("pk")
        return same.values_list("pk", flat=True).first()

    def _add_image(self, media: Media, title: str) -> int:
        admitted = check_picture(self.source, media.key)[1]
        image = LibraryImage(title=title[:TITLE_LENGTH], collection=self.collection, file=as_upload(admitted))
        image.save()
        return image.pk

    def _add_document(self, media: Media, title: str) -> int:
        admitted = check_file(self.source, media.key)[1]
        document = LibraryDocument(title=title[:TITLE_LENGTH], collection=self.collection, file=as_upload(admitted))
        document.save()
        return document.pk
