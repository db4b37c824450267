"""The columns of a site as its menus, breadcrumbs and addresses see them. One query builds it all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_library.models import LibraryImage

from ..enums import ColumnType, ListStyle
from ..queries import pages_of

_STEP = Page.steplen


@dataclass(eq=False)
class Node:
    """A public page of a site: its home, a column (栏目) or a topic (专题).

    `url` is the path below the site, `/zwgk/zcwj/`; in a preview it is the full address. `column_type`,
    `description` and `keywords` are the page tags of R-2.3. `image` is a topic's, loaded only where it is shown.
    """

    id: int
    title: str
    url: str
    column_type: str
    description: str = ""
    keywords: str = ""
    list_style: str = ListStyle.TITLES
    how_to_use: str = ""
    in_menu: bool = False
    is_home: bool = False
    is_topic: bool = False
    lead: str = ""
    starts: date | None = None
    ends: date | None = None
    changed: datetime | None = None
    image: LibraryImage | None = None
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    @property
    def list_file(self) -> str:
        """The template for its entries; a column of sub-columns that has none shows its own."""
        style = ListStyle.TITLES if self.list_style == ListStyle.CHILDREN else self.list_style
        return f"sites/lists/{style}.html"

    @property
    def columns(self) -> list["Node"]:
        return [child for child in self.children if not child.is_topic]

    @property
    def trail(self) -> list["Node"]:
        """From the home page down to this page, for the breadcrumb (当前位置)."""
        return [*(self.parent.trail if self.parent else ()), self]

    @property
    def top(self) -> "Node":
        """The first-level page this one belongs to."""
        return self.trail[min(1, len(self.trail) - 1)]

    @property
    def is_archived(self) -> bool:
        """A topic whose time is over is archived and says so (R-2.1.11)."""
        return self.is_topic and self.ends is not None and self.ends < timezone.localdate()

    def walk(self) -> Iterator["Node"]:
        """This page and everything below it, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.walk()


class Tree:
    """The public pages of one site. What is not live, restricted, or stands below such a page is not in it."""

    def __init__(self, root: Page, base: str = "") -> None:
        self.base = base
        self.home: Node | None = None
        self.by_id: dict[int, Node] = {}
        self.by_url: dict[str, Node] = {}
        self._read(root)

    def _read(self, root: Page) -> None:
        by_path: dict[str, Node] = {}
        for row in pages_of(root):
            parent = by_path.get(row["path"][:-_STEP])
            if row["restricted"] or (parent is None and row["path"] != root.path):
                continue
            url = row["url_path"][len(root.url_path) - 1 :]
            node = _node(row, self.base + url, parent)
            by_path[row["path"]] = self.by_id[node.id] = self.by_url[url] = node
            if parent is None:
                self.home = node
            else:
                parent.children.append(node)

    @property
    def columns(self) -> Iterable[Node]:
        return (node for node in self.by_id.values() if not node.is_home)

    @property
    def menu(self) -> list[Node]:
        """The first-level columns an editor put into the menu; all of them where nobody chose any."""
        first = self.home.columns if self.home else []
        return [node for node in first if node.in_menu] or first[:8]

    @property
    def topics(self) -> list[Node]:
        """Topics that run, then those that are archived."""
        topics = [node for node in (self.home.children if self.home else []) if node.is_topic]
        return sorted(topics, key=lambda node: node.is_archived)

    def of_type(self, column_type: str) -> Node | None:
        return next((node for node in self.columns if node.column_type == column_type), None)


def _node(row: dict[str, Any], url: str, parent: Node | None) -> Node:
    is_topic = row["topic_id"] is not None
    is_home = parent is None
    kind = ColumnType.HOME if is_home else ColumnType.TOPIC if is_topic else row["column_type"]
    title = _("Home") if is_home else row["title"]
    return Node(
        id=row["id"],
        title=title,
        url=url,
        column_type=kind or ColumnType.OTHER,
        description=row["description"] or row["lead"] or row["title"],
        keywords=row["keywords"] or row["title"],
        list_style=row["list_style"] or ListStyle.TITLES,
        how_to_use=row["how_to_use"] or "",
        in_menu=row["show_in_menus"],
        is_home=is_home,
        is_topic=is_topic,
        lead=row["lead"] or "",
        starts=row["starts"],
        ends=row["ends"],
        changed=row["last_published_at"] or row["latest_revision_created_at"],
        parent=parent,
    )
