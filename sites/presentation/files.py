"""Files for download as a text or a list of attachments shows them."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

# What a browser plays by itself; anything else is offered for download.
_PLAYED = {"mp3": "audio", "m4a": "audio", "ogg": "audio", "wav": "audio", "mp4": "video", "webm": "video"}
_ICONS = {
    "pdf": "file-pdf", "ofd": "file-pdf", "doc": "file-text", "docx": "file-text", "wps": "file-text",
    "txt": "file-text", "xls": "file-table", "xlsx": "file-table", "et": "file-table", "csv": "file-table",
    "ppt": "file-slides", "pptx": "file-slides", "zip": "file-box", "rar": "file-box",
}  # fmt: skip


@dataclass(frozen=True)
class File:
    """`name` is the name in the storage, `size` is in bytes, `title` is for people."""

    id: int
    name: str
    size: int
    title: str

    @property
    def url(self) -> str:
        return reverse("wagtaildocs_serve", args=(self.id, PurePosixPath(self.name).name))

    @property
    def extension(self) -> str:
        return PurePosixPath(self.name).suffix.lstrip(".").lower()

    @property
    def size_label(self) -> str:
        return filesizeformat(self.size) if self.size else ""

    @property
    def icon(self) -> str:
        return _ICONS.get(self.extension, "file")

    @property
    def plays_as(self) -> str:
        """`audio`, `video`, or nothing."""
        return _PLAYED.get(self.extension, "")


def download_name(title: str, extension: str) -> str:
    """The name under which a visitor saves a file: its title, without what file systems do not take."""
    clean = "".join(
        " " if character in '\\/:*?"<>|' or not character.isprintable() else character for character in title
    )
    clean = " ".join(clean.split())[:100].strip(" .") or "file"
    return clean if not extension or clean.lower().endswith(f".{extension}") else f"{clean}.{extension}"
