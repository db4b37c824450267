"""Answers to questions (咨询投诉), to deputies' proposals (建议提案), and interviews (在线访谈)."""

from datetime import datetime, timedelta

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..phrases import Phrase
from ..voice import Telling
from ..wording import FORMS


def answer(author: Author, moment: datetime) -> Draft:
    """A published question with its answer: the five elements of R-7.3.1, nobody named (R-7.3.2)."""

    def attempt() -> tuple[str, Telling, Phrase, Phrase]:
        telling, forms = author.voice.tell(moment), FORMS.question
        own = telling.about.questions
        if author.chance() < 0.35:
            chosen = author.voice.choose(own)
            return telling.say(chosen.title), telling, chosen.ask, chosen.answer
        number = int(author.chance() * len(forms["titles"]))
        reply = author.voice.choose(forms["answers"])
        return telling.say(forms["titles"][number]), telling, forms["asks"][number], reply

    title, telling, ask, reply = author.voice.first_new(attempt)
    question, answered = telling.say(ask), telling.say(reply)
    asked = moment - timedelta(days=1 + int(author.chance() * 5))
    return _reply(author, telling, title, question, asked, [answered])


def proposal(author: Author, moment: datetime, kind: str) -> Draft:
    """A reply to a proposal; `kind` says whose: 人大建议 or 政协提案."""

    def attempt() -> tuple[str, Telling]:
        telling = author.voice.tell(moment)
        number = 1 + int(author.chance() * 620)
        return f"对{moment.year}年{kind}第{number:04d}号《关于加强{telling.word('m')}的建议》的答复", telling

    title, telling = author.voice.first_new(attempt)
    paragraphs = [telling.say(phrase) for phrase in FORMS.question["replies"]]
    asked = moment - timedelta(days=40 + int(author.chance() * 50))
    return _reply(author, telling, title, telling.say(Phrase("建议加强{m}，{task}。")), asked, paragraphs)


def _reply(author: Author, telling: Telling, title: str, question: str, asked: datetime, text: list[str]) -> Draft:
    return author.write(
        Kind.OPINION_REPLY,
        title,
        telling.moment,
        author.body().text(text),
        telling,
        extra={"question": question, "asked_on": f"{asked:%Y-%m-%d}", "answered_by": telling.word("org")},
        description=question,
    )


def interview(author: Author, moment: datetime) -> Draft:
    """The record of an interview (访谈实录, R-7.5.4)."""

    def attempt() -> tuple[str, Telling]:
        telling = author.voice.tell(moment)
        return telling.one_of(FORMS.interview_titles), telling

    title, telling = author.voice.first_new(attempt)
    intro = telling.say(FORMS.interview_intro)
    spoken = [telling.say(phrase) for pair in FORMS.interview_pairs for phrase in pair]
    picture = author.album.deal(telling.about.scenes)
    body = author.body().text([intro]).text(spoken)
    return author.write(Kind.NEWS, title, moment, body, telling, description=intro, image=picture)
