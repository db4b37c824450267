"""Other resources a resource refers to, or that refer to it, as links (R-4.2.36, R-1.8.3)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resource_library.enums import RelationType
from resource_library.models import Placement

# The headings over the links of each relation, seen from either end.
_FORWARD: dict[str, str | Promise] = {
    RelationType.INTERPRETS: _("Interprets the document"),
    RelationType.AMENDS: _("Amends the document"),
    RelationType.REPEALS: _("Repeals the document"),
    RelationType.REPLACES: _("Replaces the document"),
    RelationType.REPOSTED_FROM: _("Reposted from the item"),
    RelationType.SAME_TOPIC: _("On the same topic"),
    RelationType.ATTACHED: _("Attached to the item"),
}
_BACK: dict[str, str | Promise] = {
    RelationType.INTERPRETS: _("Interpretations"),
    RelationType.AMENDS: _("Amended by"),
    RelationType.REPEALS: _("Repealed by"),
    RelationType.REPLACES: _("Replaced by"),
    RelationType.REPOSTED_FROM: _("Reposted as"),
    RelationType.SAME_TOPIC: _("On the same topic"),
    RelationType.ATTACHED: _("Further items"),
}


@dataclass(frozen=True)
class Related:
    """`is_back`: the other one refers to this one."""

    type: str
    is_back: bool
    title: str
    url: str
    date: datetime
    doc_no: str = ""


@dataclass(frozen=True)
class RelatedGroup:
    heading: str | Promise
    items: list[Related]


def related(relations: list[tuple[str, bool, int]], places: dict[int, tuple[Placement, str]]) -> list[Related]:
    """The relations whose other end the public may see. `places` gives a placement and its address by resource."""
    found = []
    for kind, is_back, number in relations:
        if number in places:
            placement, url = places[number]
            title = placement.title or placement.resource.title
            found.append(Related(kind, is_back, title, url, placement.date, placement.resource.doc_no))
    return found


def grouped(items: list[Related]) -> list[RelatedGroup]:
    """Under one heading each; a pair that refers to each other is shown once."""
    groups: dict[str | Promise, dict[str, Related]] = {}
    for item in items:
        heading = (_BACK if item.is_back else _FORWARD)[item.type]
        groups.setdefault(heading, {}).setdefault(item.url, item)
    return [RelatedGroup(heading, list(entries.values())) for heading, entries in groups.items()]
