"""Resources as other systems read them: by the names of the standard, in the format of their kind's schema.

A page of them costs the same number of queries however long it is.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import nh3
from django.db.models import QuerySet
from django.urls import reverse

from unified_platform.search.text import plain_text

from ..addresses import base_url, url_of
from ..domain.relations import INVERSE, edges
from ..enums import PlacementRole, RelationType
from ..kinds import schema_of
from ..kinds.elements import ELEMENTS, Element
from ..kinds.values import BadValue, clean
from ..models import Attachment, Organ, Placement, Resource

# What an answer has beside the elements of the metadata.
BESIDE = ("kind", "url", "ownerSite", "columnRefs", "updatedAt", "extra", "attachments", "relations", "body")
CODES = frozenset(element.code for element in ELEMENTS) | set(BESIDE)
_JOINS = {element.field for element in ELEMENTS if element.value in ("organ", "term")}
_TAGS = {"a", "b", "blockquote", "br", "caption", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "strong", "sub",
         "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}


def prepared(resources: QuerySet[Resource], fields: frozenset[str]) -> QuerySet[Resource]:
    """With what these fields need in the same query, without what they do not."""
    unwanted = ["archive", *(name for name in ("body", "extra") if name not in fields)]
    joins = [e.field for e in ELEMENTS if e.code in fields and e.field in _JOINS]
    return resources.select_related("owner_site", *joins).defer(*unwanted)


def serialise(page: list[Resource], fields: frozenset[str], readable: QuerySet[Resource]) -> list[dict[str, Any]]:
    """`readable` is what the caller may know of at all: relations lead nowhere else. At most seven queries."""
    ids = [resource.pk for resource in page]
    hanging: dict[str, dict[int, Any]] = {}
    if fields & {"url", "columnRefs"}:
        hanging["places"] = _places(ids)
    for code, load in _LOADERS.items():
        if code in fields:
            hanging[code] = load(ids)
    if "relations" in fields:
        hanging["relations"] = _relations(ids, readable)
    return [_one(resource, fields, hanging) for resource in page]


def _one(resource: Resource, fields: frozenset[str], hanging: dict[str, dict[int, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": resource.kind}
    for element in ELEMENTS:
        if element.code in fields and element.value not in ("organs", "terms"):
            told[element.code] = _value(element, getattr(resource, element.field))
    for code in ("jointIssuers", "furtherClasses", "attachments", "relations"):
        if code in fields:
            told[code] = hanging[code].get(resource.pk, [])
    places = hanging.get("places", {}).get(resource.pk, [])
    if "url" in fields:
        told["url"] = next(
            (url_of(each) for each in places if each.role == PlacementRole.ORIGIN and each.address_date), None
        )
    if "columnRefs" in fields:
        told["columnRefs"] = [{"code": str(each.column_id), "name": each.column.title} for each in places]
    if "ownerSite" in fields:
        told["ownerSite"] = {"code": resource.owner_site.hostname, "name": resource.owner_site.site_name}
    if "updatedAt" in fields:
        told["updatedAt"] = _moment(resource.updated_at)
    if "extra" in fields:
        told["extra"] = extra_of(resource)
    if "body" in fields:
        told["body"] = [_block(block) for block in (resource.body.get_prep_value() if resource.body else [])]
    return told


def _value(element: Element, value: Any) -> Any:
    match element.value:
        case "organ" | "term":
            return {"code": value.code, "name": value.name} if value else None
        case "moment":
            return _moment(value)
        case "date":
            return value.isoformat() if isinstance(value, date) else None
        case "uuid":
            return str(value)
    return value if value is not None else ""


def _moment(value: datetime | None) -> str | None:
    """UTC with Z (R-4.7.2)."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def extra_of(resource: Resource) -> dict[str, Any]:
    """The public fields of the kind; a value that is none of its type (an import may bring anything) is left out."""
    schema, told = schema_of(resource.kind), {}
    for name, value in schema.public_values(resource.extra).items():
        field = schema.field(name)
        try:
            stored = clean(field, value) if field else None
        except BadValue:
            continue
        if stored is not None:
            told[name] = stored
    return told


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """A block of the text: its words, and where it has any, its markup, cleaned once more for a stranger's page."""
    kind, value = block["type"], block["value"]
    told: dict[str, Any] = {"type": kind, "text": plain_text([block])}
    markup = (
        value if kind == "paragraph" else value.get("html") if kind == "table" and isinstance(value, dict) else None
    )
    if isinstance(markup, str):
        told["html"] = nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"})
    return told


def _places(ids: list[int]) -> dict[int, list[Placement]]:
    """Where each is shown on its own site. One query."""
    shown = Placement.objects.filter(resource__in=ids, visible=True).exclude(role=PlacementRole.REPOST)
    found: dict[int, list[Placement]] = {}
    for place in shown.select_related("column", "site__root_page").order_by("pk"):
        found.setdefault(place.resource_id, []).append(place)
    return found


def _joint(ids: list[int]) -> dict[int, list[dict]]:
    rows = Organ.objects.filter(issued_jointly__in=ids).order_by("code")
    return _grouped((pk, _named(code, name)) for pk, code, name in rows.values_list("issued_jointly", "code", "name"))


def _terms(ids: list[int]) -> dict[int, list[dict]]:
    through = Resource.terms.through.objects.filter(resource__in=ids).order_by("term__vocabulary", "term__code")
    rows = through.values_list("resource_id", "term__code", "term__name")
    return _grouped((pk, _named(code, name)) for pk, code, name in rows)


def _attachments(ids: list[int]) -> dict[int, list[dict]]:
    rows = Attachment.objects.filter(resource__in=ids).select_related("document", "resource__owner_site")
    rows = rows.only(
        "title", "resource__owner_site__hostname", "document__title", "document__file", "document__file_size"
    )
    return _grouped((row.resource_id, _attachment(row)) for row in rows.order_by("sort_order", "pk"))


def _attachment(row: Attachment) -> dict[str, Any]:
    path = reverse("wagtaildocs_serve", args=[row.document_id, row.document.filename])
    url = base_url(row.resource.owner_site) + path
    return {"title": row.title, "name": row.document.filename, "size": row.document.file_size or 0, "url": url}


_LOADERS = {"jointIssuers": _joint, "furtherClasses": _terms, "attachments": _attachments}


def _relations(ids: list[int], readable: QuerySet[Resource]) -> dict[int, list[dict]]:
    """To what the caller may read, from either end, in the word of this end. Two queries."""
    said = edges(ids, *(RelationType(kind) for kind in INVERSE))
    others = {pk for edge in said for pk in (edge.source, edge.target)}
    known = {row.pk: row for row in readable.filter(pk__in=others).only("pk", "identifier", "title", "doc_no")}
    told: dict[int, dict[tuple, dict]] = {}
    for edge in said:
        for here, other, word in (
            (edge.source, edge.target, edge.type),
            (edge.target, edge.source, INVERSE[edge.type]),
        ):
            if here in ids and other in known and edge.said_by in known:
                row = known[other]
                line = {"type": str(word), "identifier": str(row.identifier), "title": row.title, "docNo": row.doc_no}
                told.setdefault(here, {})[str(word), other] = line
    return {pk: list(lines.values()) for pk, lines in told.items()}


def _named(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name}


def _grouped(rows: Iterable[tuple[int, dict]]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {}
    for pk, row in rows:
        found.setdefault(pk, []).append(row)
    return found
