"""What every picture is drawn with: gradients, glow, haze, ridges, water."""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

# Drawn larger and then reduced, so that slanting edges are smooth.
_SCALE = 1.25


def rgb(text: str) -> Colour:
    """`1f4e8c` → (31, 78, 140)."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def gradient(size: tuple[int, int], stops: Sequence[Colour]) -> Image.Image:
    """From the first colour at the top to the last at the bottom."""
    strip = Image.new("RGB", (1, len(stops)))
    strip.putdata(list(stops))
    return strip.resize(size, Image.Resampling.BICUBIC)


class Canvas:
    """A picture in the making. Coordinates are shares of its width and height; (0, 0) is the top left corner."""

    def __init__(self, random: Random, sky: Sequence[Colour], width: int) -> None:
        self.random, self._width = random, width
        self.w, self.h = int(width * _SCALE), int(width * _SCALE * 9 / 16)
        self.image = gradient((self.w, self.h), sky)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def done(self) -> Image.Image:
        return self.image.resize((self._width, self._width * 9 // 16), Image.Resampling.LANCZOS)

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        self.pen.polygon([(x * self.w, y * self.h) for x, y in points], fill=(*colour, alpha))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, alpha: int = 255) -> None:
        self.pen.rectangle((left * self.w, top * self.h, right * self.w, bottom * self.h), fill=(*colour, alpha))

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        """`radius` is a share of the height."""
        r = radius * self.h
        self.pen.ellipse((x * self.w - r, y * self.h - r, x * self.w + r, y * self.h + r), fill=(*colour, alpha))

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        """`width` in thousandths of the height."""
        self.pen.line(
            [(x * self.w, y * self.h) for x, y in points],
            (*colour, alpha),
            max(1, round(width * self.h / 1000)),
            "curve",
        )

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Light around a point, fading outwards."""
        size = int(radius * self.h * 2)
        fade = ImageChops.invert(Image.radial_gradient("L")).resize((size, size))
        fade = fade.point(lambda value: int(max(0, value - 74) / 181 * 255 * strength))
        self.image.paste(
            Image.new("RGB", (size, size), colour), (int(x * self.w) - size // 2, int(y * self.h) - size // 2), fade
        )

    def haze(self, top: float, bottom: float, colour: Colour, strength: float) -> None:
        """Mist between two heights, thickest below."""
        height = int((bottom - top) * self.h)
        fade = Image.linear_gradient("L").resize((self.w, height)).point(lambda value: int(value * strength))
        self.image.paste(Image.new("RGB", (self.w, height), colour), (0, int(top * self.h)), fade)

    def ridge(self, base: float, height: float, colour: Colour, *, waves: float = 2.0, rough: float = 0.3) -> None:
        """A chain of hills whose feet are at `base`."""
        phases = [self.random.uniform(0, math.tau) for _each in range(4)]

        def top(x: float) -> float:
            slow = math.sin(x * math.tau * waves + phases[0]) + 0.5 * math.sin(x * math.tau * waves * 2.1 + phases[1])
            fast = math.sin(x * math.tau * waves * 5.3 + phases[2]) + math.sin(x * math.tau * waves * 9.7 + phases[3])
            return base - height * (0.55 + 0.3 * slow + 0.12 * rough * fast)

        points = [(n / 160, top(n / 160)) for n in range(161)]
        self.polygon([*points, (1, 1), (0, 1)], colour)

    def water(self, top: float, colours: Sequence[Colour], *, mirror: float = 0.35) -> None:
        """Everything below `top` becomes water, in which what stands above is mirrored."""
        line, depth = int(top * self.h), self.h - int(top * self.h)
        above = self.image.crop((0, max(0, line - depth), self.w, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        above = above.resize((self.w, depth)).filter(ImageFilter.GaussianBlur(self.h / 160))
        self.image.paste(Image.blend(gradient((self.w, depth), colours), above, mirror), (0, line))
        for _each in range(150):
            y = top + (1 - top) * self.random.random() ** 1.6
            length = 0.01 + 0.09 * (y - top) * self.random.random()
            x = self.random.random()
            self.line([(x, y), (x + length, y)], (255, 255, 255), 1.4, int(24 + 50 * self.random.random()))

    def clouds(self, count: int, colour: Colour = (255, 255, 255), alpha: int = 90, lowest: float = 0.4) -> None:
        layer = Image.new("L", (self.w // 4, self.h // 4))
        pen = ImageDraw.Draw(layer)
        for _each in range(count):
            x, y = self.random.random() * self.w / 4, self.random.uniform(0.06, lowest) * self.h / 4
            for _puff in range(7):
                r = self.random.uniform(0.012, 0.035) * self.h / 4 * 2
                dx, dy = self.random.gauss(0, r * 2.6), self.random.gauss(0, r * 0.4)
                pen.ellipse((x + dx - r * 2, y + dy - r * 0.7, x + dx + r * 2, y + dy + r * 0.7), fill=alpha)
        mask = layer.filter(ImageFilter.GaussianBlur(self.h / 280)).resize((self.w, self.h), Image.Resampling.BICUBIC)
        self.image.paste(Image.new("RGB", (self.w, self.h), colour), (0, 0), mask)
