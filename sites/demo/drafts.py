"""A text on its way into the library: what the composers hand to the writer. Codes instead of rows, so no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from resource_library.enums import CarrierType, InfoFormat, Kind, RelationType


class Picture(NamedTuple):
    """A picture of the album: its row, and what it shows in words."""

    id: int
    alt: str


class Attached(NamedTuple):
    """A file of the library under the title it has here."""

    document_id: int
    title: str


class Written(NamedTuple):
    """What is left to know of a draft that has been written."""

    id: int


@dataclass(slots=True, eq=False)
class Draft:
    """One resource. `issuer` is an organ's code, empty for the organ behind the site; `subject`, `genre`, `group` and
    `audiences` are codes of the vocabularies; `body` is the text's JSON. `id` is known once it has been written.
    """

    kind: Kind
    title: str
    moment: datetime
    body: str = "[]"
    extra: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    keywords: str = ""
    source: str = ""
    author: str = ""
    issuer: str = ""
    joint_issuers: tuple[str, ...] = ()
    doc_no: str = ""
    duty_department: str = ""
    signer: str = ""
    created_date: date | None = None
    effect_date: date | None = None
    abolish_date: date | None = None
    validity: str = ""
    subject: str = ""
    genre: str = ""
    group: str = ""
    audiences: tuple[str, ...] = ()
    image: Picture | None = None
    info_format: str = InfoFormat.HTML
    carrier: str = CarrierType.TEXT
    attachments: list[Attached] = field(default_factory=list)
    relations: list[tuple[RelationType, "Draft | Written"]] = field(default_factory=list)
    successor: "Draft | None" = None
    pin: int = 0
    id: int = 0
