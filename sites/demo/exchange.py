"""What the sites of the city show of each other: the portal its districts and departments, they the portal.

Nothing is copied: every one of these is a placement of a text that exists once (转载).
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from .desk import Desk
from .drafts import Draft
from .homes import Shown
from .members import Rank
from .rows import Owner
from .timeline import Chance
from .writer import reposts

Repost = tuple[Draft, Owner, int, datetime]

# Reposts of the portal's documents are due within 12 hours; some are late, so that the rule has a case.
_DUE_HOURS, _LATE = 12, 0.06
_NEWS_HOURS = 9
# the newest document stood at the one a minute before the twelve hours were over, at the other a minute after.
_ON_THE_EDGE = {"xuanwu": timedelta(hours=11, minutes=59), "qinhuai": timedelta(hours=12, minutes=1)}


def exchange(desks: list[Desk]) -> int:
    """Fill the columns that show other sites' texts. All texts have been written. Returns the placements."""
    portal, others = desks[0], desks[1:]
    found: list[Repost] = []
    found += _to_portal(
        portal, [desk for desk in others if desk.place.member.rank == Rank.DEPARTMENT], "of_departments"
    )
    found += _to_portal(portal, [desk for desk in others if desk.place.member.rank == Rank.DISTRICT], "of_districts")
    for desk in others:
        found += _of_portal(portal, desk)
    return reposts(found)


def _to_portal(portal: Desk, desks: list[Desk], recipe: str) -> Iterable[Repost]:
    """The newest news of the others, in the portal's column for them."""
    path = portal.place.path_of(recipe)
    if path is None or not desks:
        return []
    count = portal.place.plans[path].count
    each = max(2, -(-count * 2 // len(desks)))
    news = [draft for desk in desks for draft in _of_recipe(desk, "news")[:each]]
    news.sort(key=lambda draft: draft.moment, reverse=True)
    return [_repost(portal, path, draft, _some_hours(portal.author.chance, _NEWS_HOURS)) for draft in news[:count]]


def _of_portal(portal: Desk, desk: Desk) -> Iterable[Repost]:
    """Documents of the portal, where the site has a column for them."""
    path = desk.place.path_of("of_portal")
    if path is None:
        return []
    documents = sorted(_documents(portal), key=lambda draft: draft.moment, reverse=True)
    return [
        _repost(desk, path, draft, _delay(desk, n)) for n, draft in enumerate(documents[: desk.place.plans[path].count])
    ]


def _documents(portal: Desk) -> list[Draft]:
    return [draft for recipe in ("government", "office") for draft in _of_recipe(portal, recipe)]


def _of_recipe(desk: Desk, recipe: str) -> list[Draft]:
    """What stands in the first column of the recipe, newest first."""
    path = desk.place.path_of(recipe)
    return sorted(desk.in_column(path), key=lambda draft: draft.moment, reverse=True) if path else []


def _delay(desk: Desk, number: int) -> timedelta:
    if number == 0 and desk.place.member.slug in _ON_THE_EDGE:
        return _ON_THE_EDGE[desk.place.member.slug]
    late = desk.author.chance() < _LATE
    return _some_hours(desk.author.chance, _DUE_HOURS * 2 if late else _DUE_HOURS)


def _some_hours(chance: Chance, most: float) -> timedelta:
    return timedelta(minutes=6 + int(chance() ** 2 * (most * 60 - 12)))


def _repost(desk: Desk, path: str, draft: Draft, delay: timedelta) -> Repost:
    moment = min(draft.moment + delay, desk.now)
    return draft, desk.place.owner, desk.place.columns[path].pk, moment


def services_on_portal(desks: list[Desk]) -> list[Shown]:
    """The departments' guides, shown on the portal in its columns for people and for firms."""
    portal = desks[0]
    shown = [*_column_of_services(desks, "services_for_people"), *_column_of_services(desks, "services_for_firms")]
    reposts((draft, portal.place.owner, portal.place.columns[path].pk, moment) for draft, path, moment in shown)
    return shown


def _column_of_services(desks: list[Desk], recipe: str) -> list[Shown]:
    path = desks[0].place.path_of(recipe)
    wanted = _FIRMS if recipe == "services_for_firms" else _PEOPLE
    guides = [draft for desk in desks[1:] for draft in _of_recipe(desk, "own_services") if wanted(draft)]
    return [(draft, path, draft.moment) for draft in guides] if path else []


_AIMS_OF_FIRMS = frozenset({"enterprises", "institutions", "social_organisations", "investors", "organs"})
_FIRMS: Callable[[Draft], bool] = lambda draft: bool(_AIMS_OF_FIRMS.intersection(draft.audiences))  # noqa: E731 - a pair of tests
_PEOPLE: Callable[[Draft], bool] = lambda draft: not _FIRMS(draft)  # noqa: E731


def services_of(desk: Desk) -> list[Shown]:
    """The guides a site shows of its own."""
    recipes = ("own_services", "services_for_people", "services_for_firms")
    found = []
    for path, plan in desk.place.plans.items():
        if plan.recipe in recipes:
            found += [(draft, path, draft.moment) for draft in desk.in_column(path)]
    return found
