"""Stored bytes as an answer (流式发送): in pieces, in parts when asked for, and never as anything that runs."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags, quote_etag

_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
# A sandboxed PDF is not shown at all; everything else loses scripts, forms and its origin.
_QUIET = "default-src 'none'"
_HARMLESS = f"{_QUIET}; sandbox"
_SHOWN = ("application/pdf", "image/", "audio/", "video/")


def send(
    request: HttpRequest, name: str, *, size: int, content_type: str, etag: str, shared: bool, saved_as: str = ""
) -> HttpResponseBase:
    """The stored file `name` of `size` bytes. Raises Http404 when the storage has lost it.

    `saved_as` is the name a visitor keeps it under, with its extension; without one it is a picture of a page. `shared`
    says whether caches on the way may keep it: for a minute, so that what is withdrawn is soon gone (R-4.7.4).
    """
    headers = {
        "ETag": quote_etag(etag),
        "Cache-Control": "public, max-age=60" if shared else "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _QUIET if content_type == "application/pdf" else _HARMLESS,
    }
    if saved_as:
        is_shown = content_type.startswith(_SHOWN)
        headers["Content-Disposition"] = content_disposition_header(not is_shown, saved_as) or "attachment"
    if _is_known(request, headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    if settings.SEND_FILE_PREFIX and saved_as:
        # The web server sends it, and knows ranges itself.
        accel = {"X-Accel-Redirect": settings.SEND_FILE_PREFIX + quote(name)}
        return HttpResponse(content_type=content_type, headers=headers | accel)
    return _streamed(request, name, size, content_type, headers)


def _streamed(request: HttpRequest, name: str, size: int, content_type: str, headers: dict[str, str]) -> Any:
    part = _part(request, size, headers["ETag"])
    headers["Accept-Ranges"] = "bytes"
    if part == ():
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    try:
        pieces = _Pieces(name, first, last - first + 1)
    except OSError as error:
        raise Http404 from error
    return StreamingHttpResponse(pieces, status=status, content_type=content_type, headers=headers)


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    return known == "*" or etag in [each.removeprefix("W/") for each in parse_etags(known)]


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | tuple[()] | None:
    """First and last byte of the part that is asked for; None for all of it, () for a part that does not exist.

    Several parts at once are answered with the whole file, as the standard allows.
    """
    asked = _RANGE.match(request.headers.get("Range", ""))
    if not asked or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    begin, end = asked.groups()
    if not begin:
        first, last = max(size - int(end), 0), size - 1
        return (first, last) if int(end) and size else ()
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    if end and int(end) < int(begin):
        return None
    return (first, last) if first <= last else ()


class _Pieces:
    """A part of a stored file, piece by piece; closed by the answer when it has been sent or given up."""

    def __init__(self, name: str, first: int, length: int) -> None:
        # A bucket hands out a part by itself; its files as Django opens them would be fetched whole.
        whole = getattr(default_storage, "open_part", None)
        self.file = whole(name, first, length) if whole else default_storage.open(name, "rb")
        if not whole:
            self.file.seek(first)
        self.left = length

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (piece := self.file.read(min(_PIECE, self.left))):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()
