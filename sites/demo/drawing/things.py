"""Things that stand in the landscapes: towers, trees, roofs, walls, bridges, boats."""

import math

from .canvas import Canvas, Colour, mix


def skyline(
    canvas: Canvas, base: float, colour: Colour, *, lowest: float, highest: float, lights: Colour | None = None
) -> None:
    """A row of towers whose feet are at `base`; some have lights in their windows."""
    random, x = canvas.random, -0.02
    while x < 1.02:
        width = random.uniform(0.018, 0.052)
        height = random.uniform(lowest, highest) * (0.6 if random.random() < 0.4 else 1)
        tower(canvas, x, x + width, base, height, mix(colour, (255, 255, 255), random.uniform(0, 0.1)), lights)
        x += width + random.uniform(-0.004, 0.012)


def tower(
    canvas: Canvas, left: float, right: float, base: float, height: float, colour: Colour, lights: Colour | None
) -> None:
    random, top = canvas.random, base - height
    canvas.box(left, top, right, base, colour)
    shape = random.random()
    middle, inset = (left + right) / 2, (right - left) * 0.22
    if shape < 0.25:
        canvas.box(left + inset, top - height * 0.16, right - inset, top, colour)
    elif shape < 0.4:
        canvas.polygon([(left, top), (right, top), (right, top - height * 0.14)], colour)
    elif shape < 0.5:
        canvas.line([(middle, top), (middle, top - height * 0.3)], colour, 3)
        canvas.polygon([(left + inset, top), (right - inset, top), (middle, top - height * 0.12)], colour)
    canvas.box(left, top, left + (right - left) * 0.32, base, mix(colour, (255, 255, 255), 0.5), 26)
    if lights:
        _windows(canvas, left, right, top, base, lights)


def _windows(canvas: Canvas, left: float, right: float, top: float, base: float, lights: Colour) -> None:
    random, columns = canvas.random, max(2, int((right - left) / 0.006))
    step = (right - left) / (columns + 1)
    y = top + 0.012
    while y < base - 0.01:
        for column in range(1, columns + 1):
            if random.random() < 0.42:
                x = left + column * step
                canvas.box(x - 0.0012, y, x + 0.0012, y + 0.006, lights, random.randint(90, 230))
        y += 0.016


def tree(canvas: Canvas, x: float, base: float, height: float, leaves: Colour, trunk: Colour = (84, 66, 52)) -> None:
    """A plane tree: a forked trunk under a wide crown of many leaves."""
    random = canvas.random
    crown = base - height * 0.66
    canvas.line([(x, base), (x, base - height * 0.4)], trunk, height * 46)
    for side in (-1, 1):
        canvas.line([(x, base - height * 0.34), (x + side * height * 0.12, crown)], trunk, height * 24)
    for _each in range(46):
        angle, reach = random.uniform(0, math.tau), math.sqrt(random.random())
        dx, dy = math.cos(angle) * reach * height * 0.24, math.sin(angle) * reach * height * 0.3
        shade = mix(leaves, (255, 250, 210) if dy < 0 else (20, 40, 30), abs(dy) / height * 0.9)
        canvas.disc(x + dx, crown + dy, height * random.uniform(0.06, 0.12), shade, 235)


def reeds(canvas: Canvas, count: int, colour: Colour) -> None:
    """Grass and reeds along the lower edge, close to the eye."""
    random = canvas.random
    for _each in range(count):
        x, height = random.uniform(-0.02, 1.02), random.uniform(0.04, 0.15)
        lean = random.uniform(-0.025, 0.03)
        canvas.line([(x, 1.01), (x + lean * 0.4, 1 - height * 0.6), (x + lean, 1 - height)], colour, 3, 220)
        if random.random() < 0.4:
            canvas.disc(x + lean, 1 - height, 0.006, mix(colour, (240, 214, 160), 0.6), 230)


