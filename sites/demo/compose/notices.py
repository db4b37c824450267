"""Notices (通知公告), surveys and what they brought in."""

from datetime import datetime

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..fields import Template
from ..voice import Telling
from ..wording import FORMS

_SURVEYS = tuple(form for form in FORMS.notices if form.survey)
_OTHERS = tuple(form for form in FORMS.notices if not form.survey)


def notice(author: Author, moment: datetime) -> Draft:
    """A notice of 100 to 250 characters, of the field more often than of the general kind."""

    def attempt() -> tuple[str, Telling, Template]:
        telling = author.voice.tell(moment)
        own = telling.about.notices
        form = author.voice.choose(own if author.chance() < 0.45 else _OTHERS)
        return telling.say(form.title), telling, form

    return _notice(author, moment, *author.voice.first_new(attempt))


def survey(author: Author, moment: datetime) -> Draft:
    """征求意见公告 (R-7.4.3)."""

    def attempt() -> tuple[str, Telling, Template]:
        telling, form = author.voice.tell(moment), author.voice.choose(_SURVEYS)
        return telling.say(form.title), telling, form

    return _notice(author, moment, *author.voice.first_new(attempt))


def _notice(author: Author, moment: datetime, title: str, telling: Telling, form: Template) -> Draft:
    paragraphs = [telling.say(phrase) for phrase in form.text]
    if title.endswith(("公告", "通告", "公示")):
        paragraphs.append(f"特此{title[-2:]}。")
    signed = [telling.word("org"), f"{moment.year}年{moment.month}月{moment.day}日"]
    body = author.body().text([*paragraphs, *signed])
    return author.write(Kind.NOTICE, title, moment, body, telling, description=paragraphs[0], genre="announcement")


def appointment(author: Author, moment: datetime) -> Draft:
    """人事信息: who takes up an office, with invented names."""
    about = author.voice.choose(author.voice.busy_fields)
    agency = author.voice.agency(about)
    first, second = author.names.next(), author.names.next()
    title = author.voice.first_new(lambda: (f"关于{author.names.next()}等同志职务任免的通知",))[0]
    name = title.removeprefix("关于").partition("等")[0]
    body = author.body().text(
        [
            "经研究决定：",
            f"任命{name}为{agency}副局长（试用期一年）；",
            f"任命{first}为{agency}总工程师；",
            f"免去{second}的{agency}二级调研员职务。",
            f"{moment.year}年{moment.month}月{moment.day}日",
        ]
    )
    return author.write(Kind.NOTICE, title, moment, body, keywords="人事,任免", subject="1503", genre="notice")
