"""Pictures on the way in: decoded to prove what they are, and rid of everything that is not the picture.

Where somebody stood when he took it, with which camera, what a program noted (EXIF, XMP, IPTC, comments): none of that
is published. The parts are cut out, so the picture itself stays bit by bit what it was, and the same picture gives the
same bytes for ever. What is hidden behind the end of the picture goes the same way. Only a picture that lies on its
side is drawn anew.
"""

import io
import struct
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from .refusals import RefusedError

# What a decoded picture is saved as where it cannot stay what it is.
_CONVERTED = ("BMP", "TIFF", "PPM")
_ORIENTATION = 0x0112
_QUALITY = 92


def cleaned(content: bytes, most_pixels: int, name: str) -> tuple[str, bytes, int, int]:
    """(code of the format, bytes, width, height) of a picture as the library keeps it. Raises RefusedError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                _check_size(picture, most_pixels)
                picture.load()
                return _kept(picture, content)
    except Image.DecompressionBombError as error:
        raise RefusedError("pixels", size=most_pixels // 500_000, most=most_pixels // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError) as error:
        raise RefusedError("damaged", name=name) from error


def _check_size(picture: Image.Image, most: int) -> None:
    """From the header alone, before anything is unpacked."""
    pixels = picture.width * picture.height
    if pixels > most:
        raise RefusedError("pixels", size=pixels // 1_000_000, most=most // 1_000_000)
    # A short animation of small frames is no bomb, ten thousand large ones are.
    frames = getattr(picture, "n_frames", 1) if picture.format in ("GIF", "PNG", "WEBP") else 1
    if pixels * frames > most * 4:
        raise RefusedError("pixels", size=pixels * frames // 1_000_000, most=most * 4 // 1_000_000)


def _kept(picture: Image.Image, content: bytes) -> tuple[str, bytes, int, int]:
    if picture.format in _CONVERTED:
        upright = ImageOps.exif_transpose(picture)
        return "png", _saved(upright.convert("RGBA" if "A" in upright.getbands() else "RGB"), "PNG"), *upright.size
    # A phone's picture of several (MPO) begins with a whole JPEG; the others are behind its end.
    form = "JPEG" if picture.format == "MPO" else str(picture.format)
    if form not in _PARTS:
        raise RefusedError("no_picture")
    if picture.getexif().get(_ORIENTATION, 1) not in (0, 1) and not getattr(picture, "is_animated", False):
        upright = ImageOps.exif_transpose(picture)
        profile = picture.info.get("icc_profile")
        content = _saved(upright, form, icc_profile=profile)
        return form.lower(), b"".join(_PARTS[form](content)), *upright.size
    return form.lower(), b"".join(_PARTS[form](content)), *picture.size


def _saved(picture: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    if form == "JPEG":
        options["quality"] = _QUALITY
    picture.save(out, form, **{key: value for key, value in options.items() if value})
    return out.getvalue()


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Segments of the picture itself. Of the others only the colour profile and what says how to read the colours."""
    yield data[:2]
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise ValueError("no marker")
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        is_profile = marker == 0xE2 and data[at + 4 : at + 16] == b"ICC_PROFILE\0"
        if is_profile or marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield data[at:end]
        at = end
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            yield data[at:end]
            at = end
            if at >= len(data):
                # Decoders forgive a picture that ends without its mark.
                yield b"\xff\xd9"
                return


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands; FF 00 and restarts belong to the scan."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


_PNG_PARTS = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"acTL",
    b"fcTL", b"fdAT", b"cICP",
)  # fmt: skip


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in _PNG_PARTS:
            yield data[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    """Without EXIF and XMP, and without the flags that announce them."""
    parts, at = [], 12
    whole = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= whole:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        kind, part = data[at : at + 4], data[at:end]
        if kind == b"VP8X":
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]
        if kind in (b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"):
            parts.append(part)
        at = end
    body = b"".join(parts)
    yield b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body


_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def _gif(data: bytes) -> Iterator[bytes]:
    """Without comments and what programs noted; the loop of an animation stays."""
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    yield data[:at]
    while at < len(data):
        start, kind = at, data[at]
        if kind == 0x3B:
            break
        if kind == 0x2C:
            flags = data[at + 9]
            at = _end_of_blocks(data, at + 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))
            yield data[start:at]
        elif kind == 0x21:
            at = _end_of_blocks(data, at + 2)
            label = data[start + 1]
            if label == 0xF9 or (label == 0xFF and data[start + 3 : start + 14] in _LOOPS):
                yield data[start:at]
        else:
            raise ValueError("no block")
    yield b"\x3b"


def _end_of_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


_PARTS = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "GIF": _gif}
