"""What is inside archives and office documents, found out without unpacking them (压缩包与办公文档检查)."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from . import rar
from .formats import HEAD, recognise
from .limits import Limits
from .refusals import RefusedError

# Names that a computer runs or a browser opens as a page, when a citizen clicks on them after unpacking.
_RUN = frozenset(
    ("exe", "com", "scr", "pif", "bat", "cmd", "msi", "msp", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf",
     "wsh", "hta", "cpl", "dll", "sys", "jar", "class", "apk", "dex", "app", "dmg", "pkg", "deb", "rpm", "sh", "bash",
     "csh", "ksh", "py", "pyc", "pl", "rb", "php", "php5", "phtml", "jsp", "jspx", "asp", "aspx", "lnk", "url", "reg",
     "inf", "scf", "chm", "swf", "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "docm",
     "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "iso", "img", "vhd", "vhdx")
)  # fmt: skip
_PACKED = frozenset(("7z", "gz", "tgz", "bz2", "xz", "cab", "tar", "arj", "lzh", "z", "ace"))
_DEEPEST = 2
# An archive inside an archive is unpacked to be looked into; one larger than this is not.
_LARGEST_INNER = 64 * 1024 * 1024
_OFFICE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_OLE_KINDS = (
    ("WordDocument", "ole-text"),
    ("Workbook", "ole-table"),
    ("Book", "ole-table"),
    ("PowerPoint Document", "ole-slides"),
)
_CHUNK = 1024 * 1024


def look_into_zip(file: BinaryIO, limits: Limits, name: str, depth: int = 0) -> str:
    """The code of the format: an office document, an OFD, or `zip`. Raises RefusedError naming what is wrong inside."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_numbers(members, size, limits, name)
            kind = _kind_of([member.filename for member in members])
            for member in members:
                _check_member(archive, member, kind, limits, name, depth)
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise RefusedError("damaged", name=name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]  # zipfile names the module it uses
        raise RefusedError("damaged", name=name) from error


def _check_numbers(members: list[zipfile.ZipInfo], size: int, limits: Limits, name: str) -> None:
    if len(members) > limits.members:
        raise RefusedError("members", size=len(members), most=limits.members)
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    # Parts that overlap are the trick by which a small archive unpacks to any size.
    if packed > size or unpacked > limits.unpacked or unpacked > max(packed, 1024 * 1024) * limits.ratio:
        raise RefusedError("bomb", name=name)


def _kind_of(names: list[str]) -> str:
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        return next((code for folder, code in _OFFICE if any(name.startswith(folder) for name in names)), "zip")
    return "zip"


def _check_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, kind: str, limits: Limits, name: str, depth: int
) -> None:
    inside = f"{name} › {member.filename}" if name else member.filename
    if member.flag_bits & 0x1:
        raise RefusedError("encrypted", name=inside)
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
        raise RefusedError("path", name=inside)
    if path.name.lower() == "vbaproject.bin":
        raise RefusedError("macros", name=inside)
    if member.is_dir() or not member.file_size:
        return
    if kind == "zip":
        check_name(member.filename, inside)
    with archive.open(member) as part:
        head = part.read(HEAD)
    if kind == "zip" or recognise(head) == "program":
        _check_head(archive, member, head, limits, inside, depth)
    elif member.filename == "[Content_Types].xml" and b"macroEnabled" in head:
        raise RefusedError("macros", name=name)


def check_name(name: str, inside: str) -> None:
    """Raises RefusedError for a name that is run, or packed in a way nobody here can look into."""
    ending = name.lower().rstrip(". ").rpartition(".")[2]
    if ending in _RUN:
        raise RefusedError("program", name=inside)
    if ending in _PACKED:
        raise RefusedError("closed", name=inside)


def _check_head(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, head: bytes, limits: Limits, inside: str, depth: int
) -> None:
    code = recognise(head)
    if code in ("program", "markup", "closed"):
        raise RefusedError(code, name=inside)
    if code not in ("zip", "rar", "ole"):
        return
    if depth >= _DEEPEST or member.file_size > _LARGEST_INNER:
        raise RefusedError("nested", name=inside)
    with archive.open(member) as part:
        inner = io.BytesIO(part.read(_LARGEST_INNER + 1))
    if code == "zip":
        look_into_zip(inner, limits, inside, depth + 1)
    elif code == "rar":
        look_into_rar(inner, inside)
    else:
        look_into_ole(inner, inside)


def look_into_rar(file: BinaryIO, name: str) -> None:
    """Raises RefusedError when a RAR archive is locked, or holds something that is run. Only its list can be read."""
    try:
        listed = rar.names(file)
    except rar.LockedError as error:
        raise RefusedError("encrypted", name=name) from error
    except rar.DamagedError as error:
        raise RefusedError("damaged", name=name) from error
    for inner in listed:
        inside = f"{name} › {inner}"
        parts = PurePosixPath(inner.replace("\\", "/")).parts
        if ".." in parts or inner.startswith(("/", "\\")):
            raise RefusedError("path", name=inside)
        check_name(inner, inside)
        if inner.lower().endswith((".zip", ".rar")):
            raise RefusedError("nested", name=inside)


def look_into_ole(file: BinaryIO, name: str) -> str:
    """The code of an old office document. Raises RefusedError for macros and passwords.

    The directory of such a file names its streams in two bytes to the letter, so their names can be looked for.
    """
    found: set[str] = set()
    marks = {mark: mark.encode("utf-16-le") for mark in ("_VBA_PROJECT", "EncryptedPackage", *dict(_OLE_KINDS))}
    for chunk in _chunks(file):
        found |= {mark for mark, wanted in marks.items() if wanted in chunk}
    if "_VBA_PROJECT" in found:
        raise RefusedError("macros", name=name)
    if "EncryptedPackage" in found:
        raise RefusedError("encrypted", name=name)
    code = next((code for mark, code in _OLE_KINDS if mark in found), "")
    if not code:
        raise RefusedError("unknown", name=name)
    return code


def is_zip_too(file: BinaryIO) -> bool:
    """Whether something that begins as another file ends as a ZIP archive: what one program shows as a picture or a
    document another one unpacks."""
    file.seek(0, io.SEEK_END)
    file.seek(max(file.tell() - 66_000, 0))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    # A real end record: its comment reaches to the end of the file, or nearly.
    return at >= 0 and len(tail) - at >= 22 and int.from_bytes(tail[at + 10 : at + 12], "little") > 0


def _chunks(file: BinaryIO):
    """Pieces that overlap, so that nothing is missed where two of them meet."""
    file.seek(0)
    last = b""
    while piece := file.read(_CHUNK):
        yield last + piece
        last = piece[-64:]
    file.seek(0)
