"""Which kinds there are. A schema registers itself when its file is loaded."""

import re
from typing import Any

from .schema import Label, Schema, Type

SCHEMAS: dict[str, Schema] = {}
_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")


def register(schema: Schema) -> Schema:
    """Add a kind. Raises ValueError for a second one of the same code, and for a schema that contradicts itself."""
    if schema.kind in SCHEMAS:
        raise ValueError(f"two kinds are called {schema.kind!r}")
    _check(schema)
    known = sorted((*SCHEMAS.values(), schema), key=lambda each: (each.order, each.kind))
    SCHEMAS.clear()
    SCHEMAS.update((str(each.kind), each) for each in known)
    return schema


def unregister(kind: str) -> None:
    """Undo `register`, for tests."""
    del SCHEMAS[kind]


def schema_of(kind: str) -> Schema:
    return SCHEMAS[kind]


def kind_choices() -> list[tuple[str, Label]]:
    """What `Resource.kind` may be. The model names this function, so a new kind needs no migration."""
    return [(kind, schema.label) for kind, schema in SCHEMAS.items()]


def without_internal(kind: str, extra: Any) -> dict[str, Any]:
    """`Resource.extra` without what is for the staff alone. What no field describes (an import left it) stays."""
    given = extra if isinstance(extra, dict) else {}
    schema = SCHEMAS.get(kind)
    hidden = {each.name for each in schema.fields if each.internal} if schema else set()
    return {name: value for name, value in given.items() if name not in hidden}


def _check(schema: Schema) -> None:
    names = [each.name for each in schema.fields]
    if not _CODE.fullmatch(schema.kind):
        raise ValueError(f"{schema.kind!r} is no code of a kind: small letters, digits and _, at most twenty")
    if len(set(names)) != len(names):
        raise ValueError(f"{schema.kind}: a field is there twice")
    for each in schema.fields:
        if each.when and each.when.name not in names:
            raise ValueError(f"{schema.kind}.{each.name} depends on {each.when.name}, which is no field of it")
        if (each.type == Type.CHOICE) != bool(each.options or each.vocabulary):
            raise ValueError(f"{schema.kind}.{each.name}: a choice, and nothing else, has options or a vocabulary")
        if (each.type == Type.ROWS) != bool(each.columns):
            raise ValueError(f"{schema.kind}.{each.name}: rows, and nothing else, have columns")
    known = {f"extra.{name}" for name in names}
    strange = [cell.name for cell in schema.display if cell.name.startswith("extra.") and cell.name not in known]
    if strange:
        raise ValueError(f"{schema.kind} shows {strange[0]}, which is no field of it")
