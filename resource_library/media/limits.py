"""How large things may be: numbers of the rule table (R-0.3), read in one query."""

from dataclasses import dataclass

from unified_platform.rules.domain import DEFAULTS
from unified_platform.rules.models import Rule

_MEGABYTE = 1024 * 1024
_PREFIX = "media-"


@dataclass(frozen=True, slots=True)
class Limits:
    """`picture`, `document`, `recording` and `unpacked` in bytes, `pixels` of a picture with all its frames, `ratio` of
    unpacked to packed bytes, `members` of one archive."""

    picture: int
    document: int
    recording: int
    pixels: int
    unpacked: int
    ratio: int
    members: int


def limits() -> Limits:
    """The values in force; one that nobody loaded into the table has the value it would start with."""
    values = {row[0]: row[3] for row in DEFAULTS if row[0].startswith(_PREFIX)}
    values |= dict(Rule.objects.filter(code__startswith=_PREFIX).values_list("code", "value"))
    return Limits(
        picture=values["media-picture-mb"] * _MEGABYTE,
        document=values["media-document-mb"] * _MEGABYTE,
        recording=values["media-recording-mb"] * _MEGABYTE,
        pixels=values["media-picture-megapixels"] * 1_000_000,
        unpacked=values["media-archive-mb"] * _MEGABYTE,
        ratio=values["media-archive-ratio"],
        members=values["media-archive-members"],
    )
