"""The report's codes in words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import Action, Outcome, Reason, Verdict
from .normalise import DateEvidence, LossKind, PageKind

Labels = dict[str, "Promise | str"]

PAGE_KINDS: Labels = {
    PageKind.ARTICLE: _("Articles"),
    PageKind.SINGLE: _("Columns that are one text"),
    PageKind.LIST: _("Lists"),
    PageKind.HOME: _("Home page"),
    PageKind.REFRESH: _("Pages that only lead on"),
    PageKind.ERROR: _("Saved error pages"),
    PageKind.STUB: _("Counters and other scripts"),
    PageKind.EMPTY: _("Pages without text"),
    PageKind.FOREIGN: _("Pages of other sites"),
}
OUTCOMES: Labels = dict(Outcome.choices)
ACTIONS: Labels = dict(Action.choices)
REASONS: Labels = dict(Reason.choices)
VERDICTS: Labels = dict(Verdict.choices)
DATE_EVIDENCE: Labels = {
    DateEvidence.VISIBLE: _("Date printed on the page"),
    DateEvidence.META: _("Date in a tag of the page"),
    DateEvidence.SCRIPT: _("Date in a script of the page"),
    DateEvidence.LIST: _("Date in a list that leads to the page"),
    DateEvidence.PATH: _("Date in the address"),
    DateEvidence.COPY: _("Day the page was copied"),
    DateEvidence.NONE: _("No date found"),
}
LINK_VERDICTS: Labels = {
    "rewritten": _("Links to pages that moved in"),
    "column": _("Links to columns"),
    "file": _("Links to files that moved in"),
    "kept": _("Links to other sites, kept"),
    "subsite": _("Links to sister sites, kept"),
    "dead": _("Dead links, now only text"),
    "dead_file": _("Links to missing files, now only text"),
}
TARGET_ACTIONS: Labels = {
    "create": _("New columns"),
    "join": _("Columns of the same name, joined"),
    "known": _("Columns of an earlier run"),
}
SKIPPED: Labels = {
    "symlink": _("A link to another place"),
    "special": _("No ordinary file"),
    "name": _("A name that is no text, or too long"),
    "too_large": _("Too large"),
    "unreadable": _("Cannot be read"),
}
LOSSES: Labels = {
    LossKind.SCRIPT: _("Scripts dropped"),
    LossKind.FOREIGN_SCRIPT: _("Scripts of other hosts dropped"),
    LossKind.EVENT_HANDLER: _("Event handlers dropped"),
    LossKind.HIDDEN_LINK: _("Hidden links dropped"),
    LossKind.HIDDEN_TEXT: _("Hidden text dropped"),
    LossKind.FRAME: _("Frames dropped"),
    LossKind.FRAME_LINKED: _("Films in frames, now links"),
    LossKind.FORM: _("Form fields dropped"),
    LossKind.PLUGIN: _("Plug-ins dropped"),
    LossKind.MARKUP: _("Markup without meaning taken off"),
    LossKind.WIDGET: _("Buttons and counters dropped"),
    LossKind.REPEATED_TITLE: _("Titles repeated in the text dropped"),
    LossKind.PICTURE_MISSING: _("Pictures that are not in the copy"),
    LossKind.PICTURE_UNUSABLE: _("Pictures that cannot be used"),
    LossKind.PICTURE_DECORATION: _("Icons and spacers dropped"),
    LossKind.ATTACHMENT_MISSING: _("Files that are not in the copy"),
    LossKind.ATTACHMENT_UNUSABLE: _("Files that cannot be used"),
    LossKind.LINK_DEAD: _("Links without a usable address"),
    LossKind.LINK_SCRIPT: _("Links that run a script"),
    LossKind.TABLE_LAYOUT: _("Tables for looks, read as text"),
    LossKind.BROKEN_TEXT: _("Characters that cannot be read"),
    LossKind.TOO_DEEP: _("Nesting too deep, cut off"),
    LossKind.OUTSIDE: _("Lines beside the text"),
}
# Losses that belong to the old design and not to the text: counted, but not shown page by page.
OF_THE_DESIGN = {LossKind.SCRIPT, LossKind.EVENT_HANDLER, LossKind.FORM, LossKind.MARKUP, LossKind.TABLE_LAYOUT}
