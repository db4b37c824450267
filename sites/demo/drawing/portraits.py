"""Portraits of people who do not exist: neutral silhouettes."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from .canvas import Colour, gradient, mix, rgb

PORTRAITS = 12

_GROUNDS = ("c9d6e3 e9eff5", "d8d3c8 f2eee6", "c7dad3 e8f2ee", "d6cfdc f0ecf4", "cbd5dd edf1f4", "dccfc6 f5ede7")
_SUITS = ("2c3a4f", "3a3f47", "26404a", "4a3b45", "31465f", "3f4a3f")
_HAIR = ("2a2a2e", "3a332f", "4b4745", "6a6a6c")
_SKIN = ("d9b59a", "cfa88c", "e0c0a8")


def draw(number: int, width: int = 480) -> Image.Image:
    """Portrait `number`: head and shoulders, no face; so many pixels wide and 3 to 4."""
    random = Random(f"portrait/{number}")  # noqa: S311 - a drawing, not a secret
    wanted = (width, width * 4 // 3)
    width, height = wanted[0] * 2, wanted[1] * 2
    picture = gradient((width, height), [rgb(code) for code in _GROUNDS[number % len(_GROUNDS)].split()])
    figure = Image.new("RGBA", (width, height))
    _figure(ImageDraw.Draw(figure), random, width, height, number)
    shadow = figure.getchannel("A").filter(ImageFilter.GaussianBlur(width / 27)).point(lambda value: value // 5)
    picture.paste(Image.new("RGB", (width, height), (40, 50, 70)), (width // 48, width // 60), shadow)
    picture.paste(figure, (0, 0), figure)
    return picture.resize(wanted, Image.Resampling.LANCZOS)


def _figure(pen: ImageDraw.ImageDraw, random: Random, width: int, height: int, number: int) -> None:
    suit, hair, skin = (rgb(random.choice(codes)) for codes in (_SUITS, _HAIR, _SKIN))
    x, head = width / 2, width * 0.185
    top = height * 0.2
    is_long = number % 3 == 2
    if is_long:
        _oval(pen, x, top + head * 1.25, head * 1.28, head * 1.75, hair)
    _shoulders(pen, x, top + head * 2.75, width, height, suit)
    pen.rectangle(
        (x - head * 0.42, top + head * 1.7, x + head * 0.42, top + head * 2.95), fill=mix(skin, (90, 60, 40), 0.18)
    )
    _collar(pen, x, top + head * 2.72, head, suit, number)
    _oval(pen, x, top + head * 1.2, head * 0.92, head * 1.2, skin)
    pen.pieslice((x - head * 1.02, top - head * 0.25, x + head * 1.02, top + head * 1.9), 178, 362, fill=hair)
    if not is_long:
        pen.rectangle((x - head * 1.0, top + head * 0.78, x - head * 0.84, top + head * 1.16), fill=hair)
        pen.rectangle((x + head * 0.84, top + head * 0.78, x + head * 1.0, top + head * 1.16), fill=hair)


def _oval(pen: ImageDraw.ImageDraw, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)


def _shoulders(pen: ImageDraw.ImageDraw, x: float, top: float, width: int, height: int, suit: Colour) -> None:
    half = width * 0.42
    pen.rounded_rectangle((x - half, top, x + half, height * 1.2), radius=int(width * 0.2), fill=suit)


def _collar(pen: ImageDraw.ImageDraw, x: float, y: float, head: float, suit: Colour, number: int) -> None:
    pen.polygon([(x - head * 0.7, y), (x + head * 0.7, y), (x, y + head * 1.5)], fill=(245, 246, 248))
    if number % 2:
        tie = rgb("8c2f39") if number % 4 == 1 else rgb("1f4e8c")
        pen.polygon(
            [(x - head * 0.15, y + head * 0.2), (x + head * 0.15, y + head * 0.2), (x, y + head * 1.5)], fill=tie
        )
    lapel = mix(suit, (255, 255, 255), 0.1)
    pen.polygon(
        [
            (x - head * 0.72, y - head * 0.05),
            (x - head * 0.98, y + head * 0.7),
            (x, y + head * 2.1),
            (x, y + head * 1.45),
        ],
        fill=lapel,
    )
    pen.polygon(
        [
            (x + head * 0.72, y - head * 0.05),
            (x + head * 0.98, y + head * 0.7),
            (x, y + head * 2.1),
            (x, y + head * 1.45),
        ],
        fill=lapel,
    )
