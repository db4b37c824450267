"""Organs through their reforms: which one stands for which today, and what is called theirs (docs/adr/010)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..models import Organ, Resource


def line_of(organ: Organ) -> set[int]:
    """Ids of the organ and of all that have gone into it, however long ago. One query."""
    return {pk for pk, today in Organ.objects.values_list("pk", "today_id") if organ.pk in (pk, today)}


def issued_by(organ: Organ) -> Q:
    """The resources that somebody means who asks for those of `organ`: issued by it, by itself or jointly, under this
    name or by what went into it, and those it took over when their issuer was split up."""
    line = line_of(organ)
    jointly = Resource.joint_issuers.through.objects.filter(organ_id__in=line).values("resource_id")
    return Q(issuer__in=line) | Q(taken_over_by__in=line) | Q(pk__in=jointly)


def told(organ: Organ) -> str:
    """The name a document was issued under, and what stands for that organ today: “甲局（现为乙局）”."""
    return with_today(organ.name, organ.today.name if organ.today else "")


def with_today(name: str, today: str) -> str:
    return _("%(name)s (now %(today)s)") % {"name": name, "today": today} if today and today != name else name


def issuer_told(resource: Resource) -> str:
    """The issuer as readers are told of it. Needs `issuer__today` and `taken_over_by` loaded."""
    if resource.issuer is None:
        return ""
    if resource.taken_over_by is not None:
        return with_today(resource.issuer.name, (resource.taken_over_by.today or resource.taken_over_by).name)
    return told(resource.issuer)


def why_not_issuer(organ: Organ, day: date) -> str:
    """Why `organ` cannot issue something on that day, in a sentence; empty when it can."""
    if organ.ended_on is None or day < organ.ended_on:
        return ""
    if organ.today is not None:
        return _("“%(name)s” ended on %(day)s; it is “%(today)s” now.") % {
            "name": organ.name,
            "day": organ.ended_on,
            "today": organ.today.name,
        }
    return _("“%(name)s” ended on %(day)s.") % {"name": organ.name, "day": organ.ended_on}


def refresh_today() -> None:
    """Write down for every organ the end of its chain of successors. Two queries: a city has a few thousand organs."""
    organs = {organ.pk: organ for organ in Organ.objects.only("pk", "successor_id", "today_id")}
    moved = []
    for organ in organs.values():
        end = _end_of_chain(organ.pk, {pk: each.successor_id for pk, each in organs.items() if each.successor_id})
        today = end if end != organ.pk else None
        if today != organ.today_id:
            organ.today_id = today
            moved.append(organ)
    Organ.objects.bulk_update(moved, ["today"], batch_size=500)


def _end_of_chain(pk: int, steps: Mapping[int, int]) -> int:
    passed: set[int] = set()
    while pk in steps and pk not in passed:
        passed.add(pk)
        pk = steps[pk]
    return pk


def named(organs: Iterable[int]) -> dict[int, str]:
    return dict(Organ.objects.filter(pk__in=set(organs)).values_list("pk", "name"))


def today_in_the_city() -> date:
    """The day in Asia/Shanghai (R-0.2)."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def titles_of_columns(columns: Iterable[int]) -> dict[int, str]:
    return dict(Page.objects.filter(pk__in=set(columns)).values_list("pk", "title"))
