"""Pictures and files, and bytes of many kinds made on the spot."""

import io
import struct
import zipfile
import zlib

from django.core.files.base import ContentFile
from PIL import Image
from PIL.ExifTags import GPS, IFD
from wagtail.models import Collection, Site

from resource_library.domain.media import collection_of
from resource_library.models import LibraryDocument, LibraryImage


def picture_bytes(form: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "navy", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def photo(orientation: int = 1, size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG as a phone writes it: with the place, the camera, a comment, and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "SecretCamera"
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (32.0, 3.0, 30.5)
    out = io.BytesIO()
    Image.new("RGB", size, "olive").save(out, "JPEG", exif=exif, comment=b"SecretComment")
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", zlib.compress(b"\0" * 100)) + part(b"IEND", b"")


def zipped(*members: tuple[str, bytes], deflated: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """The same archive with the mark that its members want a password."""
    data = bytearray(content)
    data[6] |= 1
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def office(folder: str = "word", *more: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), (f"{folder}/document.xml", b"<w/>"), *more)


def ole(*names: str) -> bytes:
    """An old office document with streams of these names in its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(f"{name}\0".encode("utf-16-le") for name in names)
    )


PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def image(
    site: Site | None = None, title: str = "江岸", content: bytes | None = None, name: str = "a.png", **fields
) -> LibraryImage:
    """A stored picture, in the collection of the site if one is named."""
    content = picture_bytes(size=(1600, 900), colour="#336699") if content is None else content
    return LibraryImage.objects.create(title=title, file=ContentFile(content, name), **_where(site), **fields)


def document(
    site: Site | None = None, title: str = "年度报告", content: bytes = PDF, name: str = "t.pdf", **fields
) -> LibraryDocument:
    return LibraryDocument.objects.create(title=title, file=ContentFile(content, name), **_where(site), **fields)


def _where(site: Site | None) -> dict[str, Collection]:
    return {"collection": collection_of(site)} if site else {}


def picture_block(image: LibraryImage, alt: str = "江岸的步道", **value) -> dict:
    inner = {"image": image.pk, "decorative": False, "alt_text": alt}
    return {"type": "picture", "value": {"image": inner, "caption": "", **value}}


def link_to(document: LibraryDocument) -> dict:
    return {"type": "paragraph", "value": f'<p><a linktype="document" id="{document.pk}">下载</a></p>'}
