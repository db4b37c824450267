"""The numbers of the overview (资源库总览): counted at night and when somebody asks, never by a page (R-1.12.3).

Each measure is counted on its own, for all sites at once, and replaces what was counted before.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek
from django.utils import timezone

from unified_platform.events import emit
from unified_platform.events.models import Event
from unified_platform.rules.domain import value as rule

from ..enums import Validity
from ..kinds import SCHEMAS
from ..models import Figure, Organ, Placement, Resource
from ..models.resource import NOT_OVER
from . import completeness, unused_media

WANTED = "library.figures_wanted"
# From this hour on (Asia/Shanghai) the night's count is due.
NIGHT = 2
WEEKS = 26
# Rows of a list that are kept: more is what the lists of the back end are for.
MOST_ROWS = 20
MOST_ORGANS = 30

# site (None: the whole city) → what the measure says of it
Data = dict[int | None, Any]
Measure = Callable[[], Data]
_measures: dict[str, Measure] = {}


def measure(name: str) -> Callable[[Measure], Measure]:
    """Register a measure; an app above the library brings its own. Two of one name are a ValueError."""

    def register(count: Measure) -> Measure:
        if name in _measures:
            raise ValueError(f"two measures are called {name!r}")
        _measures[name] = count
        return count

    return register


def names() -> list[str]:
    return list(_measures)


@transaction.atomic
def count(name: str) -> None:
    """统计: one measure anew, for the city and every site."""
    began, now = time.perf_counter(), timezone.now()
    found = _measures[name]()
    took = int((time.perf_counter() - began) * 1000)
    Figure.objects.filter(measure=name).delete()
    Figure.objects.bulk_create(
        Figure(measure=name, site_id=site, data=data, counted_at=now, milliseconds=took) for site, data in found.items()
    )


def count_all() -> None:
    for name in names():
        count(name)


@transaction.atomic
def want() -> None:
    """Ask the worker to count everything now."""
    emit(WANTED)


@transaction.atomic
def want_nightly(now: datetime | None = None) -> bool:
    """Ask for the night's count when it is due; whether it was. Asking twice for one night counts once."""
    now = timezone.localtime(now, timezone.get_default_timezone())
    due = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    due -= timedelta(days=1) if now < due else timedelta()
    fresh = set(Figure.objects.filter(site=None, counted_at__gte=due).values_list("measure", flat=True))
    if set(names()) <= fresh or Event.objects.filter(kind=WANTED, created_at__gte=due).exists():
        return False
    emit(WANTED)
    return True


def counted_at() -> datetime | None:
    """As of when the oldest of the numbers is; None when nothing was counted yet."""
    return Figure.objects.filter(site=None).order_by("counted_at").values_list("counted_at", flat=True).first()


def read(site: int | None) -> dict[str, Any]:
    """Every measure of one site, or of the city. One query."""
    return dict(Figure.objects.filter(site=site).values_list("measure", "data"))


# The measures. Each is a fixed number of queries, whatever the number of sites.


def _live():
    return Resource.objects.filter(live=True).order_by()


@measure("growth")
def growth() -> Data:
    """Published per month for all years, per week lately: {months|weeks: {first day: {kind: count}}}."""
    found: Data = {None: {"months": {}, "weeks": {}}}
    since = timezone.now() - timedelta(weeks=WEEKS)
    for part, trunc, rows in (
        ("months", TruncMonth, _live()),
        ("weeks", TruncWeek, _live().filter(published_at__gte=since)),
    ):
        counted = rows.exclude(published_at=None).annotate(since=trunc("published_at"))
        counted = counted.values_list("owner_site", "since", "kind").annotate(n=Count("pk"))
        for site, day, kind, number in counted:
            for one in (None, site):
                parts = found.setdefault(one, {"months": {}, "weeks": {}})[part]
                _add(parts.setdefault(f"{day:%Y-%m-%d}", {}), kind, number)
    return found


def _add(counts: dict, key: Any, number: int) -> None:
    counts[key] = counts.get(key, 0) + number


@measure("owners")
def owners() -> Data:
    """Holdings by kind, and by site and organ with the last year beside the one before:
    {kinds: {kind: count}, sites: {site: {kind: [all, last year, year before]}},
    organs: [{name, count, year, before}]}."""
    year = timezone.now() - timedelta(days=365)
    before = year - timedelta(days=365)
    recent, earlier = Q(published_at__gte=year), Q(published_at__gte=before, published_at__lt=year)
    counts = {"n": Count("pk"), "year": Count("pk", filter=recent), "before": Count("pk", filter=earlier)}
    found: Data = {None: {"kinds": {}, "sites": {}, "organs": []}}
    for site, kind, *numbers in _live().values_list("owner_site", "kind").annotate(**counts):
        for one in (None, site):
            data = found.setdefault(one, {"kinds": {}, "sites": {}, "organs": []})
            _add(data["kinds"], kind, numbers[0])
            data["sites"].setdefault(str(site), {})[kind] = numbers
    _organs(found, counts)
    return found


