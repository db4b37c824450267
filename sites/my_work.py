"""The sites' part of “My work today”: columns that nobody has kept up (栏目更新)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.accounts.domain import has_role, site_ids_with_role
from unified_platform.accounts.enums import Role
from unified_platform.accounts.work import COUNTED, SHOWN, Pile, Row

from .domain.freshness import Freshness, column_states, limits
from .freshness_pages import SiteLine, content_url, lines_of, said


def piles(user) -> Iterator[Pile]:
    """Three queries for a site manager, four for whoever looks after all sites, none for others."""
    if has_role(user, Role.INFORMATION_CENTRE, Role.AUTHORITY):
        yield _sites()
    elif managed := site_ids_with_role(user, Role.SITE_MANAGER):
        yield _columns(managed)


def _columns(managed: set[int]) -> Pile:
    urgent = (Freshness.EMPTY, Freshness.OVERDUE, Freshness.DUE_SOON)
    states = [state for state in column_states(managed) if state.verdict in urgent]
    stale = [state for state in states if state.verdict != Freshness.DUE_SOON]
    return Pile(
        "columns",
        gettext_lazy("Columns to keep up"),
        [
            Row(
                state.title,
                content_url(state),
                (str(state.rule.label), state.site_name) if len(managed) > 1 else (str(state.rule.label),),
                mark=said(state),
                tone="primary" if state.verdict == Freshness.DUE_SOON else "warning",
            )
            for state in states[:SHOWN]
        ],
        min(len(states), COUNTED),
        more=reverse("column_freshness:list"),
        nothing=_("Every column is kept up."),
        tone="warning" if stale else "",
        order=70,
    )


def _sites() -> Pile:
    lines = [line for line in lines_of(column_states(), limits()) if line.stale]
    return Pile(
        "columns",
        gettext_lazy("Stale columns by site"),
        [_site(line) for line in lines[:SHOWN]],
        min(len(lines), COUNTED),
        more=reverse("column_freshness:list"),
        nothing=_("On every site every column is kept up."),
        hint=_("How many columns each site has left behind."),
        tone="warning" if any(line.risk.is_failed for line in lines) else "",
        order=70,
    )


def _site(line: SiteLine) -> Row:
    overdue, empty = line.counts[Freshness.OVERDUE], line.counts[Freshness.EMPTY]
    return Row(
        line.name,
        f"{reverse('column_freshness:list')}?site={line.site}",
        (
            _("overdue: %(count)s") % {"count": overdue} if overdue else "",
            _("empty: %(count)s") % {"count": empty} if empty else "",
            _("would be failed") if line.risk.is_failed else "",
        ),
        mark=str(line.stale),
        tone="warning" if line.risk.is_failed else "",
    )
