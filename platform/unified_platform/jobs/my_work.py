"""Jobs that stand still, on the desk of whoever may let them go on (今日工作)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unified_platform.accounts.work import COUNTED, SHOWN, Pile, Row, waited

from .models import Job, JobState
from .permissions import sees_all, visible_jobs


def piles(user) -> Iterator[Pile]:
    """Jobs that failed or were stopped, and those that run. One query. Nothing for people whose jobs all went well."""
    trouble = visible_jobs(user).filter(state__in=(JobState.FAILED, JobState.RUNNING, JobState.WAITING))
    jobs = list(trouble.select_related("created_by").order_by("state", "-pk")[:COUNTED])
    if not jobs and not sees_all(user):
        return
    failed = any(job.state == JobState.FAILED for job in jobs)
    yield Pile(
        "jobs",
        gettext_lazy("Jobs under way or failed"),
        [_row(job) for job in jobs[:SHOWN]],
        len(jobs),
        more=reverse("jobs:list"),
        nothing=_("No job runs, none has failed."),
        tone="warning" if failed else "",
        order=90,
    )


def _row(job: Job) -> Row:
    failed = job.state == JobState.FAILED
    return Row(
        job.title,
        reverse("jobs:detail", args=[job.pk]),
        (str(job.created_by), waited(job.created_at)),
        remark=job.error.strip().splitlines()[-1] if failed and job.error.strip() else "",
        mark=str(JobState(job.state).label) if failed else f"{job.percent}%",
        tone="warning" if failed else "",
    )
