"""What one process has counted and not yet stored, and whom it no longer counts (阅读计数缓冲). Knows no database."""

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import NamedTuple

# Bounds of the memory that strangers can fill. What does not fit is not counted; nobody is turned away for it.
MOST_KEYS = 50_000
# Views an address may add in a minute. Offices share one, so it is generous; a page that is read takes longer.
PER_MINUTE = 120
# Opening the same page again within so many seconds is no second reading.
AGAIN_SECONDS = 10

_ROBOT = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|fetch|preview|monitor|scan|archiv|headless|phantom|lighthouse|curl|wget|httpie|"
    r"python|okhttp|java/|go-http|libwww|perl|ruby|axios|node|scrapy|postman|feed|validator",
    re.IGNORECASE,
)


class Key(NamedTuple):
    """What is counted: a placement, on the site whose page told of it, on one day of Asia/Shanghai."""

    site: int
    placement: int
    day: date


def is_robot(agent: str) -> bool:
    """Whether a user agent calls itself a machine, or says nothing."""
    return not agent.strip() or bool(_ROBOT.search(agent))


def neighbourhood(address: str) -> str:
    """The address; of IPv6 the network that one subscriber has to himself. Raises ValueError for anything else."""
    found = ip_address(address)
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)


class Gate:
    """Who has been counted in this minute. Addresses are kept for a minute in memory and nowhere else."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._minute, self._counted = 0, Counter[str]()
        self._window, self._just_now, self._before = 0, set[tuple[str, str, int]](), set[tuple[str, str, int]]()

    def lets_in(self, address: str | None, agent: str, placement: int) -> bool:
        """Whether this view counts: by a person, within the bound of the address, and not the one of a moment ago."""
        if address is None or is_robot(agent):
            return False
        house = neighbourhood(address)
        with self._lock:
            self._turn()
            view = (house, agent, placement)
            if view in self._just_now or view in self._before or self._is_full(house):
                return False
            self._counted[house] += 1
            self._just_now.add(view)
            return True

    def _is_full(self, house: str) -> bool:
        known = self._counted.get(house, 0)
        full = len(self._counted) >= MOST_KEYS or len(self._just_now) >= MOST_KEYS
        return known >= PER_MINUTE or full

    def _turn(self) -> None:
        """Forget what is over: the counts of the last minute, the views of the window before the last."""
        minute, window = int(self._clock() // 60), int(self._clock() // AGAIN_SECONDS)
        if minute != self._minute:
            self._minute, self._counted = minute, Counter()
        if window != self._window:
            self._before = self._just_now if window == self._window + 1 else set()
            self._window, self._just_now = window, set()


class Tally:
    """Counts by key, until somebody takes them away to store them."""

    def __init__(self) -> None:
        self._lock, self._counts = Lock(), Counter[Key]()

    def add(self, key: Key, count: int = 1) -> bool:
        """False when there is no room: what cannot be stored for long must not eat the memory."""
        with self._lock:
            if key not in self._counts and len(self._counts) >= MOST_KEYS:
                return False
            self._counts[key] += count
            return True

    def take(self) -> dict[Key, int]:
        with self._lock:
            taken, self._counts = self._counts, Counter()
            return dict(taken)

    def __len__(self) -> int:
        return len(self._counts)
