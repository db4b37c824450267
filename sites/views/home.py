"""The front page of a site."""

from django.http import Http404, HttpRequest, HttpResponse

from .. import queries
from ..models import HomePage, TopicPage
from ..presentation.entries import best_places, entry
from ..presentation.frame import Frame, frame_of
from ..presentation.navigation import Node
from ..presentation.sections import (
    Section,
    default_sections,
    documents_in,
    fields_for,
    fill,
    sections_of,
    selections_for,
)
from ..presentation.sisters import sisters
from ..presentation.tags import column_tags
from .answers import public, render


@public
def home(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    if frame.tree.home is None:
        raise Http404
    return home_page(frame, frame.tree.home, _stored_sections(frame))


def home_page(frame: Frame, node: Node, raw: list[dict]) -> HttpResponse:
    """The home page with these sections; with the newest of its columns when there are none."""
    tree = frame.tree
    arranged = sections_of(raw, tree) or default_sections(tree)
    add_pictures([node for section in arranged for node in section.value.get("topics", ())])
    context = {
        "node": node,
        "sections": filled(frame, arranged),
        "sisters": sisters(queries.related_sites(frame.profile)),
        "tags": column_tags(node),
    }
    return render(frame, "sites/home.html", context)


def filled(frame: Frame, sections: list[Section]) -> list[Section]:
    """The sections with their entries. At most two queries."""
    placements = queries.rows_of(selections_for(sections), keep=fields_for(sections))
    shown = fill(sections, placements, frame.tree)
    add_interpretations(frame, documents_in(shown))
    return shown


def add_interpretations(frame: Frame, documents: list) -> None:
    """Each document knows its interpretations, here or at their origin (R-1.8.3). One query, none for no documents."""
    rows = queries.interpretations_of([document.resource_id for document in documents], frame.profile.site_id)
    for document in documents:
        places = best_places([row for number, row in rows if number == document.resource_id], frame.tree)
        document.interpretations = [entry(placement, url) for placement, url in places.values()]


def _stored_sections(frame: Frame) -> list[dict]:
    stored = HomePage.objects.filter(pk=frame.profile.site.root_page_id).only("sections").first()
    return stored.sections.get_prep_value() if stored and stored.sections else []


def add_pictures(topics: list[Node]) -> None:
    """Each topic knows its picture. One query, none for no topics."""
    if not topics:
        return
    wanted = {node.id: node for node in topics}
    for page in TopicPage.objects.filter(pk__in=wanted, image__isnull=False).select_related("image").only("image"):
        wanted[page.pk].image = page.image
