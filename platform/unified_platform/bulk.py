"""Rows by the hundred thousand: COPY on PostgreSQL, executemany on SQLite. No signals, no model instances.

Meant for imports and seeds, where every row was checked before. `add_child` and `save()` manage tens of rows a second,
this manages tens of thousands.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction

Row = Sequence[Any]
# Rows that are held in memory at a time where the database takes them by statement.
CHUNK = 5000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows` (values in the order of `columns`, names of concrete fields or their attnames); returns how many.

    Values are Python's own: aware datetimes, dates, UUIDs, str, int, bool, None; a JSON field takes a dict, a list or
    JSON already in text. Columns that are not named take the database's NULL, so name every one that may not be null.
    All rows or none; memory stays flat whatever their number. Raises FieldDoesNotExist for an unknown column,
    ValueError for a row with more or fewer values than columns.
    """
    fields = [_field(model, name) for name in columns]
    whole = _whole(rows, len(fields))
    # A savepoint where the caller has a transaction already, so that it may go on after an error.
    with transaction.atomic():
        if connection.vendor == "postgresql":
            return _copy(model, fields, whole)
        return _executemany(model, fields, whole)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys nobody else will get: not the next insert, not the next reservation, whoever makes it."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        last = _raise_sequence(cursor, table, count)
        return list(range(last - count + 1, last + 1))


def reserve_run(model: type[models.Model], count: int) -> range:
    """As many keys on end. Only while nobody else inserts: the caller holds the table."""
    if not count:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            [sequence] = cursor.fetchone()
            cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, count - 1])
            [last] = cursor.fetchone()
        else:
            last = _raise_sequence(cursor, table, count)
    return range(last - count + 1, last + 1)


def _raise_sequence(cursor, table: str, count: int) -> int:
    """SQLite: moves the table's counter on by `count` and returns it. (A fresh table has no counter yet.)"""
    with transaction.atomic():
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        return cursor.fetchone()[0]


def analyze(*models: type[models.Model]) -> None:
    """Tell the database what these tables (without any: all of them) hold now.

    After many rows at once: until the database finds out by itself, it may plan a page's query for tables that were
    nearly empty, and walk through thousands of rows for each of thousands.
    """
    statements = [f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}" for model in models] or ["ANALYZE"]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _field(model: type[models.Model], name: str) -> models.Field:
    for field in model._meta.concrete_fields:
        if name in (field.name, field.attname):
            return field
    raise FieldDoesNotExist(f"{model._meta.label} has no column {name!r}")


def _whole(rows: Iterable[Row], columns: int) -> Iterator[Row]:
    """The rows as they come; the databases notice a value too few in words of their own, and one of them too late."""
    for row in rows:
        if len(row) != columns:
            raise ValueError(f"a row has {len(row)} values for {columns} columns")
        yield row


def _names(fields: list[models.Field]) -> str:
    return ", ".join(connection.ops.quote_name(field.column or field.attname) for field in fields)


def _copy(model: type[models.Model], fields: list[models.Field], rows: Iterable[Row]) -> int:
    of_json = [place for place, field in enumerate(fields) if _is_json(field)]
    names = _names(fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    statement = f"COPY {table} ({names}) FROM STDIN"
    # The driver's own errors leave as Django's, as they do from every other statement.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(_with_json_text(row, of_json))
            count += 1
    return count


def _with_json_text(row: Row, places: Sequence[int]) -> Row:
    """The driver takes every value as it is but JSON that is no text yet."""
    if all(row[place] is None or isinstance(row[place], str) for place in places):
        return row
    return [_json_text(value) if place in places and value is not None else value for place, value in enumerate(row)]


def _executemany(model: type[models.Model], fields: list[models.Field], rows: Iterable[Row]) -> int:
    convert = [_sqlite_converter(field) for field in fields]
    names = _names(fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    # The table and column names are the model's own, quoted by the backend.
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    waiting, count = iter(rows), 0
    with connection.cursor() as cursor:
        while some := [_converted(row, convert) for row in islice(waiting, CHUNK)]:
            cursor.executemany(statement, some)
            count += len(some)
    return count


def _converted(row: Row, convert: Sequence[Callable[[Any], Any] | None]) -> list[Any]:
    return [
        value if function is None or value is None else function(value)
        for value, function in zip(row, convert, strict=False)
    ]


def _sqlite_converter(field: models.Field) -> Callable[[Any], Any] | None:
    if _is_json(field):
        return _json_text
    if isinstance(field, models.DateTimeField | models.DateField | models.UUIDField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _is_json(field: models.Field) -> bool:
    """A JSON field, or one that is stored like one: a StreamField."""
    return field.get_internal_type() == "JSONField"


def _json_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
