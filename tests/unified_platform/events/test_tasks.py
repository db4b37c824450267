"""django-tasks on the outbox."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from wagtail.documents import get_document_model
from wagtail.models import Collection, ReferenceIndex

from unified_platform.events import drain
from unified_platform.events.models import Delivery, Event, State
from unified_platform.events.processing import Outcome

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _house(house_handlers):
    pass


@task()
def make_group(name, codes):
    Group.objects.create(name=f"{name} {codes}")


@task(takes_context=True)
def fail_twice(context, name):
    if context.attempt < 3:
        raise ConnectionError
    Group.objects.create(name=name)


@task()
def miss():
    raise ObjectDoesNotExist


@task()
async def make_group_async(name):
    await Group.objects.acreate(name=name)


@pytest.mark.django_db(transaction=True)
def test_enqueue_outside_a_transaction_opens_one():
    make_group.enqueue("窗口", codes=(1, 2))

    assert drain() == Outcome(done=1)
    assert list(Group.objects.filter(name__startswith="窗口").values_list("name", flat=True)) == ["窗口 [1, 2]"]


@pytest.mark.django_db(transaction=True)
def test_enqueue_stands_and_falls_with_the_callers_transaction():
    with transaction.atomic():
        make_group.enqueue("窗口", codes=[])
        transaction.set_rollback(True)

    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_enqueued_task_is_ready_and_its_target_names_it():
    result = make_group.enqueue("窗口", codes=[])

    event = Event.objects.get()
    assert (result.id, result.status, result.args) == (event.uuid.hex, TaskResultStatus.READY, ["窗口"])
    assert Delivery.objects.get().target == f"{__name__}.make_group"
    assert Group.objects.filter(name__startswith="窗口").count() == 0


@pytest.mark.django_db
def test_failing_task_is_tried_again():
    with time_machine.travel(NOON, tick=False) as clock:
        fail_twice.enqueue("第三次")
        outcomes = []
        for _ in range(3):
            outcomes.append(drain())
            clock.shift(datetime.timedelta(minutes=1))

    assert outcomes == [Outcome(failed=1), Outcome(failed=1), Outcome(done=1)]
    assert Group.objects.filter(name="第三次").count() == 1


@pytest.mark.django_db
def test_task_put_off_runs_at_its_time():
    with time_machine.travel(NOON, tick=False) as clock:
        make_group.using(run_after=NOON + datetime.timedelta(hours=1)).enqueue("迟", codes=[])
        assert drain() == Outcome()
        clock.shift(datetime.timedelta(hours=1))
        assert drain() == Outcome(done=1)


@pytest.mark.django_db
def test_arguments_that_are_no_json_are_refused_at_once():
    with pytest.raises(TypeError, match="Unsupported type"):
        make_group.enqueue(object(), codes=[])

    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_async_task_runs():
    make_group_async.enqueue("异步")

    assert drain() == Outcome(done=1)
    assert Group.objects.filter(name="异步").count() == 1


@pytest.mark.django_db
def test_missing_record_is_a_failure_for_any_other_task():
    miss.enqueue()

    assert drain() == Outcome(failed=1)


@pytest.mark.django_db
def test_wagtails_reference_index_is_kept_by_the_worker():
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="公报"))
    document = get_document_model().objects.create(
        title="附件", file=ContentFile("正文".encode(), name="annex.txt"), collection=collection
    )
    assert ReferenceIndex.get_references_to(collection).count() == 0

    drain()

    references = ReferenceIndex.get_references_to(collection)
    assert [reference.object_id for reference in references] == [str(document.pk)]


@pytest.mark.django_db
def test_reference_index_of_a_record_deleted_before_its_turn_is_nothing_to_do():
    from wagtail.tasks import update_reference_index_task

    update_reference_index_task.enqueue("wagtailcore", "site", "999999")

    assert drain() == Outcome(done=1)
    assert Delivery.objects.get().state == State.DONE
