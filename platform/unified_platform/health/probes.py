"""How the platform is, as values: what /readyz, the `health` command and the worker's alarm all look at."""

import logging
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from unified_platform.events import queries
from unified_platform.search import domain as search
from unified_platform.search.engine import IndexState

from .migrations_state import migration_state

logger = logging.getLogger(__name__)

# Six missed heartbeats.
WORKER_SILENT = timedelta(seconds=30)
# A worker that cannot keep up, or a handler that hangs.
QUEUE_STUCK = timedelta(minutes=5)


@dataclass
class Health:
    """`status` is ok, attention (it serves; staff must look) or down (it cannot serve). No secrets in any of it."""

    database: bool = False
    migrations_missing: int | None = None
    migrations_unknown: int | None = None
    worker_seen_seconds_ago: float | None = None
    oldest_delivery_seconds: float | None = None
    dead_deliveries: int | None = None
    failing_acts: list[str] = field(default_factory=list)
    search_index: str | None = None
    attention: list[str] = field(default_factory=list)
    status: str = "down"

    def as_dict(self) -> dict:
        return asdict(self)


def look() -> Health:
    """Examine everything; raises nothing."""
    health = Health()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        health.database = True
        _look_at_migrations(health)
        if not health.migrations_missing:
            _look_at_work(health)
            _look_at_acts(health)
            _look_at_search(health)
            health.status = "attention" if health.attention else "ok"
    except (DatabaseError, InterfaceError) as error:
        logger.error("health: the database does not answer: %s", error)
    return health


def _look_at_migrations(health: Health) -> None:
    state = migration_state()
    health.migrations_missing = len(state.missing)
    health.migrations_unknown = len(state.unknown)
    if state.unknown:
        health.attention.append("migrations")


def _look_at_work(health: Health) -> None:
    now = timezone.now()
    seen = queries.last_heartbeat_age(now)
    health.worker_seen_seconds_ago = round(seen.total_seconds(), 1) if seen is not None else None
    if seen is None or seen > WORKER_SILENT:
        health.attention.append("worker")
    oldest = queries.oldest_due_age(now)
    health.oldest_delivery_seconds = round(oldest.total_seconds(), 1)
    health.dead_deliveries = queries.dead_deliveries().count()
    if oldest > QUEUE_STUCK or health.dead_deliveries:
        health.attention.append("deliveries")


def _look_at_search(health: Health) -> None:
    # Only the cheap question: comparing it with the library is the timed act's (handlers.py).
    state = search.status().state
    health.search_index = state.value
    if state != IndexState.READY:
        health.attention.append("search_index")


def _look_at_acts(health: Health) -> None:
    health.failing_acts = queries.failing_acts()
    if health.failing_acts:
        health.attention.append("acts")
