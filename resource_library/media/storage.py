"""The storage that records of pictures and files name: the default one, whose shared bytes nobody deletes by hand."""

from typing import cast

from django.core.files.storage import Storage, default_storage
from django.utils.functional import LazyObject


class SharedStorage(LazyObject):
    """Whatever the default storage is at the moment, but for deleting.

    Wagtail deletes a file with its record. The same bytes may belong to records of ten sites, so a file that a
    `MediaBlob` names stays; `store.release` takes it away with the last record.
    """

    def _setup(self) -> None:
        self._wrapped = default_storage

    def delete(self, name: str) -> None:
        from ..models import MediaBlob

        if not MediaBlob.objects.filter(name=name).exists():
            default_storage.delete(name)

    def deconstruct(self) -> tuple[str, list, dict]:
        """For migrations and for tasks: no bucket's keys are written into either."""
        return "resource_library.media.storage.SharedStorage", [], {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedStorage)

    def __hash__(self) -> int:
        return hash(SharedStorage)


def shared_storage() -> Storage:
    """For model fields, whose migrations then name this function and no storage of some installation."""
    return cast(Storage, SharedStorage())
