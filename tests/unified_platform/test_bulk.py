"""Rows by the hundred thousand, on both databases alike."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, transaction

from resource_library.models import Organ, Placement, Resource
from tests.factories import sites
from tests.factories.library import OrganFactory, ResourceFactory
from tests.threads import at_once, several_connections
from unified_platform import bulk
from unified_platform.accounts.models import User
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db

EVENT = ("uuid", "kind", "subject_id", "payload", "site_id", "created_at")
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)


def event(**changes) -> tuple:
    row = {
        "uuid": uuid.uuid4(),
        "kind": "test.happened",
        "subject_id": "",
        "payload": {},
        "site_id": None,
        "created_at": NOON,
    }
    return tuple({**row, **changes}.values())


def stored(field: str):
    return Event.objects.values_list(field, flat=True).get()


# Values


@pytest.mark.parametrize(
    "text",
    [
        "宁政办发〔2017〕134号",
        "制表\t符",
        "换\n行\r\n再换",
        "反斜杠 \\ \\\\ \\n \\N \\. \\t",
        "\\N",
        "\\.",
        "引号 ' \" `",
        "",
        " ",
        "生僻字 𠮷 与表情 😀",
        "NULL",
        "%s {} %",
    ],
)
def test_text_arrives_as_it_was(text):
    bulk.insert(Event, EVENT, [event(subject_id=text, payload={"text": text})])

    assert (stored("subject_id"), stored("payload")) == (text, {"text": text})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"键": ["值", 1, None, True]}, {"键": ["值", 1, None, True]}),
        ([], []),
        ([{"type": "paragraph", "value": "<p>\\N\t</p>"}], [{"type": "paragraph", "value": "<p>\\N\t</p>"}]),
        ('{"schon": "Text"}', {"schon": "Text"}),  # JSON already in text is stored as it is
        (7, 7),
        (False, False),
    ],
)
def test_json_arrives_as_it_was(given, kept):
    bulk.insert(Event, EVENT, [event(payload=given)])

    assert stored("payload") == kept


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.replace(microsecond=123456),
        datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=8))),
        datetime(1949, 10, 1, 7, tzinfo=UTC),
    ],
)
def test_moment_arrives_as_the_same_moment(moment):
    bulk.insert(Event, EVENT, [event(created_at=moment)])

    assert stored("created_at") == moment
    assert Event.objects.filter(created_at=moment).count() == 1


def test_uuid_number_and_null_arrive_as_they_were():
    number = uuid.UUID("9a1f3c52-0000-4000-8000-000000000001")
    bulk.insert(Event, EVENT, [event(uuid=number, site_id=7), event(site_id=None)])

    assert list(Event.objects.order_by("site_id").values_list("site_id", flat=True)) in ([7, None], [None, 7])
    assert Event.objects.get(uuid=number).site_id == 7


def test_body_and_dates_of_a_resource_arrive_as_they_were():
    """A text goes in as blocks or as JSON already in text; both are read back as blocks."""
    site = sites.site().site
    blocks = [{"type": "paragraph", "value": "<p>正文\\N</p>", "id": str(uuid.uuid4())}]
    model = ResourceFactory.build(issuer=None, region=None, owner_site=site)
    fields = [f.attname for f in Resource._meta.concrete_fields if f.attname != "id"]
    rows = []
    for number, body in enumerate((blocks, bulk._json_text(blocks))):
        given = {
            "identifier": uuid.uuid4(), "title": f"标题{number}", "created_date": date(2026, 7, number + 1), "body": body,
            "extra": {"键": "值"}, "live": False, "go_live_at": NOON,
        }  # fmt: skip
        rows.append([given.get(name, getattr(model, name)) for name in fields])
    assert bulk.insert(Resource, fields, rows) == 2

    found = Resource.objects.order_by("title")
    assert [resource.body.get_prep_value() for resource in found] == [blocks, blocks]
    assert list(found.values_list("title", "created_date", "extra", "live", "go_live_at")) == [
        ("标题0", date(2026, 7, 1), {"键": "值"}, False, NOON),
        ("标题1", date(2026, 7, 2), {"键": "值"}, False, NOON),
    ]


# How many, which columns


@pytest.mark.parametrize("count", [0, 1, bulk.CHUNK - 1, bulk.CHUNK, bulk.CHUNK + 1])
def test_all_rows_arrive_and_are_counted(count):
    codes = [f"{number:09d}" for number in range(count)]
    fields = ("code", "name", "short_name", "level", "address", "phone", "parent")

    inserted = bulk.insert(Organ, fields, ((code, f"机构{code}", "机构", "city", "", "", None) for code in codes))

    assert (inserted, sorted(Organ.objects.values_list("code", flat=True))) == (count, codes)


def test_rows_are_read_one_by_one():
    """A million rows come from a generator; what was written must not stay in memory."""
    alive, most = set(), 0

    class Row(tuple):
        def __del__(self):
            alive.discard(id(self))

    def rows():
        nonlocal most
        for _ in range(3 * bulk.CHUNK):
            row = Row(event())
            alive.add(id(row))
            most = max(most, len(alive))
            yield row
            del row

    assert bulk.insert(Event, EVENT, rows()) == 3 * bulk.CHUNK
    assert most <= bulk.CHUNK + 2


@pytest.mark.parametrize(("name", "value"), [("owner_site", "pk"), ("owner_site_id", "pk")])
def test_foreign_key_goes_by_either_name(name, value):
    site = sites.site().site
    resource = ResourceFactory(owner_site=site)
    column = site.root_page
    fields = (
        "resource",
        "column_id",
        "site",
        "role",
        "state",
        "visible",
        "title",
        "summary",
        "date",
        "pin",
        "created_at",
    )
    row = (resource.pk, column.pk, site.pk, "origin", "approved", False, "", "", NOON, 0, NOON)

    assert bulk.insert(Placement, fields, [row]) == 1
    assert Placement.objects.get().column_id == column.pk


def test_column_nobody_knows_is_named():
    with pytest.raises(FieldDoesNotExist, match="colour"):
        bulk.insert(Event, (*EVENT, "colour"), [])


# All or nothing


def test_rows_rolled_back_leave_nothing():
    with transaction.atomic():
        bulk.insert(Event, EVENT, [event(), event()])
        transaction.set_rollback(True)

    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [0, bulk.CHUNK + 5])
def test_one_bad_row_leaves_nothing(place):
    """Also when some thousands of good ones have been written before it, and no transaction stands around it."""
    number = uuid.uuid4()
    rows = (event(uuid=number) if n in (place, place + 1) else event() for n in range(bulk.CHUNK + 10))

    with pytest.raises(DatabaseError):
        bulk.insert(Event, EVENT, rows)

    assert Event.objects.count() == 0


@pytest.mark.parametrize("wrong", [event()[:-1], (*event(), None)])
def test_row_of_the_wrong_length_is_refused(wrong):
    with pytest.raises(ValueError, match=f"{len(wrong)} values for {len(EVENT)} columns"):
        bulk.insert(Event, EVENT, [event(), wrong])

    assert Event.objects.count() == 0


# Reserved keys


def test_reserved_keys_are_as_many_as_asked_and_new():
    OrganFactory.create_batch(3)
    reserved = bulk.reserve_ids(Organ, 5)

    assert (len(set(reserved)), reserved) == (5, sorted(reserved))
    assert set(reserved) & set(Organ.objects.values_list("pk", flat=True)) == set()


def test_nobody_else_gets_a_reserved_key():
    """Not the next reservation, and not somebody who saves a single row in between."""
    first = bulk.reserve_ids(Organ, 3)
    between = OrganFactory().pk
    second = bulk.reserve_ids(Organ, 3)
    fields = ("id", "code", "name", "short_name", "level", "address", "phone")
    rows = [(pk, f"{pk:09d}", f"机构{pk}", "", "city", "", "") for pk in first + second]
    bulk.insert(Organ, fields, rows)
    after = OrganFactory().pk

    assert len({*first, between, *second, after}) == 8
    assert after > max(first + second)


def test_reserving_for_an_empty_table_begins_somewhere():
    with transaction.atomic():
        if connection.vendor == "sqlite":  # as if nothing had ever been written there
            connection.cursor().execute("DELETE FROM sqlite_sequence WHERE name = %s", [User._meta.db_table])
        reserved = bulk.reserve_ids(User, 2)

    assert reserved[1] == reserved[0] + 1


def test_reserving_nothing_gives_nothing():
    assert bulk.reserve_ids(Organ, 0) == []


@pytest.mark.parametrize("count", [1, 10_000])
def test_reserving_costs_the_same_for_one_and_for_many(count, django_assert_max_num_queries):
    OrganFactory()
    with django_assert_max_num_queries(4):  # one on PostgreSQL; on SQLite the counter, read back, in a savepoint
        assert len(bulk.reserve_ids(Organ, count)) == count


@several_connections
def test_reservations_at_the_same_moment_never_collide():
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")

    found = at_once(*(lambda: bulk.reserve_ids(Organ, 500) for _ in range(6)))

    assert len({pk for reserved in found for pk in reserved}) == 3000


@pytest.mark.django_db(transaction=True)
def test_reservation_lasts_without_a_transaction_around_it():
    first = bulk.reserve_ids(Organ, 2)

    assert set(first) & set(bulk.reserve_ids(Organ, 2)) == set()
