"""The fields that only a kind has, on its page; which there are and what they hold stands in its schema."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from resource_library.kinds import Field as KindField
from resource_library.kinds import Type, schema_of
from resource_library.kinds.values import is_empty, words
from resource_library.models import Resource

from . import links

if TYPE_CHECKING:
    from ..parts import Parts


@dataclass(frozen=True)
class RowCell:
    text: str
    link: links.Link | None = None


@dataclass(frozen=True)
class Field:
    """A field with its value in words; `rows` with their `headings` where it is a table."""

    name: str
    label: str
    value: str
    is_long: bool
    link: links.Link | None = None
    headings: list[str] = field(default_factory=list)
    rows: list[list[RowCell]] = field(default_factory=list)


def fields_of(resource: Resource, hanging: "Parts") -> list[Field]:
    """The fields of the kind that have a value; those it demands are shown empty rather than not at all.

    What the table above the text shows is not said twice.
    """
    schema = schema_of(resource.kind)
    above = {cell.name for cell in schema.display}
    values = schema.public_values(resource.extra)
    return [
        _field(each, values.get(each.name), hanging)
        for each in schema.public_fields
        if f"extra.{each.name}" not in above and (each.required or _says_something(values.get(each.name)))
    ]


def words_of(resource: Resource, name: str, hanging: "Parts") -> str:
    """One field in words, for the table above the text."""
    schema = schema_of(resource.kind)
    wanted = schema.field(name)
    return words(wanted, schema.public_values(resource.extra).get(name), hanging.classes) if wanted else ""


def linked_hosts(resource: Resource) -> Iterator[str]:
    """The hosts to which fields of the kind lead."""
    values = resource.extra if isinstance(resource.extra, dict) else {}
    for each in schema_of(resource.kind).public_fields:
        value = values.get(each.name)
        if each.type == Type.URL and isinstance(value, str):
            yield links.host_of(value)
        for row in _rows(each, value):
            yield from (links.host_of(str(row.get(c.name) or "")) for c in each.columns if c.type == Type.URL)


def class_references(resource: Resource) -> set[tuple[str, str]]:
    """(vocabulary, code) of the classes that fields of the kind name."""
    values = resource.extra if isinstance(resource.extra, dict) else {}
    return {
        (each.vocabulary, str(values[each.name]))
        for each in schema_of(resource.kind).public_fields
        if each.vocabulary and not is_empty(values.get(each.name))
    }


def _says_something(value: Any) -> bool:
    return not is_empty(value) and value is not False


def _field(each: KindField, value: Any, hanging: "Parts") -> Field:
    return Field(
        name=each.name,
        label=str(each.label),
        value=words(each, value, hanging.classes).strip(),
        is_long=each.long,
        link=links.link(str(value), hanging.hosts) if each.type == Type.URL and value else None,
        headings=[str(column.label) for column in each.columns],
        rows=[[_cell(column, row.get(column.name), hanging) for column in each.columns] for row in _rows(each, value)],
    )


def _cell(column: KindField, value: Any, hanging: "Parts") -> RowCell:
    link = links.link(str(value), hanging.hosts) if column.type == Type.URL and value else None
    return RowCell(words(column, value, hanging.classes), link)


def _rows(each: KindField, value: Any) -> list[dict]:
    if each.type != Type.ROWS or not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, dict)]
