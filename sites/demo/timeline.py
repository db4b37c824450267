"""When things were published: thick in the last days, thin eight years back, in office hours."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

# Nanjing has one clock all year.
LOCAL = timezone(timedelta(hours=8))
OLDEST = timedelta(days=8 * 365)
_YOUNG = timedelta(hours=9)
_MINUTES = (8 * 60 + 35, 18 * 60 + 20)

Chance = Callable[[], float]


def moments(
    count: int, now: datetime, chance: Chance, *, newest: timedelta, steep: float = 3.0, oldest: timedelta = OLDEST
) -> list[datetime]:
    """So many different moments, newest first. The larger `steep`, the thicker the recent past."""
    span = oldest - newest
    ages = sorted(newest + span * (((n + 0.6 * chance()) / max(count, 2)) ** steep if n else 0.0) for n in range(count))
    found: list[datetime] = []
    for age in ages:
        moment = min(at_work(now - age, chance), now) if age > _YOUNG else now - age
        limit = found[-1] - timedelta(minutes=1) if found else now
        found.append(min(moment, limit).replace(second=int(chance() * 60), microsecond=0))
    return sorted(found, reverse=True)


def at_work(moment: datetime, chance: Chance) -> datetime:
    """A moment of the same day, or of the Friday before, at which an office publishes."""
    if moment.weekday() >= 5 and chance() < 0.8:
        moment -= timedelta(days=moment.weekday() - 4)
    first, last = _MINUTES
    minute = first + int((last - first) * chance())
    return moment.replace(hour=minute // 60, minute=minute % 60)


def forward(count: int, now: datetime, chance: Chance, oldest: timedelta = OLDEST) -> Iterator[datetime]:
    """So many moments from the oldest to now, evenly, one after the other: how a city grows."""
    first, step = now - oldest, oldest.total_seconds() / max(count, 1)
    for number in range(count):
        yield first + timedelta(seconds=step * (number + chance()))


def after(moment: datetime, hours: float, now: datetime) -> datetime:
    """So many hours later, but not in the future."""
    return min(moment + timedelta(hours=hours), now)
