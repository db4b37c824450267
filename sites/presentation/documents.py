"""What a document tells about itself before its text: the display table and the mark of its validity."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from resource_library.domain.organs import issuer_told
from resource_library.enums import RelationType, Validity
from resource_library.kinds import schema_of
from resource_library.models import Placement, Resource

from .entries import NOT_IN_FORCE
from .fields import words_of
from .relations import Related

if TYPE_CHECKING:
    from ..parts import Parts

# The relations by which a later document changes what an earlier one is worth.
_OVERTAKING = (RelationType.REPLACES, RelationType.REPEALS, RelationType.AMENDS)


@dataclass(frozen=True)
class Cell:
    label: str
    value: str
    is_wide: bool = False


@dataclass(frozen=True)
class ValidityMark:
    """The banner on a document that is not, or not wholly, in force (R-1.7.8, R-4.8.3)."""

    code: str
    label: str
    abolished: date | None
    begins: date | None = None
    successors: list[Related] = field(default_factory=list)


def display_table(resource: Resource, placement: Placement, hanging: "Parts") -> list[Cell]:
    """The cells the kind's schema names (R-4.8). A cell without a value keeps its label."""
    return [
        Cell(str(shown.label), _value(shown.name, resource, placement, hanging), shown.is_wide)
        for shown in schema_of(resource.kind).display
    ]


def _value(name: str, resource: Resource, placement: Placement, hanging: "Parts") -> str:
    if name.startswith("extra."):
        return words_of(resource, name.removeprefix("extra."), hanging)
    match name:
        case "title":
            return placement.title or resource.title
        case "published":
            return _day(timezone.localtime(placement.date).date())
        case "issuer":
            first = [issuer_told(resource)] if resource.issuer else []
            return "、".join([*first, *hanging.joint_issuers])
        case "validity":
            return resource.get_validity_display() if resource.validity else ""
    value = getattr(resource, name)
    return _day(value) if isinstance(value, date) else str(value or "")


def validity_mark(resource: Resource, related: list[Related]) -> ValidityMark | None:
    if resource.validity not in NOT_IN_FORCE:
        return None
    return ValidityMark(
        code=resource.validity,
        label=resource.get_validity_display(),
        begins=resource.effect_date if resource.validity == Validity.PENDING else None,
        abolished=resource.abolish_date if resource.validity in (Validity.REPEALED, Validity.LAPSED) else None,
        successors=list({each.url: each for each in related if each.is_back and each.type in _OVERTAKING}.values()),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
