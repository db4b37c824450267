"""Index numbers (索引号): `{organ code}/{year}-{serial}`, R-4.6.7."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import IndexSerial, Organ


def format_index_no(organ_code: str, year: int, serial: int) -> str:
    """`000014349`, 2017, 110 → `000014349/2017-00110`. Raises ValueError past the five digits."""
    if not 0 < serial <= 99_999:
        raise ValueError(f"serial {serial} of {organ_code}/{year} does not fit five digits")
    return f"{organ_code}/{year}-{serial:05d}"


def year_of(moment: datetime) -> int:
    """The year in which a publication counts: Asia/Shanghai's, wherever its editor sits (R-0.2)."""
    return timezone.localdate(moment, timezone.get_default_timezone()).year


def allocate_index_no(organ: Organ, year: int) -> str:
    """The next number of the organ in that year. Concurrent callers get different ones; gaps may remain."""
    return format_index_no(organ.code, year, reserve_serials(organ, year, 1))


def reserve_serials(organ: Organ, year: int, count: int) -> int:
    """Take `count` serials in one go and return the first. The UPDATE locks the row until the caller commits."""
    with transaction.atomic():
        IndexSerial.objects.get_or_create(organ=organ, year=year)
        row = IndexSerial.objects.filter(organ=organ, year=year)
        row.update(last=F("last") + count)
        return row.values_list("last", flat=True).get() - count + 1


@transaction.atomic
def reserve_many(wanted: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """`reserve_serials` for many organs and years at once, with as many queries for one as for a hundred.

    `wanted` says how many by (organ id, year); the answer is the first of each. The rows stay locked until the caller
    commits.
    """
    IndexSerial.objects.bulk_create(
        [IndexSerial(organ_id=organ, year=year) for organ, year in wanted], ignore_conflicts=True
    )
    organs, years = {organ for organ, _year in wanted}, {year for _organ, year in wanted}
    found = IndexSerial.objects.select_for_update().filter(organ__in=organs, year__in=years).order_by("pk")
    rows = {(row.organ_id, row.year): row for row in found if (row.organ_id, row.year) in wanted}
    first = {key: row.last + 1 for key, row in rows.items()}
    for key, row in rows.items():
        row.last += wanted[key]
    IndexSerial.objects.bulk_update(rows.values(), ["last"], batch_size=200)
    return first
