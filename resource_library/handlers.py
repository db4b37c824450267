"""What the library does after a commit, and by the clock."""

from collections.abc import Sequence

from unified_platform.events import handler, periodic
from unified_platform.events.models import Event
from unified_platform.search.domain import index

from .domain import classification, figures, readership, reform, signatures, term_usage
from .domain.api_metering import prune
from .domain.scheduling import expire_due, publish_due
from .domain.validity import settle_due
from .media import handlers as media_handlers  # noqa: F401 - registers its own

SHOWN_DIFFERENTLY = (
    "resource.published",
    "resource.withdrawn",
    "resource.expired",
    "resource.drafted",
    "resource.imported",
    "resource.described",
    "resource.archived",
    "resource.validity_changed",
    "resource.reclassified",
    "resource.reassigned",
    # The state is searched for in the back end.
    "resource.submitted",
    "resource.returned",
    "resource.recalled",
    "resource.scheduled",
    "resource.unscheduled",
    "resource.schedule_failed",
    "placement.shown",
    "placement.hidden",
    "resource.merged",
)
# After these a text is public with other words, or not public any more.
READ_DIFFERENTLY = ("resource.published", "resource.imported", "resource.withdrawn", "resource.expired")
# Texts that are compared in one transaction: nobody waits long for it.
SIGNED_AT_ONCE = 20


@handler(*SHOWN_DIFFERENTLY, name="search.index", batch=500, atomic=False)
def index_resources(events: Sequence[Event]) -> None:
    """Bring the search index up to date with whatever these events touched."""
    index(_resources_of(events))


def _resources_of(events: Sequence[Event]) -> list[int]:
    ids: set[int] = set()
    for event in events:
        if event.subject_id:
            ids.add(int(event.subject_id))
        ids.update(event.payload.get("resources", ()))
    return sorted(ids)


@handler(*READ_DIFFERENTLY, name="library.signatures", batch=50, atomic=False)
def compare_with_others(events: Sequence[Event]) -> None:
    """Look for duplicates of what became public; what is not public any more has none (ADR 014)."""
    ids = _resources_of(events)
    for start in range(0, len(ids), SIGNED_AT_ONCE):
        signatures.sign(ids[start : start + SIGNED_AT_ONCE])


@periodic(seconds=60, name="library.validity")
def keep_validity() -> None:
    """What comes into force or is repealed does so in the first minute of its day, or when the worker is back."""
    settle_due()


@periodic(seconds=3600, name="library.api_log")
def keep_api_log() -> None:
    """Calls of other systems are kept as long as the rule table says."""
    prune()


@periodic(seconds=3600, name="library.views")
def keep_views() -> None:
    """Views are kept by the day as long as the rule table says."""
    readership.prune()


@periodic(seconds=5, name="library.schedule")
def keep_schedule() -> None:
    publish_due()
    expire_due()


@handler(classification.CHANGED, name="library.term_usage", batch=500)
def count_after_an_act(events: Sequence[Event]) -> None:
    """Where resources or whole branches went somewhere else, people look at the numbers at once."""
    if {event.payload.get("act") for event in events} & set(classification.COUNTED_ANEW):
        term_usage.recount()


@periodic(seconds=600, name="library.term_usage")
def count_now_and_then() -> None:
    term_usage.recount_if_changed()


@periodic(seconds=60, name="library.reforms")
def reform_organs() -> None:
    reform.start_due()


@handler(figures.WANTED, name="library.figures", targets=lambda event: figures.names())
def count_figures(event: Event, measure: str) -> None:
    """One measure at a time: none holds up the others, and one that fails is tried again by itself."""
    figures.count(measure)


@periodic(seconds=900, name="library.figures")
def count_figures_at_night() -> None:
    figures.want_nightly()
