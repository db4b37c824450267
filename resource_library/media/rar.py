"""The list of files in a RAR archive, versions 4 and 5. Unpacking needs a program; the list is in the open."""

from collections.abc import Iterator
from typing import BinaryIO

_OLD, _NEW = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_MOST = 20_000


class LockedError(Exception):
    """The archive, or a file in it, wants a password."""


class DamagedError(Exception):
    """The headers make no sense."""


def names(file: BinaryIO) -> list[str]:
    """Names of the files in the archive, which is left at its beginning. Raises LockedError, DamagedError."""
    file.seek(0)
    begin = file.read(8)
    try:
        if begin == _NEW:
            return list(_new(file))
        if begin[:7] == _OLD:
            file.seek(7)
            return list(_old(file))
    except (IndexError, ValueError) as error:
        raise DamagedError from error
    finally:
        file.seek(0)
    raise DamagedError


def _old(file: BinaryIO) -> Iterator[str]:
    for _number in range(_MOST):
        head = file.read(7)
        if len(head) < 7:
            return
        kind, flags = head[2], int.from_bytes(head[3:5], "little")
        size = int.from_bytes(head[5:7], "little")
        if size < 7:
            raise DamagedError
        rest = file.read(size - 7)
        packed = int.from_bytes(rest[:4], "little") if flags & 0x8000 or kind == 0x74 else 0
        if kind == 0x73 and flags & 0x80:
            raise LockedError
        if kind == 0x74:
            if flags & 0x4:
                raise LockedError
            large = 8 if flags & 0x100 else 0
            if large:
                packed += int.from_bytes(rest[25:29], "little") << 32
            length = int.from_bytes(rest[19:21], "little")
            # A name in two alphabets has both, with a zero between them.
            yield _decoded(rest[25 + large : 25 + large + length].partition(b"\0")[0])
        if kind == 0x7B:
            return
        file.seek(packed, 1)


def _new(file: BinaryIO) -> Iterator[str]:
    for _number in range(_MOST):
        if len(file.read(4)) < 4:
            return
        size = _number_from(file)
        if not 0 < size <= 2 * 1024 * 1024:
            raise DamagedError
        head = file.read(size)
        kind, at = _number_in(head, 0)
        flags, at = _number_in(head, at)
        extra = packed = 0
        if flags & 0x1:
            extra, at = _number_in(head, at)
        if flags & 0x2:
            packed, at = _number_in(head, at)
        if kind == 4:
            raise LockedError
        if kind == 2:
            if _has_lock(head[len(head) - extra :] if extra else b""):
                raise LockedError
            yield _file_name(head, at)
        if kind == 5:
            return
        file.seek(packed, 1)


def _file_name(head: bytes, at: int) -> str:
    flags, at = _number_in(head, at)
    _size, at = _number_in(head, at)
    _attributes, at = _number_in(head, at)
    at += (4 if flags & 0x2 else 0) + (4 if flags & 0x4 else 0)
    _method, at = _number_in(head, at)
    _system, at = _number_in(head, at)
    length, at = _number_in(head, at)
    return head[at : at + length].decode("utf-8", "replace")


def _has_lock(extra: bytes) -> bool:
    """Whether a record of the extra area says that the file is encrypted."""
    at = 0
    while at < len(extra):
        size, at = _number_in(extra, at)
        kind, _after = _number_in(extra, at)
        if kind == 1:
            return True
        at += size
    return False


def _number_from(file: BinaryIO) -> int:
    data = b""
    while len(data) < 10:
        data += file.read(1)
        if data and not data[-1] & 0x80:
            break
    return _number_in(data, 0)[0]


def _number_in(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits to the byte, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
        if shift > 63:
            raise DamagedError


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
