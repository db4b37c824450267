"""Which resources an act on many is about: ticked one by one, or everything a filter finds."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from . import permissions
from .domain import completeness
from .enums import State
from .finding import find, limits, owner_sites
from .kinds import SCHEMAS
from .models import Resource

# Ticked by hand; more than that is a filter.
MOST_TICKED = 1000


@dataclass(frozen=True)
class Selection:
    """A selection as JSON: `{"ids": [..]}`, or `{"everything": true, "state": [..], "kind": [..], "site": n,
    "column": n, "editor": "mine", "q": ".."}` for all that the list of resources shows with these filters.
    """

    ids: tuple[int, ...] = ()
    filters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Selection":
        """Raises ValidationError for anything that is no selection; nothing ticked is none."""
        if stored.get("everything"):
            return cls(filters={name: value for name, value in stored.items() if name in FILTERS and value})
        ids = stored.get("ids")
        if not ids or not isinstance(ids, list) or len(ids) > MOST_TICKED or not all(isinstance(pk, int) for pk in ids):
            raise ValidationError(_("Tick the resources first."))
        return cls(tuple(ids))

    def stored(self) -> dict[str, Any]:
        return {"ids": list(self.ids)} if self.ids else {"everything": True, **self.filters}

    def resources(self, by) -> QuerySet[Resource]:
        """Those of them that `by` may see."""
        visible = permissions.resources(by, "view")
        if self.ids:
            return visible.filter(pk__in=self.ids)
        for name, value in self.filters.items():
            visible = FILTERS[name](visible, value, by)
        return self._found(visible, by) if self.filters.get("q") else visible

    def _found(self, resources: QuerySet[Resource], by) -> QuerySet[Resource]:
        """What the search of the list finds under the same filters."""
        where = {"owner_sites": owner_sites(by), **limits({**self.filters, "site": _site_of(self.filters)})}
        hits = find(resources, self.filters["q"], live_only=False, **where)
        return resources.filter(pk__in=list(hits.resources.values_list("pk", flat=True)))


def _site_of(filters: dict[str, Any]) -> int | None:
    return _number(filters["site"]) if filters.get("site") else None


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValidationError(_("Tick the resources first.")) from None


def _lacking(found: QuerySet[Resource], element: Any) -> QuerySet[Resource]:
    if element not in completeness.known_elements():
        raise ValidationError(_("Tick the resources first."))
    return found.filter(completeness.is_missing(element), live=True)


FILTERS = {
    "state": lambda found, value, by: found.filter(state__in=set(value) & set(State.values)),
    "kind": lambda found, value, by: found.filter(kind__in=set(value) & set(SCHEMAS)),
    "editor": lambda found, value, by: found.filter(editor=by),
    "site": lambda found, value, by: found.filter(owner_site=_number(value)),
    "column": lambda found, value, by: found.filter(placements__column=_number(value)),
    "missing": lambda found, value, by: _lacking(found, value),
    "q": lambda found, value, by: found,  # the search asks with all the others, see `Selection`
}
# These may be chosen several at a time.
MANY = ("state", "kind")
