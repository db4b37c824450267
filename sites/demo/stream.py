"""The texts of a big city, one after the other as eight years would have brought them. Memory does not grow with them."""

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from .author import Author
from .compose import answers, data, disclosures, news, notices, policies, scenes
from .compose.policies import Issuer, Policy
from .desk import Desk
from .drafts import Draft, Written
from .members import Rank
from .recipes import DOCUMENTS
from .rows import Entry, Owner
from .timeline import LOCAL, Chance, at_work, forward

# One column holds a tenth of everything. The other columns share the rest, a few sites much, most sites little.
BIG_COLUMN = 0.10
_FALL = 0.55
# What is written, by recipe of the column it stands in, in hundredths.
_SHARES = (
    ("news", 58), ("pictures", 4), ("notices", 14), ("documents", 8), ("interpretations", 5), ("answers", 5),
    ("proposals", 2), ("datasets", 2), ("picture_stories", 1), ("plans", 1),
)  # fmt: skip
# How often a text is shown by others: a district's or department's news on the portal, a document of the portal at
# up to so many sites.
_TO_PORTAL, _FROM_PORTAL, _MOST_SITES = 0.12, 0.9, 12
_ILLUSTRATED = 0.25

Repost = tuple[Draft, Owner, int, datetime]


@dataclass(slots=True)
class Streamed:
    """A text with its home, and where else it is shown."""

    entry: Entry
    reposts: list[Repost]


@dataclass(frozen=True)
class Team:
    """Desks by number that write one stream, their weights, and how much of it goes into the big column."""

    desks: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    big: float = 0.0


def teams(desks: int, count: int) -> list[Team]:
    """So many teams that have the same to write. No desk is in two: what it counts and remembers has one keeper."""
    weights = [1 / (number + 1) ** _FALL for number in range(desks)]
    found = [Team(big=0.0 if number else BIG_COLUMN * count) for number in range(count)]
    scale = (1 - BIG_COLUMN) / sum(weights)

    def load(team: Team) -> float:
        return team.big / count + scale * sum(team.weights)

    for number, weight in enumerate(weights):
        # The big column is the portal's.
        lightest = min(found, key=load) if number else found[0]
        lightest.desks.append(number)
        lightest.weights.append(weight)
    return [team for team in found if team.desks]


class Stream:
    """What one team writes. The portal's desk is the first of all desks."""

    def __init__(self, desks: list[Desk], team: Team, chance: Chance) -> None:
        self._desks, self._team, self._chance = desks, team, chance
        self._weights = list(accumulate(team.weights))
        self._shares = list(accumulate(share for _recipe, share in _SHARES))
        self._paths = [_paths(desk) for desk in desks]
        self._readers = [number for number, paths in enumerate(self._paths) if number and "of_portal" in paths]
        self._unread: dict[int, Policy] = {}

    def numbered(self, ids: range, now: datetime) -> Iterator[Streamed]:
        """A text for each of these ids, which does not hold on to what it refers to: it may leave the process."""
        for number, streamed in zip(ids, self.texts(len(ids), now), strict=True):
            draft = streamed.entry.draft
            draft.id = number
            draft.relations = [(kind, Written(other.id)) for kind, other in draft.relations]
            yield streamed

    def texts(self, count: int, now: datetime) -> Iterator[Streamed]:
        """So many texts, the oldest first."""
        for moment in forward(count, now, self._chance):
            yield self._next(at_work(moment.astimezone(LOCAL), self._chance) if moment.date() < now.date() else moment)

    def _next(self, moment: datetime) -> Streamed:
        if self._chance() < self._team.big:
            return self._put(0, "news", news.news(self._desks[0].author, moment, illustrated=self._is_illustrated()))
        number = self._team.desks[bisect(self._weights, self._chance() * self._weights[-1])]
        recipe = _SHARES[bisect(self._shares, self._chance() * self._shares[-1])][0]
        return self._written(number, recipe, moment)

    def _written(self, number: int, recipe: str, moment: datetime) -> Streamed:
        author, paths = self._desks[number].author, self._paths[number]
        if recipe == "interpretations" and number in self._unread:
            return self._put(number, recipe, policies.interpretation(author, self._unread.pop(number), moment))
        if recipe == "documents":
            kind = author.voice.choose([name for name in DOCUMENTS if name in paths])
            return self._put(number, kind, self._document(number, DOCUMENTS[kind], moment))
        if recipe in _WRITE and recipe in paths:
            return self._put(number, recipe, _WRITE[recipe](author, moment))
        return self._put(number, "news", news.news(author, moment, illustrated=self._is_illustrated()))

    def _document(self, number: int, issuer: Callable[[Desk], Issuer], moment: datetime) -> Draft:
        desk = self._desks[number]
        self._unread[number] = found = policies.policy(desk.author, moment, issuer(desk), today=desk.today)
        return found.draft

    def _is_illustrated(self) -> bool:
        return self._chance() < _ILLUSTRATED

    def _put(self, number: int, recipe: str, draft: Draft) -> Streamed:
        desk, columns = self._desks[number], self._paths[number][recipe]
        column = columns[int(self._chance() * len(columns))] if number or recipe != "news" else columns[0]
        return Streamed(Entry(draft, desk.place.owner, column), self._shown(number, recipe, draft))

    def _shown(self, number: int, recipe: str, draft: Draft) -> list[Repost]:
        """Where else it is shown, within the hours of the same day."""
        if number == 0:
            wanted = recipe in ("government", "office") and self._chance() < _FROM_PORTAL
            return self._by_readers(draft) if wanted and self._readers else []
        if recipe != "news" or self._chance() > _TO_PORTAL:
            return []
        is_district = self._desks[number].place.member.rank == Rank.DISTRICT
        columns = self._paths[0].get("of_districts" if is_district else "of_departments", [])
        return [(draft, self._desks[0].place.owner, column, self._later(draft)) for column in columns[:1]]

    def _by_readers(self, draft: Draft) -> list[Repost]:
        first = int(self._chance() * len(self._readers))
        count = 1 + int(self._chance() * min(_MOST_SITES, len(self._readers)))
        numbers = {self._readers[(first + step) % len(self._readers)] for step in range(count)}
        return [
            (draft, self._desks[n].place.owner, self._paths[n]["of_portal"][0], self._later(draft))
            for n in sorted(numbers)
        ]

    def _later(self, draft: Draft) -> datetime:
        minutes = 5 + int(self._chance() * 600)
        return min(draft.moment.replace(microsecond=0) + timedelta(minutes=minutes), self._desks[0].now)


def _paths(desk: Desk) -> dict[str, list[int]]:
    """The columns of a site by recipe."""
    found: dict[str, list[int]] = {}
    for path, plan in desk.place.plans.items():
        if plan.recipe:
            found.setdefault(plan.recipe, []).append(desk.place.columns[path].pk)
    return found


def _dataset(author: Author, moment: datetime) -> Draft:
    """Without files: a million attachments would be another kind of benchmark."""
    return data.dataset(author, moment, author.voice.choose(author.voice.busy_fields))[0]


_WRITE: dict[str, Callable[[Author, datetime], Draft]] = {
    "pictures": lambda author, moment: news.news(author, moment, illustrated=True),
    "notices": notices.notice,
    "answers": answers.answer,
    "proposals": lambda author, moment: answers.proposal(author, moment, "人大建议"),
    "datasets": _dataset,
    "picture_stories": scenes.picture_story,
    "plans": disclosures.plan,
}
