"""What the departments deal with (业务领域): one file of words per field, read once."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .phrases import Phrase, phrases

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Matter:
    """One thing a department looks after (事项): its name, headlines, facts, and what has to be done about it.

    `where` says whose business it is: `any`, `city` (no district has it) or `rural` (no inner district has it).
    """

    name: str
    where: str
    heads: tuple[Phrase, ...]
    facts: tuple[Phrase, ...]
    tasks: tuple[Phrase, ...]
    quotes: tuple[Phrase, ...]


@dataclass(frozen=True)
class Service:
    """A government service (政务服务事项). `papers` are the materials, separated by `；`; `aim` an audience code."""

    name: str
    basis: str
    who: str
    papers: str
    limit: str
    aim: str


@dataclass(frozen=True)
class Template:
    """A title with its paragraphs."""

    title: Phrase
    text: tuple[Phrase, ...]
    survey: bool = False


@dataclass(frozen=True)
class Question:
    title: Phrase
    ask: Phrase
    answer: Phrase


@dataclass(frozen=True)
class Table:
    """Indicators of a field: (name, unit, lowest, highest value)."""

    title: str
    rows: tuple[tuple[str, str, float, float], ...]


@dataclass(frozen=True)
class Field:
    """A field of work. `agency` is the office without its region: 教育局."""

    slug: str
    agency: str
    agency_short: str
    short: str
    prefix: str
    subject: str
    group: str
    audience: tuple[str, ...]
    scenes: tuple[str, ...]
    duties: tuple[str, ...]
    divisions: tuple[str, ...]
    results: tuple[Phrase, ...]
    matters: tuple[Matter, ...]
    services: tuple[Service, ...]
    notices: tuple[Template, ...]
    questions: tuple[Question, ...]
    table: Table


@lru_cache
def all_fields() -> tuple[Field, ...]:
    """Every field, in the order of the file names."""
    return tuple(field(path.stem) for path in sorted((CONTENT / "fields").glob("*.toml")))


@lru_cache
def field(slug: str) -> Field:
    raw = tomllib.loads((CONTENT / "fields" / f"{slug}.toml").read_text(encoding="utf-8"))
    plain = {key: raw[key] for key in ("agency", "short", "prefix", "subject", "group")}
    tuples = {key: tuple(raw[key]) for key in ("audience", "scenes", "duties", "divisions")}
    return Field(
        slug=slug,
        agency_short=raw.get("agency_short", raw["agency"]),
        results=phrases(raw["results"]),
        matters=tuple(_matter(each) for each in raw["matters"]),
        services=tuple(Service(**each) for each in raw["services"]),
        notices=templates(raw["notices"]),
        questions=tuple(
            Question(*(Phrase(each[key]) for key in ("title", "ask", "answer"))) for each in raw["questions"]
        ),
        table=Table(raw["table"]["title"], tuple(tuple(row) for row in raw["table"]["rows"])),
        **plain,
        **tuples,  # type: ignore[arg-type] # mypy reads one type into all of a dict's values
    )


def templates(raw: list[dict[str, Any]]) -> tuple[Template, ...]:
    return tuple(Template(Phrase(each["title"]), phrases(each["text"]), each.get("survey", False)) for each in raw)


def _matter(raw: dict[str, Any]) -> Matter:
    sayings = (phrases(raw.get(key, ())) for key in ("heads", "facts", "tasks", "quotes"))
    return Matter(raw["name"], raw.get("where", "any"), *sayings)
