"""Charts as plain numbers for an inline SVG (图表): drawn on the server, without scripts; the table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 640, 180, 22


@dataclass(frozen=True)
class Bar:
    """One bar, in the units of the drawing, with what it stands for."""

    x: str
    y: str
    width: str
    height: str
    label: str
    value: int
    # Written below it; not every label has room.
    shown: str = ""
    middle: str = ""


@dataclass(frozen=True)
class Chart:
    title: str
    bars: list[Bar]
    width: int
    height: int
    top: int  # the largest value


def columns(title: str, points: Sequence[tuple[str, int]]) -> Chart:
    """Upright bars from left to right, for what goes by time. About eight labels are written out."""
    top = max((value for _label, value in points), default=0)
    step = WIDTH / max(1, len(points))
    every = max(1, -(-len(points) // 8))
    room = HEIGHT - GAP
    bars = []
    for place, (label, value) in enumerate(points):
        tall = room * value / top if top else 0
        bars.append(
            Bar(
                f"{place * step + step * 0.1:.1f}",
                f"{room - tall:.1f}",
                f"{step * 0.8:.1f}",
                f"{tall:.1f}",
                label,
                value,
                label if place % every == 0 else "",
                f"{place * step + step * 0.1:.1f}",
            )
        )
    return Chart(title, bars, WIDTH, HEIGHT, top)


def rows(title: str, points: Sequence[tuple[str, int]]) -> Chart:
    """Bars one below the other, for what goes by name."""
    top = max((value for _label, value in points), default=0)
    line, left = 24, 200
    bars = []
    for place, (label, value) in enumerate(points):
        long = (WIDTH - left - 80) * value / top if top else 0
        shown = label if len(label) <= 14 else f"{label[:13]}…"
        bars.append(
            Bar(str(left), str(place * line + 4), f"{long:.1f}", "16", label, value, shown, f"{left + long + 6:.1f}")
        )
    return Chart(title, bars, WIDTH, max(1, len(points)) * line, top)
