"""RSS 2.0 and Atom 1.0 of a column or of a whole site (R-1.11.15)."""

import re
from collections.abc import Iterable

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from .presentation.entries import Entry
from .presentation.frame import Frame

ENTRIES = 20
FORMATS: dict[str, type[Rss201rev2Feed] | type[Atom1Feed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
# What XML 1.0 has no way to write, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed(frame: Frame, format: str, *, title: str, description: str, url: str, entries: Iterable[Entry]) -> str:
    """The feed as XML. `url` is the path of the page it belongs to; every address in it is absolute."""
    generator = FORMATS[format](
        title=_text(title),
        link=frame.absolute(url),
        description=_text(description),
        language="zh-CN",
        feed_url=frame.absolute(f"{url}{format}.xml"),
        author_name=_text(frame.profile.standard_name),
    )
    for entry in entries:
        address = frame.absolute(entry.url)
        generator.add_item(
            title=_text(entry.title),
            link=address,
            description=_text(entry.summary),
            unique_id=address,
            pubdate=timezone.localtime(entry.date),
            updateddate=timezone.localtime(entry.date),
            categories=[_text(entry.column)] if entry.column else [],
        )
    return generator.writeString("utf-8")


def _text(value: str) -> str:
    return _NOT_XML.sub("", value)
