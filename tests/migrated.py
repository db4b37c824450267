"""A migrated database, made by the first run and copied by the next ones until a migration changes.

Migrating takes longer than many a test file; the copy is made in no time. What Django does after it (asking whether
anything is left to migrate, writing content types and permissions) it still does.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "migrated"


def use_copy() -> None:
    """Let the test database begin as a copy, where there is one to copy."""
    if connection.vendor == "postgresql":
        if _template_exists():
            # The connection's own settings are a copy of these.
            for configured in (settings.DATABASES["default"], connection.settings_dict):
                configured["TEST"]["TEMPLATE"] = _template()
    elif _file().exists():
        connection.creation._create_test_db = _filled(connection.creation._create_test_db)


def keep_copy() -> None:
    """Keep the fresh test database for the next runs. Whoever comes second finds it kept."""
    if connection.vendor == "postgresql":
        _keep_in_server()
    elif not _file().exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        _keep_in_file()


def _state() -> str:
    """Changes with every migration of ours and of the libraries."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for migration in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return digest.hexdigest()[:16]


def _file() -> Path:
    return FOLDER / f"{_state()}.sqlite3"


def _filled(create: Callable[..., str]) -> Callable[..., str]:
    """The creation of a database in memory, which then is the copy."""

    def creation(*args: object, **kwargs: object) -> str:
        name = create(*args, **kwargs)
        # Kept open: a database in memory lives as long as somebody looks at it.
        connection.creation.keeper = sqlite3.connect(name, uri=name.startswith("file:"))
        source = sqlite3.connect(_file())
        source.backup(connection.creation.keeper)
        source.close()
        return name

    return creation


def _keep_in_file() -> None:
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    half = FOLDER / f"{os.getpid()}.half"
    target = sqlite3.connect(half)
    connection.ensure_connection()
    connection.connection.backup(target)
    target.close()
    half.replace(_file())


def _template() -> str:
    return f"tongyuan_migrated_{_state()}"


def _template_exists() -> bool:
    with connection.creation._nodb_cursor() as cursor:
        return connection.creation._database_exists(cursor, _template())


def _keep_in_server() -> None:
    if _template_exists():
        return
    source = connection.settings_dict["NAME"]
    connection.close()
    quoted = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tongyuan\\_migrated\\_%%'")
        for [old] in cursor.fetchall():
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(old)}")
        try:
            cursor.execute(f"CREATE DATABASE {quoted(_template())} TEMPLATE {quoted(source)}")
        except DatabaseError:
            # Another worker of this run was first.
            if not _template_exists():
                raise
