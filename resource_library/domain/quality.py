"""How good is a text, and what would make it better? (质量评分: 完整性, 时效, 可读)

A hundred points, less what each defect costs; what it costs is a row of the rule table. Nothing here asks the database:
whoever has the resource, what `validation.problems` says of it and the rows of the table gets the same answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.search.text import plain_text

from ..enums import Kind, PublicTimeLimit, Validity
from ..models import Resource
from .validation import Problem

FULL = 100
# What `quality_of` wants to know of the rule table (`unified_platform.rules.domain.values(*RULES)`): points each defect
# costs, and where a title, a text, a paragraph is too long or too short and a standing text too old.
RULES = (
    "quality-missing", "quality-summary", "quality-subject", "quality-keywords", "quality-thumbnail",
    "quality-validity", "quality-review", "quality-title", "quality-short", "quality-paragraph", "quality-transcript",
    "quality-title-letters", "quality-short-letters", "quality-paragraph-letters", "quality-review-days",
)  # fmt: skip
# What stays on a page for years and has to be looked at again.
STANDING = (Kind.SERVICE_GUIDE, Kind.LEADER, Kind.ORGAN_PROFILE, Kind.DISCLOSURE_GUIDE, Kind.DISCLOSURE_CATALOGUE)
# What lists show with a picture beside the title.
WITH_PICTURE = (Kind.NEWS, Kind.TOPIC_ENTRY, Kind.MEDIA)
# Elements whose defects are about time, and those about reading.
_OF_TIME = {"effect_date", "abolish_date", "public_until", "expire_at", "validity"}
_OF_READING = {"body", "image"}


class Part(models.TextChoices):
    COMPLETE = "complete", gettext_lazy("Completeness")  # 完整性
    CURRENT = "current", gettext_lazy("Currency")  # 时效
    READABLE = "readable", gettext_lazy("Readability")  # 可读


@dataclass(frozen=True)
class Reason:
    """One defect: the element that mends it (as `Problem.element` names it), and what it costs in points."""

    part: Part
    element: str
    message: str
    cost: int


@dataclass(frozen=True)
class Quality:
    """A score of 0 to 100 and why it is not 100, the dearest reason first."""

    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return max(0, FULL - sum(reason.cost for reason in self.reasons))

    @property
    def tone(self) -> str:
        """How the score is shown: as a success, plainly, or as a warning."""
        return "success" if self.score >= 90 else "" if self.score >= 70 else "warning"

    def cost_of(self, part: Part) -> int:
        return sum(reason.cost for reason in self.reasons if reason.part == part)


def quality_of(
    resource: Resource, *, missing: Iterable[Problem], rules: Mapping[str, int], today: date | None = None
) -> Quality:
    """What this version is worth. `missing`: what `validation.problems` finds in it; `rules`: the values of `RULES`;
    `today`: a day of Asia/Shanghai. No query."""
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    found = [Reason(_part(p.element), p.element, p.message, rules["quality-missing"]) for p in missing]
    # What must be there and is not costs once, as missing; a text may have several defects.
    known = {reason.element for reason in found} - {"body"}
    for part, element, rule, message in chain(
        _described(resource), _dated(resource, rules, today), _written(resource, rules)
    ):
        if element not in known:
            found.append(Reason(part, element, message, rules[f"quality-{rule}"]))
    # A rule set to nothing is switched off.
    return Quality(tuple(sorted((reason for reason in found if reason.cost), key=lambda reason: -reason.cost)))


_Defect = tuple[Part, str, str, str]


def _part(element: str) -> Part:
    if element in _OF_TIME:
        return Part.CURRENT
    return Part.READABLE if element in _OF_READING else Part.COMPLETE


def _described(resource: Resource) -> Iterator[_Defect]:
    """What helps to find a text: by people, by search engines, by other systems (R-4.2.5, .6, .28, .34)."""
    if not resource.description.strip():
        yield Part.COMPLETE, "description", "summary", _("There is no summary: lists and search results show none.")
    if resource.subject_id is None:
        yield Part.COMPLETE, "subject", "subject", _("There is no subject: it is not found by topic.")
    if not resource.keywords.strip():
        yield Part.COMPLETE, "keywords", "keywords", _("There are no key words.")
    if resource.kind in WITH_PICTURE and resource.image_id is None and not _blocks(resource, "picture"):
        yield Part.READABLE, "image", "thumbnail", _("There is no picture.")


def _dated(resource: Resource, rules: Mapping[str, int], today: date) -> Iterator[_Defect]:
    """What the calendar has overtaken (R-1.7.3, R-1.7.8)."""
    in_force = resource.validity in (Validity.VALID, Validity.PARTLY, Validity.AMENDED)
    if in_force and resource.abolish_date and resource.abolish_date <= today:
        message = _("It says that it is in force, and that it was repealed on %(day)s.")
        yield Part.CURRENT, "validity", "validity", message % {"day": resource.abolish_date}
    elif resource.validity == Validity.PENDING and resource.effect_date and resource.effect_date <= today:
        message = _("It says that it is not yet in force; it has been since %(day)s.")
        yield Part.CURRENT, "validity", "validity", message % {"day": resource.effect_date}
    limited = resource.public_time_limit == PublicTimeLimit.LIMITED
    if limited and resource.public_until and resource.public_until < today:
        message = _("Its disclosure ended on %(day)s.") % {"day": resource.public_until}
        yield Part.CURRENT, "public_until", "validity", message
    changed = resource.last_published_at or resource.updated_at
    if resource.kind in STANDING and changed:
        age = (today - timezone.localdate(changed, timezone.get_default_timezone())).days
        if age > rules["quality-review-days"]:
            message = _("Nobody has looked at it for %(days)s days. Is all of it still true?") % {"days": age}
            yield Part.CURRENT, "body", "review", message


def _written(resource: Resource, rules: Mapping[str, int]) -> Iterator[_Defect]:
    """What makes a text hard to read, or to hear."""
    if len(resource.title) > rules["quality-title-letters"]:
        message = _("The title has %(count)s characters: on a phone it fills the screen.")
        yield Part.READABLE, "title", "title", message % {"count": len(resource.title)}
    paragraphs = [len(line) for text in _blocks(resource, "paragraph") for line in plain_text(text).splitlines()]
    # What shows or says it in another way may be short.
    only_words = len(paragraphs) > 0 and not _blocks(resource, "picture", "table", "recording")
    if only_words and resource.kind == Kind.NEWS and sum(paragraphs) < rules["quality-short-letters"]:
        message = _("The text has %(count)s characters. Does it say what happened?") % {"count": sum(paragraphs)}
        yield Part.READABLE, "body", "short", message
    if max(paragraphs, default=0) > rules["quality-paragraph-letters"]:
        message = _("A paragraph has %(count)s characters. Headings and shorter paragraphs are easier to read.")
        yield Part.READABLE, "body", "paragraph", message % {"count": max(paragraphs)}
    if any(not str(value.get("transcript") or "").strip() for value in _blocks(resource, "recording")):
        yield Part.READABLE, "body", "transcript", _("A recording has no transcript for those who cannot hear it.")


def _blocks(resource: Resource, *types: str) -> list[Any]:
    """The stored values of the blocks of these types."""
    raw = resource.body.get_prep_value() if resource.body else []
    return [block["value"] for block in raw if block["type"] in types]
