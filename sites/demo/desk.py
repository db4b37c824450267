"""The desk of one site: what has been written for which of its columns, before it goes to the library."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .author import Author
from .compose.data import Figures
from .compose.policies import Policy
from .drafts import Draft
from .opening import OpenSite
from .plans import Plan
from .rows import Entry
from .timeline import OLDEST, moments


class Desk:
    """`now` is the moment of the seed; nothing on the desk is later."""

    def __init__(self, place: OpenSite, author: Author, now: datetime) -> None:
        self.place, self.author, self.now = place, author, now
        self.entries: list[Entry] = []
        self.policies: list[Policy] = []
        self.figures: list[tuple[Draft, Figures]] = []
        self._of_column: dict[str, list[Draft]] = {}

    @property
    def today(self) -> date:
        return self.now.date()

    def put(self, path: str, draft: Draft, *also: str) -> Draft:
        """Put a text into a column, and show it in further columns of the site."""
        columns = self.place.columns
        places = tuple(columns[other].pk for other in also)
        self.entries.append(Entry(draft, self.place.owner, columns[path].pk, places))
        self._of_column.setdefault(path, []).append(draft)
        return draft

    def in_column(self, path: str) -> list[Draft]:
        return self._of_column.get(path, [])

    def when(self, plan: Plan, *, steep: float = 2.2, newest_hours: float = 30, years: float = 8) -> list[datetime]:
        """When the texts of a column were published, newest first; the oldest about so many years ago."""
        newest = timedelta(days=plan.quiet) or timedelta(hours=newest_hours * (0.3 + self.author.chance()))
        return moments(plan.count, self.now, self.author.chance, newest=newest, steep=steep, oldest=OLDEST * years / 8)

    def forget(self) -> None:
        """Let go of what has been written; what others still refer to lives on."""
        self.entries.clear()
        self.policies.clear()
        self.figures.clear()
        self._of_column.clear()

    def years(self, count: int) -> Iterable[int]:
        """The last so many full years, newest first."""
        return range(self.today.year - 1, self.today.year - 1 - count, -1)
