"""Prepared pages into the library and the ledger (入库)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page, Site

from resource_library.addresses import url_of
from resource_library.domain.bulk import Arrival, publish_in_bulk, revise_in_bulk
from resource_library.domain.placing import place_at_home
from resource_library.domain.publishing import content_hash
from resource_library.enums import PlacementRole
from resource_library.models import Attachment, Placement, Resource
from sites.domain.columns import add_column

from ..classify import column_type
from ..enums import Action, Outcome
from ..links import LinkVerdict, rewrite
from ..models import MigrationProject, SourceItem
from .planning import Plan
from .preparing import Prepared
from .storing import MediaStore

ALT_LENGTH = CAPTION_LENGTH = 200


@dataclass(slots=True)
class Writer:
    """What a run needs to write. `pages` leads from the folder of a column to its page, `urls` from the key of a
    moved page to its new address."""

    plan: Plan
    project: MigrationProject
    pages: dict[str, Page]
    store: MediaStore
    resources: dict[str, int] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return self.plan.profile.site


@transaction.atomic
def open_ledger(plan: Plan) -> Writer:
    """The project's row and the columns that are missing. A second call changes nothing."""
    project, _created = MigrationProject.objects.get_or_create(
        host=plan.survey.host, defaults={"site": plan.profile.site, "name": plan.name}
    )
    pages = _open_columns(plan)
    columns = {**project.columns, **{path: page.pk for path, page in pages.items() if path != "/"}}
    significant = sorted({*project.significant, *plan.survey.significant})
    if (columns, significant) != (project.columns, project.significant):
        project.columns, project.significant = columns, significant
        project.save(update_fields=["columns", "significant"])
    writer = Writer(plan, project, pages, MediaStore(plan))
    known = SourceItem.objects.filter(project=project, resource__isnull=False, outcome=Outcome.MOVED)
    _remember(writer, dict(known.values_list("key", "resource_id")))
    return writer


def _open_columns(plan: Plan) -> dict[str, Page]:
    """Folder → page, parents before children; columns that are not there yet are added."""
    pages: dict[str, Page] = {"/": Page.objects.get(pk=plan.profile.site.root_page_id)}
    for path, target in plan.targets.items():
        if target.page_id:
            pages[path] = Page.objects.get(pk=target.page_id)
            continue
        # Read afresh: adding a child to a stale row would break the tree's numbering.
        parent = Page.objects.get(pk=pages[target.parent].pk)
        made = add_column(
            parent, target.slug, target.title, column_type=column_type(target.title), in_menu=target.parent != "/"
        )
        pages[path] = Page.objects.get(pk=made.pk)
    return pages


@transaction.atomic
def write_batch(writer: Writer, batch: Sequence[tuple[Prepared, Action, SourceItem | None]]) -> None:
    """Resources, placements and ledger rows of some pages, all or none, with one event."""
    waiting = {prepared.item.key for prepared, _action, _row in batch if waits(writer, prepared)}
    created = [(prepared, row) for prepared, action, row in batch if action == Action.CREATED]
    updated = [(prepared, row) for prepared, action, row in batch if action == Action.UPDATED and row]
    arrivals = [_arrival(writer, prepared, None) for prepared, _row in created]
    publish_in_bulk(arrivals, site=writer.site)
    _remember(writer, {p.item.key: a.resource.pk for (p, _row), a in zip(created, arrivals, strict=True)})
    for (prepared, row), arrival in zip(created, arrivals, strict=True):
        _note(writer, row, prepared, arrival.resource, finished=prepared.item.key not in waiting)
    revised = [_arrival(writer, prepared, row.resource) for prepared, row in updated]
    revise_in_bulk(revised, site=writer.site)
    for (prepared, row), arrival in zip(updated, revised, strict=True):
        _place_further(arrival)
        _note(writer, row, prepared, arrival.resource, finished=prepared.item.key not in waiting)


def finish(writer: Writer, prepared: Prepared, row: SourceItem) -> None:
    """Puts in the links to pages that had no address yet when this one was written."""
    resource = row.resource
    assert resource is not None  # noqa: S101 - the caller asked for rows with one
    resource.body = _body(writer, prepared)  # type: ignore[assignment]  # a block field takes what it stores
    resource.content_hash = content_hash(resource)
    with transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(body=resource.body, content_hash=resource.content_hash)
        row.row_hash, row.written_hash = prepared.row_hash, resource.content_hash
        row.save(update_fields=["row_hash", "written_hash"])


