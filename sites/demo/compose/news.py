"""News (新闻动态), press conferences and responses."""

from datetime import datetime

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..fields import Field
from ..members import Rank
from ..phrases import Phrase
from ..voice import Telling
from ..wording import FORMS, NewsForm


def news(
    author: Author, moment: datetime, *, illustrated: bool = False, story: bool = False, about: Field | None = None
) -> Draft:
    """A report of 250 to 600 characters. `story`: with a headline of its own, no meeting and no visit."""

    def attempt() -> tuple[str, Telling, NewsForm]:
        telling = author.voice.tell(moment, about)
        form = FORMS.story if story else author.voice.choose(FORMS.news)
        return telling.one_of(form.titles), telling, form

    title, telling, form = author.voice.first_new(attempt)
    lead = telling.one_of(form.leads)
    body = author.body().text([lead, _middle(telling)])
    picture = author.album.deal(telling.about.scenes) if illustrated else None
    if picture:
        body.picture(picture, f"{telling.matter.name}（资料图）")
    body.text([*_saying(telling), *_more(telling), telling.one_of(FORMS.closings)])
    return author.write(
        Kind.NEWS,
        title,
        moment,
        body,
        telling,
        description=lead,
        image=picture,
        source=telling.word("org") if author.member.rank == Rank.PORTAL else "",
        author=author.voice.choose(author.reporters),
    )


def _middle(telling: Telling) -> str:
    return telling.one_of(FORMS.bridges) + telling.word("fact") + telling.word("fact2")


def _saying(telling: Telling) -> list[str]:
    """What somebody said about it; not in every report."""
    chance = telling.chance()
    if chance < 0.3:
        return []
    own = telling.matter.quotes
    return [telling.one_of(own if own and chance < 0.8 else FORMS.quotes) + telling.word("result")]


def _more(telling: Telling) -> list[str]:
    chance = telling.chance()
    if chance < 0.4:
        return []
    first = telling.word("general")
    telling.forget("general")
    second = telling.word("general") if chance > 0.75 else ""
    return [first if second == first else first + second]


def press_conference(author: Author, moment: datetime) -> Draft:
    """新闻发布会."""
    return _from_section(author, moment, FORMS.press)


def response(author: Author, moment: datetime) -> Draft:
    """回应关切 (R-1.8.4)."""
    return _from_section(author, moment, FORMS.response)


def _from_section(author: Author, moment: datetime, section: dict[str, tuple[Phrase, ...]]) -> Draft:
    def attempt() -> tuple[str, Telling]:
        telling = author.voice.tell(moment)
        return telling.one_of(section["titles"]), telling

    title, telling = author.voice.first_new(attempt)
    paragraphs = [telling.say(phrase) for phrase in section["text"]]
    body = author.body().text(paragraphs)
    return author.write(Kind.NEWS, title, moment, body, telling, description=paragraphs[0])
