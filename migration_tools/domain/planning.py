"""What will become of every page, column and address (迁移计划). Reads the database, never writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_library.models import Organ
from sites.models import SiteProfile

from ..addresses import Address
from ..columns import SourceColumn, ancestry, column_path, columns, without_dates
from ..enums import Outcome, Reason
from ..links import Decision, decide
from ..models import MigrationProject
from ..normalise import PageKind, dates
from ..normalise.kind import is_index_path
from ..sources import Source
from ..survey import Item, Survey, survey
from .targets import Target, targets

_REASONS = {
    PageKind.ERROR: Reason.ERROR_PAGE,
    PageKind.STUB: Reason.STUB,
    PageKind.EMPTY: Reason.EMPTY,
    PageKind.FOREIGN: Reason.FOREIGN,
}


@dataclass
class Plan:
    """`profile` is the site the closed one moves into, `name` that of the closed one, `issuer` the body it spoke for.

    `targets` tells for each folder of a column where it will stand; `merged` leads from the key of a page to that of
    the same article elsewhere; `left` are the keys of articles left for a later run.
    """

    source: Source
    profile: SiteProfile
    name: str
    survey: Survey
    columns: dict[str, SourceColumn]
    targets: dict[str, Target]
    merged: dict[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    issuer: Organ | None = None

    @cached_property
    def _merged_into(self) -> dict[str, list[str]]:
        """Key → keys of the pages that show the same."""
        found: dict[str, list[str]] = {}
        for key, primary in self.merged.items():
            found.setdefault(primary, []).append(key)
        return found

    def outcome(self, item: Item) -> tuple[Outcome, Reason]:
        """What becomes of one page."""
        if item.is_text:
            return (Outcome.MERGED if item.key in self.merged else Outcome.MOVED), Reason.NONE
        if item.kind in (PageKind.LIST, PageKind.HOME):
            return Outcome.LED, Reason.NONE
        if item.kind == PageKind.REFRESH:
            ends = self.survey.key_of(item.url)
            return (Outcome.LED, Reason.NONE) if ends else (Outcome.DROPPED, Reason.DEAD_END)
        return Outcome.DROPPED, _REASONS[item.kind]

    def texts(self) -> Iterator[Item]:
        """The pages that become resources of their own, without those left for a later run."""
        for item in self.survey.items.values():
            if item.is_text and item.key not in self.merged and item.key not in self.left:
                yield item

    def column_paths(self, item: Item) -> list[str]:
        """The folders of the columns the article stands in: its own first, then those of the same article elsewhere."""
        same = (self.survey.items[key] for key in self._merged_into.get(item.key, ()))
        paths = [column_path(self.survey, each) for each in (item, *same)]
        return list(dict.fromkeys(path for path in paths if path in self.columns))

    def holder(self, key: str) -> str | None:
        """The key of the page that holds what the page with this key showed; None when it does not move now."""
        item = self.survey.items.get(key)
        primary = self.merged.get(key, key)
        return primary if item and item.is_text and primary not in self.left else None

    def decision(self, href: str) -> Decision:
        """What becomes of a link in a text."""
        return decide(href, self.survey, self.holder, self.column_at)

    def column_at(self, href: str) -> str | None:
        """The folder of the column that an address of a list or of a folder stood for; `/` for the home page."""
        address = self.survey.address(href)
        key = self.survey.key_of(href)
        item = self.survey.items.get(key or "")
        if item and item.kind in (PageKind.LIST, PageKind.HOME):
            return self.nearest_column(without_dates(item.folder)) if item.kind == PageKind.LIST else "/"
        folder = f"{address.path.rstrip('/')}/" if address else ""
        return folder if folder in self.targets else None

    def nearest_column(self, folder: str) -> str:
        """The folder itself or the nearest above it that becomes a column; `/` when none does."""
        return next((path for path in reversed(ancestry(folder)) if path in self.targets), "/")

    def column_for_missing(self, address: Address) -> str | None:
        """The column an address outside the copy stood for, as far as its form tells: a folder, a page of a list."""
        folder, _slash, name = address.path.rpartition("/")
        if f"{address.path}/" in self.targets:
            return f"{address.path}/"
        return f"{folder}/" if is_index_path(name) and f"{folder}/" in self.targets else None


class MigrationError(Exception):
    """The closed site cannot move as asked; the message is one sentence for the person who asked."""


def make_plan(
    source: Source,
    profile: SiteProfile,
    *,
    name: str = "",
    issuer: Organ | None = None,
    limit: int | None = None,
    on_page: Callable[[Item], None] = lambda item: None,
) -> Plan:
    """Reads the whole source once. `limit` leaves all but so many articles for a later run.

    Raises MigrationError for a site that has already begun to move somewhere else.
    """
    begun = MigrationProject.objects.filter(host=source.host).exclude(site=profile.site).first()
    if begun:
        raise MigrationError(
            _("%(host)s is already moving into %(site)s.") % {"host": source.host, "site": begun.site.site_name}
        )
    surveyed = survey(source, on_page)
    found = columns(surveyed)
    plan = Plan(source, profile, name or surveyed.host, surveyed, found, {}, _same_articles(surveyed), issuer=issuer)
    texts = [item.key for item in plan.texts()]
    plan.left = frozenset(texts[limit:]) if limit is not None else frozenset()
    used = {path for item in plan.texts() for path in plan.column_paths(item)}
    wanted = {above for path in used for above in ancestry(path)}
    needed = {path: column for path, column in found.items() if path in wanted}
    plan.targets = targets(Page.objects.get(pk=profile.site.root_page_id), surveyed.host, needed, used)
    return plan


def _same_articles(surveyed: Survey) -> dict[str, str]:
    """Key → key of the page with the same title, date and text that was there first, as far as addresses tell."""
    first: dict[str, str] = {}
    merged: dict[str, str] = {}
    for item in sorted(surveyed.items.values(), key=_day_in_address):
        if item.fingerprint and (primary := first.setdefault(item.fingerprint, item.key)) != item.key:
            merged[item.key] = primary
    return merged


def _day_in_address(item: Item) -> datetime:
    return dates.in_path(urlsplit(item.url).path) or datetime.max
