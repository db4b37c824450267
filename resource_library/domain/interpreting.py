"""An important policy is published together with its interpretation (R-1.8.1, [47]四(二))."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..kinds import schema_of
from ..models import Resource
from . import relations
from .validation import Problem

REASON, PERSON, MOMENT = "exemption", "exempted_by", "exempted_at"


def unfinished(resource: Resource) -> list[Problem]:
    """Why this version cannot be made public yet although it is complete; at most two queries, none for what is not
    important."""
    extra = resource.extra if isinstance(resource.extra, dict) else {}
    if schema_of(resource.kind).field("important") is None or extra.get("important") is not True:
        return []
    if str(extra.get(REASON) or "").strip() or relations.interpretations_of(resource):
        return []
    message = _("An important policy needs a linked interpretation that is public or signed off, or a reason for none.")
    return [Problem("relations", message)]


def record_exemption(resource: Resource, before: Resource | None, *, by) -> None:
    """免解读登记: who gave the reason, and when; whoever changes it answers for it. Taken from nobody's input."""
    if schema_of(resource.kind).field(REASON) is None:
        return
    extra, old = dict(resource.extra or {}), dict(before.extra or {}) if before else {}
    reason = str(extra.get(REASON) or "").strip()
    for name in (PERSON, MOMENT):
        extra.pop(name, None)
    if reason and reason == str(old.get(REASON) or "").strip() and old.get(PERSON):
        extra |= {PERSON: old[PERSON], MOMENT: old.get(MOMENT, "")}
    elif reason:
        extra |= {PERSON: str(by), MOMENT: timezone.now().isoformat(timespec="seconds")}
    resource.extra = extra
