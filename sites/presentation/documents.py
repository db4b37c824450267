"""What a document tells about itself before its text: the display table and the mark of its validity."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from resource_library.enums import Kind, RelationType, Validity
from resource_library.models import Placement, Resource

from .entries import NOT_IN_FORCE
from .relations import Related

WITH_TABLE = (Kind.POLICY, Kind.DISCLOSURE)
# Kinds whose text is a letter: addressee, text, sender, date.
AS_LETTER = (Kind.POLICY, Kind.DISCLOSURE, Kind.NOTICE)
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
    successors: list[Related] = field(default_factory=list)


def display_table(resource: Resource, placement: Placement, joint_issuers: list[str]) -> list[Cell]:
    """The cells of R-4.8.1 in its order, then what it leaves open. A cell without a value keeps its label."""
    issuers = [resource.issuer.name, *joint_issuers] if resource.issuer else joint_issuers
    return [
        Cell(_("Index number"), resource.index_no or ""),
        Cell(_("Subject"), resource.subject.name if resource.subject else ""),
        Cell(_("Issuer"), "、".join(issuers)),
        Cell(_("Date of the document"), _day(resource.created_date)),
        Cell(_("Title"), placement.title or resource.title, is_wide=True),
        Cell(_("Document number"), resource.doc_no),
        Cell(_("Date of publication"), _day(timezone.localtime(placement.date).date())),
        Cell(_("Validity"), resource.get_validity_display() if resource.validity else ""),
        Cell(_("In force from"), _day(resource.effect_date)),
    ]


def validity_mark(resource: Resource, related: list[Related]) -> ValidityMark | None:
    if resource.validity not in NOT_IN_FORCE:
        return None
    return ValidityMark(
        code=resource.validity,
        label=resource.get_validity_display(),
        abolished=resource.abolish_date if resource.validity in (Validity.REPEALED, Validity.LAPSED) else None,
        successors=list({each.url: each for each in related if each.is_back and each.type in _OVERTAKING}.values()),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
