"""The description of the API, derived from the register of kinds: OpenAPI 3.1, whose schemas are JSON Schema."""

from typing import Any

from django.utils.translation import gettext as _

from ..kinds import SCHEMAS, Schema
from ..kinds.json_schema import NAMED, json_schema
from .reading import MOST, SIZE

_NAMED = {"$ref": "#/components/schemas/Named"}
_TEXT: dict[str, Any] = {"type": "string"}


def resource_schema(schema: Schema, named: dict[str, Any] | None = None) -> dict[str, Any]:
    """A resource of the kind with everything an answer may have."""
    named = named or NAMED
    described = json_schema(schema)
    described["properties"] |= {
        "url": {"type": ["string", "null"], "format": "uri", "title": "在线链接地址"},
        "ownerSite": named,
        "columnRefs": {"type": "array", "items": named, "title": "所属栏目"},
        "updatedAt": {"type": "string", "format": "date-time"},
        "attachments": {
            "type": "array",
            "items": _object(title=_TEXT, name=_TEXT, size={"type": "integer"}, url=_TEXT),
        },
        "relations": {"type": "array", "items": _object(type=_TEXT, identifier=_TEXT, title=_TEXT, docNo=_TEXT)},
        "body": {
            "type": "array",
            "items": {**_object(type=_TEXT, text=_TEXT, html=_TEXT), "required": ["type", "text"]},
        },
    }
    described["additionalProperties"] = False
    return described


def document(base: str) -> dict[str, Any]:
    """The whole description; `base` is the address under which it is served."""
    kinds = {f"Resource_{kind}": resource_schema(schema, _NAMED) for kind, schema in SCHEMAS.items()}
    one_of = [{"$ref": f"#/components/schemas/{name}"} for name in kinds]
    mapping = {kind: f"#/components/schemas/Resource_{kind}" for kind in SCHEMAS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Library of the city's websites: read API"),
            "version": "1.0.0",
            "description": _(
                "What the city's websites publish, described once. Reading only; every call carries a key."
            ),
        },
        "servers": [{"url": base}],
        "security": [{"key": []}],
        "paths": {
            "/resources": {"get": _list_call()},
            "/resources/{identifier}": {"get": _detail_call()},
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Named": NAMED,
                "Resource": {"oneOf": one_of, "discriminator": {"propertyName": "kind", "mapping": mapping}},
                **kinds,
                "Page": _page(),
                "Problem": {
                    **_object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT, instance=_TEXT),
                    "description": "RFC 9457",
                },
            },
        },
    }


def _list_call() -> dict[str, Any]:
    asked = [
        ("site", _("Host name of the owner site, as xuanwu.example.gov.cn"), _TEXT),
        ("column", _("Number of a column that shows it"), {"type": "integer", "minimum": 1}),
        ("kind", _("Kind"), {"type": "string", "enum": list(SCHEMAS)}),
        ("subject", _("Code of a subject; those below it count, and a merged code leads to its successor"), _TEXT),
        ("genre", _("Code of a genre"), _TEXT),
        ("group", _("Code of a disclosure group"), _TEXT),
        ("region", _("Code of a region"), _TEXT),
        ("organ", _("Code of the issuer"), _TEXT),
        ("since", _("First day of publication, in Asia/Shanghai"), {"type": "string", "format": "date"}),
        ("until", _("Last day of publication"), {"type": "string", "format": "date"}),
        ("size", _("Resources on a page"), {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}),
        ("cursor", _("Where the page begins: from “next” of the page before"), _TEXT),
        ("fields", _("Only these fields, with commas between them"), _TEXT),
        (
            "count",
            _("1: how many there are, and how many pages; takes longer"),
            {"type": "string", "enum": ["1", "true"]},
        ),
    ]
    parameters = [{"name": name, "in": "query", "description": text, "schema": kind} for name, text, kind in asked]
    return {
        "operationId": "listResources",
        "summary": _("Resources, newest first"),
        "parameters": [*parameters, _if_none_match()],
        "responses": _responses({"$ref": "#/components/schemas/Page"}, 400, 401, 403, 429),
    }


def _detail_call() -> dict[str, Any]:
    one = {"name": "identifier", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    fields = {"name": "fields", "in": "query", "schema": _TEXT}
    return {
        "operationId": "getResource",
        "summary": _("One resource, with its text"),
        "parameters": [one, fields, _if_none_match()],
        "responses": _responses({"$ref": "#/components/schemas/Resource"}, 400, 401, 404, 410, 429),
    }


def _if_none_match() -> dict[str, Any]:
    return {"name": "If-None-Match", "in": "header", "description": _("The ETag of the last answer"), "schema": _TEXT}


def _responses(told: dict[str, Any], *refusals: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "200": {"description": "OK", "content": {"application/json": {"schema": told}}},
        "304": {"description": _("Nothing has changed")},
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return described | {str(status): {"description": _MEANING[status](), "content": problem} for status in refusals}


_MEANING = {
    400: lambda: _("A parameter is wrong; the answer names it"),
    401: lambda: _("No valid key"),
    403: lambda: _("Outside the scope of the key"),
    404: lambda: _("Nothing this key may read"),
    410: lambda: _("It was taken down; take it down as well"),
    429: lambda: _("Too many calls in this minute"),
}


def _page() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Resource"}},
            "next": {"type": ["string", "null"], "format": "uri"},
            "count": {"type": "integer"},
            "pageCount": {"type": "integer"},
        },
        "required": ["items", "next"],
    }


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
