"""Feeds of a site and of its columns."""

from django.http import Http404, HttpRequest, HttpResponse

from .. import queries
from ..feeds import ENTRIES, FORMATS
from ..feeds import feed as xml
from ..presentation.entries import entries_on
from ..presentation.frame import frame_of
from .answers import public, text
from .columns import node_at


@public
def site_feed(request: HttpRequest, format: str) -> HttpResponse:
    """The newest of the whole site."""
    frame = frame_of(request)
    if frame.tree.home is None:
        raise Http404
    placements = queries.latest_on(frame.profile.site, frame.tree.by_id, ENTRIES)
    name = frame.profile.standard_name
    entries = entries_on(frame.tree, placements)
    return _answer(format, xml(frame, format, title=name, description=name, url="/", entries=entries))


@public
def column_feed(request: HttpRequest, path: str, format: str) -> HttpResponse:
    """The newest of a column and of what stands below it."""
    frame = frame_of(request)
    node = node_at(frame, path)
    selections = queries.newest((each.id for each in node.walk()), ENTRIES)
    placements = queries.rows_of(selections)
    placements.sort(key=lambda each: (each.date, each.pk), reverse=True)
    entries = entries_on(frame.tree, placements[:ENTRIES])
    title = f"{node.title} - {frame.profile.standard_name}"
    return _answer(format, xml(frame, format, title=title, description=node.description, url=node.url, entries=entries))


def _answer(format: str, content: str) -> HttpResponse:
    return text(content, FORMATS[format].content_type)
