"""A city of any size, for benchmarks: the demo city's sites with few texts each, then as many as are wanted."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from random import Random
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from resource_library.domain.reference import load_reference_data
from resource_library.models import Organ, Placement, Resource
from unified_platform import bulk

from .ahead import ahead
from .bare import bare
from .demo_city import Progress, Silent, all_or_nothing, clear_the_ground, draw_pictures, open_sites, refuse_second_city
from .desk import Desk
from .exchange import services_of, services_on_portal
from .homes import arrange
from .media import MediaStore, let_everybody_choose
from .members import Member
from .opening import organs_for, shared_collection
from .recipes import write_column
from .rows import RowMaker, Rows, repost
from .stream import Stream, Streamed, teams
from .topics import open_topics
from .writer import Writer, pour, take_serials

BATCH = 2000
# How many write at the same time. A constant and not the number of cores: the same seed makes the same city anywhere.
TEAMS = 2
# Every column begins with so many texts, however many it has in the demo city.
_FEW = 1
# But these are written whole, because the portal sorts them into two columns.
_WHOLE = ("own_services",)


class TooFewError(ValueError):
    """Fewer texts are wanted than the columns need."""


@dataclass(frozen=True)
class Grown:
    """What has been made, and how many resources a second were poured in, with their placements and indexes."""

    sites: int
    resources: int
    placements: int
    rate: float


def grow(
    members: tuple[Member, ...],
    resources: int,
    now: datetime,
    *,
    seed: int,
    progress: Progress | None = None,
    picture_width: int = 1600,
) -> Grown:
    """Make the city of these members with so many texts. All of it or nothing, in one transaction.

    Raises CityExistsError when there is a city, TooFewError when the columns alone need more texts.
    """
    progress = progress or Silent()
    with transaction.atomic():
        refuse_second_city()
        load_reference_data()
        store = MediaStore(shared_collection(), picture_width)
        with all_or_nothing(store), disable_reference_index_auto_update():
            clear_the_ground()
            organs = organs_for(members)
            desks = open_sites(members, organs, draw_pictures(store, progress), now, seed, progress)
            grown = _fill(desks, organs, resources, seed, progress)
            let_everybody_choose(shared_collection())
            bulk.analyze()
    return grown


def _fill(desks: list[Desk], organs: dict[str, Organ], resources: int, seed: int, progress: Progress) -> Grown:
    writer = Writer(organs, Random(seed).getrandbits)  # noqa: S311 - identifiers of demo texts, no secrets
    written, placed = _begin(desks, writer, progress)
    if written > resources:
        raise TooFewError(_("The columns of this city need at least %(least)d resources.") % {"least": written})
    start = monotonic()
    progress.step(_("Writing resources"), resources - written)
    with bare(Resource, Placement):
        ids = bulk.reserve_run(Resource, resources - written)
        serials: Counter[tuple[int, int]] = Counter()
        for rows in ahead(_makers(desks, organs, ids, seed)):
            pour(rows)
            serials.update(rows.serials)
            placed += len(rows.placements)
            progress.tick(len(rows.resources))
        take_serials(serials)
        progress.step(_("Building indexes"), 1)
    progress.tick()
    rate = (resources - written) / max(monotonic() - start, 0.001)
    return Grown(len(desks), resources, placed, rate)


def _makers(desks: list[Desk], organs: dict[str, Organ], ids: range, seed: int) -> list[Callable[[], Iterator[Rows]]]:
    """One for each team, which gives its texts every second of these ids: together they go from the oldest to now."""
    found = teams(len(desks), TEAMS)
    makers: list[Callable[[], Iterator[Rows]]] = []
    for place, team in enumerate(found):
        stream = Stream(desks, team, Random(f"{seed}/stream/{place}").random)  # noqa: S311 - which text comes next
        maker = RowMaker(organs, Random(f"{seed}/identifiers/{place}").getrandbits)  # noqa: S311 - no secrets
        makers.append(partial(_rows, stream.numbered(ids[place :: len(found)], desks[0].now), maker))
    return makers


def _rows(texts: Iterator[Streamed], maker: RowMaker) -> Iterator[Rows]:
    """The texts' rows by the batch, with those that show them elsewhere."""
    for batch in batches(texts, BATCH):
        rows = maker.rows([each.entry for each in batch])
        rows.placements.extend(repost(*each) for streamed in batch for each in streamed.reposts)
        yield rows


def _begin(desks: list[Desk], writer: Writer, progress: Progress) -> tuple[int, int]:
    """A few texts in every column, and the home pages. Returns the resources and placements."""
    progress.step(_("Writing the first texts"), len(desks))
    topics, written, placed = [], 0, 0
    for desk in desks:
        for path, plan in desk.place.plans.items():
            write_column(desk, path, plan if plan.recipe in _WHOLE else replace(plan, count=min(plan.count, _FEW)))
        topics.append(open_topics(desk, _FEW))
        placed += writer.write(desk.entries)
        written += len(desk.entries)
        progress.tick()
    on_portal = services_on_portal(desks)
    for number, desk in enumerate(desks):
        arrange(desk, topics[number], on_portal if number == 0 else services_of(desk))
        desk.forget()
    return written, placed + len(on_portal)


def batches(texts: Iterator[Streamed], size: int) -> Iterator[list[Streamed]]:
    """So many at a time; no more than one batch is ever held."""
    while batch := list(islice(texts, size)):
        yield batch