def roof(canvas: Canvas, x: float, base: float, width: float, wall: Colour, tiles: Colour) -> None:
    """An old house with upturned eaves."""
    height = width * 0.62
    canvas.box(x - width * 0.42, base - height, x + width * 0.42, base, wall)
    eaves, ridge = base - height, base - height * 1.75
    left = [(x - width * 0.6 + width * 0.24 * t, eaves - (ridge - eaves) * -(t**1.7)) for t in (0, 0.25, 0.5, 0.75, 1)]
    right = [(2 * x - px, py) for px, py in reversed(left)]
    canvas.polygon([*left, *right], tiles)
    canvas.line([(left[-1][0] - 0.004, ridge), (right[0][0] + 0.004, ridge)], mix(tiles, (0, 0, 0), 0.3), 5)
    for n in range(3):
        wx = x - width * 0.28 + n * width * 0.28
        canvas.box(
            wx - width * 0.06, base - height * 0.66, wx + width * 0.06, base - height * 0.1, (244, 206, 134), 190
        )


def pagoda(canvas: Canvas, x: float, base: float, height: float, colour: Colour) -> None:
    """A tower of seven storeys."""
    storeys, width = 7, height * 0.15
    step = height * 0.84 / storeys
    for n in range(storeys):
        bottom = base - n * step
        half = width * (1 - n * 0.09) / 2
        canvas.box(x - half * 0.8, bottom - step, x + half * 0.8, bottom, colour)
        canvas.polygon(
            [
                (x - half * 1.5, bottom - step * 0.82),
                (x + half * 1.5, bottom - step * 0.82),
                (x + half * 0.8, bottom - step * 1.12),
                (x - half * 0.8, bottom - step * 1.12),
            ],
            mix(colour, (0, 0, 0), 0.25),
        )
    canvas.line([(x, base - height * 0.84), (x, base - height)], colour, 5)


def city_wall(canvas: Canvas, top: float, base: float, colour: Colour) -> None:
    """A wall with battlements and an arched gate."""
    canvas.box(0, top, 1, base, colour)
    for n in range(46):
        canvas.box(n / 46, top - 0.018, (n + 0.55) / 46, top, colour)
    for row in range(1, 9):
        y = top + (base - top) * row / 9
        canvas.line([(0, y), (1, y)], mix(colour, (0, 0, 0), 0.25), 1.5, 90)
    x, arch = canvas.random.uniform(0.25, 0.7), base - (base - top) * 0.42
    dark = mix(colour, (0, 0, 0), 0.55)
    canvas.disc(x, arch, 0.036, dark)
    canvas.box(x - 0.02, arch, x + 0.02, base, dark)


def cable_bridge(canvas: Canvas, deck: float, colour: Colour, water: float) -> None:
    """A bridge hung from two towers."""
    for x, height in ((0.3, 0.38), (0.72, 0.38)):
        top = deck - height
        canvas.polygon([(x - 0.012, water), (x - 0.004, top), (x + 0.004, top), (x + 0.012, water)], colour)
        for n in range(1, 15):
            for side in (-1, 1):
                canvas.line([(x, top + 0.012 * n), (x + side * 0.0148 * n, deck)], colour, 1.6, 190)
    canvas.box(0, deck, 1, deck + 0.017, mix(colour, (255, 255, 255), 0.15))
    canvas.box(0, deck + 0.013, 1, deck + 0.019, mix(colour, (0, 0, 0), 0.3))
    for n in range(11):
        x = 0.05 + n * 0.1
        canvas.box(x - 0.003, deck + 0.018, x + 0.003, water, mix(colour, (0, 0, 0), 0.2), 200)


def boat(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    canvas.polygon(
        [(x - size, y), (x + size, y), (x + size * 0.7, y + size * 0.5), (x - size * 0.7, y + size * 0.5)], colour
    )
    canvas.box(x - size * 0.35, y - size * 0.7, x + size * 0.3, y, mix(colour, (255, 255, 255), 0.5))


def birds(canvas: Canvas, count: int, colour: Colour) -> None:
    x, y = canvas.random.uniform(0.2, 0.7), canvas.random.uniform(0.12, 0.3)
    for _each in range(count):
        bx, by, size = (
            x + canvas.random.gauss(0, 0.06),
            y + canvas.random.gauss(0, 0.04),
            canvas.random.uniform(0.006, 0.012),
        )
        canvas.line([(bx - size, by - size), (bx, by), (bx + size, by - size)], colour, 2, 200)
