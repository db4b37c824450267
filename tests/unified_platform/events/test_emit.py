import datetime
import uuid

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.transaction import TransactionManagementError

from unified_platform.events import emit, emit_each, handler
from unified_platform.events.models import Delivery, Event, State


def ignore(*args):
    pass


@pytest.mark.django_db(transaction=True)
def test_emit_outside_transaction_raises():
    handler("test.happened", name="one")(ignore)

    with pytest.raises(TransactionManagementError, match=r"inside transaction\.atomic"):
        emit("test.happened")

    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_emit_rolled_back_leaves_nothing():
    handler("test.happened", name="one")(ignore)

    with transaction.atomic():
        emit("test.happened")
        transaction.set_rollback(True)

    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_emit_writes_one_delivery_for_each_listener():
    handler("test.happened", "test.other", name="one")(ignore)
    handler("test.happened", name="two")(ignore)
    handler("test.other", name="three")(ignore)
    group = Group.objects.create(name="窗口")

    event = emit("test.happened", subject=group, payload={"why": "更正"}, site_id=7)

    event.refresh_from_db()
    assert (event.kind, event.payload, event.site_id) == ("test.happened", {"why": "更正"}, 7)
    assert event.subject() == group
    key = f"{ContentType.objects.get_for_model(Group).pk}:{group.pk}"
    assert list(Delivery.objects.order_by("handler").values_list("handler", "order_key", "state", "attempts")) == [
        ("one", key, State.WAITING, 0),
        ("two", key, State.WAITING, 0),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("listeners", [1, 60])
def test_emit_queries_do_not_grow_with_listeners(listeners, django_assert_num_queries):
    for number in range(listeners):
        handler("test.happened", name=f"listener.{number}")(ignore)
    group = Group.objects.create(name="窗口")
    ContentType.objects.get_for_model(Group)

    with django_assert_num_queries(2):
        emit("test.happened", subject=group)

    assert Delivery.objects.count() == listeners


@pytest.mark.django_db
def test_emit_without_listener_keeps_the_event(django_assert_num_queries):
    with django_assert_num_queries(1):
        event = emit("test.happened")

    assert list(Event.objects.all()) == [event]
    assert event.subject() is None


@pytest.mark.django_db
def test_emit_each_queries_do_not_grow_with_subjects(django_assert_num_queries):
    handler("test.happened", name="one")(ignore)
    groups = Group.objects.bulk_create(Group(name=f"组{n}") for n in range(60))
    ContentType.objects.get_for_model(Group)

    with django_assert_num_queries(2):
        events = emit_each("test.happened", subjects=groups, site_id=3)

    assert [event.subject_id for event in events] == [str(group.pk) for group in groups]
    assert [delivery.event for delivery in Delivery.objects.order_by("pk")] == events


@pytest.mark.django_db
def test_emit_payload_takes_dates_and_uuids():
    number = uuid.UUID("9a1f3c52-0000-4000-8000-000000000001")

    event = emit("test.happened", payload={"on": datetime.date(2026, 7, 1), "id": number})

    event.refresh_from_db()
    assert event.payload == {"on": "2026-07-01", "id": str(number)}


@pytest.mark.django_db
def test_subject_deleted_later_is_none():
    group = Group.objects.create(name="窗口")
    event = emit("test.happened", subject=group)
    group.delete()

    assert Event.objects.get(pk=event.pk).subject() is None


@pytest.mark.parametrize("kind", ["", "Test.Happened", "test..x", "test happened", "a" * 101])
def test_emit_refuses_what_is_no_kind(kind):
    with pytest.raises(ValueError, match="is no kind of event"):
        handler(kind, name="one")


def test_handler_name_taken_is_refused():
    handler("test.happened", name="one")(ignore)

    with pytest.raises(ValueError, match="two handlers or acts are called 'one'"):
        handler("test.other", name="one")(ignore)


def test_batch_handler_with_targets_is_refused():
    with pytest.raises(ValueError, match="a batch handler has no targets"):
        handler("test.happened", name="one", batch=10, targets=lambda event: ["a"])
