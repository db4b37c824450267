"""Which elements of the metadata are missing where (元数据完整性, R-4.2.43): a question to the database."""

from typing import Any

from django.db.models import Q

from ..kinds import SCHEMAS, Schema
from ..models import Resource

# Recommended for every kind: what lists, search and other systems show of a text.
FOR_ALL = ("description", "keywords")


def wanted(schema: Schema) -> list[tuple[str, bool]]:
    """(element, whether it is obligatory) of a kind: what it demands, and what the table above its text shows (R-4.8).

    Fields of the kind are called `extra.name`.
    """
    demanded = [*schema.all_mandatory, *(f"extra.{each.name}" for each in schema.fields if each.required)]
    shown = [each.name for each in schema.display if _is_asked(each.name)]
    further = [name for name in dict.fromkeys([*FOR_ALL, *shown]) if name not in demanded]
    return [*((name, True) for name in dict.fromkeys(demanded)), *((name, False) for name in further)]


def _is_asked(name: str) -> bool:
    if name.startswith("extra."):
        return True
    return any(field.name == name and field.editable for field in Resource._meta.concrete_fields)


def is_missing(element: str) -> Q:
    """The condition under which a resource lacks this element."""
    if element.startswith("extra."):
        key = f"extra__{element.removeprefix('extra.')}"
        return Q(**{f"{key}__isnull": True}) | Q(**{key: ""}) | Q(**{key: None})
    field: Any = Resource._meta.get_field(element)
    if field.null:
        return Q(**{f"{element}__isnull": True})
    return Q(**{element: ""})


def label_of(kind: str, element: str) -> str:
    """What people call it."""
    if element.startswith("extra."):
        field = SCHEMAS[kind].field(element.removeprefix("extra.")) if kind in SCHEMAS else None
        return str(field.label) if field else element
    field_of: Any = Resource._meta.get_field(element)
    return str(field_of.verbose_name)


def known_elements() -> set[str]:
    return {name for schema in SCHEMAS.values() for name, _obligatory in wanted(schema)}
