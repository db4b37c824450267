"""The sections (版块) of home and topic pages: which entries they need, and what they show of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from resource_library.models import Placement

from .. import queries
from ..enums import ColumnType, ListStyle
from . import links
from .entries import Entry, by_column
from .navigation import Node, Tree

# How many of the newest are looked through for pictures, so that one column without any costs no long search.
_LOOK_THROUGH = 24
_PICTURES = 5
_LEADERS = 12
WITH_FIELDS = (ListStyle.SERVICES, ListStyle.LEADERS)
_PANEL = 6
_KNOWN = ("headlines", "columns", "links", "leaders", "topics", "text")


@dataclass
class Section:
    """`template` names what shows it. Columns that are gone or not public are not among `columns`."""

    template: str
    title: str = ""
    columns: list[Node] = field(default_factory=list)
    count: int = 0
    value: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"sites/sections/{self.template}.html"


@dataclass(frozen=True)
class Panel:
    """One column with its newest entries."""

    column: Node
    entries: list[Entry]


@dataclass(frozen=True)
class Entrance:
    label: str
    note: str
    icon: str
    link: links.Link


def sections_of(raw: list[dict], tree: Tree) -> list[Section]:
    """The sections an editor arranged."""
    return [_section(block["type"], block["value"], tree) for block in raw if block["type"] in _KNOWN]


def default_sections(tree: Tree) -> list[Section]:
    """What a home page shows that nobody has arranged yet: the newest of its columns."""
    leaves = [node for node in tree.columns if not node.is_topic and not node.columns]
    news = [node for node in leaves if node.column_type == ColumnType.NEWS][:3] or leaves[:1]
    others = [node for node in leaves if node not in news and node.list_style not in WITH_FIELDS]
    leaders = [node for node in leaves if node.list_style == ListStyle.LEADERS][:1]
    services = [node for node in leaves if node.list_style == ListStyle.SERVICES][:1]
    found = [Section("headlines", columns=news, count=7)] if news else []
    found += [Section("columns", columns=others[n : n + 3], count=_PANEL) for n in range(0, min(len(others), 9), 3)]
    found += [Section("columns", columns=services, count=8)] if services else []
    found += [Section("leaders", title=leaders[0].title, columns=leaders, count=_LEADERS)] if leaders else []
    return found


def selections_for(sections: Iterable[Section]) -> list:
    """Selections for `queries.rows_of`, each column once."""
    counts: dict[Node, int] = {}
    for section in sections:
        count = _LOOK_THROUGH if section.template == "headlines" else section.count
        for node in section.columns:
            counts[node] = max(counts.get(node, 0), count)
    return [part for node, count in counts.items() for part in _selections(node, count)]


def fields_for(sections: Iterable[Section]) -> tuple[str, ...]:
    """Heavy fields the sections show all the same: a leader's post, where to go for a service."""
    columns = [node for section in sections for node in section.columns]
    return ("extra",) if any(node.list_style in WITH_FIELDS for node in columns) else ()


def fill(sections: list[Section], placements: list[Placement], tree: Tree) -> list[Section]:
    """Give the sections their entries; a section that has nothing to show is left out (R-2.1.10: no empty columns)."""
    entries = by_column(tree, placements)
    for section in sections:
        _FILL.get(section.template, _keep)(section, entries)
    return [section for section in sections if section.value]


def documents_in(sections: Iterable[Section]) -> list[Entry]:
    """The documents among the entries, whose interpretations are shown beside them."""
    panels = [panel for section in sections for panel in section.value.get("panels", ())]
    return [entry for panel in panels if panel.column.list_style == ListStyle.DOCUMENTS for entry in panel.entries]


def _section(kind: str, value: dict[str, Any], tree: Tree) -> Section:
    title, count = value.get("title") or "", value.get("count") or 0
    match kind:
        case "headlines" | "columns":
            return Section(kind, title, _nodes(value.get("columns"), tree), count)
        case "leaders":
            return Section(kind, title, _nodes([value.get("column")], tree), _LEADERS)
        case "topics":
            topics = [node for node in _nodes(value.get("topics"), tree) if not node.is_archived]
            return Section(kind, title, value={"topics": topics} if topics else {})
        case "links":
            entrances = list(_entrances(value.get("links")))
            return Section(kind, title, value={"entrances": entrances} if entrances else {})
    return Section(kind, title, value={"raw": value})


def _entrances(raw: Any) -> Iterable[Entrance]:
    for value in _items(raw):
        link = links.link(value.get("url") or "")
        if link:
            yield Entrance(value.get("label") or "", value.get("note") or "", value.get("icon") or "", link)


def _nodes(raw: Any, tree: Tree) -> list[Node]:
    return [tree.by_id[number] for number in _items(raw) if number in tree.by_id]


def _items(raw: Any) -> list:
    """The values of a list block, which stores `{"type": "item", "value": …}` and in older texts the bare value."""
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in raw or []]


def _selections(node: Node, count: int) -> list:
    """Leaders stand in the order of their rank, which is how they are pinned; everything else by date.

    A column stands for all that is below it: one that only has sub-columns shows the newest of theirs.
    """
    if node.list_style == ListStyle.LEADERS:
        return queries.head_of(node.id, count)
    return queries.newest((each.id for each in node.walk()), count)


def _headlines(section: Section, entries: dict[int, list[Entry]]) -> None:
    newest = [entry for node in section.columns for entry in _entries_of(node, entries)]
    newest.sort(key=lambda entry: (entry.is_pinned, entry.date), reverse=True)
    unique = _once(newest)
    if not unique:
        return
    section.value = {
        "lead": unique[0],
        "entries": unique[1 : section.count + 1],
        "pictures": [entry for entry in unique[:_LOOK_THROUGH] if entry.image][:_PICTURES],
    }


def _panels(section: Section, entries: dict[int, list[Entry]]) -> None:
    panels = [Panel(node, _entries_of(node, entries)[: section.count]) for node in section.columns]
    panels = [panel for panel in panels if panel.entries]
    section.value = {"panels": panels} if panels else {}


def _entries_of(node: Node, entries: dict[int, list[Entry]]) -> list[Entry]:
    """The entries of a column and of what is below it; what stands in two of them counts once."""
    if not node.children:
        return entries.get(node.id, [])
    found = [entry for each in node.walk() for entry in entries.get(each.id, ())]
    return _once(sorted(found, key=lambda entry: entry.date, reverse=True))


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each resource where it comes first."""
    first: dict[int, Entry] = {}
    for entry in entries:
        first.setdefault(entry.resource_id, entry)
    return list(first.values())


def _leaders(section: Section, entries: dict[int, list[Entry]]) -> None:
    _panels(section, entries)
    if section.value:
        section.value = {"panel": section.value["panels"][0]}


def _keep(section: Section, entries: dict[int, list[Entry]]) -> None:
    """Links, topics and texts came with what they show."""


_FILL = {"headlines": _headlines, "columns": _panels, "leaders": _leaders}
