"""Pictures by signed addresses: a page that shows one needs its id and size, and no query for a rendition.

Each is offered as AVIF and WebP in the widths of phones and desks, and once in its own format for browsers that know
neither. What is listed here is also what the worker draws ahead when a text becomes public (sites/handlers.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from resource_library.media.addresses import picture_address
from resource_library.media.pictures_in_sizes import AVIF, WEBP, writes_avif
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
class Shape:
    """A form to which pictures are cut, around their focal point, and the widths in pixels in which they are kept.

    Few shapes for many places: the style sheet trims the rest, and every further one costs a drawing of each picture.
    """

    across: int
    down: int
    widths: tuple[int, ...]

    def height(self, width: int) -> int:
        return round(width * self.down / self.across)


@dataclass(frozen=True)
class Slot:
    """A place on a page: how wide a picture is shown there, in the words of the attribute `sizes`."""

    shape: Shape
    width: int
    sizes: str


LIST = Shape(16, 10, (320, 520, 780, 1280))
PORTRAIT = Shape(3, 4, (120, 240, 480))
BANNER = Shape(8, 3, (400, 780, 1600))
SLOTS = {
    "card": Slot(LIST, 240, "(max-width: 760px) 116px, 240px"),
    "panel": Slot(LIST, 390, "(max-width: 760px) 92vw, (max-width: 1000px) 46vw, 390px"),
    "slide": Slot(LIST, 660, "(max-width: 1000px) 94vw, 660px"),
    "person": Slot(PORTRAIT, 84, "84px"),
    "leader": Slot(PORTRAIT, 200, "(max-width: 760px) 110px, 200px"),
    "topic": Slot(BANNER, 400, "(max-width: 760px) 92vw, (max-width: 1000px) 46vw, 400px"),
    "banner": Slot(BANNER, 1440, "100vw"),
}
# Pictures in texts are shown whole, at most this large; phones with one and two pixels to the point, desks with both.
_WIDEST, _TALLEST = 880, 1200
_TEXT_WIDTHS = (390, 780, 1200, 1600)
# What other websites and messengers show of a page.
_SHARED = "fill-640x400"


@dataclass(frozen=True)
class Source:
    """The picture in one format: media type, and `address widthw, …` for the attribute `srcset`."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """A `<picture>`: formats, address for those who know none of them, size on the page in pixels (so that the text
    does not jump), alternative text. `sizes` says how wide it is shown."""

    src: str
    width: int
    height: int
    alt: str = ""
    sizes: str = ""
    sources: tuple[Source, ...] = ()


def filled(image: Image | None, slot: str, alt: str | None = None) -> Picture | None:
    """Cut to the shape of its place; for lists, where every picture is alike."""
    if image is None:
        return None
    place = SLOTS[slot]
    specs = _cut(image, place.shape)
    fallback = next((spec for width, spec in specs if width >= place.width), specs[-1][1])
    return _picture(image, specs, fallback, place.width, place.shape.height(place.width), place.sizes, alt)


def fitted(image: Image | None, alt: str | None = None) -> Picture | None:
    """Whole; for texts, where nothing may be cut off."""
    if image is None:
        return None
    scale = _scale(image)
    width, height = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    sizes = f"(max-width: {width + 32}px) 92vw, {width}px"
    return _picture(image, _whole(image), f"width-{width}", width, height, sizes, alt)


def shared(image: Image | None) -> str:
    """The address of a picture in a format that everybody knows; nothing without one."""
    return picture_address(image.pk, _SHARED) if image else ""


def sizes_in_lists(image: Image, shape: Shape = LIST) -> Iterator[str]:
    """The sizes in which lists offer a picture."""
    return _in_formats(_cut(image, shape))


def sizes_in_texts(image: Image) -> Iterator[str]:
    """The sizes in which a text offers a picture."""
    return _in_formats(_whole(image))


def _in_formats(specs: list[tuple[int, str]]) -> Iterator[str]:
    for ending, _type in _formats():
        for _width, spec in specs:
            yield spec + ending


def _formats() -> list[tuple[str, str]]:
    known = [(AVIF, "image/avif"), (WEBP, "image/webp")]
    return known if writes_avif() else known[1:]


def _cut(image: Image, shape: Shape) -> list[tuple[int, str]]:
    """Widths that the picture has, never more: nothing is blown up."""
    most = min(image.width, image.height * shape.across / shape.down)
    widths = [width for width in shape.widths if width <= most] or shape.widths[:1]
    return [(width, f"fill-{width}x{shape.height(width)}") for width in widths]


def _whole(image: Image) -> list[tuple[int, str]]:
    most = max(min(image.width, round(image.width * _scale(image)) * 2, _TEXT_WIDTHS[-1]), 1)
    return [(width, f"width-{width}") for width in (*(each for each in _TEXT_WIDTHS if each < most), most)]


def _scale(image: Image) -> float:
    return min(_WIDEST / max(image.width, 1), _TALLEST / max(image.height, 1), 1)


def _picture(
    image: Image, specs: list[tuple[int, str]], fallback: str, width: int, height: int, sizes: str, alt: str | None
) -> Picture:
    sources = tuple(
        Source(kind, ", ".join(f"{picture_address(image.pk, spec + ending)} {each}w" for each, spec in specs))
        for ending, kind in _formats()
    )
    words = image.title if alt is None else alt
    return Picture(picture_address(image.pk, fallback), width, height, words, sizes, sources)
