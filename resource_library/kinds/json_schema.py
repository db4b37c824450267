"""The format in which other systems read a resource: one JSON Schema (2020-12) for each kind (R-1.12.3 c)."""

from typing import Any

from .elements import ELEMENTS, Element
from .schema import Field, Schema, Type
from .values import MOST_ROWS

NAMED = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "name": {"type": "string"}},
    "required": ["code", "name"],
    "additionalProperties": False,
}
_OF_ELEMENTS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": ["string", "null"], "format": "date"},
    "moment": {"type": ["string", "null"], "format": "date-time"},
    "organ": {"oneOf": [NAMED, {"type": "null"}]},
    "term": {"oneOf": [NAMED, {"type": "null"}]},
    "organs": {"type": "array", "items": NAMED},
    "terms": {"type": "array", "items": NAMED},
}


def json_schema(schema: Schema) -> dict[str, Any]:
    """What a resource of the kind looks like. `fields=` may leave out every property but `identifier` and `kind`."""
    properties: dict[str, Any] = {"kind": {"const": str(schema.kind), "description": str(schema.label)}}
    properties |= {element.code: _of_element(element) for element in ELEMENTS}
    properties["extra"] = extra_schema(schema)
    return {"title": str(schema.label), "type": "object", "properties": properties, "required": ["identifier", "kind"]}


def extra_schema(schema: Schema) -> dict[str, Any]:
    """The fields that only this kind has. A field it demands may still be missing in what an import brought."""
    return {
        "type": "object",
        "properties": {field.name: of_field(field) for field in schema.public_fields},
        "additionalProperties": False,
    }


def of_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(field.label), **_type_of(field)}
    if field.help:
        described["description"] = str(field.help)
    described["x-obligation"] = str(field.obligation)
    return described


def _of_element(element: Element) -> dict[str, Any]:
    if element.value == "choice":
        return {"type": "string", "enum": list(dict.fromkeys(["", *element.codes])), "title": element.headings[0]}
    return {**_OF_ELEMENTS[element.value], "title": element.headings[0]}


def _type_of(field: Field) -> dict[str, Any]:
    match field.type:
        case Type.DATE:
            return {"type": "string", "format": "date"}
        case Type.NUMBER:
            return {"type": "number"}
        case Type.YES_NO:
            return {"type": "boolean"}
        case Type.URL:
            return {"type": "string", "format": "uri", "maxLength": field.most}
        case Type.CHOICE if field.vocabulary:
            return {"type": "string", "x-vocabulary": field.vocabulary}
        case Type.CHOICE:
            return {"type": "string", "enum": [code for code, _label in field.options]}
        case Type.ROWS:
            columns = {column.name: of_field(column) for column in field.columns}
            row = {"type": "object", "properties": columns, "additionalProperties": False}
            return {"type": "array", "items": row, "maxItems": MOST_ROWS}
    return {"type": "string", "maxLength": field.most}
