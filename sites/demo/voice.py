"""Who speaks (口吻): a site has its own streets, organs and chance; a telling is one text with its words kept.

No database here: what is written depends on the member, the seed and the moment alone.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any, Generic, TypeVar

from .fields import Field, Matter, all_fields
from .members import RURAL, Member, Rank, city_places, district_names
from .phrases import Phrase
from .wording import FORMS

T = TypeVar("T")
Titled = TypeVar("Titled", bound=tuple[Any, ...])

_ROADS = (
    "中山路", "长江路", "珠江路", "北京东路", "太平北路", "龙蟠路", "汉中路", "广州路", "中央路", "湖南路", "江东中路",
    "集庆门大街", "应天大街", "雨花西路", "大明路", "苜蓿园大街", "仙林大道", "栖霞大道", "江北大道", "浦珠路", "天元西路",
    "双龙大道", "雄州西路", "秦淮大道", "淳溪大道", "御道街", "凤台南路", "幕府东路", "河西大街", "扬子江大道",
)  # fmt: skip
_SEASONS = ("冬", "冬", "春", "春", "春", "夏", "夏", "夏", "秋", "秋", "秋", "冬")
# So many of the newest titles of a site are not used again.
_REMEMBERED = 400
_TRIES = 12


class Deck(Generic[T]):
    """Deals every card once before any comes again (洗牌), so that neighbours differ."""

    def __init__(self, cards: Sequence[T], random: Random) -> None:
        self._cards, self._random = list(cards), random
        self._left: list[T] = []

    def deal(self) -> T:
        if not self._left:
            self._left = self._random.sample(self._cards, len(self._cards))
        return self._left.pop()


class Voice:
    """How one member of the city writes. `seed` makes it write the same texts each time."""

    def __init__(self, member: Member, seed: int) -> None:
        self.member = member
        self.random = Random(f"{seed}/{member.slug}")  # noqa: S311 - texts, not secrets
        self.chance = self.random.random
        self.is_local = member.is_local
        self.fields = (member.field,) if member.field else all_fields()
        pairs = [(about, matter) for about in self.fields for matter in about.matters if member.deals_with(matter)]
        self._of_field = {about: [matter for other, matter in pairs if other is about] for about in self.fields}
        self._matters = Deck(pairs, self.random)
        self._recent: deque[str] = deque()
        self._used: set[str] = set()

    def choose(self, options: Sequence[T]) -> T:
        return options[int(self.chance() * len(options))]

    def tell(self, moment: datetime, about: Field | None = None, **words: str) -> "Telling":
        """Begin a text about the next matter; of the field `about` when one is named."""
        found, matter = self._matters.deal() if about is None else (about, self.choose(self._of_field[about]))
        return Telling(self, found, matter, moment, words)

    @property
    def busy_fields(self) -> list[Field]:
        """The fields in which this member has anything to do."""
        return [about for about, matters in self._of_field.items() if matters]

    def first_new(self, make: Callable[[], Titled]) -> Titled:
        """What `make` makes, again and again until its title (its first part) is none of this site's newest titles."""
        made = make()
        for _try in range(_TRIES):
            if made[0] not in self._used:
                break
            made = make()
        self.remember(made[0])
        return made

    def remember(self, title: str) -> None:
        self._used.add(title)
        self._recent.append(title)
        if len(self._recent) > _REMEMBERED:
            self._used.discard(self._recent.popleft())

    def agency(self, about: Field) -> str:
        """The office that acts here: 市教育局, on a district's site 区教育局."""
        if self.member.rank in (Rank.DEPARTMENT, Rank.INSTITUTION):
            return self.member.short
        if self.member.is_local:
            return f"{'新区' if self.member.slug == 'njna' else '区'}{about.agency_short}"
        return f"市{about.agency_short}"


