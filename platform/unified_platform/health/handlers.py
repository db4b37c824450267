"""What the worker looks after by the clock."""

from django.utils import timezone

from unified_platform.events import periodic, queries
from unified_platform.search.domain import needs_rebuild, source_names


class SearchIndexError(Exception):
    """The search index is lost or stale."""


@periodic(seconds=600, name="health.search_index")
def watch_search_index() -> None:
    """Fail when the search index is lost or stale, so that /readyz and the log say so.

    A search that misses documents raises no error by itself. While deliveries wait the index may lag behind.
    """
    if queries.claimable(timezone.now()).exists():
        return
    for reason in map(needs_rebuild, source_names()):
        if reason:
            raise SearchIndexError(f"{reason} manage.py rebuild_search")
