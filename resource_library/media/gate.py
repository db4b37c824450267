"""The gate (准入检查): the one function that judges what somebody brings, whichever way it comes.

Upload forms, choosers, importers and the API all ask `admit`; records ask it themselves for bytes that nobody has shown
it, so no door leads past it.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat

from .archives import is_zip_too, look_into_ole, look_into_rar, look_into_zip
from .formats import FORMATS, Format, Group, recognise_file
from .limits import Limits, limits
from .pictures import cleaned
from .refusals import RefusedError

_CHUNK = 1024 * 1024
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Admitted:
    """What may be stored. `sha1` is Wagtail's own file hash; `width` and `height` are 0 for what is no picture.

    `file` is positioned at its beginning; of a picture it holds the cleaned bytes, of anything else what was brought.
    """

    file: File
    name: str
    format: Format
    extension: str
    content_type: str
    size: int
    sha256: str
    sha1: str
    width: int = 0
    height: int = 0


def admit(file: Any, name: str, *, picture: bool, within: Limits | None = None) -> Admitted:
    """Let a picture (or, with `picture=False`, anything else) in, under an extension that says what it is.

    `file` can be read and sought. Large ones are read in pieces; only pictures are held in memory. Raises RefusedError,
    a ValidationError that gives the reason. One query, none when the limits are given.
    """
    within, shown = within or limits(), _shown(name)
    code = recognise_file(file)
    if code not in FORMATS and code != "ole":
        raise RefusedError("no_picture" if picture and code == "unknown" else code, name=shown)
    size = _size(file)
    if picture:
        return _picture(file, name, shown, code, size, within)
    form = _document(file, shown, code, size, within)
    sha256, sha1 = _hashes(file)
    extension = _extension(name, form)
    content_type = "text/csv" if extension == "csv" else form.content_type
    return Admitted(_marked(file), _named(name, extension), form, extension, content_type, size, sha256, sha1)


def as_upload(admitted: Admitted) -> File:
    """The file to assign to a record, which then need not ask the gate again."""
    admitted.file.admitted = admitted  # type: ignore[attr-defined]  # a note for store.save_with_bytes
    admitted.file.name = admitted.name
    return admitted.file


def _picture(file: Any, name: str, shown: str, code: str, size: int, within: Limits) -> Admitted:
    if code not in FORMATS or FORMATS[code].group != Group.PICTURE:
        raise RefusedError("no_picture", name=shown)
    _check_size(size, within.picture)
    code, content, width, height = cleaned(file.read(), within.pixels, shown)
    form = FORMATS[code]
    extension = form.extensions[0]
    sha256 = hashlib.sha256(content).hexdigest()
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    kept = _marked(ContentFile(content, _named(name, extension)))
    return Admitted(kept, str(kept.name), form, extension, form.content_type, len(content), sha256, sha1, width, height)


def _document(file: Any, shown: str, code: str, size: int, within: Limits) -> Format:
    match code:
        case "zip":
            _check_size(size, within.document)
            code = look_into_zip(file, within, shown)
        case "rar":
            look_into_rar(file, shown)
        case "ole":
            _check_size(size, within.document)
            code = look_into_ole(file, shown)
    form = FORMATS[code]
    if form.group == Group.PICTURE:
        raise RefusedError("no_file", name=shown)
    _check_size(size, within.recording if form.group == Group.RECORDING else within.document)
    if code not in ("zip", "docx", "xlsx", "pptx", "ofd") and is_zip_too(file):
        raise RefusedError("polyglot", name=shown)
    file.seek(0)
    return form


def _size(file: Any) -> int:
    size = file.seek(0, io.SEEK_END)
    # Django's own file objects pass `seek` on, but some storages' do not return where they are.
    size = file.tell() if size is None else size
    file.seek(0)
    return size


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise RefusedError("too_large", size=filesizeformat(size), most=filesizeformat(most))


def _hashes(file: Any) -> tuple[str, str]:
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    while piece := file.read(_CHUNK):
        sha256.update(piece)
        sha1.update(piece)
    file.seek(0)
    return sha256.hexdigest(), sha1.hexdigest()


def _extension(name: str, form: Format) -> str:
    """That of the name where it fits what the file is, else the one that does."""
    given = name.rpartition(".")[2].lower()
    return given if given in form.extensions else form.extensions[0]


def _named(name: str, extension: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return f"{stem[:_LONGEST_NAME]}.{extension}"


def _shown(name: str) -> str:
    """A name that fits into a sentence."""
    plain = "".join(character for character in name.replace("\\", "/").rpartition("/")[2] if character.isprintable())
    return plain if len(plain) <= 60 else f"{plain[:40]}…{plain[-15:]}"


def _marked(file: Any) -> File:
    return file if isinstance(file, File) else File(file)
