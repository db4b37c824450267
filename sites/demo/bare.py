"""Tables without indexes and foreign keys while millions of rows pour in, and with all of them afterwards.

Within one transaction: nobody ever sees the tables bare, and a failure leaves them as they were. The foreign keys are
checked when they come back. On this project's machine it makes the load about twice as fast.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

# Statements that take something off, and those that put it back on.
Dress = tuple[list[str], list[str]]

_CONSTRAINTS = """
    SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype IN ('f', 'u') AND conrelid = ANY(%s::regclass[])
    ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
    )
    ORDER BY 1
"""


@contextmanager
def bare(*tables: type[models.Model]) -> Iterator[None]:
    """Raises TransactionManagementError outside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("tables are bared within a transaction only")
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        off, on = _of_postgresql(cursor, names) if connection.vendor == "postgresql" else _of_sqlite(cursor, names)
        _run(cursor, off)
    yield
    with connection.cursor() as cursor:
        _run(cursor, on)


def _of_postgresql(cursor: CursorWrapper, names: Sequence[str]) -> Dress:
    # What was inserted before is checked now: a table with open checks cannot be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    # The server's own default is two helpers for each index, which get into each other's way on a small machine.
    cursor.execute("SET LOCAL max_parallel_maintenance_workers = %s", [min(2, (os.cpu_count() or 1) - 1)])
    quoted = [connection.ops.quote_name(name) for name in names]
    cursor.execute(_CONSTRAINTS, [quoted])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [quoted])
    indexes = cursor.fetchall()
    off = [f"ALTER TABLE {table} DROP CONSTRAINT {_quoted(name)}" for name, table, _definition in constraints]
    off += [f"DROP INDEX {name}" for name, _definition in indexes]
    on = [definition for _name, definition in indexes]
    # What the tables hold now: a key that is nowhere filled in is checked by its index and not by reading every row.
    on += [f"ANALYZE {name}" for name in quoted]
    on += [f"ALTER TABLE {table} ADD CONSTRAINT {_quoted(name)} {text}" for name, table, text in constraints]
    return off, on


def _of_sqlite(cursor: CursorWrapper, names: Sequence[str]) -> Dress:
    """SQLite cannot take constraints off a table, and asks for foreign keys only at the end."""
    marks = ", ".join(["%s"] * len(names))
    cursor.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",  # noqa: S608 - placeholders
        names,
    )
    indexes = cursor.fetchall()
    return [f"DROP INDEX {_quoted(name)}" for name, _sql in indexes], [sql for _name, sql in indexes]


def _run(cursor: CursorWrapper, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
