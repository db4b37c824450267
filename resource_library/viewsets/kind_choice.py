"""What each kind is for, in the words of an editor, in the order of how often it is needed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..enums import Kind


@dataclass(frozen=True)
class Choice:
    kind: Kind
    icon: str
    purpose: str | Promise


CHOICES = (
    Choice(Kind.NEWS, "doc-full", _("What has happened: meetings, visits, work in progress")),
    Choice(Kind.NOTICE, "warning", _("What people are told: announcements, tenders, examinations, closures")),
    Choice(Kind.POLICY, "clipboard-list", _("An official document with its number, date and validity")),
    Choice(Kind.INTERPRETATION, "help", _("Explains a policy document; linked to the document")),
    Choice(Kind.SERVICE_GUIDE, "list-ul", _("How to get something done: conditions, materials, place, procedure")),
    Choice(Kind.DISCLOSURE, "folder-open-inverse", _("Guides, rules, reports and catalogues of disclosure")),
    Choice(Kind.DATASET, "table", _("Statistics and tables with their period and method")),
    Choice(Kind.MEDIA, "image", _("A picture, a recording or a film that stands for itself")),
    Choice(Kind.TOPIC_ENTRY, "pick", _("A text made for a special topic")),
    Choice(Kind.OPINION_REPLY, "comment", _("What somebody asked, and what was answered")),
    Choice(Kind.LEADER, "user", _("A leader: post, curriculum vitae, portfolio")),
    Choice(Kind.ORGAN_PROFILE, "group", _("What a body does, who heads it, where it is found")),
)
