"""My work today (今日工作): piles of what waits for a person, from whichever app knows of something.

An app adds piles with the hook `construct_my_work`: a function of the person that yields `Pile`s. It costs a constant
number of queries, and none for people to whom it has nothing to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.components import Component

HOOK = "construct_my_work"
# How many of a pile lie on the desk, and how far it is counted.
SHOWN = 8
COUNTED = 50

Text = str | Promise


@dataclass(frozen=True)
class Row:
    """One thing to do. `facts` are said quietly below its title; `remark` is what somebody said about it; `mark` stands
    at the end of the line, in words, and `tone` (warning, primary, success or nothing) says how loudly."""

    title: str
    url: str
    facts: Sequence[str] = ()
    remark: str = ""
    mark: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Pile:
    """Things of one sort, the most pressing first. `count` may be larger than what is shown; from `COUNTED` on it is
    “at least”. `more` is the address of the whole list; `nothing` is what an empty pile says."""

    name: str
    heading: Text
    rows: Sequence[Row] = ()
    count: int = 0
    more: str = ""
    nothing: Text = ""
    hint: Text = ""
    tone: str = ""
    order: int = 100
    chart: str = field(default="", repr=False)

    @property
    def counted(self) -> str:
        return f"{self.count}+" if self.count >= COUNTED else str(self.count)

    @property
    def shown(self) -> Sequence[Row]:
        return self.rows[:SHOWN]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.shown)


def piles_of(user) -> list[Pile]:
    """Everything that waits for `user`; piles with something in them come first, each sort in its order."""
    piles = [pile for piles in hooks.get_hooks(HOOK) for pile in piles(user)]
    return sorted(piles, key=lambda pile: (not pile.count, pile.order))


def waited(since: datetime | None, now: datetime | None = None) -> str:
    """How long something has been lying there, in the words of an office: minutes, hours, days."""
    if since is None:
        return ""
    past = max((now or timezone.now()) - since, timedelta())
    hours, days = int(past.total_seconds() // 3600), past.days
    if not hours:
        return _("just now")
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


class WorkPanel(Component):
    """The piles on the start page."""

    name = "work"
    order = 20
    template_name = "accounts/work.html"

    def get_context_data(self, parent_context):
        piles = piles_of(parent_context["request"].user)
        return {"full": [p for p in piles if p.count], "empty": [p for p in piles if not p.count]}
