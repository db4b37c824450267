"""A city of any size."""

import gc
import os
import signal
import weakref
from collections import Counter
from functools import partial
from itertools import pairwise
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from resource_library.domain import publishing, validation
from resource_library.enums import Kind, PlacementRole
from resource_library.media import usage
from resource_library.models import Placement, Resource
from sites.demo.ahead import ahead
from sites.demo.author import Author
from sites.demo.bare import bare
from sites.demo.big_city import BATCH, Grown, TooFewError, batches, grow
from sites.demo.demo_city import CityExistsError
from sites.demo.desk import Desk
from sites.demo.members import city_of
from sites.demo.opening import OpenSite
from sites.demo.plans import by_path, plans_for
from sites.demo.rows import Owner
from sites.demo.stream import BIG_COLUMN, Stream, teams
from sites.models import ColumnPage, SiteProfile
from unified_platform import bulk

from .conftest import NOW, SMALL, FlatAlbum

SITES, RESOURCES = 3, 400


class Column:
    def __init__(self, pk: int) -> None:
        self.pk = pk


def desk_without_database(member, number: int) -> Desk:
    """A desk whose site and columns are mere numbers."""
    plans = by_path(plans_for(member, NOW.date()))
    columns = {path: Column(number * 1000 + n) for n, path in enumerate(plans)}
    owner = Owner(site_id=number, name=member.name, organ=member.slug, region_id=1)
    place = OpenSite(member, None, plans, columns, {}, owner)
    return Desk(place, Author(member, FlatAlbum(), 1), NOW)


def streams(sites: int, count: int) -> list[Stream]:
    desks = [desk_without_database(member, number) for number, member in enumerate(city_of(sites), start=1)]
    return [Stream(desks, team, Random(place).random) for place, team in enumerate(teams(sites, count))]


def stream(sites: int) -> Stream:
    """One that writes for all of them."""
    return streams(sites, 1)[0]


# The stream, without a database


def test_stream_goes_from_the_oldest_to_now():
    moments = [each.entry.draft.moment for each in stream(5).texts(500, NOW)]
    days = [moment.date() for moment in moments]
    assert max(moments) <= NOW
    assert sum(later < earlier for earlier, later in pairwise(days)) < 150
    assert (NOW.date() - days[0]).days > 7 * 365


def test_stream_is_uneven_with_one_big_column():
    desks = stream(20)
    entries = [each.entry for each in desks.texts(4000, NOW)]
    columns = [entry.column_id for entry in entries]
    big = max(set(columns), key=columns.count)
    assert BIG_COLUMN * 0.8 < columns.count(big) / 4000 < BIG_COLUMN + 0.1
    assert len({entry.owner.site_id for entry in entries}) == 20


@pytest.mark.parametrize(("sites", "count"), [(120, 2), (20, 2), (120, 3)])
def test_every_desk_is_in_one_team_and_all_have_the_same_to_write(sites, count):
    found = teams(sites, count)
    weights = {number: weight for team in found for number, weight in zip(team.desks, team.weights, strict=True)}
    load = [BIG_COLUMN * bool(team.big) + 0.9 * sum(team.weights) / sum(weights.values()) for team in found]

    assert sorted(number for team in found for number in team.desks) == list(range(sites))
    assert [team.big for team in found] == [BIG_COLUMN * count, *[0] * (count - 1)]
    assert load == pytest.approx([1 / count] * count, abs=0.02)


def test_city_of_one_site_has_one_team():
    assert [team.desks for team in teams(1, 2)] == [[0]]


def test_teams_together_make_the_same_city_as_one():
    """The big column holds its tenth, and every site has its share."""
    entries = [each.entry for part in streams(20, 2) for each in part.texts(2000, NOW)]
    columns = Counter(entry.column_id for entry in entries)
    sites = Counter(entry.owner.site_id for entry in entries)
    alone = Counter(each.entry.owner.site_id for each in stream(20).texts(4000, NOW))

    assert BIG_COLUMN * 0.8 < columns.most_common(1)[0][1] / 4000 < BIG_COLUMN + 0.1
    assert {site: sites[site] / alone[site] for site in alone} == pytest.approx(dict.fromkeys(alone, 1), abs=0.35)


def test_stream_repeats_itself_with_the_same_seed():
    runs = [[each.entry.draft.title for each in stream(4).texts(200, NOW)] for _each in range(2)]
    assert runs[0] == runs[1]


def test_stream_shows_a_share_of_its_texts_elsewhere():
    shown = [each for each in stream(20).texts(3000, NOW) if each.reposts]
    assert 150 < len(shown) < 1200
    assert [each for each in shown if len({column for _d, _o, column, _m in each.reposts}) != len(each.reposts)] == []
    assert [
        each for each in shown for _d, owner, _c, _m in each.reposts if owner.site_id == each.entry.owner.site_id
    ] == []


def test_stream_holds_no_more_texts_the_longer_it_runs():
    """Flat memory, counted in texts that are still alive and not in seconds or bytes."""
    texts = stream(6).texts(3000, NOW)
    alive: list[int] = []
    seen: weakref.WeakSet = weakref.WeakSet()
    for batch in batches(texts, 500):
        assert len(batch) == 500
        seen.update(each.entry for each in batch)
        del batch
        gc.collect()
        alive.append(len(seen))
    assert len(alive) == 6
    assert max(alive) <= 500


def test_batches_are_never_larger_than_asked():
    sizes = [len(batch) for batch in batches(iter(range(BATCH * 2 + 5)), BATCH)]
    assert sizes == [BATCH, BATCH, 5]


