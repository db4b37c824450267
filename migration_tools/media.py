"""Pictures and files of the copy: which can be trusted to be what they claim (媒体检查)."""

import io
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from resource_library.media.gate import Admitted, admit
from resource_library.media.refusals import RefusedError

from .sources import Source, SourceError


class MediaKind(StrEnum):
    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Media:
    """A usable picture or file.

    `sha1` is over the bytes as the library keeps them (Wagtail's own file hash), `name` has the right extension.
    """

    key: str
    kind: MediaKind
    sha1: str
    name: str


class MediaError(Exception):
    """The file is not what a reader would get; the message is a code of the gate's, or `unreadable`."""


def check_picture(source: Source, key: str) -> tuple[Media, Admitted]:
    """The picture, and what the gate let in of it. Raises MediaError."""
    return _checked(source, key, MediaKind.PICTURE)


def check_file(source: Source, key: str) -> tuple[Media, Admitted]:
    """The file for download. Raises MediaError for a program, a page saved under the name of a file, and whatever else
    the library's gate refuses."""
    return _checked(source, key, MediaKind.FILE)


def _checked(source: Source, key: str, kind: MediaKind) -> tuple[Media, Admitted]:
    name = PurePosixPath(key).name
    try:
        admitted = admit(io.BytesIO(source.read(key)), name, picture=kind == MediaKind.PICTURE)
    except SourceError as error:
        raise MediaError("unreadable") from error
    except RefusedError as error:
        raise MediaError(error.code) from error
    return Media(key, kind, admitted.sha1, admitted.name), admitted
