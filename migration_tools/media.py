"""Pictures and files of the copy: which can be trusted to be what they claim (媒体检查)."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from .sources import Source, SourceError

# What the library takes, by Pillow's name of the format.
_PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
# Formats no browser of today should be asked to show, but which lose nothing as PNG.
_CONVERTED = {"BMP", "TIFF", "PPM"}
MAX_PIXELS = 100_000_000
_PROGRAM = (b"MZ", b"\x7fELF", b"#!")
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<?php", b"<script")


class MediaKind(StrEnum):
    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Media:
    """A usable picture or file. `sha1` is over `content` (Wagtail's own file hash), `name` has the right extension."""

    key: str
    kind: MediaKind
    sha1: str
    name: str


class MediaError(Exception):
    """The file is not what a reader would get; the message is one of a few words for the report."""


def check_picture(source: Source, key: str) -> tuple[Media, bytes]:
    """The picture and its bytes as the library will hold them. Raises MediaError."""
    content = _read(source, key)
    extension, content = _decoded(content)
    return Media(key, MediaKind.PICTURE, _sha1(content), f"{PurePosixPath(key).stem}.{extension}"), content


def check_file(source: Source, key: str) -> tuple[Media, bytes]:
    """The file for download and its bytes. Raises MediaError for a program, a page saved under the name of a file, or
    an extension the library does not offer."""
    content = _read(source, key)
    extension = PurePosixPath(key).suffix[1:].lower()
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise MediaError("extension")
    if not content or content.startswith(_PROGRAM):
        raise MediaError("program" if content else "empty")
    if content[:512].lstrip().lower().startswith(_MARKUP):
        raise MediaError("page")
    return Media(key, MediaKind.FILE, _sha1(content), PurePosixPath(key).name), content


def _decoded(content: bytes) -> tuple[str, bytes]:
    """(extension, bytes): the picture is decoded to its last row, for a header alone proves nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise MediaError("pixels")
                picture.load()
                if picture.format in _PICTURES:
                    return _PICTURES[picture.format], content
                if picture.format in _CONVERTED:
                    out = io.BytesIO()
                    picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(out, "PNG")
                    return "png", out.getvalue()
                raise MediaError("format")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaError("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise MediaError("damaged") from error


def _read(source: Source, key: str) -> bytes:
    try:
        return source.read(key)
    except SourceError as error:
        raise MediaError("unreadable") from error


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