def _organs(found: Data, counts: dict[str, Count]) -> None:
    names_ = dict(Organ.objects.values_list("pk", "short_name"))
    of_site: dict[int | None, dict[int, list[int]]] = {}
    rows = _live().exclude(issuer=None).values_list("owner_site", "issuer").annotate(**counts)
    for site, issuer, *numbers in rows:
        for one in (None, site):
            sums = of_site.setdefault(one, {}).setdefault(issuer, [0, 0, 0])
            for place, number in enumerate(numbers):
                sums[place] += number
    for site, organs in of_site.items():
        ranked = sorted(organs.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_ORGANS]
        found[site]["organs"] = [
            {"name": names_.get(pk, ""), "count": n, "year": year, "before": before} for pk, (n, year, before) in ranked
        ]


@measure("reused")
def reused() -> Data:
    """The resources placed on most sites: [{pk, title, kind, site, sites}], for the city and for each owner."""
    shown = Placement.objects.filter(visible=True).order_by().values("resource")
    counted = shown.annotate(n=Count("site", distinct=True)).filter(n__gt=1)
    ranked = sorted(counted.values_list("resource", "n"), key=lambda row: (-row[1], row[0]))
    owner = dict(Resource.objects.filter(live=True, pk__in=_reposted()).values_list("pk", "owner_site"))
    chosen: dict[int | None, list[tuple[int, int]]] = {None: []}
    for pk, number in ranked:
        for one in (None, owner[pk]) if pk in owner else ():
            rows = chosen.setdefault(one, [])
            if len(rows) < MOST_ROWS:
                rows.append((pk, number))
    ids = {pk for rows in chosen.values() for pk, _number in rows}
    told = {row["pk"]: row for row in _told(Resource.objects.filter(pk__in=ids))}
    return {site: [{**told[pk], "sites": number} for pk, number in rows] for site, rows in chosen.items()}


def _reposted():
    return Placement.objects.filter(visible=True, role="repost").values("resource")


def _told(resources) -> Iterator[dict[str, Any]]:
    for row in resources.values("pk", "title", "kind", "owner_site__site_name"):
        yield {"pk": row["pk"], "title": row["title"], "kind": row["kind"], "site": row["owner_site__site_name"]}


@measure("stale")
def stale() -> Data:
    """Documents in force whose review is overdue (文件清理): {kinds: {kind: count},
    rows: [{pk, title, kind, site, since}]}.

    A document counts from the day it took effect, else from its own date, else from its publication.
    """
    years = rule("document-review-years")
    day = timezone.localdate() - timedelta(days=365 * years)
    in_force = _live().filter(validity__in=[each for each in NOT_OVER if each != Validity.PENDING], abolish_date=None)
    old = in_force.annotate(since=Coalesce("effect_date", "created_date")).filter(since__lt=day)
    found: Data = {None: {"kinds": {}, "rows": []}}
    for site, kind, number in old.values_list("owner_site", "kind").annotate(n=Count("pk")):
        for one in (None, site):
            _add(found.setdefault(one, {"kinds": {}, "rows": []})["kinds"], kind, number)
    names_ = ("pk", "title", "kind", "owner_site", "owner_site__site_name", "since")
    for pk, title, kind, site, name, since in old.order_by("since", "pk").values_list(*names_).iterator():
        for one in (None, site):
            rows = found[one]["rows"]
            if len(rows) < MOST_ROWS:
                rows.append({"pk": pk, "title": title, "kind": kind, "site": name, "since": f"{since:%Y-%m-%d}"})
    return found


@measure("missing")
def missing() -> Data:
    """Elements that are missing: {kind: {total, elements: {element: count}}}. One query for each kind."""
    found: Data = {None: {}}
    for kind, schema in SCHEMAS.items():
        elements = [name for name, _obligatory in completeness.wanted(schema)]
        counts = {f"m{n}": Count("pk", filter=completeness.is_missing(name)) for n, name in enumerate(elements)}
        rows = _live().filter(kind=kind).values("owner_site").annotate(total=Count("pk"), **counts)
        for row in rows:
            for one in (None, row["owner_site"]):
                data = found.setdefault(one, {}).setdefault(kind, {"total": 0, "elements": {}})
                data["total"] += row["total"]
                for number, name in enumerate(elements):
                    if row[f"m{number}"]:
                        _add(data["elements"], name, row[f"m{number}"])
    return found


@measure("media")
def media() -> Data:
    """Media that nothing uses, largest first: {pictures, files, bytes, rows: [{type, pk, title, size}]}."""
    found: Data = {None: {"pictures": 0, "files": 0, "bytes": 0, "rows": []}}
    for each in unused_media.unused():
        for one in (None, each.site) if each.site else (None,):
            data = found.setdefault(one, {"pictures": 0, "files": 0, "bytes": 0, "rows": []})
            data["pictures" if each.is_picture else "files"] += 1
            data["bytes"] += each.size
            if len(data["rows"]) < MOST_ROWS:
                kind = "picture" if each.is_picture else "file"
                data["rows"].append({"type": kind, "pk": each.pk, "title": each.title, "size": each.size})
    return found
