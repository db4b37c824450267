"""Index numbers (索引号): `{organ code}/{year}-{serial}`, R-4.6.7."""

from collections.abc import Collection, Mapping
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
        keeper = _keepers([organ.pk])[organ.pk]
        IndexSerial.objects.get_or_create(organ_id=keeper, year=year)
        row = IndexSerial.objects.filter(organ=keeper, year=year)
        row.update(last=F("last") + count)
        return row.values_list("last", flat=True).get() - count + 1


@transaction.atomic
def reserve_many(wanted: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """`reserve_serials` for many organs and years at once, with as many queries for one as for a hundred.

    `wanted` says how many by (organ id, year); the answer is the first of each. The rows stay locked until the caller
    commits.
    """
    keepers = _keepers({organ for organ, _year in wanted})
    keys = {(keepers[organ], year) for organ, year in wanted}
    IndexSerial.objects.bulk_create(
        [IndexSerial(organ_id=organ, year=year) for organ, year in keys], ignore_conflicts=True
    )
    organs, years = {organ for organ, _year in keys}, {year for _organ, year in keys}
    found = IndexSerial.objects.select_for_update().filter(organ__in=organs, year__in=years).order_by("pk")
    rows = {(row.organ_id, row.year): row for row in found if (row.organ_id, row.year) in keys}
    first = {}
    for (organ, year), count in wanted.items():
        row = rows[keepers[organ], year]
        first[organ, year] = row.last + 1
        row.last += count
    IndexSerial.objects.bulk_update(rows.values(), ["last"], batch_size=200)
    return first


def _keepers(organs: Collection[int]) -> dict[int, int]:
    """Organ → the organ whose rows count its serials: the oldest that bears its code. A body that was renamed keeps its
    code, and two documents never get one number (docs/adr/010)."""
    codes = Organ.objects.filter(pk__in=organs).values("code")
    bearers = list(Organ.objects.filter(code__in=codes).order_by("-pk").values_list("pk", "code"))
    oldest = {code: pk for pk, code in bearers}
    return {pk: oldest[code] for pk, code in bearers}
