"""A theme's colours as a style sheet (R-2.1.1). Pages carry no style of their own: their policy forbids it."""

import hashlib

from .models import Theme

_WHITE, _INK = "#ffffff", "#14181f"
# WCAG 2.1 AA for text.
_ENOUGH = 4.5


def style_sheet(theme: Theme) -> str:
    """The custom properties every other style sheet builds on, with ink that can be read on each ground."""
    return (
        ":root{"
        f"--primary:{theme.primary};--on-primary:{ink_on(theme.primary)};--primary-ink:{as_ink(theme.primary)};"
        f"--accent:{theme.accent};--on-accent:{ink_on(theme.accent)};--accent-ink:{as_ink(theme.accent)};"
        f"--surface:{theme.surface};"
        "}\n"
    )


def fingerprint(theme: Theme) -> str:
    """Part of the address of the style sheet, so that browsers may keep it until a colour changes."""
    return hashlib.sha256(style_sheet(theme).encode()).hexdigest()[:12]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG measures it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """White where white can be read on this ground, otherwise nearly black."""
    return _WHITE if contrast(_WHITE, ground) >= _ENOUGH else _INK


def as_ink(colour: str) -> str:
    """The colour as text on white: darkened, if need be, until it can be read."""
    red, green, blue = _parts(colour)
    while contrast(_WHITE, f"#{red:02x}{green:02x}{blue:02x}") < _ENOUGH:
        red, green, blue = red * 9 // 10, green * 9 // 10, blue * 9 // 10
    return f"#{red:02x}{green:02x}{blue:02x}"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
