"""What the platform could not deliver, and what does not run, on the desk of the information centre (今日工作)."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.accounts.work import COUNTED, Pile, Row, waited

from .models import State
from .permissions import can_see_deliveries
from .queries import dead_deliveries, failing_acts, last_heartbeat_age

# Six heartbeats.
SILENT_SECONDS = 30


def piles(user) -> Iterator[Pile]:
    """Given-up deliveries by handler, failing timed acts, a silent worker. Three queries, none for other people."""
    if not can_see_deliveries(user):
        return
    rows = [*_worker(), *_acts(), *_deliveries()]
    yield Pile(
        "platform",
        gettext_lazy("The platform itself"),
        rows,
        min(len(rows), COUNTED),
        more=_register(),
        nothing=_("The worker runs, everything was delivered."),
        tone="warning",
        order=1,
    )


def _register() -> str:
    return f"{reverse('deliveries_modeladmin_index')}?state__exact={State.DEAD}"


def _worker() -> Iterator[Row]:
    age = last_heartbeat_age()
    if age is None or age.total_seconds() > SILENT_SECONDS:
        since = waited(timezone.now() - age) if age is not None else _("never seen")
        fact = _("Nothing is published on time, found or delivered until it runs again.")
        yield Row(_("No worker is running"), _register(), (fact,), mark=since, tone="warning")


def _acts() -> Iterator[Row]:
    for name in failing_acts():
        yield Row(_("Timed act %(name)s fails") % {"name": name}, _register(), tone="warning")


def _deliveries() -> Iterator[Row]:
    given_up = dead_deliveries().values("handler").annotate(count=Count("pk"), last=Max("finished_at"))
    for handler in given_up.order_by("-count", "handler"):
        title = _("Given up: %(handler)s") % {"handler": handler["handler"]}
        yield Row(
            title,
            _register(),
            (_("the last one %(ago)s ago") % {"ago": waited(handler["last"])},),
            mark=str(handler["count"]),
            tone="warning",
        )
