"""Trying a job out, starting it, doing its steps, stopping, going on, undoing."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from unified_platform.events import emit

from .kinds import Batch, JobKind, find_kind, kind_named
from .models import Job, JobLine, JobState, Outcome
from .permissions import can_see

logger = logging.getLogger(__name__)

STEP = "job.step"
SAMPLE = 50
# After so many failures of one step the job stands still and says why; a person may let it go on.
ATTEMPTS = 4
REPORTED = 1000


@dataclass(frozen=True)
class Preview:
    """What a job would do: how many records in all, and the first of them with what becomes of each."""

    total: int
    lines: list[JobLine]

    @property
    def refused(self) -> int:
        return sum(1 for line in self.lines if line.outcome == Outcome.REFUSED)


def preview(kind: str, arguments: dict[str, Any], *, by: Any, size: int = SAMPLE) -> Preview:
    """预演: the same way as the real run, for the first `size` records, and then everything is rolled back."""
    found = kind_named(kind)
    found.check(arguments, by)
    total = found.total(arguments, by)
    with transaction.atomic():
        job = Job(kind=kind, title=str(found.label), arguments=arguments, created_by=by)
        job.save()
        lines = in_words(job, found.batch(job, None, size).lines)
        transaction.set_rollback(True)
    return Preview(total, lines)


@transaction.atomic
def start(kind: str, arguments: dict[str, Any], *, by: Any, title: str) -> Job:
    """开始: raises PermissionDenied or ValidationError as the kind sees fit; the worker does the rest."""
    found = kind_named(kind)
    found.check(arguments, by)
    job = Job.objects.create(
        kind=kind, title=title[:200], arguments=arguments, created_by=by, total=found.total(arguments, by)
    )
    emit(STEP, subject=job)
    return job


@transaction.atomic
def step(pk: int) -> None:
    """One batch, and word to the worker that another one follows. Nothing, when the job does not go on any more."""
    job = Job.objects.select_for_update(of=("self",)).select_related("created_by", "undoes").get(pk=pk)
    if not job.is_unfinished:
        return
    kind = kind_named(job.kind)
    made = _undo_batch(kind, job) if job.undoes else kind.batch(job, job.cursor, kind.size)
    _keep(job, made.lines)
    job.cursor = made.cursor
    job.started_at = job.started_at or timezone.now()
    job.state = JobState.RUNNING
    if made.cursor is None:
        job.state, job.finished_at = JobState.DONE, timezone.now()
        kind.finish(job)
    else:
        emit(STEP, subject=job)
    job.save(update_fields=["cursor", "started_at", "state", "finished_at"])


def _keep(job: Job, lines: list[JobLine]) -> None:
    for line in lines:
        line.job = job
    JobLine.objects.bulk_create(lines)
    counts = {outcome.value: sum(1 for line in lines if line.outcome == outcome) for outcome in Outcome}
    Job.objects.filter(pk=job.pk).update(**{name: F(name) + count for name, count in counts.items()})


def _undo_batch(kind: JobKind, job: Job) -> Batch:
    """The last changed records first, so that what was changed twice gets its oldest state."""
    assert job.undoes is not None  # noqa: S101 - the caller asked
    lines = job.undoes.lines.filter(outcome=Outcome.CHANGED).order_by("-pk")
    if job.cursor is not None:
        lines = lines.filter(pk__lt=job.cursor)
    found = list(lines[: kind.size])
    if not found:
        return Batch()
    return Batch(kind.undo(job.undoes, found), found[-1].pk)


def fail(pk: int, error: Exception) -> None:
    """Let the job stand still, with its reason; nothing it has done so far is lost."""
    logger.error("job %d stands still", pk, exc_info=error)
    reason = f"{type(error).__name__}: {error}"[:2000]
    Job.objects.filter(pk=pk).update(state=JobState.FAILED, error=reason)


@transaction.atomic
def stop(job: Job, *, by: Any) -> None:
    """停止: no further batch. What is done stays done, and can be undone."""
    current = _for_change(job, by)
    if not current.is_unfinished:
        raise ValidationError(_("This job has ended already."))
    Job.objects.filter(pk=job.pk).update(state=JobState.STOPPED, finished_at=timezone.now())


@transaction.atomic
def go_on(job: Job, *, by: Any) -> None:
    """继续: from where it stopped or failed."""
    current = _for_change(job, by)
    if current.state not in (JobState.STOPPED, JobState.FAILED):
        raise ValidationError(_("This job is not standing still."))
    if hasattr(current, "undone_by"):
        raise ValidationError(_("This job has been undone; start a new one."))
    state = JobState.RUNNING if current.started_at else JobState.WAITING
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=None, error="")
    emit(STEP, subject=current)


@transaction.atomic
def undo(job: Job, *, by: Any) -> Job:
    """撤销: a second job that puts everything back which the first one changed."""
    current = _for_change(job, by)
    why = why_not_undo(current)
    if why:
        raise ValidationError(why)
    kind_named(current.kind).check({**current.arguments, "undo": True}, by)
    undoing = Job.objects.create(
        kind=current.kind,
        title=_("Undo: %(title)s") % {"title": current.title[:180]},
        arguments=current.arguments,
        undoes=current,
        total=current.changed,
        created_by=by,
    )
    emit(STEP, subject=undoing)
    return undoing


def why_not_undo(job: Job) -> str:
    """In a sentence, why this job cannot be undone (now); empty when it can."""
    if job.undoes_id or not kind_named(job.kind).undoable:
        return _("This job cannot be undone.")
    if hasattr(job, "undone_by"):
        return _("This job has been undone already.")
    if job.is_unfinished:
        return _("Stop the job first.")
    if not job.changed:
        return _("This job has changed nothing.")
    return ""


def _for_change(job: Job, by: Any) -> Job:
    current = Job.objects.select_for_update().get(pk=job.pk)
    if not can_see(by, current):
        raise PermissionDenied
    return current


def report(job: Job) -> Iterator[JobLine]:
    """Every line of the job, in order, in words for people; memory stays flat."""
    chunks = job.lines.order_by("pk").iterator(chunk_size=REPORTED)
    while chunk := list(islice(chunks, REPORTED)):
        yield from in_words(job, chunk)


def in_words(job: Job, lines: list[JobLine]) -> list[JobLine]:
    """The same lines with before and after as people read them."""
    kind = find_kind(job.kind)
    if kind is not None:
        told = kind.in_words([value for line in lines for value in (line.before, line.after)])
        for number, line in enumerate(lines):
            line.before, line.after = told[2 * number], told[2 * number + 1]
    return lines
