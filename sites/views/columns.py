"""Columns and topics: what stands at an address that ends with a slash."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from .. import queries
from ..enums import ColumnType, ListStyle
from ..models import TopicPage
from ..parts import parts_referred
from ..presentation.body import passage, passage_references
from ..presentation.entries import entries_on, in_order
from ..presentation.frame import Frame, frame_of
from ..presentation.navigation import Node
from ..presentation.paging import SIZE, Paging, address
from ..presentation.sections import WITH_FIELDS, Panel, Section, sections_of
from ..presentation.tags import column_tags
from .answers import public, render
from .home import add_interpretations, add_pictures, filled

_NEWEST_OF_CHILD = 6


@public
def column(request: HttpRequest, path: str) -> HttpResponse:
    """The newest of a column, or a topic."""
    frame = frame_of(request)
    node = node_at(frame, path)
    return topic_page(frame, node) if node.is_topic else column_page(frame, node)


@public
def archive(request: HttpRequest, path: str, number: str) -> HttpResponse:
    """One page of a column's archive: the same entries whatever is published later."""
    frame = frame_of(request)
    node = node_at(frame, path)
    if str(int(number)) != number:
        return redirect(node.url + address(int(number)), permanent=True)
    paging = Paging(queries.count_in(node.id), int(number))
    if node.is_topic or not paging.exists:
        raise Http404
    selection = queries.slice_of(node.id, paging.start, SIZE, paging.total)
    return _list_page(frame, node, paging, [selection])


@public
def column_index(request: HttpRequest, path: str) -> HttpResponse:
    """`index.html` is another name of the column."""
    return redirect(node_at(frame_of(request), path).url, permanent=True)


@public
def without_slash(request: HttpRequest, path: str) -> HttpResponse:
    """The address of a column, without its slash."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(node_at(frame_of(request), f"{path}/").url + (f"?{query}" if query else ""), permanent=True)


def node_at(frame: Frame, path: str) -> Node:
    node = frame.tree.by_url.get(f"/{path}")
    if node is None or node.is_home:
        raise Http404
    return node


def column_page(frame: Frame, node: Node) -> HttpResponse:
    """The head of a column: pinned entries, then the newest; or its sub-columns with theirs."""
    if node.list_style == ListStyle.CHILDREN and node.columns:
        return _children_page(frame, node)
    paging = Paging(queries.count_in(node.id))
    if not paging.total and node.columns:
        return _children_page(frame, node)
    return _list_page(frame, node, paging, queries.head_of(node.id, paging.head_size))


def topic_page(frame: Frame, node: Node, draft: TopicPage | None = None) -> HttpResponse:
    """A topic: its picture, passages and columns; without any arranged, whatever columns it has."""
    topic = draft or TopicPage.objects.select_related("image").get(pk=node.id)
    sections = sections_of(topic.sections.get_prep_value() if topic.sections else [], frame.tree)
    _fill_passages(frame, [section for section in sections if section.template == "text"])
    if node.columns and not any(section.columns for section in sections):
        sections.append(Section("columns", columns=node.columns, count=_NEWEST_OF_CHILD))
    context = {
        "node": node,
        "image": topic.image,
        "sections": filled(frame, sections),
        "tags": column_tags(node),
    }
    return render(frame, "sites/topic.html", context)


def _fill_passages(frame: Frame, sections: list[Section]) -> None:
    parts = parts_referred(passage_references(section.value["raw"] for section in sections))
    for section in sections:
        section.value = passage(section.value["raw"], parts, frame.page_url)


@public
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic of the site, those that are over marked (R-2.1.11)."""
    frame = frame_of(request)
    add_pictures(frame.tree.topics)
    return render(frame, "sites/topics.html", {"topics": frame.tree.topics})


def _list_page(frame: Frame, node: Node, paging: Paging, selections: list) -> HttpResponse:
    placements = queries.rows_of(selections, keep=("extra",) if node.list_style in WITH_FIELDS else ())
    entries = entries_on(frame.tree, in_order(None, placements, pinned=paging.is_head))
    if node.list_style == ListStyle.DOCUMENTS:
        add_interpretations(frame, entries)
    topics = frame.tree.topics if node.column_type == ColumnType.TOPIC and paging.is_head else []
    add_pictures(topics)
    context = {
        "node": node,
        "entries": entries,
        "paging": paging,
        "topics": topics,
        "tags": column_tags(node),
    }
    return render(frame, "sites/column.html", context)


def _children_page(frame: Frame, node: Node) -> HttpResponse:
    section = Section("columns", columns=node.columns, count=_NEWEST_OF_CHILD)
    shown = filled(frame, [section])
    known = {panel.column.id: panel for part in shown for panel in part.value["panels"]}
    # Here an empty sub-column is shown: the page is its only way in.
    panels = [known.get(child.id) or Panel(child, []) for child in node.columns]
    return render(frame, "sites/children.html", {"node": node, "panels": panels, "tags": column_tags(node)})
