"""Does the database fit the code? One query against what stands on disk; nothing is planned or built for it."""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]


@dataclass(frozen=True)
class MigrationState:
    """`missing`: the code has them, the database not yet. `unknown`: applied there by code newer than this."""

    missing: tuple[Key, ...]
    unknown: tuple[Key, ...]


@cache
def _on_disk() -> tuple[frozenset[Key], frozenset[Key]]:
    """(what must be applied, what may be applied); a squashed migration may stand for those it replaces."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(loader.graph.nodes), frozenset(loader.disk_migrations) | replaced


def migration_state() -> MigrationState:
    """Compare; raises what the database raises when it cannot be reached."""
    needed, known = _on_disk()
    applied = set(MigrationRecorder(connection).applied_migrations())
    return MigrationState(tuple(sorted(needed - applied)), tuple(sorted(applied - known)))
