"""How long to wait before the next try."""

import random
from datetime import timedelta

FIRST = 2.0
LONGEST = 3600.0


def delay(attempts: int, spread: float | None = None) -> timedelta:
    """Time until the next try after `attempts` failed ones: 2 s, 4 s, 8 s … at most an hour, give or take a
    quarter.

    `spread` from 0 to 1 places it within that quarter (default: by chance), so that what failed together
    does not come back together.
    """
    if spread is None:
        spread = random.random()  # noqa: S311 - spreads load, guards nothing
    seconds = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    return timedelta(seconds=seconds * (0.75 + spread / 2))
