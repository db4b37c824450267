"""Counting and recording what other systems read (R-4.7.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from unified_platform.rules.domain import value as rule

from ..models import ApiCall, ApiKey, ApiUse
from .validity import today

CHUNK = 5000


@dataclass(frozen=True)
class Admission:
    """Whether a call may go on; `left` calls remain in this minute, which ends in `seconds`."""

    limit: int
    number: int
    seconds: int

    @property
    def is_granted(self) -> bool:
        return self.number <= self.limit

    @property
    def left(self) -> int:
        return max(self.limit - self.number, 0)

    @property
    def is_first_refusal(self) -> bool:
        return self.number == self.limit + 1


def admit(key: ApiKey) -> Admission:
    """Count one call of the key, in this minute and on this day. Processes count together: the database keeps count.

    Three queries, one more for the first call of a day.
    """
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    limit = key.per_minute if key.per_minute is not None else rule("api-per-minute")
    with transaction.atomic():
        number = _count(key, minute)
    return Admission(limit, number, 60 - now.second)


def _count(key: ApiKey, minute: datetime) -> int:
    use = ApiUse.objects.filter(key=key, day=today())
    again = Case(When(minute=minute, then=F("in_minute") + 1), default=Value(1))
    counted = {"calls": F("calls") + 1, "in_minute": again, "minute": minute}
    if not use.update(**counted):
        ApiUse.objects.bulk_create([ApiUse(key=key, day=today())], ignore_conflicts=True)
        use.update(**counted)
    return use.values_list("in_minute", flat=True).get()


def record(key: ApiKey, *, path: str, query: str, status: int, rows: int, address: str | None) -> None:
    """One line in the log of calls; what was delivered is added to the day. Two queries, one for nothing delivered."""
    ApiCall.objects.create(key=key, path=path[:200], query=query[:500], status=status, rows=rows, address=address)
    if rows:
        ApiUse.objects.filter(key=key, day=today()).update(rows=F("rows") + rows)


def refuse(key: ApiKey) -> None:
    """One call over the limit. Only the first of a minute is written into the log: a flood must not become ours."""
    ApiUse.objects.filter(key=key, day=today()).update(refused=F("refused") + 1)


def prune() -> int:
    """Delete what was kept long enough (rule `log-days`, R-1.13.7); how many lines. In short transactions."""
    over, deleted = timezone.now() - timedelta(days=rule("log-days")), 0
    while ids := list(ApiCall.objects.filter(at__lt=over).order_by("at").values_list("pk", flat=True)[:CHUNK]):
        deleted += ApiCall.objects.filter(pk__in=ids).delete()[0]
    return deleted
