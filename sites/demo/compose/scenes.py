"""Picture stories (图片、音视频), entries of special topics, and the overview of a region (概况)."""

import tomllib
from collections.abc import Sequence
from datetime import datetime

from resource_library.enums import CarrierType, InfoFormat, Kind

from ..author import Author
from ..drafts import Draft
from ..fields import CONTENT, Field
from ..voice import Telling
from ..wording import FORMS

OVERVIEW: dict[str, dict[str, list[str]]] = tomllib.loads((CONTENT / "overview.toml").read_text(encoding="utf-8"))
_MOTIFS = ("lake", "oldtown", "mountain", "river", "trees", "city", "night", "bridge")


def picture_story(author: Author, moment: datetime) -> Draft:
    """Three pictures with a few words."""

    def attempt() -> tuple[str, Telling]:
        telling = author.voice.tell(moment)
        return telling.one_of(FORMS.media["titles"]), telling

    title, telling = author.voice.first_new(attempt)
    pictures = [author.album.deal((motif,)) for motif in author.voice.random.sample(_MOTIFS, 3)]
    body = author.body().text([telling.one_of(FORMS.media["text"])])
    for picture, caption in zip(pictures, telling.some_of(FORMS.media["captions"], 3), strict=True):
        body.picture(picture, caption)
    return author.write(
        Kind.MEDIA,
        title,
        moment,
        body,
        keywords=f"图片,{telling.word('spot')},{author.member.region_name}",
        description=f"{telling.word('spot')}{telling.word('season')}日风光。",
        subject="0805",
        image=pictures[0],
        info_format=InfoFormat.IMAGE,
        carrier=CarrierType.PHOTO,
    )


def topic_entry(author: Author, moment: datetime, topic: str, fields: Sequence[Field]) -> Draft:
    """A report within a special topic, about one of the topic's fields."""

    def attempt() -> tuple[str, Telling]:
        telling = author.voice.tell(moment, author.voice.choose(fields), topic=topic)
        return telling.one_of(FORMS.topic["titles"]), telling

    title, telling = author.voice.first_new(attempt)
    lead = f"{telling.word('fact')}{telling.word('fact2')}"
    body = author.body().text([lead, telling.word("result"), telling.one_of(FORMS.closings)])
    picture = author.album.deal(telling.about.scenes)
    return author.write(Kind.TOPIC_ENTRY, title, moment, body, telling, description=lead, image=picture)


def overview(author: Author, moment: datetime, part: str) -> Draft:
    """One page of the overview (R-1.7.5): `part` is a heading under the member's name in `overview.toml`."""
    paragraphs = OVERVIEW[author.member.slug][part]
    picture = author.album.deal(_MOTIFS)
    body = author.body().picture(picture, f"{author.member.region_name}风光").text(paragraphs)
    return author.write(
        Kind.NEWS,
        f"{author.member.region_name}{part}",
        moment,
        body,
        keywords=f"{author.member.region_name},概况,{part}",
        description=paragraphs[0],
        subject="0209",
        image=picture,
    )
