"""The page of one resource in one column."""

from dataclasses import dataclass, field
from datetime import datetime

from resource_library.addresses import url_of
from resource_library.domain.describing import archived_on
from resource_library.enums import PlacementRole
from resource_library.kinds import schema_of
from resource_library.models import LibraryImage, Placement, Resource

from .. import parts, queries
from . import links, relations
from .body import Block, References, blocks_of, first_picture, references_of
from .documents import Cell, ValidityMark, display_table, validity_mark
from .entries import Entry, best_places, entries_on
from .fields import Field, class_references, fields_of, linked_hosts
from .frame import Frame
from .letters import set_as_letter
from .navigation import Node
from .pictures import Picture, filled, shared
from .tags import Tag, article_tags, column_tags


@dataclass
class Article:
    """Everything `article.html` shows. `canonical` is the address at the origin, where that is public."""

    resource: Resource
    column: Node
    title: str
    date: datetime
    source: str
    author: str
    editor: str
    summary: str
    url: str
    canonical: str
    blocks: list[Block]
    fields: list[Field]
    attachments: list
    is_repost: bool = False
    origin: links.Link | None = None
    table: list[Cell] = field(default_factory=list)
    validity: ValidityMark | None = None
    related: list[relations.RelatedGroup] = field(default_factory=list)
    above: Entry | None = None
    below: Entry | None = None
    portrait: Picture | None = None
    tags: list[Tag] = field(default_factory=list)

    @property
    def templates(self) -> list[str]:
        """What shows the fields of the kind: its own template where it has one."""
        return [f"sites/kinds/{self.resource.kind}.html", "sites/kinds/default.html"]

    @property
    def trail(self) -> list[Node]:
        return self.column.trail

    @property
    def archived_on(self) -> object:
        """The day on which it was archived (R-1.6.6), if it was."""
        return archived_on(self.resource)


def article(frame: Frame, placement: Placement, column: Node) -> Article:
    """The page of a placement that the public may see. Two queries."""
    resource = placement.resource
    references = _references(resource)
    hanging = parts.parts_of(resource, references)
    others = [number for _type, _back, number in hanging.relations]
    wanted = others if placement.role == PlacementRole.ORIGIN else [*others, resource.pk]
    selections = [*queries.neighbours(placement), *queries.places_of(wanted, placement.site_id)]
    rows = queries.rows_of(selections, "column", "site__root_page")
    origin = next((row for row in rows if row.resource_id == resource.pk and row.role == PlacementRole.ORIGIN), None)
    places = best_places([row for row in rows if row.resource_id in others], frame.tree)
    shown = _article(frame, placement, column, hanging, places)
    around = [row for row in rows if row.column_id == placement.column_id and row.pk != placement.pk]
    shown.above, shown.below = _neighbours(frame, placement, around)
    if origin:
        shown.canonical = url_of(origin)
        shown.origin = shown.origin or links.Link(shown.canonical)
    return shown


def draft(frame: Frame, resource: Resource, placement: Placement, column: Node) -> Article:
    """The page as it will be: for the preview, which may cost what it likes."""
    hanging = parts.parts_of_draft(resource, _references(resource))
    others = [number for _type, _back, number in hanging.relations]
    rows = queries.rows_of(queries.places_of(others, frame.profile.site_id), "column", "site__root_page")
    return _article(frame, placement, column, hanging, best_places(rows, frame.tree))


def _article(frame: Frame, placement: Placement, column: Node, hanging: parts.Parts, places: dict) -> Article:
    resource = placement.resource
    schema = schema_of(resource.kind)
    url = column.url + (placement.path if placement.address_date else "")
    related = relations.related(hanging.relations, places)
    shown = Article(
        resource=resource,
        column=column,
        title=placement.title or resource.title,
        date=placement.date,
        source=resource.source or resource.owner_site.site_name,
        author=resource.author,
        editor=resource.editor.get_full_name() if resource.editor else "",
        summary=placement.summary or resource.description,
        url=frame.absolute(url),
        canonical=frame.absolute(url),
        blocks=blocks_of(_raw(resource), hanging, frame.page_url),
        fields=fields_of(resource, hanging),
        attachments=hanging.attachments,
        is_repost=placement.role == PlacementRole.REPOST,
        origin=links.link(resource.origin_url, hanging.hosts),
        validity=validity_mark(resource, related),
        related=relations.grouped(related),
        portrait=filled(placement.image or resource.image, "leader") if schema.has_portrait else None,
    )
    if schema.is_letter:
        shown.blocks = set_as_letter(shown.blocks)
    shown.table = display_table(resource, placement, hanging)
    shown.tags = [*column_tags(column), *_tags(frame, shown, placement.image or resource.image, hanging)]
    return shown


def _tags(frame: Frame, shown: Article, image: LibraryImage | None, hanging: parts.Parts) -> list[Tag]:
    picture = shared(image or hanging.images.get(first_picture(_raw(shown.resource)) or 0))
    return article_tags(
        title=shown.title,
        published=shown.date,
        source=shown.source,
        keywords=shown.resource.keywords,
        author=shown.author or shown.editor,
        description=shown.summary,
        image=frame.absolute(picture) if picture else "",
        url=shown.url,
    )


def _references(resource: Resource) -> References:
    found = references_of(_raw(resource))
    found.add_host(links.host_of(resource.origin_url))
    for host in linked_hosts(resource):
        found.add_host(host)
    found.classes |= class_references(resource)
    return found


def _raw(resource: Resource) -> list[dict]:
    return resource.body.get_prep_value() if resource.body else []


def _neighbours(frame: Frame, placement: Placement, rows: list[Placement]) -> tuple[Entry | None, Entry | None]:
    """The nearest above and the nearest below; other rows of the column may be among them."""
    here = (placement.date, placement.pk)
    above = sorted((row for row in rows if (row.date, row.pk) > here), key=lambda row: (row.date, row.pk))[:1]
    below = sorted((row for row in rows if (row.date, row.pk) < here), key=lambda row: (row.date, row.pk))[-1:]
    return next(iter(entries_on(frame.tree, above)), None), next(iter(entries_on(frame.tree, below)), None)
