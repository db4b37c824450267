"""The folder of the embedded index: generations, a pointer to the one that readers use, and the rebuild's journal.

current            which generation readers open, and the schema it was written with
v1-20260102-…/     one generation
touched            ids written while a rebuild is under way
write.lock, rebuild.lock
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..entry import SCHEMA
from ..locks import FileLock

Signature = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Pointer:
    directory: str
    schema: int


class Folder:
    """Every change of `current` is one rename: a reader finds the old generation or the new one, no mixture."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write_lock = FileLock(root / "write.lock")
        self.rebuild_lock = FileLock(root / "rebuild.lock")
        self._pointer = root / "current"
        self._touched = root / "touched"

    def pointer(self) -> Pointer | None:
        """Which generation readers use. A pointer that cannot be read is as good as none."""
        try:
            return Pointer(**json.loads(self._pointer.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def path(self, pointer: Pointer) -> Path:
        return self.root / Path(pointer.directory).name

    def signature(self) -> Signature:
        """Differs after every switch; costs one stat."""
        return signature(self._pointer)

    def new_generation(self) -> Path:
        path = self.root / f"v{SCHEMA}-{uuid.uuid4().hex}"
        path.mkdir(parents=True)
        return path

    def switch(self, generation: Path) -> None:
        """Readers open `generation` from their next search on; the one before is removed."""
        before = self.pointer()
        draft = self.root / f"current.{generation.name}"
        with draft.open("w") as file:
            json.dump(asdict(Pointer(generation.name, SCHEMA)), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._pointer)
        if before is not None:
            self.remove(self.path(before))

    def remove(self, generation: Path) -> None:
        """Whoever has it open keeps what is mapped into memory."""
        shutil.rmtree(generation, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what a killed rebuild left behind. Only under the rebuild lock."""
        current = self.pointer()
        for path in self.root.glob("v*-*"):
            if current is None or path.name != current.directory:
                self.remove(path)
        for path in self.root.glob("current.*"):
            path.unlink(missing_ok=True)

    def touch(self, ids: Iterable[int]) -> None:
        with self._touched.open("a") as file:
            file.writelines(f"{number}\n" for number in ids)

    def take_touched(self) -> list[int]:
        """The distinct ids in the journal, which is empty afterwards. Only under the write lock."""
        if not self._touched.exists():
            return []
        lines = self._touched.read_text().split()
        self._touched.unlink()
        return list(dict.fromkeys(map(int, lines)))


def signature(path: Path) -> Signature:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
