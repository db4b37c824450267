"""What the columns of a table mean for a kind, and what its cells say (表格导入映射).

An importer asks `plan` once for the heading line and `read` for every line below; it looks up organs and classes by
the names it is given, for many lines at once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .elements import ELEMENTS, Element
from .schema import Field, Schema
from .values import BadValue, clean, day_of, from_cell, is_empty, outside_its_list

_AFTER_A_HEADING = re.compile(r"[*：:（(\[【].*$")


@dataclass
class Plan:
    """Column number → what it fills; `unknown` are headings that mean nothing for this kind."""

    elements: dict[int, Element] = field(default_factory=dict)
    fields: dict[int, Field] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def name_of(self, column: int) -> str:
        element = self.elements.get(column)
        return element.headings[0] if element else str(self.fields[column].label)


@dataclass
class Line:
    """What one line says.

    `values` go into fields of `Resource`, `extra` into its `extra`; `names` are what organs and classes are called or
    their codes, by field; `problems` name the heading and what is wrong with the cell.
    """

    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def plan(schema: Schema, headings: Sequence[Any], renamed: Mapping[str, str] | None = None) -> Plan:
    """Which column fills what. `renamed` maps headings of this table to names or headings known here."""
    known = _known(schema)
    made, taken = Plan(), set()
    for number, heading in enumerate(headings):
        wanted = (renamed or {}).get(str(heading), heading)
        target = known.get(_plain(wanted))
        if target is None or id(target) in taken:
            if not is_empty(heading):
                made.unknown.append(str(heading))
            continue
        taken.add(id(target))
        if isinstance(target, Element):
            made.elements[number] = target
        else:
            made.fields[number] = target
    return made


def read(made: Plan, cells: Sequence[Any]) -> Line:
    """What a line says; a cell that cannot be read is a problem and otherwise left out."""
    line = Line()
    for number, cell in enumerate(cells):
        if is_empty(cell):
            continue
        try:
            if number in made.elements:
                _element(line, made.elements[number], cell)
            elif number in made.fields:
                _field(line, made.fields[number], cell)
        except BadValue as why:
            line.problems.append((made.name_of(number), str(why)))
    return line


def _element(line: Line, element: Element, cell: Any) -> None:
    match element.value:
        case "date":
            line.values[element.field] = day_of(cell)
        case "choice":
            line.values[element.field] = _option(element, str(cell).strip())
        case "organ" | "term":
            line.names[element.field] = [str(cell).strip()]
        case "organs" | "terms":
            line.names[element.field] = [part for part in re.split(r"[、,，;；\n]\s*", str(cell).strip()) if part]
        case _:
            line.values[element.field] = str(cell).strip()


def _option(element: Element, text: str) -> str:
    options = getattr(element.options, "choices", element.options)
    for code, label in options:
        if text in (code, str(label)):
            return code
    raise outside_its_list()


def _field(line: Line, wanted: Field, cell: Any) -> None:
    line.extra[wanted.name] = clean(wanted, from_cell(wanted, cell))


def _known(schema: Schema) -> dict[str, Element | Field]:
    """Every heading; a field of the kind goes before an element of the same name."""
    known: dict[str, Element | Field] = {}
    for element in ELEMENTS:
        if not element.by_system:
            _add(known, element, [*element.headings, element.code, element.field])
    for one in schema.form_fields:
        _add(known, one, [*one.headings, str(one.label), one.name], first=True)
    return known


def _add(known: dict, target: Element | Field, names: Iterable[str], first: bool = False) -> None:
    for name in names:
        if first or _plain(name) not in known:
            known[_plain(name)] = target


def _plain(heading: Any) -> str:
    """Without blanks, stars and what stands in brackets: 成文日期（必填）* is 成文日期."""
    return _AFTER_A_HEADING.sub("", "".join(str(heading or "").split()).lstrip("*")).lower()
