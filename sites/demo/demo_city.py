"""The demo city as a whole: opened, written, arranged, with work waiting. All of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from resource_library.domain.reference import load_reference_data
from resource_library.enums import Kind
from resource_library.models import Organ
from unified_platform.bulk import analyze

from ..models import SiteProfile
from .author import Author
from .desk import Desk
from .exchange import exchange, services_of, services_on_portal
from .homes import arrange
from .looks import themes
from .media import Album, MediaStore, attach, how_many, let_everybody_choose
from .members import Member
from .names import NamePool
from .opening import Opener, organs_for, shared_collection
from .recipes import write_column
from .reviews import leave_work, term_ids
from .topics import open_topics
from .writer import Writer, name_successors

SEED = 2017
# So many notices and disclosures carry a form, guides all do.
_WITH_FORM = {Kind.NOTICE: 0.2, Kind.DISCLOSURE: 0.25, Kind.SERVICE_GUIDE: 1.0, Kind.POLICY: 0.2}


class CityExistsError(Exception):
    """There is a city already; nothing was changed."""


class Progress(Protocol):
    """Told what is being done: `step` begins so many units of something, `tick` ends one."""

    def step(self, label: str, total: int) -> None: ...

    def tick(self, count: int = 1) -> None: ...


class Silent:
    def step(self, label: str, total: int) -> None:
        """Nobody is watching."""

    def tick(self, count: int = 1) -> None:
        """Nobody is watching."""


@dataclass
class City:
    """What has been made."""

    desks: list[Desk]
    organs: dict[str, Organ]
    resources: int
    placements: int


def refuse_second_city() -> None:
    """Raises CityExistsError when a site is registered."""
    if SiteProfile.objects.exists():
        raise CityExistsError(_("There is a city in this database already; seed an empty one."))


@contextmanager
def all_or_nothing(store: MediaStore) -> Iterator[None]:
    """Rows go with their transaction; files do not, so they are taken away when it fails."""
    try:
        yield
    except BaseException:
        store.discard()
        raise


def build(
    members: tuple[Member, ...],
    now: datetime,
    *,
    seed: int = SEED,
    progress: Progress | None = None,
    picture_width: int = 1600,
) -> City:
    """Make the city of these members, the portal first. Raises CityExistsError when there is one.

    `now` is the moment everything is dated from. The same seed gives the same texts, dated from that moment.
    """
    progress = progress or Silent()
    with transaction.atomic():
        refuse_second_city()
        load_reference_data()
        store = MediaStore(shared_collection(), picture_width)
        with all_or_nothing(store), disable_reference_index_auto_update():
            return _build(members, now, seed, store, progress)


def _build(members: tuple[Member, ...], now: datetime, seed: int, store: MediaStore, progress: Progress) -> City:
    clear_the_ground()
    organs = organs_for(members)
    pictures = draw_pictures(store, progress)
    desks = open_sites(members, organs, pictures, now, seed, progress)
    writer = Writer(organs, Random(seed).getrandbits)  # noqa: S311 - identifiers of demo texts, no secrets
    topics = _write(desks, store, writer, progress)
    written = sum(len(desk.entries) for desk in desks)
    placed = sum(1 + len(entry.also) for desk in desks for entry in desk.entries) + exchange(desks)
    name_successors(entry.draft for desk in desks for entry in desk.entries)
    on_portal = services_on_portal(desks)
    for number, desk in enumerate(desks):
        arrange(desk, topics[number], on_portal if number == 0 else services_of(desk))
    let_everybody_choose(shared_collection())
    _leave_work(desks, organs, progress)
    analyze()
    return City(desks, organs, written, placed + len(on_portal))


def clear_the_ground() -> None:
    """Wagtail's own first site and page would answer on `localhost`."""
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    # Deleted by path, so the root has to count its children again.
    Page.fix_tree()


def draw_pictures(store: MediaStore, progress: Progress) -> tuple[dict, list]:
    """Landscapes by scene, and portraits."""
    progress.step(_("Drawing pictures"), how_many())
    return store.draw_all(progress.tick)


def open_sites(
    members: tuple[Member, ...],
    organs: dict[str, Organ],
    pictures: tuple[dict, list],
    now: datetime,
    seed: int,
    progress: Progress,
) -> list[Desk]:
    """The sites with their columns and people, and a desk for each."""
    progress.step(_("Opening sites"), len(members))
    opener = Opener(organs, themes(), now.date())
    names = NamePool(Random(f"{seed}/staff"))  # noqa: S311 - invented names, no secrets
    desks = []
    for member in members:
        chance = Random(f"{seed}/{member.slug}/album").random  # noqa: S311 - the order of pictures
        author = Author(member, Album(*pictures, chance), seed)
        desks.append(Desk(opener.open(member, names), author, now))
        progress.tick()
    opener.open_platform(names)
    return desks


def _write(desks: list[Desk], store: MediaStore, writer: Writer, progress: Progress) -> list[list]:
    progress.step(_("Writing texts"), len(desks))
    forms, topics = store.forms(), []
    for desk in desks:
        for path, plan in desk.place.plans.items():
            write_column(desk, path, plan)
        topics.append(open_topics(desk))
        _attach_files(desk, store, forms)
        # Documents before what refers to them, or the relation would have no other end yet.
        desk.entries.sort(key=lambda entry: (entry.draft.moment, entry.draft.kind != Kind.POLICY))
        writer.write(desk.entries)
        progress.tick()
    return topics


def _attach_files(desk: Desk, store: MediaStore, forms: list) -> None:
    for kind, share in _WITH_FORM.items():
        attach((entry.draft for entry in desk.entries if entry.draft.kind == kind), forms, desk.author.chance, share)
    for draft, figures in desk.figures:
        number = f"{desk.place.member.slug}-{desk.figures.index((draft, figures)) + 1}"
        draft.attachments += store.figures(number, figures, draft.moment.date())


def _leave_work(desks: list[Desk], organs: dict[str, Organ], progress: Progress) -> None:
    progress.step(_("Leaving work for editors"), len(desks))
    terms = term_ids()
    for desk in desks:
        source = desks[0] if desk is not desks[0] else desks[-1]
        newest = sorted(source.entries, key=lambda entry: entry.draft.moment, reverse=True)
        leave_work(desk, organs, terms, [entry.draft for entry in newest if entry.draft.kind == Kind.NEWS])
        progress.tick()