class Telling:
    """One text being written. A word once said stays: the street of the title is the street of the text."""

    __slots__ = ("about", "chance", "is_local", "matter", "moment", "said", "voice")

    def __init__(self, voice: Voice, about: Field, matter: Matter, moment: datetime, words: dict[str, str]) -> None:
        self.voice, self.about, self.matter, self.moment = voice, about, matter, moment
        self.chance = voice.chance
        self.is_local = voice.is_local
        self.said: dict[str, str] = words

    def word(self, slot: str) -> str:
        """The word for a slot. KeyError for a slot nobody knows."""
        said = self.said.get(slot)
        if said is None:
            said = self.said[slot] = _WORDS[slot](self)
        return said

    def say(self, phrase: Phrase) -> str:
        return phrase.fill(self)

    def one_of(self, options: Sequence[Phrase]) -> str:
        return self.voice.choose(options).fill(self)

    def some_of(self, options: Sequence[Phrase], count: int) -> list[str]:
        """So many different ones, in a random order."""
        return [option.fill(self) for option in self.voice.random.sample(options, min(count, len(options)))]

    def forget(self, *slots: str) -> None:
        """These words are chosen anew when they are needed next."""
        for slot in slots:
            self.said.pop(slot, None)


def _two(telling: Telling, options: Sequence[Phrase]) -> tuple[str, str]:
    """Two different ones."""
    first = int(telling.chance() * len(options))
    second = (first + 1 + int(telling.chance() * (len(options) - 1))) % len(options)
    return options[first].fill(telling), options[second].fill(telling)


def _long_headline(telling: Telling) -> str:
    """The headline with a second half, unless it has one."""
    head = telling.word("head")
    return head if " " in head else f"{head} {telling.voice.choose(FORMS.tails)}"


def _facts(telling: Telling) -> str:
    first, telling.said["fact2"] = _two(telling, telling.matter.facts)
    return first


def _second_fact(telling: Telling) -> str:
    telling.word("fact")
    return telling.said["fact2"]


def _tasks(telling: Telling) -> str:
    first, telling.said["task2"] = _two(telling, telling.matter.tasks)
    return first


def _second_task(telling: Telling) -> str:
    telling.word("task")
    return telling.said["task2"]


def _part(telling: Telling) -> str:
    member = telling.voice.member
    if member.is_local:
        return telling.voice.choose(member.places)
    return telling.voice.choose(RURAL if telling.matter.where == "rural" else district_names())


def _zone(telling: Telling) -> str:
    return telling.voice.member.region_name.removesuffix("市" if not telling.is_local else "区")


def phone(chance: Callable[[], float]) -> str:
    """A telephone number that cannot be anybody's: no number of the city begins with 0."""
    return f"025-0000{int(chance() * 10_000):04d}"


def _street(telling: Telling) -> str:
    """The street of a part lies in that part: 玄武区 → 玄武区锁金村街道."""
    part = telling.word("part")
    return part if telling.is_local else telling.voice.choose(_streets_of(part))


@lru_cache
def _streets_of(part: str) -> tuple[str, ...]:
    return tuple(place for place in city_places() if place.startswith(part))


_WORDS: dict[str, Callable[[Telling], str]] = {
    "org": lambda telling: telling.voice.agency(telling.about),
    "we": lambda telling: "我区" if telling.is_local else "我市",
    "all": lambda telling: "全区" if telling.is_local else "全市",
    "zone": _zone,
    "Zone": lambda telling: telling.voice.member.region_name,
    "short": lambda telling: _zone(telling),
    "part": _part,
    "street": _street,
    "road": lambda telling: telling.voice.choose(_ROADS),
    "spot": lambda telling: telling.voice.choose(telling.voice.member.spots),
    "result": lambda telling: telling.one_of(telling.about.results),
    "agency": lambda telling: telling.about.agency_short,
    "m": lambda telling: telling.matter.name,
    "head": lambda telling: telling.one_of(telling.matter.heads),
    # A headline in two halves, as it reads within a sentence.
    "clause": lambda telling: telling.word("head").replace(" ", "，"),
    "long": _long_headline,
    "fact": _facts,
    "fact2": _second_fact,
    "task": _tasks,
    "task2": _second_task,
    "general": lambda telling: telling.one_of(FORMS.general),
    "phone": lambda telling: phone(telling.chance),
    "day": lambda telling: f"{telling.moment.month}月{telling.moment.day}日",
    "month": lambda telling: str(telling.moment.month),
    "year": lambda telling: str(telling.moment.year),
    "until": lambda telling: str(telling.moment.year + 2),
    "season": lambda telling: _SEASONS[telling.moment.month - 1],
}
