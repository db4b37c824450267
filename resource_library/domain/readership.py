"""Counting what is read (阅读量, docs/adr/013): in memory first, a few times a minute into the database.

A page tells of itself; what it tells is believed only as far as it can be checked: the placement is shown, on the site
the page came from. Counts are of use for comparing texts; they prove nothing, for anybody can open a page often.
"""

import atexit
import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock, Timer

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Model, Sum

from unified_platform.rules.domain import value as rule

from ..models import DailyReads, Placement, ReadTotal
from ..tally import Gate, Key, Tally
from .validity import today

logger = logging.getLogger(__name__)

# Keys stored in one transaction: on SQLite nobody else writes meanwhile.
CHUNK = 500
PRUNE_CHUNK = 5000

tally, gate = Tally(), Gate()


def note(placement: int, *, site: int, address: str | None, agent: str) -> bool:
    """Count one view of a page of `site` (its id) that shows `placement`, by whom `gate` lets in. No query.

    Whether there is such a placement is found out when the count is stored.
    """
    if not gate.lets_in(address, agent, placement):
        return False
    counted = tally.add(Key(site, placement, today()))
    _clock.wind()
    return counted


def store() -> int:
    """Write down what this process has counted; how many views. What cannot be written now is kept for next time."""
    counts, stored = tally.take(), 0
    # In one order everywhere, so that two processes never wait for each other.
    keys = sorted(counts, key=lambda key: (key.placement, key.day, key.site))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        try:
            stored += _store({key: counts[key] for key in chunk})
        except DatabaseError:
            logger.warning("views could not be stored and are kept", exc_info=True)
            for key in chunk:
                tally.add(key, counts[key])
    return stored


@transaction.atomic
def _store(counts: dict[Key, int]) -> int:
    rows = Placement.objects.filter(pk__in={key.placement for key in counts}, visible=True)
    shown = {(pk, site): resource for pk, site, resource in rows.values_list("pk", "site_id", "resource_id")}
    kept = {key: count for key, count in counts.items() if (key.placement, key.site) in shown}
    totals: Counter[int] = Counter()
    for key, count in kept.items():
        totals[shown[key.placement, key.site]] += count
    _add(DailyReads, ("placement_id", "day"), [(key.placement, key.day, count) for key, count in kept.items()])
    _add(ReadTotal, ("resource_id",), sorted(totals.items()))
    return sum(kept.values())


def _add(model: type[Model], key: tuple[str, ...], rows: Sequence[tuple]) -> None:
    """Add each row's count to the row with its key, or make one. The ORM can replace on conflict, but not add."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join([*key, "count"])
    values = ", ".join(["(" + ", ".join(["%s"] * (len(key) + 1)) + ")"] * len(rows))
    sql = (
        f"INSERT INTO {table} ({names}) VALUES {values} "  # noqa: S608 - names of our own, values as parameters
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET count = {table}.count + excluded.count"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])


class _Clock:
    """Stores what was counted a few seconds after the first count; nothing runs while nobody reads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._timer: Timer | None = None

    def wind(self) -> None:
        with self._lock:
            if self._timer is None and settings.READS_STORED_AFTER:
                self._timer = Timer(settings.READS_STORED_AFTER, self._ring)
                self._timer.daemon = True
                self._timer.start()

    def _ring(self) -> None:
        with self._lock:
            self._timer = None
        try:
            store()
        finally:
            # The thread ends here, and nobody else would close what it opened.
            connections.close_all()
        if len(tally):
            self.wind()


_clock = _Clock()


@atexit.register
def _store_the_rest() -> None:
    """A worker that is asked to stop writes down its last seconds; one that is killed loses them."""
    if len(tally):
        store()


def prune() -> int:
    """Delete the days that were kept long enough (rule `views-days`); how many rows. Totals stay."""
    over, deleted = today() - timedelta(days=rule("views-days")), 0
    while ids := list(
        DailyReads.objects.filter(day__lt=over).order_by("day").values_list("pk", flat=True)[:PRUNE_CHUNK]
    ):
        deleted += DailyReads.objects.filter(pk__in=ids).delete()[0]
    return deleted


@dataclass(frozen=True)
class Reads:
    """Views of one placement: by day, the oldest first and today last, and in all the days that are kept."""

    days: tuple[int, ...]
    kept: int

    def of_last(self, days: int) -> int:
        return sum(self.days[-days:])


def reads_of(placements: Collection[int], days: int = 30) -> dict[int, Reads]:
    """Placement id → its views, for all of them. Two queries."""
    first = today() - timedelta(days=days - 1)
    rows = DailyReads.objects.filter(placement__in=placements)
    kept = dict(rows.values("placement").annotate(views=Sum("count")).values_list("placement", "views"))
    by_day: dict[int, dict[date, int]] = {}
    for placement, day, count in rows.filter(day__gte=first).values_list("placement", "day", "count"):
        by_day.setdefault(placement, {})[day] = count
    return {pk: Reads(tuple(_each_day(by_day.get(pk, {}), first, days)), kept.get(pk, 0)) for pk in placements}


def _each_day(counts: dict[date, int], first: date, days: int) -> Iterator[int]:
    return (counts.get(first + timedelta(days=number), 0) for number in range(days))


def total_of(resource: int) -> int:
    """Views of a resource everywhere since counting began. One query."""
    return ReadTotal.objects.filter(resource=resource).values_list("count", flat=True).first() or 0
