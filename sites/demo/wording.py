"""The sentences every field shares, read once from `content/forms.toml`."""

import tomllib
from dataclasses import dataclass

from .fields import CONTENT, Template, templates
from .phrases import Phrase, phrases


@dataclass(frozen=True)
class NewsForm:
    """A way to report: titles, and first paragraphs that go with any of them."""

    titles: tuple[Phrase, ...]
    leads: tuple[Phrase, ...]


class Forms:
    """`news` holds each form as often as its weight says."""

    def __init__(self) -> None:
        raw = tomllib.loads((CONTENT / "forms.toml").read_text(encoding="utf-8"))
        self.news = tuple(
            form
            for each in raw["news"]
            for form in [NewsForm(phrases(each["titles"]), phrases(each["leads"]))] * each["weight"]
        )
        # The first form tells a story and carries a headline of its own; the others report a meeting, a visit…
        self.story = self.news[0]
        self.tails = tuple(raw["body"]["tails"])
        self.bridges = phrases(raw["body"]["bridges"])
        self.closings = phrases(raw["body"]["closings"])
        self.quotes = phrases(raw["body"]["quotes"])
        self.general = phrases(raw["body"]["general"])
        self.notices: tuple[Template, ...] = templates(raw["notice"]["forms"])
        self.policy = _section(raw["policy"])
        self.interpretation = _section(raw["interpretation"])
        self.question = _section(raw["question"])
        self.response = _section(raw["response"])
        self.press = _section(raw["press"])
        self.topic = _section(raw["topic"])
        self.media = _section(raw["media"])
        self.interview_titles = phrases(raw["interview"]["titles"])
        self.interview_intro = Phrase(raw["interview"]["intro"])
        self.interview_pairs = tuple(phrases(pair) for pair in raw["interview"]["pairs"])


def _section(raw: dict[str, list[str] | str]) -> dict[str, tuple[Phrase, ...]]:
    """Each entry as phrases; a single sentence is one phrase."""
    return {key: phrases([text] if isinstance(text, str) else text) for key, text in raw.items()}


FORMS = Forms()
