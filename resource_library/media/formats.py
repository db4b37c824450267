"""The formats the library takes (格式表), and what content each begins with. A name proves nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO


class Group(StrEnum):
    PICTURE = "picture"
    DOCUMENT = "document"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Format:
    """`code` is what the content was recognised as; all `extensions` may stand for it, the first if none is given."""

    code: str
    group: Group
    content_type: str
    extensions: tuple[str, ...]


def _format(code: str, group: Group, content_type: str, *extensions: str) -> Format:
    return Format(code, group, content_type, extensions or (code,))


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {
    each.code: each
    for each in (
        _format("jpeg", Group.PICTURE, "image/jpeg", "jpg", "jpeg"),
        _format("png", Group.PICTURE, "image/png"),
        _format("gif", Group.PICTURE, "image/gif"),
        _format("webp", Group.PICTURE, "image/webp"),
        # Shown as PNG: no browser of today should be asked to show these.
        _format("bmp", Group.PICTURE, "image/png"),
        _format("tiff", Group.PICTURE, "image/png", "tif", "tiff"),
        _format("ppm", Group.PICTURE, "image/png"),
        _format("pdf", Group.DOCUMENT, "application/pdf"),
        _format("ofd", Group.DOCUMENT, "application/ofd"),
        _format("docx", Group.DOCUMENT, _OFFICE + "wordprocessingml.document"),
        _format("xlsx", Group.DOCUMENT, _OFFICE + "spreadsheetml.sheet"),
        _format("pptx", Group.DOCUMENT, _OFFICE + "presentationml.presentation"),
        _format("ole-text", Group.DOCUMENT, "application/msword", "doc", "wps"),
        _format("ole-table", Group.DOCUMENT, "application/vnd.ms-excel", "xls", "et"),
        _format("ole-slides", Group.DOCUMENT, "application/vnd.ms-powerpoint", "ppt", "dps"),
        _format("rtf", Group.DOCUMENT, "application/rtf", "doc", "rtf"),
        _format("zip", Group.DOCUMENT, "application/zip"),
        _format("rar", Group.DOCUMENT, "application/vnd.rar"),
        _format("text", Group.DOCUMENT, "text/plain", "txt", "csv"),
        _format("mp3", Group.RECORDING, "audio/mpeg"),
        _format("m4a", Group.RECORDING, "audio/mp4"),
        _format("wav", Group.RECORDING, "audio/wav"),
        _format("ogg", Group.RECORDING, "audio/ogg"),
        _format("mp4", Group.RECORDING, "video/mp4", "mp4", "m4v"),
        _format("webm", Group.RECORDING, "video/webm"),
    )
}  # fmt: skip

_BY_EXTENSION = {extension: each.content_type for each in FORMATS.values() for extension in each.extensions}
_BY_EXTENSION |= {"csv": "text/csv", "avif": "image/avif", "doc": "application/msword"}


def content_type_of(name: str) -> str:
    """By the extension of a stored name; what the library does not know runs nowhere and is only saved."""
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower(), "application/octet-stream")


# What begins like this. Longer beginnings first where one begins with another.
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"P5", "ppm"),
    (b"P6", "ppm"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "webm"),
)
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm",
    b"dex\n", b"FWS", b"CWS", b"ZWS", b"L\0\0\0\x01\x14\x02\0",
)  # fmt: skip
_CLOSED = (b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"PK\x05\x06", b"PK\x07\x08")
# Markup that a browser might run, as an HTML, SVG, XML or PHP file begins.
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php", b"<%", b"<iframe")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HEAD = 4096


def recognise(head: bytes) -> str:
    """A code of `FORMATS`, or `ole`; or why it is none: `empty`, `program`, `markup`, `closed`, `unknown`."""
    if not head:
        return "empty"
    if head.startswith(_PROGRAMS):
        return "program"
    if head.startswith(_CLOSED):
        return "closed"
    if _is_markup(head):
        return "markup"
    # BM and P5 are short: a text may begin so too.
    found = next((code for begin, code in _BEGINNINGS if head.startswith(begin)), "") or _boxed(head)
    if found in ("bmp", "ppm", "mp3") and b"\0" not in head and _is_text(head):
        found = ""
    if found:
        return found
    return "text" if _is_text(head) else "unknown"


def recognise_file(file: BinaryIO) -> str:
    """The same for an open file, which is at its beginning afterwards."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return recognise(head)


def _is_markup(head: bytes) -> bool:
    start = head
    for mark in _MARKS:
        start = start.removeprefix(mark)
    # Text in two bytes to the letter reads the same without its zeros.
    start = start.replace(b"\0", b"").lstrip()[:512].lower()
    if start.startswith(b"<!--"):
        start = start.partition(b"-->")[2].lstrip()
    return start.startswith(_MARKUP)


def _boxed(head: bytes) -> str:
    """Formats whose name stands a few bytes in."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:12] in (b"M4A ", b"M4B ") else _film(head[8:12])
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "mp3"
    return ""


def _film(brand: bytes) -> str:
    pictures = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
    return "" if brand in pictures else "mp4"


def _is_text(head: bytes) -> bool:
    if head[:2] in _MARKS:
        return True
    if b"\0" in head:
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    """The head may end within a character."""
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(character.isprintable() or character in "\t\r\n\f\x0b\u3000\ufeff\u200b" for character in text)
    return False
