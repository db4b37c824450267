"""The landscapes: one function a scene, each a different picture for every number."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image

from . import things
from .canvas import Canvas, Colour, mix, rgb


@dataclass(frozen=True)
class Light:
    """A time of day: the sky from above to the horizon, the sun, what is far and what is near, water."""

    sky: tuple[Colour, ...]
    sun: Colour
    far: Colour
    near: Colour
    water: tuple[Colour, ...]
    sun_at: float
    night: bool = False


def _light(sky: str, sun: str, far: str, near: str, water: str, sun_at: float, *, night: bool = False) -> Light:
    return Light(
        tuple(map(rgb, sky.split())), rgb(sun), rgb(far), rgb(near), tuple(map(rgb, water.split())), sun_at, night
    )


DAWN = _light("7fa8d9 c3d3ea f6d9c6 fbe6cf", "fff1d0", "9fb0cd", "41597d", "e9d3c8 8aa5c4 5d7ea3", 0.52)
DAY = _light("4f94d4 8cc0ea cfe6f6 eaf5fb", "ffffff", "a9c8df", "2f6f8f", "b9dbeb 6fb0cf 3b86ad", 0.2)
SPRING = _light("7cc0d8 b4dfe3 e4f3e4 f5f8e6", "fffbe0", "a8cfb6", "3f7f5f", "cfe8d9 86bfae 4d9485", 0.25)
AUTUMN = _light("6c9cc4 b5cfdd f3e3c3 fae3b4", "fff0c4", "c9b48e", "8a5a32", "ead9b5 a8a78f 6f8a8c", 0.42)
DUSK = _light("3c4d86 8a6ea3 e59a85 fbc98e", "ffdf9e", "7f6d97", "35325a", "f0ad8a 8f6f95 3d3f72", 0.58)
NIGHT = _light("0d1a3a 1c2f5c 35497d 5a6595", "f4e6b8", "24365f", "101b38", "35497d 1a2b54 0c1733", 0.2, night=True)

_WARM = (255, 214, 130)


def _begin(random: Random, light: Light, width: int, *, sun: bool = True, clouds: int = 6) -> Canvas:
    canvas = Canvas(random, light.sky, width)
    x = random.uniform(0.16, 0.84)
    if light.night:
        for _each in range(110):
            canvas.disc(
                random.random(),
                random.uniform(0, 0.5),
                random.uniform(0.0006, 0.0016),
                (255, 255, 255),
                random.randint(80, 220),
            )
        canvas.glow(x, light.sun_at, 0.16, light.sun, 0.4)
        canvas.disc(x, light.sun_at, 0.035, light.sun)
    elif sun:
        canvas.glow(x, light.sun_at, 0.5, light.sun, 0.85)
        canvas.disc(x, light.sun_at, 0.05, mix(light.sun, (255, 255, 255), 0.4))
    if clouds and not light.night:
        canvas.clouds(clouds)
    return canvas


def _hills(canvas: Canvas, light: Light, base: float, height: float) -> None:
    for n in range(3):
        colour = mix(light.far, light.near, n * 0.22)
        canvas.ridge(base + n * 0.03, height * (1 - n * 0.22), colour, waves=1.2 + n * 0.7)
        canvas.haze(base - height * 0.3 + n * 0.03, base + 0.06 + n * 0.03, light.sky[-1], 0.35)


def city(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    lights = _WARM if light.night else None
    _hills(canvas, light, 0.6, 0.2)
    things.skyline(canvas, 0.78, mix(light.far, light.near, 0.2), lowest=0.16, highest=0.4, lights=None)
    canvas.haze(0.45, 0.78, light.sky[-1], 0.5)
    things.skyline(canvas, 0.84, mix(light.far, light.near, 0.6), lowest=0.1, highest=0.34, lights=lights)
    canvas.haze(0.6, 0.84, light.sky[-1], 0.25 if not light.night else 0.1)
    leaves = mix(rgb("5f8f4e"), light.near, 0.45)
    for _each in range(60):
        canvas.disc(
            random.random(),
            random.uniform(0.84, 0.9),
            random.uniform(0.02, 0.045),
            mix(leaves, (0, 0, 0), random.random() * 0.3),
        )
    canvas.water(0.88, light.water)
    return canvas.done()


def river(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.58, 0.26)
    things.skyline(
        canvas, 0.64, mix(light.far, light.near, 0.4), lowest=0.04, highest=0.2, lights=_WARM if light.night else None
    )
    canvas.haze(0.45, 0.64, light.sky[-1], 0.4)
    canvas.water(0.64, light.water, mirror=0.45)
    for _each in range(2 + random.randrange(2)):
        things.boat(
            canvas, random.uniform(0.1, 0.9), random.uniform(0.7, 0.86), random.uniform(0.014, 0.03), light.near
        )
    things.reeds(canvas, 130, mix(light.near, rgb("6d8a3a"), 0.4))
    return canvas.done()


def bridge(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.62, 0.2)
    things.skyline(
        canvas, 0.68, mix(light.far, light.near, 0.3), lowest=0.03, highest=0.16, lights=_WARM if light.night else None
    )
    canvas.haze(0.5, 0.68, light.sky[-1], 0.5)
    things.cable_bridge(canvas, 0.58 + random.uniform(-0.02, 0.02), mix(light.near, (255, 255, 255), 0.25), 0.7)
    canvas.water(0.7, light.water, mirror=0.4)
    things.boat(canvas, random.uniform(0.2, 0.8), 0.82, 0.026, light.near)
    return canvas.done()


def trees(random: Random, light: Light, width: int) -> Image.Image:
    """An avenue of plane trees."""
    canvas = _begin(random, light, width, clouds=4)
    _hills(canvas, light, 0.62, 0.16)
    road = mix(light.far, (235, 230, 222), 0.5)
    canvas.polygon([(0, 0.7), (1, 0.7), (1, 1), (0, 1)], mix(light.near, rgb("7fa35c"), 0.55))
    canvas.polygon([(0.47, 0.66), (0.53, 0.66), (0.86, 1), (0.14, 1)], road)
    canvas.polygon([(0.497, 0.66), (0.503, 0.66), (0.53, 1), (0.47, 1)], mix(road, (255, 255, 255), 0.6))
    leaves = rgb("d9a441") if light is AUTUMN else rgb("6fae5a") if light is not DUSK else rgb("a8763f")
    for n in range(9, 0, -1):
        near = (10 - n) / 9
        shade = mix(leaves, light.sky[-1], 0.5 * (1 - near))
        for side in (-1, 1):
            x = 0.5 + side * (0.045 + 0.42 * near**1.8)
            things.tree(canvas, x, 0.68 + 0.26 * near**1.8, 0.2 + 0.62 * near**1.5, shade)
        canvas.haze(0.3, 0.72, light.sky[-1], 0.05)
    return canvas.done()


def mountain(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    for n in range(5):
        canvas.ridge(0.62 + n * 0.08, 0.42 - n * 0.06, mix(light.far, light.near, n / 5), waves=1 + n * 0.5, rough=0.8)
        canvas.haze(0.4 + n * 0.08, 0.66 + n * 0.08, light.sky[-1], 0.5 - n * 0.08)
    if random.random() < 0.6:
        things.pagoda(canvas, random.uniform(0.2, 0.8), 0.66, 0.3, mix(light.near, (0, 0, 0), 0.1))
    things.birds(canvas, 9, light.near)
    return canvas.done()


def lake(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.55, 0.24)
    things.pagoda(canvas, random.uniform(0.15, 0.85), 0.57, 0.22, mix(light.near, light.far, 0.3))
    shore = mix(light.near, rgb("5d8a55"), 0.5)
    for _each in range(90):
        canvas.disc(
            random.random(),
            random.uniform(0.56, 0.6),
            random.uniform(0.012, 0.03),
            mix(shore, light.far, random.random() * 0.4),
        )
    canvas.water(0.6, light.water, mirror=0.55)
    green = mix(rgb("4f8f5a"), light.near, 0.3)
    for _each in range(60):
        y = random.uniform(0.76, 1)
        x, r = random.random(), (y - 0.6) * 0.11
        canvas.pen.ellipse(
            [
                (x - r) * canvas.w,
                (y - r * 0.4) * canvas.h,
                (x + r) * canvas.w,
                (y + r * 0.4) * canvas.h,
            ],
            fill=(*mix(green, (255, 255, 255), random.random() * 0.15), 235),
        )
        if random.random() < 0.22:
            canvas.disc(x, y - 0.012, 0.012, rgb("f0a8b8"))
    return canvas.done()


def oldtown(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.55, 0.16)
    things.skyline(canvas, 0.6, mix(light.far, light.sky[-1], 0.3), lowest=0.04, highest=0.14)
    wall = rgb("b9b2a6") if not light.night else rgb("4a5170")
    things.city_wall(canvas, 0.56, 0.72, mix(wall, light.near, 0.35))
    canvas.box(0, 0.72, 1, 0.9, mix(wall, light.near, 0.55))
    for _each in range(40):
        leaf = mix(rgb("6b8f52"), light.near, random.uniform(0.2, 0.5))
        canvas.disc(random.random(), random.uniform(0.71, 0.74), random.uniform(0.012, 0.03), leaf)
    for _each in range(7):
        x = random.uniform(0.02, 0.98)
        things.roof(
            canvas,
            x,
            0.8 + random.uniform(-0.02, 0.02),
            random.uniform(0.08, 0.13),
            mix(rgb("efe9df"), light.far, 0.25),
            mix(rgb("3d434c"), light.near, 0.3),
        )
    for n in range(14):
        x, y = (n + random.random()) / 14, random.uniform(0.74, 0.8)
        canvas.glow(x, y, 0.05, rgb("ff9a5a"), 0.5 if light.night else 0.2)
        canvas.disc(x, y, 0.008, rgb("d8402f"))
    canvas.water(0.84, light.water, mirror=0.6)
    return canvas.done()


def campus(random: Random, light: Light, width: int) -> Image.Image:
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.6, 0.14)
    canvas.polygon([(0, 0.74), (1, 0.74), (1, 1), (0, 1)], mix(rgb("86b36a"), light.near, 0.2))
    wall, brick = mix(rgb("f3ede2"), light.far, 0.15), mix(rgb("b4583f"), light.near, 0.15)
    for x, breadth, height in ((0.22, 0.3, 0.26), (0.56, 0.34, 0.34), (0.86, 0.22, 0.24)):
        left, right, top = x - breadth / 2, x + breadth / 2, 0.76 - height
        canvas.box(left, top, right, 0.76, wall)
        canvas.box(left, top, right, top + 0.03, brick)
        floors, bays = int(height / 0.08), int(breadth / 0.034)
        for floor in range(floors):
            for bay in range(bays):
                wx, wy = left + (bay + 0.3) * breadth / bays, top + 0.05 + floor * (height - 0.06) / floors
                canvas.box(
                    wx,
                    wy,
                    wx + breadth / bays * 0.45,
                    wy + 0.035,
                    _WARM if random.random() < 0.15 else rgb("8fb6cf"),
                    220,
                )
    track = mix(rgb("c8623f"), light.near, 0.1)
    for n, colour in ((0.0, track), (0.03, rgb("efe2d6")), (0.036, track), (0.06, rgb("7fb069"))):
        canvas.pen.ellipse(
            [
                (0.12 + n) * canvas.w,
                (0.82 + n * 0.7) * canvas.h,
                (0.88 - n) * canvas.w,
                (1.12 - n * 0.7) * canvas.h,
            ],
            fill=(*colour, 255),
        )
    for _each in range(9):
        things.tree(
            canvas,
            random.uniform(0, 1),
            random.uniform(0.77, 0.81),
            random.uniform(0.14, 0.22),
            rgb("d9a441") if light is AUTUMN else rgb("6fae5a"),
        )
    return canvas.done()


def field(random: Random, light: Light, width: int) -> Image.Image:
    """Fields running towards the hills."""
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.52, 0.2)
    crop = rgb("e0b64f") if light in (AUTUMN, DUSK) else rgb("7fb45c")
    canvas.polygon([(0, 0.56), (1, 0.56), (1, 1), (0, 1)], mix(crop, light.near, 0.15))
    for n in range(26):
        x = (n - 13) / 8
        shade = mix(crop, (60, 80, 40) if n % 2 else (255, 250, 220), 0.2)
        canvas.polygon(
            [
                (0.5 + x * 0.14, 0.56),
                (0.5 + (x + 0.125) * 0.14, 0.56),
                (0.5 + (x + 0.125) * 1.4, 1),
                (0.5 + x * 1.4, 1),
            ],
            shade,
            150,
        )
    for _each in range(5):
        things.roof(canvas, random.uniform(0.08, 0.92), 0.58, random.uniform(0.03, 0.05), rgb("f3efe6"), rgb("4c525c"))
    for _each in range(10):
        things.tree(canvas, random.random(), 0.585, random.uniform(0.06, 0.11), mix(rgb("5d8a55"), light.far, 0.2))
    things.birds(canvas, 7, light.near)
    return canvas.done()


def metro(random: Random, light: Light, width: int) -> Image.Image:
    """A train on a viaduct before the city."""
    canvas = _begin(random, light, width)
    _hills(canvas, light, 0.6, 0.16)
    things.skyline(
        canvas, 0.8, mix(light.far, light.near, 0.35), lowest=0.12, highest=0.4, lights=_WARM if light.night else None
    )
    canvas.haze(0.4, 0.8, light.sky[-1], 0.5)
    deck = 0.68
    canvas.box(0, deck, 1, deck + 0.04, rgb("c9cfd6"))
    for n in range(7):
        x = 0.06 + n * 0.15
        canvas.polygon(
            [(x - 0.02, deck + 0.04), (x + 0.02, deck + 0.04), (x + 0.011, 0.9), (x - 0.011, 0.9)], rgb("aab3bd")
        )
    stripe = random.choice((rgb("1f6fb2"), rgb("c8102e"), rgb("1f9d7a")))
    start = random.uniform(0.02, 0.2)
    for car in range(4):
        left = start + car * 0.17
        canvas.box(left, deck - 0.085, left + 0.163, deck - 0.004, rgb("f2f4f6"))
        canvas.box(left, deck - 0.03, left + 0.163, deck - 0.018, stripe)
        for window in range(6):
            canvas.box(
                left + 0.012 + window * 0.025, deck - 0.07, left + 0.03 + window * 0.025, deck - 0.038, rgb("3b4a5c")
            )
    for _each in range(70):
        canvas.disc(
            random.random(),
            random.uniform(0.88, 0.96),
            random.uniform(0.02, 0.05),
            mix(rgb("5f8f4e"), light.near, random.uniform(0.1, 0.5)),
        )
    canvas.box(0, 0.95, 1, 1, mix(light.near, rgb("5f8f4e"), 0.4))
    return canvas.done()


def book(random: Random, light: Light, width: int) -> Image.Image:
    """Shelves of books: laws, records, figures."""
    canvas = Canvas(random, (mix(light.sky[-1], (255, 255, 255), 0.4), light.sky[-1]), width)
    colours = [
        mix(rgb(code), light.far, 0.15)
        for code in ("1f4e8c", "8c2f39", "2f6f5f", "c08a3e", "4a4e69", "6d8a96", "b56576")
    ]
    for shelf in range(3):
        base, x = 0.32 + shelf * 0.31, 0.02
        while x < 0.97:
            breadth, height = random.uniform(0.012, 0.03), random.uniform(0.17, 0.25)
            colour = random.choice(colours)
            canvas.box(x, base - height, x + breadth, base, colour)
            canvas.box(x, base - height, x + breadth * 0.2, base, (255, 255, 255), 40)
            canvas.box(
                x + breadth * 0.2, base - height * 0.8, x + breadth * 0.8, base - height * 0.74, rgb("f4e4bc"), 220
            )
            x += breadth + (random.uniform(0.03, 0.07) if random.random() < 0.06 else 0.0015)
        canvas.box(0, base, 1, base + 0.022, rgb("8a6a4f"))
        canvas.box(0, base + 0.022, 1, base + 0.05, (0, 0, 0), 24)
    return canvas.done()


def chart(random: Random, light: Light, width: int) -> Image.Image:
    """Figures as a picture: bars, a curve, a ring; no letters."""
    ground = (mix(light.sky[1], (255, 255, 255), 0.82), mix(light.sky[0], (255, 255, 255), 0.7))
    canvas = Canvas(random, ground, width)
    main, second, third = light.near, mix(light.sky[0], light.near, 0.2), rgb("d98e3f")
    for n in range(6):
        canvas.line([(0.06, 0.2 + n * 0.12), (0.62, 0.2 + n * 0.12)], main, 1.2, 50)
    heights = [0.14 + 0.045 * n + random.uniform(-0.03, 0.05) for n in range(9)]
    for n, height in enumerate(heights):
        left = 0.08 + n * 0.06
        canvas.box(left, 0.8 - height, left + 0.036, 0.8, mix(second, main, n / 12))
    curve = [(0.098 + n * 0.06, 0.72 - height * 0.95 + random.uniform(-0.02, 0.02)) for n, height in enumerate(heights)]
    canvas.line(curve, third, 6)
    for x, y in curve:
        canvas.disc(x, y, 0.012, (255, 255, 255))
        canvas.disc(x, y, 0.008, third)
    wide, high = canvas.image.size
    box = (0.68 * wide, 0.3 * high, 0.68 * wide + 0.44 * high, 0.74 * high)
    angle = -90.0
    for share, colour in zip(_shares(random), (main, second, third, mix(second, (255, 255, 255), 0.5)), strict=True):
        canvas.pen.pieslice(box, angle, angle + share * 360, fill=(*colour, 255))
        angle += share * 360
    canvas.disc(0.68 + 0.22 * high / wide, 0.52, 0.12, mix(light.sky[1], (255, 255, 255), 0.8))
    return canvas.done()


def _shares(random: Random) -> list[float]:
    parts = [random.uniform(0.6, 1.6) for _each in range(4)]
    return [part / math.fsum(parts) for part in parts]


Scene = Callable[[Random, Light, int], Image.Image]

# What each scene shows in words, and the lights it is drawn in: so many pictures of it there are.
SCENES: dict[str, tuple[Scene, str, tuple[Light, ...]]] = {
    "city": (city, "城市天际线", (DAY, DUSK, NIGHT, DAWN)),
    "river": (river, "江河与岸线", (DAWN, DAY, DUSK)),
    "bridge": (bridge, "跨江大桥", (DAY, DUSK, NIGHT)),
    "trees": (trees, "梧桐林荫道", (SPRING, AUTUMN, DAY)),
    "mountain": (mountain, "层叠的山峦", (DAWN, SPRING, AUTUMN)),
    "lake": (lake, "湖光山色", (SPRING, DAWN, DUSK)),
    "oldtown": (oldtown, "城墙与老城", (DUSK, NIGHT, DAY)),
    "campus": (campus, "校园", (SPRING, AUTUMN, DAY)),
    "field": (field, "丰收的田野", (AUTUMN, SPRING, DAWN)),
    "metro": (metro, "轨道列车驶过城区", (DAY, DUSK, NIGHT)),
    "night": (city, "城市夜景", (NIGHT, DUSK)),
    "book": (book, "书架", (DAY, AUTUMN)),
    "chart": (chart, "数据图表", (DAY, SPRING, DUSK, DAWN)),
}


def draw(scene: str, number: int, width: int = 1600) -> Image.Image:
    """Picture `number` of a scene, so many pixels wide and 16 to 9; the same each time."""
    function, _words, lights = SCENES[scene]
    return function(Random(f"{scene}/{number}"), lights[number], width)  # noqa: S311 - a drawing, not a secret
