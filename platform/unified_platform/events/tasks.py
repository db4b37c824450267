"""django-tasks on the outbox: Wagtail's own background tasks commit with the change and are tried again
when they fail.

Imported while apps load (a task asks for its backend when it is defined), so models are imported inside
functions.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

if TYPE_CHECKING:
    from .models import Event

logger = logging.getLogger(__name__)

TASK_KIND = "task"
# For these a record that was deleted before its turn leaves nothing to do; trying again would not bring it
# back.
NOTHING_WHEN_GONE = frozenset(
    {"wagtail.tasks.update_reference_index_task", "wagtail.images.tasks.set_image_focal_point_task"}
)


class OutboxBackend(BaseTaskBackend):
    """Enqueueing writes an event.

    The worker runs it with the retries of every delivery. No results are kept.
    """

    supports_defer = True
    supports_async_task = True

    def enqueue(self, task: Task, args: Iterable, kwargs: dict[str, Any]) -> TaskResult:
        """Write the task down in the caller's transaction, or in its own when there is none."""
        from .outbox import emit

        self.validate_task(task)
        payload = {
            "task": task.module_path,
            "args": normalize_json(list(args)),
            "kwargs": normalize_json(kwargs),
            "backend": self.alias,
        }
        with transaction.atomic():
            event = emit(TASK_KIND, payload=payload, not_before=task.run_after)
        result = _result(event, task, TaskResultStatus.READY)
        task_enqueued.send(type(self), task_result=result)
        return result


def _result(event: "Event", task: Task, status: TaskResultStatus) -> TaskResult:
    return TaskResult(
        task=task,
        id=event.uuid.hex,
        status=status,
        enqueued_at=event.created_at,
        started_at=None,
        finished_at=None,
        last_attempted_at=None,
        args=event.payload["args"],
        kwargs=event.payload["kwargs"],
        backend=event.payload["backend"],
        errors=[],
        worker_ids=[],
    )


def target_of(event: "Event") -> list[str]:
    """The task's dotted name, so that staff can tell one task from another."""
    return [event.payload["task"]]


def order_of(event: "Event") -> str:
    """The same call never runs twice at a time; different calls are in no order."""
    call = json.dumps([event.payload["args"], event.payload["kwargs"]], sort_keys=True)
    return hashlib.sha256(call.encode()).hexdigest()[:32]


def run(event: "Event", name: str) -> None:
    """Run the task that the event holds."""
    task = import_string(name)
    if not isinstance(task, Task):
        raise TypeError(f"{name} is no task")
    arguments = list(event.payload["args"])
    if task.takes_context:
        result = _result(event, task, TaskResultStatus.RUNNING)
        object.__setattr__(result, "last_attempted_at", timezone.now())
        result.worker_ids.extend([""] * event.attempt)
        arguments.insert(0, TaskContext(task_result=result))
    try:
        task.call(*arguments, **event.payload["kwargs"])
    except ObjectDoesNotExist:
        if name not in NOTHING_WHEN_GONE:
            raise
        logger.info("%s%s: the record is gone, nothing to do", name, event.payload["args"])
