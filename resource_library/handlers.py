"""What the library does after a commit, and by the clock."""

from collections.abc import Sequence

from unified_platform.events import handler, periodic
from unified_platform.events.models import Event
from unified_platform.search.domain import index

from .domain.scheduling import expire_due, publish_due

SHOWN_DIFFERENTLY = (
    "resource.published",
    "resource.withdrawn",
    "resource.expired",
    "resource.drafted",
    "resource.imported",
    "resource.described",
    "resource.archived",
    # The state is searched for in the back end.
    "resource.submitted",
    "resource.returned",
    "resource.recalled",
    "resource.scheduled",
    "resource.unscheduled",
    "resource.schedule_failed",
    "placement.shown",
    "placement.hidden",
)


@handler(*SHOWN_DIFFERENTLY, name="search.index", batch=500, atomic=False)
def index_resources(events: Sequence[Event]) -> None:
    """Bring the search index up to date with whatever these events touched."""
    ids: set[int] = set()
    for event in events:
        if event.subject_id:
            ids.add(int(event.subject_id))
        ids.update(event.payload.get("resources", ()))
    index(sorted(ids))


@periodic(seconds=5, name="library.schedule")
def keep_schedule() -> None:
    publish_due()
    expire_due()
