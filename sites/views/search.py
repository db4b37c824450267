"""Search over one site or all of them (R-1.12.5)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from resource_library.kinds import SCHEMAS, kind_choices, schema_of
from resource_library.kinds.values import words
from resource_library.models import Placement
from unified_platform.search.domain import search as find
from unified_platform.search.engine import SearchUnavailableError
from unified_platform.search.highlight import highlight, snippet
from unified_platform.search.markup import plain_text
from unified_platform.search.query import SearchQuery, SearchResult

from .. import queries
from ..presentation.entries import Entry, best_places, entry
from ..presentation.frame import Frame, frame_of
from .answers import render

SIZE = 10
LONGEST = 100
# No further than an engine looks; nobody reads on that long.
_LAST_PAGE = 500


@dataclass(frozen=True)
class Asked:
    """What a visitor asks for. Whatever makes no sense in the address counts as not asked."""

    text: str
    everywhere: bool = False
    kind: str = ""
    newest: bool = False
    page: int = 1

    def address(self, **changes: object) -> str:
        """The address of this search with some of it changed; a change of anything else goes back to page one."""
        asked = {**self.__dict__, "page": 1, **changes}
        parameters = {
            "q": asked["text"],
            "scope": "all" if asked["everywhere"] else "",
            "kind": asked["kind"],
            "sort": "newest" if asked["newest"] else "",
            "page": asked["page"] if asked["page"] != 1 else "",
        }
        return f"{reverse('search')}?{urlencode({name: value for name, value in parameters.items() if value})}"


@dataclass(frozen=True)
class Found:
    """One result, with what was looked for marked in it."""

    entry: Entry
    title: SafeString
    text: SafeString
    doc_no: SafeString
    kind: str
    site: str
    is_elsewhere: bool


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    url: str
    is_current: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for `?q=`; without one, the empty form. 503 while there is no index: an empty page would be a lie."""
    frame = frame_of(request)
    asked = asked_for(request.GET)
    context = {"asked": asked, "scopes": _scopes(asked), "orders": _orders(asked)}
    if not asked.text:
        return render(frame, "sites/search.html", context)
    try:
        result = find(_query(frame, asked))
    except SearchUnavailableError:
        return render(frame, "errors/503.html", {"asked": asked}, status=503)
    context |= {
        "total": result.total,
        "tabs": _tabs(asked, result),
        "results": _results(frame, asked, result),
        "pages": _pages(asked, result.total),
    }
    return render(frame, "sites/search.html", context)


def asked_for(parameters: QueryDict) -> Asked:
    page = parameters.get("page", "")
    kind = parameters.get("kind", "")
    text = "".join(character for character in parameters.get("q", "") if character.isprintable())
    return Asked(
        text=text.strip()[:LONGEST],
        everywhere=parameters.get("scope") == "all",
        kind=kind if kind in SCHEMAS else "",
        newest=parameters.get("sort") == "newest",
        page=min(max(int(page), 1), _LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
    )


def _query(frame: Frame, asked: Asked) -> SearchQuery:
    return SearchQuery(
        text=asked.text,
        sites=None if asked.everywhere else (frame.profile.site_id,),
        kinds=(asked.kind,) if asked.kind else (),
        order="newest" if asked.newest else "relevance",
        offset=(asked.page - 1) * SIZE,
        limit=SIZE,
    )


def _results(frame: Frame, asked: Asked, result: SearchResult) -> list[Found]:
    """In the order of the engine. What the index still has and the public may not see any more is left out."""
    site = frame.profile.site_id
    rows = queries.rows_of(queries.places_of(result.ids, site), "column", "site__root_page", keep=("body", "extra"))
    places = best_places([row for row in rows if asked.everywhere or row.site_id == site], frame.tree)
    return [_found(frame, asked.text, *places[number]) for number in result.ids if number in places]


def _found(frame: Frame, text: str, placement: Placement, url: str) -> Found:
    shown = entry(placement, url, frame.tree.by_id.get(placement.column_id))
    resource = placement.resource
    body = plain_text(resource.body.get_prep_value()) if resource.body else ""
    schema = schema_of(resource.kind)
    values = schema.public_values(resource.extra)
    fields = "\n".join(words(field, values.get(field.name)) for field in schema.public_fields if field.name in values)
    # Many abstracts are the first sentence of the text.
    summary = "" if body.startswith(shown.summary) else shown.summary
    return Found(
        entry=shown,
        title=highlight(shown.title, text),
        text=snippet("\n".join(filter(None, (summary, body, fields))), text),
        doc_no=highlight(shown.doc_no, text),
        kind=resource.get_kind_display(),
        site=placement.site.site_name,
        is_elsewhere=placement.site_id != frame.profile.site_id,
    )


def _tabs(asked: Asked, result: SearchResult) -> list[Tab]:
    """One tab for each kind that was found, and for the one that was chosen."""
    all_kinds = Tab(_("All"), sum(result.kinds.values()), asked.address(kind=""), not asked.kind)
    kinds = [
        Tab(str(label), result.kinds.get(kind, 0), asked.address(kind=kind), kind == asked.kind)
        for kind, label in kind_choices()
        if result.kinds.get(kind) or kind == asked.kind
    ]
    return [all_kinds, *kinds]


def _scopes(asked: Asked) -> list[Tab]:
    labels = {False: _("This site"), True: _("All websites of the city")}
    return [
        Tab(label, 0, asked.address(everywhere=where), asked.everywhere == where) for where, label in labels.items()
    ]


def _orders(asked: Asked) -> list[Tab]:
    labels = {False: _("By relevance"), True: _("Newest first")}
    return [Tab(label, 0, asked.address(newest=order), asked.newest == order) for order, label in labels.items()]


def _pages(asked: Asked, total: int) -> dict:
    """The neighbours of a page of results, and how many pages there are."""
    last = min(max(-(-total // SIZE), 1), _LAST_PAGE)
    near = range(max(asked.page - 2, 1), min(asked.page + 2, last) + 1)
    return {
        "last": last,
        "previous": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "next": asked.address(page=asked.page + 1) if asked.page < last else "",
        "near": [(number, asked.address(page=number)) for number in near],
    }
