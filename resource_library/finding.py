"""Looking for resources by words, for people in the back end: the search service, and what happens without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from unified_platform.search.domain import search
from unified_platform.search.engine import SearchUnavailableError
from unified_platform.search.query import SearchQuery

from . import permissions
from .models import Resource

# More hits than this nobody reads; a longer query is the way to fewer.
MOST = 200


@dataclass(frozen=True)
class Hits:
    """What was found: resources in the order of relevance, and what to tell the person about it."""

    resources: QuerySet[Resource]
    warning: str = ""


def find(among: QuerySet[Resource], text: str, **where) -> Hits:
    """The resources of `among` that contain `text`; `where` narrows the search like the fields of `SearchQuery`.

    Without an index only titles are compared, and the warning says so.
    """
    try:
        result = search(SearchQuery(text=text, limit=MOST, **where))
    except SearchUnavailableError:
        warning = _("The search index does not answer just now. Only titles were searched.")
        return Hits(among.filter(title__icontains=text), warning)
    order = Case(*(When(pk=pk, then=Value(n)) for n, pk in enumerate(result.ids)), default=Value(MOST))
    warning = ""
    if result.total > MOST:
        warning = _("%(total)d were found; the %(most)d best are shown.") % {"total": result.total, "most": MOST}
    return Hits(among.filter(pk__in=result.ids).order_by(order, "-pk"), warning)


def owner_sites(user) -> tuple[int, ...] | None:
    """The sites in whose drafts `user` may look, as the search service wants them: None for all."""
    ids = permissions.site_ids(user, "view")
    return None if ids is None else tuple(sorted(ids))


def limits(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What the filters of a list mean to the search: the best hits of a kind are not those that the kind has among the
    best of everything. A column is left to the database, because the index knows only what the public sees there."""
    where: dict[str, Any] = {"kinds": tuple(chosen.get("kind") or ()), "states": tuple(chosen.get("state") or ())}
    if chosen.get("site"):
        where["owner_sites"] = (int(chosen["site"]),)
    if period := chosen.get("published"):
        where |= {"since": period.start, "until": period.stop}
    return where
