"""Merging a class used by 100,000 resources, and undoing it: one job, flat memory, the same cost at its end as at its
beginning. Prints ratios; asserts what does not depend on the machine."""

import os
import resource as limits
import time
import tracemalloc
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resource_library.domain import term_usage
from resource_library.models import Resource, TermUsage
from tests.factories.accounts import person
from tests.factories.library import ResourceFactory, term
from tests.factories.offices import office
from unified_platform import bulk
from unified_platform.accounts.enums import Role
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import Job, JobState

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
RESOURCES = int(os.environ.get("BENCH_RESOURCES", "100000"))
# So many more that do not use the class: a merge must not pay for them.
OTHERS = int(os.environ.get("BENCH_OTHERS", "100000"))


def plant(site, source, other) -> None:
    """Rows as a seed writes them; every fourth one names the class among its further ones as well."""
    model = ResourceFactory.build(owner_site=site, issuer=None, region=None)
    columns = [field.attname for field in Resource._meta.concrete_fields if field.attname not in ("id", "identifier")]
    common = {name: getattr(model, name) for name in columns}
    ids = bulk.reserve_ids(Resource, RESOURCES + OTHERS)

    def rows():
        for number, pk in enumerate(ids):
            subject = source.pk if number < RESOURCES else other.pk
            yield [pk, uuid.uuid4(), *({**common, "subject_id": subject, "body": "[]"}[name] for name in columns)]

    bulk.insert(Resource, ["id", "identifier", *columns], rows())
    links = Resource.terms.through
    bulk.insert(links, ["resource_id", "term_id"], ([pk, source.pk] for pk in ids[:RESOURCES:4]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed_steps(job: Job) -> tuple[list[float], int]:
    """Seconds of each step, and the most queries any of them took."""
    seconds, most = [], 0
    while not Job.objects.filter(pk=job.pk, state=JobState.DONE).exists():
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            jobs.step(job.pk)
        seconds.append(time.perf_counter() - began)
        most = max(most, len(queries))
    return seconds, most


def tenth(seconds: list[float], last: bool) -> float:
    some = max(1, len(seconds) // 10)
    part = seconds[-some:] if last else seconds[:some]
    return sum(part) / len(part)


def test_merge_of_a_class_that_100000_resources_use(capsys):
    source, target, other = (term("subject", code) for code in ("0601", "0602", "0603"))
    plant(office("bench").site, source, other)
    centre = person(Role.INFORMATION_CENTRE)
    began = time.perf_counter()
    term_usage.recount()
    counting = time.perf_counter() - began
    used = TermUsage.objects.get(term=source).own

    job = jobs.start("library.merge_terms", {"source": source.pk, "target": target.pk}, by=centre, title="合并")
    tracemalloc.start()
    for _step in range(2):
        tracemalloc.reset_peak()
        jobs.step(job.pk)
        _now, first_peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    there, most = timed_steps(job)
    job.refresh_from_db()
    resident = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    undoing = jobs.undo(job, by=centre)
    back, most_back = timed_steps(undoing)
    undoing.refresh_from_db()

    with capsys.disabled():
        print(  # noqa: T201 - a measurement is read by a person
            f"\nmerge on {connection.vendor}: {used} resources of {RESOURCES + OTHERS}, {len(there)} steps, "
            f"{used / sum(there):.0f} resources/s, at most {most} queries a step, "
            f"last tenth / first tenth of the steps {tenth(there, True) / tenth(there, False):.2f}, "
            f"slowest / mean step {max(there) / (sum(there) / len(there)):.1f}; "
            f"undo {used / sum(back):.0f} resources/s, at most {most_back} queries, undo / merge "
            f"{sum(back) / sum(there):.2f}; a step allocates {first_peak / 2**20:.1f} MiB at its peak, "
            f"process {resident:.0f} MiB; counting all classes takes {counting / sum(there):.3f} of the merge"
        )
    assert (job.changed, undoing.changed, undoing.refused) == (used + 1, used + 1, 0)
    assert most <= 22
    assert Resource.objects.filter(subject=target).count() == 0
    term_usage.recount()
    assert TermUsage.objects.get(term=source).own == used
