"""Closed lists of the migration ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What became of one page of the source (R-1.6.3: every page has one)."""

    MOVED = "moved", _("Moved")  # 已迁入
    MERGED = "merged", _("Merged with the same article")  # 与相同文章合并
    LED = "led", _("Leads to a column")  # 列表、首页、跳转页
    DROPPED = "dropped", _("Not moved")  # 未迁入


class Verdict(models.TextChoices):
    """What an old address answers."""

    MOVED = "moved", _("Moved")  # 301
    MERGED = "merged", _("Merged")  # 301
    ARCHIVED = "archived", _("Archived")  # 301 to the archive
    DROPPED = "dropped", _("Gone")  # 410 with the reason


class Reason(models.TextChoices):
    """Why something was not moved, in words for people."""

    NONE = "", _("None")
    ERROR_PAGE = "error_page", _("A saved error page")
    STUB = "stub", _("A counter or another script, no page")
    EMPTY = "empty", _("A page without text")
    FOREIGN = "foreign", _("A page of another site")
    DEAD_END = "dead_end", _("Only leads on, to nowhere in this copy")
    NOT_COPIED = "not_copied", _("The site linked to it, but the copy does not hold it")
    FURNITURE = "furniture", _("Style sheet, script or picture of the old design")
    UNUSED = "unused", _("A file that no moved page shows")
    UNUSABLE = "unusable", _("A damaged or dangerous file")
    TOO_LONG = "too_long", _("The address is too long to be kept")


class Action(models.TextChoices):
    """What one run does with a page that is moved."""

    CREATED = "created", _("New")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    CONFLICT = "conflict", _("Edited here since, left alone")
