"""Articles, and what stands where one was."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from resource_library.domain.merging import survivor_of
from resource_library.enums import PlacementRole
from resource_library.models import Placement

from .. import queries
from ..presentation.articles import Article
from ..presentation.articles import article as article_of
from ..presentation.entries import best_places
from ..presentation.frame import Frame, frame_of
from ..presentation.navigation import Node
from .answers import public, render


@public
def article(request: HttpRequest, column: str, month: str, day: str, id: str) -> HttpResponse:
    """The article with this id where the address says it is; where it is now (301); or that it is gone (410)."""
    frame = frame_of(request)
    placements = queries.placements_on(frame.profile.site, int(id))
    shown = _shown(frame, placements)
    if shown is None:
        return merged(frame, placements, f"/{column}") or gone(frame, placements)
    place = _place_for(shown, f"/{column}")
    address = place.column.url + place.placement.path
    if request.path != address:
        return redirect(address, permanent=True)
    return article_page(frame, article_of(frame, place.placement, place.column), counted_as=place.placement.pk)


def article_page(frame: Frame, shown: Article, *, counted_as: int | None = None) -> HttpResponse:
    """`counted_as`: the placement under whose number the page tells of its views; a preview tells of none."""
    context = {"article": shown, "node": shown.column, "tags": shown.tags, "counted_as": counted_as}
    return render(frame, "sites/article.html", context)


@dataclass(frozen=True)
class _Place:
    placement: Placement
    column: Node


def _shown(frame: Frame, placements: list[Placement]) -> list[_Place] | None:
    """The placements the public may see; None when it may see none of them any more."""
    places = [
        _Place(each, frame.tree.by_id[each.column_id])
        for each in placements
        if each.visible and each.resource.live and each.column_id in frame.tree.by_id
    ]
    return places or None


def _place_for(places: list[_Place], column: str) -> _Place:
    """The placement in the column of the address; else its origin; else the oldest."""
    here = [place for place in places if place.column.url == column]
    home = [place for place in places if place.placement.role == PlacementRole.ORIGIN]
    return (here or home or places)[0]


def merged(frame: Frame, placements: list[Placement], column: str) -> HttpResponse | None:
    """301 from the address of a duplicate to the resource it was merged into; None for anything else.

    In the same column where that shows it, else on the same site, else where its owner does.
    """
    once = [each for each in placements if each.address_date and _was_public(frame, each)]
    survivor = survivor_of(once[0].resource) if once else None
    if survivor is None:
        return None
    here = _shown(frame, queries.placements_on(frame.profile.site, survivor))
    if here:
        place = _place_for(here, column)
        return redirect(place.column.url + place.placement.path, permanent=True)
    elsewhere = _successor(frame, survivor)
    return redirect(elsewhere[1], permanent=True) if elsewhere else None


def gone(frame: Frame, placements: list[Placement]) -> HttpResponse:
    """410 for what the public could once see here, with what may be said about it; 404 for anything else.

    A placement has a date in its address from the day it first went live; without one nobody ever saw it. The title is
    not repeated: it may be what was wrong.
    """
    once = [each for each in placements if each.address_date and _was_public(frame, each)]
    if not once:
        raise Http404
    resource = once[0].resource
    withdrawn = resource.withdrawn_at is not None
    successor = resource.successor_id if withdrawn else None
    context = {
        "date": resource.withdrawn_at,
        "reason": resource.get_withdraw_reason_display() if withdrawn else "",
        "note": resource.withdraw_note if withdrawn else "",
        "expired": resource.expired and not withdrawn,
        "successor": _successor(frame, successor) if successor else None,
        "column": frame.tree.by_id[once[0].column_id],
    }
    return render(frame, "sites/gone.html", context, status=410)


def _was_public(frame: Frame, placement: Placement) -> bool:
    """What is in a column that is not public leaves no trace; nor does what is still shown in one."""
    return placement.column_id in frame.tree.by_id


def _successor(frame: Frame, resource: int) -> tuple[str, str] | None:
    """Title and address of the resource that stands in for the one withdrawn."""
    rows = queries.rows_of(queries.places_of([resource], frame.profile.site_id), "column", "site__root_page")
    for placement, url in best_places(rows, frame.tree).values():
        return placement.title or placement.resource.title, url
    return None
