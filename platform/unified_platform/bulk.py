"""Rows by the hundred thousand: COPY on PostgreSQL, executemany on SQLite. No signals, no model instances.

Meant for imports and seeds, where every row was checked before. `add_child` and `save()` manage tens of rows a second,
this manages tens of thousands.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

Row = Sequence[Any]


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows` (values in the order of `columns`, names of concrete fields or their attnames); returns how many.

    Values are Python's own: aware datetimes, dates, UUIDs, str, int, bool, None; a JSON field takes a dict, a list or
    JSON already in text. Columns that are not named take the database's NULL, so name every one that may not be null.
    """
    fields = [_field(model, name) for name in columns]
    if connection.vendor == "postgresql":
        return _copy(model, fields, rows)
    return _executemany(model, fields, rows)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys nobody else will get. On SQLite the caller holds the write lock until it inserts them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("reserve_ids needs a transaction on SQLite")
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return list(range(first, first + count))


def _field(model: type[models.Model], name: str) -> models.Field:
    return next(f for f in model._meta.concrete_fields if name in (f.name, f.attname))


def _copy(model: type[models.Model], fields: list[models.Field], rows: Iterable[Row]) -> int:
    convert = [_json_text if isinstance(field, models.JSONField) else None for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(_converted(row, convert))
            count += 1
    return count


def _executemany(model: type[models.Model], fields: list[models.Field], rows: Iterable[Row]) -> int:
    convert = [_sqlite_converter(field) for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    prepared = [_converted(row, convert) for row in rows]
    with connection.cursor() as cursor:
        # The table and column names are the model's own, quoted by the backend.
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", prepared)  # noqa: S608
    return len(prepared)


def _converted(row: Row, convert: list[Callable[[Any], Any] | None]) -> list[Any]:
    return [
        value if function is None or value is None else function(value)
        for value, function in zip(row, convert, strict=True)
    ]


def _sqlite_converter(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _json_text
    if isinstance(field, models.DateTimeField | models.DateField | models.UUIDField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _json_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