# The whole city


@pytest.fixture
def grown(db) -> Grown:
    return grow(city_of(SITES), RESOURCES, NOW, seed=3, picture_width=SMALL)


def test_grown_city_has_what_was_asked_for(grown):
    assert (grown.sites, grown.resources) == (SITES, RESOURCES)
    assert (SiteProfile.objects.count(), Resource.objects.count()) == (SITES, RESOURCES)
    assert Placement.objects.count() == grown.placements > RESOURCES
    assert set(Resource.objects.values_list("kind", flat=True)) == set(Kind.values)


def test_grown_city_is_fit_to_be_published(grown):
    resources = list(Resource.objects.all())
    assert [each.title for each in resources if validation.problems(each)] == []
    assert [each.title for each in resources if each.content_hash != publishing.content_hash(each)] == []
    assert list(usage.wrong_uses()) == []
    numbers = [each.doc_no for each in resources if each.doc_no]
    assert len(numbers) == len(set(numbers))


def test_grown_city_has_no_empty_column(grown):
    empty = ColumnPage.objects.filter(numchild=0).exclude(placements__visible=True)
    other = {"部门动态", "各区动态"}
    assert set(empty.values_list("title", flat=True)) - other == set()


def test_grown_city_has_one_origin_for_each_text(grown):
    assert Placement.objects.filter(role=PlacementRole.ORIGIN).count() == RESOURCES


def test_growing_twice_is_refused(grown):
    with pytest.raises(CityExistsError):
        grow(city_of(1), RESOURCES, NOW, seed=3, picture_width=SMALL)


@pytest.mark.django_db
def test_growing_too_small_leaves_nothing():
    with pytest.raises(TooFewError):
        grow(city_of(SITES), 10, NOW, seed=3, picture_width=SMALL)
    assert SiteProfile.objects.count() == 0


@pytest.mark.django_db
def test_seed_city_says_in_a_sentence_why_it_cannot():
    with pytest.raises(CommandError, match=r"1 .*274"):
        call_command("seed_city", sites=100_000, resources=1)


# Bare tables


def indexes() -> list:
    with connection.cursor() as cursor:
        table = Placement._meta.db_table
        return sorted(connection.introspection.get_constraints(cursor, table).items(), key=lambda pair: pair[0])


@pytest.mark.django_db
def test_tables_get_all_their_indexes_and_keys_back():
    before = indexes()
    with bare(Resource, Placement):
        assert len(indexes()) < len(before)
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_tables_keep_their_indexes_when_the_load_fails():
    before = indexes()
    with pytest.raises(RuntimeError), transaction.atomic(), bare(Placement):
        raise RuntimeError("the power went")
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_tables_are_bared_within_a_transaction_only():
    with pytest.raises(transaction.TransactionManagementError), bare(Placement):
        pass


@pytest.mark.django_db
def test_bare_table_checks_its_foreign_keys_when_they_come_back():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its foreign keys")
    table = Placement._meta.db_table
    columns = "resource_id, column_id, site_id, role, state, visible, title, summary, date, pin, created_at"
    orphan = f"INSERT INTO {table} ({columns}) VALUES (1, 1, 1, 'origin', 'live', true, '', '', now(), 0, now())"  # noqa: S608 - our own table
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic(), bare(Placement):
        cursor.execute(orphan)


# In further processes


def numbered(things):
    return ((thing, os.getpid()) for thing in things)


def test_things_are_made_ahead_in_their_order():
    made = list(ahead([partial(numbered, range(0, 5000, 2)), partial(numbered, range(1, 5000, 2))]))

    assert [number for number, _pid in made] == list(range(5000))
    assert len({pid for _number, pid in made} | {os.getpid()}) == (3 if (os.cpu_count() or 1) > 1 else 1)


def test_maker_with_more_to_make_goes_on_alone():
    makers = [partial(numbered, "a"), partial(numbered, "1234"), partial(numbered, "")]
    assert "".join(made for made, _pid in ahead(makers)) == "a1234"


@pytest.mark.parametrize("cores", [1, 2])
def test_order_is_the_same_on_one_core(monkeypatch, cores):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    made = list(ahead([partial(numbered, "abc"), partial(numbered, "12")]))

    assert "".join(name for name, _pid in made) == "a1b2c"
    assert ({pid for _name, pid in made} == {os.getpid()}) is (cores == 1)


def test_trouble_of_the_maker_is_raised_where_the_things_are_wanted():
    def make():
        yield 1
        raise ValueError("the ink is dry")

    things = ahead([make])
    assert next(things) == 1
    with pytest.raises(ValueError, match="ink"):
        next(things)


def test_maker_that_is_killed_is_noticed():
    def make():
        yield os.getpid()
        os.kill(os.getpid(), signal.SIGKILL)
        yield 2

    if (os.cpu_count() or 1) < 2:
        pytest.skip("one core: nothing is made ahead")
    things = ahead([make])
    assert next(things) != os.getpid()
    with pytest.raises(RuntimeError, match="ended before"):
        next(things)


def test_maker_ends_when_nobody_wants_its_things_any_more():
    things = ahead([lambda: iter([os.getpid()] * 100_000)])
    pid = next(things)
    things.close()
    if pid != os.getpid():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_run_of_keys_is_nobody_elses(db):
    before = bulk.reserve_ids(Resource, 2)
    run = bulk.reserve_run(Resource, 5)
    after = bulk.reserve_ids(Resource, 1)
    assert [*before, *run, *after] == list(range(before[0], before[0] + 8))
