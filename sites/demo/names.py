"""Invented people (R-8.0). Rare surnames and literary given names, so that nobody real is meant."""

from random import Random

_SURNAMES = "闻祝桑简荀卞戚阮应柏窦苗俞柳鲍酆费岑滕殷毕郝邬安乐于傅康伍余顾孟穆萧尹"
_FIRST = "松砚望景知予怀清明以嘉承若书既允云思秉慕端令疏亦述澄"
_SECOND = "屿舒行远微安川宁简白桥岚溪禾舟遥越青谦澜蔚棠朗岳"


class NamePool:
    """Names, each given once."""

    def __init__(self, random: Random) -> None:
        self._random, self._given = random, set[str]()

    def next(self) -> str:
        for _try in range(10_000):
            name = "".join(self._random.choice(part) for part in (_SURNAMES, _FIRST, _SECOND))
            if name not in self._given:
                self._given.add(name)
                return name
        raise ValueError("no names are left")