def _arrival(writer: Writer, prepared: Prepared, resource: Resource | None) -> Arrival:
    if resource is None:
        # Only what the source says: an issuer, a region or a validity taken from the new site would be untrue.
        identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{writer.project.host}/{prepared.item.key}")
        resource = Resource(identifier=identifier, issuer=writer.plan.issuer)
    resource.title, resource.kind, resource.doc_no = prepared.title, prepared.kind, prepared.doc_no
    resource.source, resource.author = prepared.source[:120], prepared.author[:120]
    resource.extra = dict(prepared.extra)
    resource.published_at = resource.first_published_at = prepared.when
    resource.body = _body(writer, prepared)  # type: ignore[assignment]  # a block field takes what it stores
    cover = prepared.pictures.get(prepared.cover)
    resource.image_id = writer.store.image(cover, prepared.title) if cover else None
    attachments = [
        Attachment(document_id=writer.store.document(media, name), title=name) for _href, name, media in prepared.files
    ]
    return Arrival(resource, [writer.pages[path] for path in prepared.columns], attachments)


def _body(writer: Writer, prepared: Prepared) -> list[dict]:
    """The text as the library stores it. Block ids come from the page's key: the same text is the same bytes."""
    rows = []
    for number, block in enumerate(rewrite(prepared.blocks, lambda href: _attributes(writer, prepared, href))):
        value: object = block.value
        if block.type == "picture" and isinstance(block.value, dict):
            value = _picture(writer, prepared, block.value)
        block_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{writer.project.host}/{prepared.item.key}#{number}")
        rows.append({"type": block.type, "value": value, "id": str(block_id)})
    return rows


def _picture(writer: Writer, prepared: Prepared, value: dict[str, str]) -> dict:
    """A picture without a text for those who cannot see it has that of its caption, or of the article."""
    words = (value["alt"] or value["caption"] or prepared.title)[:ALT_LENGTH]
    image = writer.store.image(prepared.pictures[value["src"]], words)
    return {
        "image": {"image": image, "decorative": False, "alt_text": words},
        "caption": value["caption"][:CAPTION_LENGTH],
    }


def _attributes(writer: Writer, prepared: Prepared, href: str) -> dict[str, str] | None:
    """What a link is in the library; None for one that is only text now."""
    decision = prepared.decisions[href]
    match decision.verdict:
        case LinkVerdict.KEPT | LinkVerdict.SUBSITE:
            return {"href": href}
        case LinkVerdict.REWRITTEN:
            url = writer.urls.get(decision.target)
            return {"href": url} if url else None
        case LinkVerdict.COLUMN:
            return {"linktype": "page", "id": str(writer.pages[decision.target].pk)}
        case LinkVerdict.FILE:
            media, name = next((media, name) for link, name, media in prepared.files if link == href)
            return {"linktype": "document", "id": str(writer.store.document(media, name))}
    return None


def waits(writer: Writer, prepared: Prepared) -> bool:
    """Does the page link to one that has no address yet?"""
    return any(
        decision.verdict == LinkVerdict.REWRITTEN and decision.target not in writer.urls
        for decision in prepared.decisions.values()
    )


def _note(writer: Writer, row: SourceItem | None, prepared: Prepared, resource: Resource, *, finished: bool) -> None:
    row = row or SourceItem(project=writer.project, key=prepared.item.key)
    row.outcome, row.reason, row.resource = Outcome.MOVED, "", resource
    row.written_hash = resource.content_hash
    # Without a row hash the page counts as unfinished, also for a later run.
    row.row_hash = prepared.row_hash if finished else ""
    row.save()


def _place_further(arrival: Arrival) -> None:
    """An article that now stands in a further column is shown there too."""
    shown = set(Placement.objects.filter(resource=arrival.resource).values_list("column_id", flat=True))
    for column in arrival.columns:
        if column.pk not in shown:
            place_at_home(arrival.resource, column)


def _remember(writer: Writer, resources: dict[str, int]) -> None:
    """Notes the new address of each resource by the key of its page."""
    writer.resources |= resources
    keys = {pk: key for key, pk in resources.items()}
    origins = Placement.objects.filter(resource__in=keys, role=PlacementRole.ORIGIN, address_date__isnull=False)
    for placement in origins.select_related("column", "site__root_page"):
        writer.urls[keys[placement.resource_id]] = url_of(placement)
