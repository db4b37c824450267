"""Who writes for one site: a voice, an album of pictures, the counters of document numbers, and names of people."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Protocol

from resource_library.enums import Kind

from .bodies import Body
from .drafts import Draft, Picture
from .members import Member
from .names import NamePool
from .voice import Telling, Voice

_FIRST_ORDER = 9000


class Album(Protocol):
    """Pictures to choose from."""

    def deal(self, scenes: Sequence[str]) -> Picture:
        """The next picture of one of these scenes; neighbours differ."""

    def portrait(self, number: int) -> Picture:
        """One of the drawn portraits."""


class Author:
    """Writes for `member`. The same seed writes the same."""

    def __init__(self, member: Member, album: Album, seed: int) -> None:
        self.member, self.album = member, album
        self.voice = Voice(member, seed)
        self.chance = self.voice.chance
        self.names = NamePool(Random(f"{seed}/{member.slug}/names"))  # noqa: S311 - invented names, no secrets
        self.reporters = tuple(self.names.next() for _each in range(5))
        self.signers = tuple(self.names.next() for _each in range(3))
        self.chief = self.names.next()
        self._numbers: Counter[tuple[str, int]] = Counter()

    def doc_no(self, prefix: str, year: int) -> str:
        """The next document number (文号) of the year; some were given to documents nobody publishes."""
        is_order = prefix.endswith("令")
        key = (prefix, 0 if is_order else year)
        self._numbers[key] += 1 + int(self.chance() * 3)
        if is_order:
            # Orders are counted through the years; no real one has a number as high as these.
            return f"{prefix}第{_FIRST_ORDER + self._numbers[key]}号"
        return f"{prefix}〔{year}〕{self._numbers[key]}号"

    def body(self) -> Body:
        return Body(self.voice.random.getrandbits)

    def write(
        self, kind: Kind, title: str, moment: datetime, body: Body, telling: Telling | None = None, **more
    ) -> Draft:
        """A draft with what every text of a telling has in common."""
        if telling is not None:
            more.setdefault("keywords", f"{telling.matter.name},{telling.about.short},{self.member.region_name}")
            more.setdefault("subject", telling.about.subject)
        return Draft(kind, title, moment, body.json(), **more)
