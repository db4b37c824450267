"""Media out of the storage into a folder and back, wherever the storage is (R-1.13.10).

The folder is a pool that many backups share: a stored name never gets other content (no storage of ours overwrites), so
a file that is in the pool need not be fetched again. A manifest per backup says which of them belong to it, in the
format of `sha256sum`, so that a backup can be verified without this program.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import Storage
from django.utils._os import safe_join
from django.utils.translation import gettext as _

LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class DamagedBackupError(Exception):
    """A file of the backup is missing, changed, or not what its manifest says. The message names it."""


@dataclass(frozen=True)
class Entry:
    """One file of a backup: its name in the storage and the SHA-256 of its content, in hexadecimal."""

    digest: str
    name: str

    def __str__(self) -> str:
        return f"{self.digest}  {self.name}"


def read_manifest(path: Path) -> list[Entry]:
    """The entries of a manifest; DamagedBackupError when a line is none."""
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = LINE.fullmatch(line)
        if match is None:
            raise DamagedBackupError(_("line %(number)d of %(path)s is no entry") % {"number": number, "path": path})
        entries.append(Entry(match[1], match[2]))
    return entries


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file name in the storage, folder by folder."""
    folders, files = storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        if name:  # some object stores list the folder itself
            yield prefix + name
    for name in sorted(folders):
        yield from stored_names(storage, prefix + name)


def export(storage: Storage, pool: Path, known: Iterable[Entry] = ()) -> Iterator[Entry]:
    """Bring every stored file into the pool and yield its entry.

    `known` are the entries of the backup before: their files are taken on trust when the pool has them in full length.
    """
    digests = {entry.name: entry.digest for entry in known}
    for name in stored_names(storage):
        target = _in_pool(pool, name)
        if name in digests and target.is_file() and target.stat().st_size == storage.size(name):
            yield Entry(digests[name], name)
        else:
            yield Entry(_fetch(storage, name, target), name)


def restore(storage: Storage, pool: Path, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Put back what the storage lacks, or has in another length; yields each entry and whether it was written.

    Nothing is written that does not match its digest: DamagedBackupError.
    """
    for entry in entries:
        source = _in_pool(pool, entry.name)
        if not source.is_file():
            raise DamagedBackupError(_("%s is not in the backup") % entry.name)
        if storage.exists(entry.name) and storage.size(entry.name) == source.stat().st_size:
            yield entry, False
            continue
        if _digest(source) != entry.digest:
            raise DamagedBackupError(_("%s was changed in the backup") % entry.name)
        storage.delete(entry.name)
        with source.open("rb") as content:
            storage.save(entry.name, File(content))
        yield entry, True


def _in_pool(pool: Path, name: str) -> Path:
    """Where the pool keeps a file. A name that leads out of it, or would break a manifest's line, is refused."""
    if "\n" in name or "\r" in name:
        raise SuspiciousFileOperation(f"a file name with a line break: {name!r}")
    return Path(safe_join(pool, name))


def _fetch(storage: Storage, name: str, target: Path) -> str:
    """Copy one file into the pool, whole or not at all; its digest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".partial-{target.name[-100:]}")
    with storage.open(name, "rb") as source, partial.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1024 * 1024)
    digest = _digest(partial)
    partial.replace(target)
    return digest


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
