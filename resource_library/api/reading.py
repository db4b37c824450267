"""What other systems may read, and which part of it they ask for (R-4.7.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction, Site

from ..domain.classification import resolve
from ..domain.validity import today
from ..enums import PublicKind, PublicRange, PublicTimeLimit
from ..kinds import SCHEMAS
from ..models import ApiKey, Organ, Placement, Resource, Vocabulary
from .paging import place_of
from .problems import ProblemError
from .serialising import CODES

SIZE, MOST = 20, 100
_TERMS = {
    "subject": Vocabulary.SUBJECT,
    "genre": Vocabulary.GENRE,
    "group": Vocabulary.GROUP,
    "region": Vocabulary.REGION,
}
PARAMETERS = ("site", "column", "kind", *_TERMS, "organ", "since", "until", "size", "cursor", "fields", "count")


def readable(key: ApiKey) -> QuerySet[Resource]:
    """Whatever the public reads on an open page and was actively disclosed to it, of the sites of this key.

    Drafts, what was withdrawn or is over, what is internal, closed, or disclosed on request only stay here (R-1.12.3).
    """
    over = Q(public_time_limit=PublicTimeLimit.LIMITED, public_until__lt=today()) | Q(expire_at__lte=timezone.now())
    found = Resource.objects.filter(
        Exists(_open_places()),
        live=True,
        withdrawn_at=None,
        published_at__isnull=False,
        public_kind=PublicKind.ACTIVE,
    )
    found = found.exclude(public_range=PublicRange.INTERNAL).exclude(over)
    return found if key.everywhere else found.filter(owner_site__in=key.sites.values("pk"))


def _open_places() -> QuerySet[Placement]:
    """Where the resource of the outer query is shown to everybody, at home."""
    beginning = Substr(OuterRef("column__path"), 1, Length("page__path"))
    shut = PageViewRestriction.objects.filter(page__path=beginning)
    shown = Placement.objects.filter(
        resource=OuterRef("pk"), site=OuterRef("owner_site"), visible=True, column__live=True
    )
    return shown.exclude(Exists(shut))


@dataclass
class Question:
    """What a list call asks for, checked."""

    resources: QuerySet[Resource]
    fields: frozenset[str]
    size: int = SIZE
    cursor: str = ""
    wants_count: bool = False
    unknown: list[str] = field(default_factory=list)


def question(key: ApiKey, given: Mapping[str, str]) -> Question:
    """Raises ProblemError: 400 naming the parameter that is wrong, 403 for a site outside the key's scope."""
    strange = sorted(set(given) - set(PARAMETERS))
    if strange:
        raise _bad(strange[0], _("no such parameter"))
    found = _of_site(key, readable(key), given.get("site", ""))
    for name, value in given.items():
        if value and name in _FILTERS:
            found = _FILTERS[name](found, value)
    for name, vocabulary in _TERMS.items():
        if given.get(name):
            found = _of_term(found, name, vocabulary, given[name])
    return Question(
        resources=found,
        fields=wanted_fields(given.get("fields", ""), CODES - {"body"}),
        size=_number("size", given.get("size") or str(SIZE), MOST),
        cursor=_cursor(given.get("cursor", "")),
        wants_count=given.get("count") in ("1", "true"),
    )


def wanted_fields(asked: str, default: frozenset[str]) -> frozenset[str]:
    if not asked:
        return default
    names = {name.strip() for name in asked.split(",") if name.strip()}
    strange = sorted(names - CODES)
    if strange:
        raise _bad("fields", _("there is no field %(name)s") % {"name": strange[0][:40]})
    return frozenset(names | {"identifier", "kind"})


def _bad(name: str, why: str) -> ProblemError:
    return ProblemError(400, f"{name[:40]}: {why}")


def _number(name: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 19 and 0 < int(value) <= most):
        raise _bad(name, _("a number from 1 to %(most)d") % {"most": most})
    return int(value)


def _cursor(value: str) -> str:
    try:
        if value:
            place_of(value)
    except ValueError:
        raise _bad("cursor", _("not one of ours")) from None
    return value


def _of_site(key: ApiKey, found: QuerySet[Resource], host: str) -> QuerySet[Resource]:
    if not host:
        return found
    site = Site.objects.filter(hostname=host.lower()[:255]).first()
    if site is None:
        raise _bad("site", _("no such site"))
    if not key.everywhere and not key.sites.filter(pk=site.pk).exists():
        raise ProblemError(403, _("This key may not read that site."))
    return found.filter(owner_site=site)


def _of_column(found: QuerySet[Resource], value: str) -> QuerySet[Resource]:
    shown = Placement.objects.filter(column=_number("column", value, 10**18), visible=True, resource=OuterRef("pk"))
    return found.filter(Exists(shown))


def _of_kind(found: QuerySet[Resource], value: str) -> QuerySet[Resource]:
    if value not in SCHEMAS:
        raise _bad("kind", _("no such kind"))
    return found.filter(kind=value)


def _of_organ(found: QuerySet[Resource], value: str) -> QuerySet[Resource]:
    organs = list(Organ.objects.filter(code=value[:20]).values_list("pk", flat=True))
    if not organs:
        raise _bad("organ", _("no such organ"))
    return found.filter(issuer__in=organs)


def _of_term(found: QuerySet[Resource], name: str, vocabulary: str, code: str) -> QuerySet[Resource]:
    """A class and those below it; the code of a class that was merged is read as the class it went into."""
    term = resolve(vocabulary, code[:30])
    if term is None:
        raise _bad(name, _("no such class"))
    return found.filter(Q(**{name: term}) | Q(**{f"{name}__parent": term}))


def _day(name: str, value: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(value), time(), timezone.get_default_timezone())
    except ValueError:
        raise _bad(name, _("a day as 2026-11-22")) from None


def _since(found: QuerySet[Resource], value: str) -> QuerySet[Resource]:
    return found.filter(published_at__gte=_day("since", value))


def _until(found: QuerySet[Resource], value: str) -> QuerySet[Resource]:
    try:
        return found.filter(published_at__lt=_day("until", value) + timedelta(days=1))
    except OverflowError:
        raise _bad("until", _("a day as 2026-11-22")) from None


_FILTERS = {"column": _of_column, "kind": _of_kind, "organ": _of_organ, "since": _since, "until": _until}
