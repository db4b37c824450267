"""Looking for resources by words, for people in the back end: the search service, and what happens without it."""

from dataclasses import dataclass

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
    if user.has_perm("resource_library.view_resource"):
        return None
    return tuple(permissions.sites(user, "view").values_list("pk", flat=True))
