"""Keeping bytes once (字节去重存储): however many sites upload the same picture, it is stored a single time.

Each writer stores under a name of its own that nobody can guess, without any lock. Then one row decides: whoever is
second finds it, takes what is there, and its own copy is dropped. So no record ever points at a file that somebody else
is still writing, on a folder and in a bucket alike, and the name gives no address away. What a killed process leaves
behind bears a name that no row has; `check_media --repair` sweeps it up.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from wagtail.images.models import AbstractImage
from wagtail.tasks import delete_file_from_storage_task

from unified_platform.events import emit

from .formats import Group
from .gate import Admitted, admit
from .storage import SharedStorage

if TYPE_CHECKING:
    from ..models import MediaBlob

# A LibraryImage or a LibraryDocument. The models ask this module, so it cannot name them while they are made.
Record = Any

FOLDERS = ("original_images", "documents")


def save_with_bytes(record: Record, save: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """Save a record; new bytes pass the gate first, and what the record had before is let go. Raises RefusedError.

    The number of queries does not depend on how many pictures and files there are.
    """
    with _new_bytes(record) as admitted:
        written = _write(admitted) if admitted else ""
        with transaction.atomic():
            before = _blob_before(record) if admitted else None
            if admitted:
                _take(record, admitted, written)
                if kwargs.get("update_fields") is not None:
                    kwargs["update_fields"] = {*kwargs["update_fields"], *_BYTES, *_size_fields(record)}
            save(*args, **kwargs)
            if before and before != record.blob_id:
                if isinstance(record, AbstractImage):
                    record.renditions.all().delete()
                release(before)
            emit("media.saved", subject=record)


_BYTES = ("file", "blob", "file_size", "file_hash")


def release(blob: int) -> None:
    """Let bytes go that a record no longer needs: they are deleted with the last one. Inside a transaction."""
    from ..models import LibraryDocument, LibraryImage, MediaBlob

    held = MediaBlob.objects.select_for_update().filter(pk=blob).first()
    if held is None or any(model.objects.filter(blob=blob).exists() for model in (LibraryImage, LibraryDocument)):
        return
    held.delete()
    delete_file_from_storage_task.enqueue(SharedStorage().deconstruct(), held.name)


@contextmanager
def _new_bytes(record: Record) -> Iterator[Admitted | None]:
    """What a record brings that is not stored under a blob yet; None when it brings nothing."""
    file = record.file
    if not file:
        yield None
    elif not file._committed:
        yield _admitted(record, file.file, file.name)
    # Wagtail's second step of an upload stores the file by itself. Rows of before this rule have no blob either.
    elif record.blob_id is None and default_storage.exists(name := file.name):
        with default_storage.open(name) as stored:
            yield _admitted(record, stored, name)
        transaction.on_commit(lambda: default_storage.delete(name))
    else:
        yield None


def _admitted(record: Record, file: Any, name: str) -> Admitted:
    known = getattr(file, "admitted", None)
    return known or admit(file, name, picture=hasattr(record, "width"))


def _write(admitted: Admitted) -> str:
    """Store the bytes under a name of their own, unless they are stored already; the name, or nothing."""
    from ..models import MediaBlob

    if MediaBlob.objects.filter(sha256=admitted.sha256).exists():
        return ""
    admitted.file.seek(0)
    return default_storage.save(_name(admitted), admitted.file)


def _name(admitted: Admitted) -> str:
    folder = FOLDERS[admitted.format.group != Group.PICTURE]
    start, token = admitted.sha256[:16], secrets.token_hex(16)
    return f"{folder}/{start[:2]}/{start}-{token}.{admitted.extension}"


def _blob_before(record: Record) -> int | None:
    if record.pk is None:
        return None
    return type(record).objects.filter(pk=record.pk).values_list("blob", flat=True).first()


def _take(record: Record, admitted: Admitted, written: str) -> None:
    blob = _blob(admitted, written)
    record.blob = blob
    # Not by assignment: a picture's field would fetch the file to measure it, and it has been measured.
    record.__dict__["file"] = blob.name
    record.file_size, record.file_hash = blob.size, admitted.sha1
    for name in _size_fields(record):
        setattr(record, name, getattr(admitted, name))


def _size_fields(record: Record) -> tuple[str, ...]:
    return ("width", "height") if hasattr(record, "width") else ()


def _blob(admitted: Admitted, written: str) -> "MediaBlob":
    """The row of these bytes, locked until the transaction ends, so that nobody lets them go meanwhile."""
    from ..models import MediaBlob

    same = MediaBlob.objects.select_for_update().filter(sha256=admitted.sha256)
    blob = same.first()
    if blob is None:
        written = written or _write(admitted)
        try:
            with transaction.atomic():
                return MediaBlob.objects.create(
                    sha256=admitted.sha256, name=written, size=admitted.size, content_type=admitted.content_type
                )
        except IntegrityError:
            blob = same.get()
    if written:
        transaction.on_commit(lambda: default_storage.delete(written))
    return blob
