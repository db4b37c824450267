"""How fast a big city pours in, against a plain COPY of the same rows in the same run. Ratios, never seconds.

    DATABASE_URL=postgres://… pytest -m bench tests/bench/test_seed.py -s

BENCH_RESOURCES (default 20,000) says how many, BENCH_SITES (default 40) over how many sites.
"""

import os
import resource
import time
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone

from resource_library.models import Placement, Resource
from sites.demo.big_city import grow
from sites.demo.members import city_of
from sites.demo.timeline import LOCAL

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

RESOURCES = int(os.environ.get("BENCH_RESOURCES", "20000"))
SITES = int(os.environ.get("BENCH_SITES", "40"))


def test_big_city_against_a_plain_copy(capsys):
    if connection.vendor != "postgresql":
        pytest.skip("COPY is PostgreSQL's: set DATABASE_URL")
    grown = grow(city_of(SITES), RESOURCES, timezone.now().astimezone(LOCAL), seed=1, picture_width=160)
    plain = sum(_plain_copy(model._meta.db_table) for model in (Resource, Placement))
    floor = grown.resources / plain
    with capsys.disabled():
        print(  # noqa: T201 - a benchmark's report
            f"\n{grown.resources} resources and {grown.placements} placements on {grown.sites} sites: "
            f"{grown.rate:.0f} resources/s written, numbered, indexed; plain COPY of the same rows {floor:.0f}/s; "
            f"ratio {grown.rate / floor:.2f}; most memory {_most_memory()} MB"
        )
    assert Resource.objects.count() == RESOURCES
    assert Placement.objects.count() == grown.placements


def _plain_copy(table: str) -> float:
    """Seconds to COPY the table's rows into one of the same columns without any index or constraint."""
    out = BytesIO()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain_{table} (LIKE {table})")
        with cursor.cursor.copy(f"COPY {table} TO STDOUT") as copy:
            out.writelines(bytes(part) for part in copy)
        started = time.perf_counter()
        with cursor.cursor.copy(f"COPY plain_{table} FROM STDIN") as copy:
            copy.write(out.getvalue())
        return time.perf_counter() - started


def _most_memory() -> int:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
