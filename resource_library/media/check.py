"""Is everything of the media as it should be? (素材核对) Bytes, records and uses are held against each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from unified_platform.backup.domain import stored_names

from ..models import LibraryDocument, LibraryImage, MediaBlob, Resource
from . import usage
from .store import FOLDERS, release

# What is younger may belong to an upload that is under way.
SETTLED = timedelta(days=1)
_BATCH = 1000


@dataclass
class Findings:
    """`uses` are resources and pages of which something else is noted than they show; `lost` are records without their
    bytes; `idle` are bytes without a record; `strange` are files of the storage that no row names."""

    uses: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.uses or self.lost or self.idle or self.strange)


def check(*, repair: bool = False) -> Findings:
    """Look at everything; with `repair` note uses anew and sweep out what belongs to nobody. Nothing brings back bytes
    that are lost: they are in the backup."""
    found = Findings()
    for owner in usage.wrong_uses():
        found.uses.append(f"{'resource' if isinstance(owner, Resource) else 'page'} {owner.pk}")
        if repair:
            usage.repair(owner)
    for blob in _idle():
        found.idle.append(blob.name)
        if repair:
            with transaction.atomic():
                release(blob.pk)
    found.lost = [name for name in _named() if not default_storage.exists(name)]
    for name in _strange():
        found.strange.append(name)
        if repair:
            default_storage.delete(name)
    return found


def _idle() -> list[MediaBlob]:
    used = LibraryImage.objects.exclude(blob=None).values("blob")
    used_too = LibraryDocument.objects.exclude(blob=None).values("blob")
    return list(MediaBlob.objects.exclude(pk__in=used).exclude(pk__in=used_too))


def _named() -> Iterator[str]:
    yield from MediaBlob.objects.values_list("name", flat=True).iterator(chunk_size=_BATCH)


def _strange() -> Iterator[str]:
    """Files of an upload that was killed. What is named by a record of before there were blobs is left alone."""
    before = timezone.now() - SETTLED
    some: list[str] = []
    for folder in FOLDERS:
        if not _is_there(folder):
            continue
        for name in stored_names(default_storage, folder):
            some.append(name)
            if len(some) == _BATCH:
                yield from _unknown(some, before)
                some = []
    yield from _unknown(some, before)


def _is_there(folder: str) -> bool:
    try:
        default_storage.listdir(folder)
    except FileNotFoundError:
        return False
    return True


def _unknown(names: list[str], before) -> Iterator[str]:
    known = set(MediaBlob.objects.filter(name__in=names).values_list("name", flat=True))
    for model in (LibraryImage, LibraryDocument):
        known |= set(model.objects.filter(file__in=names).values_list("file", flat=True))
    for name in names:
        if name not in known and default_storage.get_modified_time(name) < before:
            yield name
