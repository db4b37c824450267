"""What a schema consists of. Pure values: nothing here knows forms, models or pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Label = str | Promise

# Mandatory for every kind. What the system itself fills in (identifier, dates, version…) cannot be missing.
COMMON_MANDATORY = ("title", "issuer", "source", "region", "language")


class Type(StrEnum):
    """What a value is. How each is checked, stored and shown stands in `values.py`."""

    LINE = "line"  # 单行文字
    TEXT = "text"  # 多行文字
    DATE = "date"  # 日期, stored as 2026-11-22
    NUMBER = "number"  # 数字
    CHOICE = "choice"  # 选项: one of `options`, or the code of a class of `vocabulary`
    YES_NO = "yes_no"  # 是否
    URL = "url"  # 网址
    PHONE = "phone"  # 电话
    PERSON = "person"  # 姓名
    ROWS = "rows"  # 多行表格: a list of rows with `columns`


class Obligation(StrEnum):
    """约束: 必选, 条件必选, 可选. The conditional ones say when."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    OPTIONAL = "O"


@dataclass(frozen=True)
class When:
    """The condition of a conditional field: another field of the kind has one of these values."""

    name: str
    values: tuple[Any, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        return values.get(self.name) in self.values


@dataclass(frozen=True)
class Field:
    """A field only this kind has; its value is kept in `Resource.extra` under `name`.

    `headings` are what a column of a table import may be called, besides the label. `internal`: for the staff alone,
    never on a page, in the API or in the search index. `by_system`: filled in by a domain function, in no form.
    """

    name: str
    label: Label
    type: Type = Type.LINE
    obligation: Obligation = Obligation.OPTIONAL
    when: When | None = None
    options: tuple[tuple[str, Label], ...] = ()
    vocabulary: str = ""
    columns: tuple["Field", ...] = ()
    headings: tuple[str, ...] = ()
    help: Label = ""
    longest: int = 0
    internal: bool = False
    by_system: bool = False

    @property
    def required(self) -> bool:
        """Demanded of every resource of the kind."""
        return self.obligation == Obligation.MANDATORY

    @property
    def long(self) -> bool:
        """Wants the width of the page."""
        return self.type in (Type.TEXT, Type.ROWS)

    @property
    def most(self) -> int:
        """The most characters a value may have."""
        return self.longest or (20_000 if self.type == Type.TEXT else 500 if self.type == Type.URL else 200)

    def is_demanded(self, values: Mapping[str, Any]) -> bool:
        """Whether a resource with these values of its kind cannot do without."""
        return self.required or (self.when is not None and self.when.holds(values))


@dataclass(frozen=True)
class Shown:
    """A cell of the table above the text (R-4.8). `name` is an element, `published`, or a field as `extra.name`."""

    name: str
    label: Label
    is_wide: bool = False


@dataclass(frozen=True)
class Schema:
    """One kind. `mandatory` names the fields of `Resource` a publication cannot do without, `fields` what it adds.

    `initial`: what a new one starts with. `is_letter`: its text is set like an official letter. `has_portrait`: its
    picture belongs to its page. `order`: its place where a kind is chosen.
    """

    kind: str
    label: Label
    purpose: Label
    icon: str = "doc-full"
    order: int = 1000
    mandatory: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    display: tuple[Shown, ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)
    indexed: bool = False  # carries an index number (R-4.2.2: the disclosure kinds)
    needs_text: bool = True
    is_letter: bool = False
    has_portrait: bool = False

    @property
    def all_mandatory(self) -> tuple[str, ...]:
        return COMMON_MANDATORY + self.mandatory

    @property
    def public_fields(self) -> tuple[Field, ...]:
        """What readers and other systems may see, in the order of the page."""
        return tuple(each for each in self.fields if not each.internal)

    @property
    def form_fields(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if not each.by_system)

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)

    def public_values(self, extra: Any) -> dict[str, Any]:
        """The part of `Resource.extra` that is nobody's secret. What no field describes is left out."""
        given = extra if isinstance(extra, dict) else {}
        return {each.name: given[each.name] for each in self.public_fields if each.name in given}
