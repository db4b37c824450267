"""Map review numbers (审图号, R-1.7.4)."""

import re

# GS（2019）1822号 of the ministry, GS京（2022）1061号 of a province for it, 苏S（2022）013号 of a province or a city.
_NUMBER = re.compile(r"(?:GS[一-鿿]?|[一-鿿]{1,3}S)[（(〔\[](?:19|20)[0-9]{2}[）)〕\]]第?[0-9]{1,6}号")
_PREFIX = re.compile(r"^审图号\s*[:：]?")


def is_map_number(text: str) -> bool:
    """Whether this is written like a map review number; blanks and the words 审图号： before it do not count."""
    return bool(_NUMBER.fullmatch(_PREFIX.sub("", "".join(text.split()))))
