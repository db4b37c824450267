"""Which resources of a class are meant, when not all of them are: by site, kind and date of publication."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

# The names in the arguments of a job, and the look-up behind each that is a plain comparison.
_EQUAL = {"site": "owner_site", "kind": "kind", "column": "placements__column"}


def among(wanted: Mapping[str, Any]) -> Q:
    """`wanted` holds `site` and `column` (ids), `kind`, and `since` and `until` (ISO dates, both included)."""
    found = Q(**{look_up: wanted[name] for name, look_up in _EQUAL.items() if wanted.get(name)})
    if wanted.get("since"):
        found &= Q(published_at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        found &= Q(published_at__lt=_midnight(wanted["until"], 1))
    return found


def _midnight(day: str, later: int = 0) -> datetime:
    """The beginning of the day in Asia/Shanghai (R-0.2)."""
    moment = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
    return timezone.make_aware(moment, timezone.get_default_timezone())
