"""Pictures by signed addresses: a page that shows one needs its id and size, and no query for a rendition."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.images.utils import generate_signature

from resource_library.models import LibraryImage


@dataclass(frozen=True)
class ImageFacts:
    """What must be known of an image to show it. Making a `LibraryImage` would ask for its collection."""

    pk: int
    title: str
    width: int
    height: int


Image = LibraryImage | ImageFacts


@dataclass(frozen=True)
class Picture:
    """An `<img>`: address, size on the page in pixels (so that the text does not jump), alternative text."""

    src: str
    width: int
    height: int
    alt: str = ""
    wide: str = ""  # the address for screens with two pixels to the point


def filled(image: Image | None, width: int, height: int, alt: str | None = None) -> Picture | None:
    """Cut to exactly this shape, around the focal point; for lists, where every picture is alike."""
    if image is None:
        return None
    wide = _address(image, f"fill-{width * 2}x{height * 2}|format-webp") if image.width >= width * 2 else ""
    return Picture(
        src=_address(image, f"fill-{width}x{height}|format-webp"),
        width=width,
        height=height,
        alt=image.title if alt is None else alt,
        wide=wide,
    )


def fitted(image: Image | None, width: int, height: int, alt: str | None = None) -> Picture | None:
    """Whole, at most this large; for texts, where nothing may be cut off."""
    if image is None:
        return None
    scale = min(width / max(image.width, 1), height / max(image.height, 1), 1)
    wide = _address(image, f"max-{width * 2}x{height * 2}|format-webp") if scale < 1 else ""
    return Picture(
        src=_address(image, f"max-{width}x{height}|format-webp"),
        width=max(round(image.width * scale), 1),
        height=max(round(image.height * scale), 1),
        alt=image.title if alt is None else alt,
        wide=wide,
    )


def _address(image: Image, spec: str) -> str:
    """The same whatever the file is called, so that it can be worked out from the id alone."""
    return reverse("picture", args=(generate_signature(image.pk, spec), image.pk, spec, "picture.webp"))
