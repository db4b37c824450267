"""The lists of the back end on a small city made here and on a big one that is there already.

    BENCH_CITY=postgres://…/city SEARCH_INDEX_DIR=… pytest -m bench tests/bench/test_admin_lists.py -s

BENCH_CITY names a ready city (seed_city); without it only the small one of BENCH_RESOURCES (10,000) on BENCH_SITES (120)
is walked. What the walk writes into the ready city is rolled back. The search needs its index: `rebuild_search` with the
same SEARCH_INDEX_DIR. Asserted are the number of questions and that both cities are read by the same plan; milliseconds
are printed (docs/size.md).
"""

import json
import os
from collections.abc import Iterable

import pytest
from django.db import connection
from django.utils import timezone

from resource_library.models import Resource
from sites.demo.big_city import grow
from sites.demo.members import city_of
from sites.demo.timeline import LOCAL
from tests.bench.admin_lists import Page, plans, walk
from tests.processes import Elsewhere
from unified_platform.search.domain import rebuild, source_names

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]

RESOURCES = int(os.environ.get("BENCH_RESOURCES", "10000"))
SITES = int(os.environ.get("BENCH_SITES", "120"))
CITY = os.environ.get("BENCH_CITY", "")
# The bar of the library's lists. The desk, which gathers what a dozen tables hold, has a bar of its own in its tests.
MOST_QUERIES = 12
LISTS = ("resources", "library", "chooser", "people", "content of a column", "audit", "jobs", "pictures", "files")


def test_lists_of_the_back_end(capsys, tmp_path):
    grow(city_of(SITES), RESOURCES, timezone.now().astimezone(LOCAL), seed=1, picture_width=160)
    for name in source_names():
        rebuild(name=name)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    small = walk()
    with capsys.disabled():
        report(f"{Resource.objects.count()} resources, {connection.vendor}", small)
    assert too_many_questions(small) == []
    if not CITY:
        return
    answer = Elsewhere(
        CITY, tmp_path, "unified_platform.settings.demo", SEARCH_INDEX_DIR=os.environ.get("SEARCH_INDEX_DIR", "")
    ).run("-m", "tests.bench.admin_lists")
    assert answer.returncode == 0, answer.stderr
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    big = [Page(**line) for line in lines if "who" in line]
    with capsys.disabled():
        report("the ready city", big)
        growth(small, big)
    assert too_many_questions(big) == []
    assert lines[-1]["plans"] == plans()


def too_many_questions(pages: Iterable[Page]) -> list[tuple[str, str, int]]:
    many = [page for page in pages if page.name.startswith(LISTS) and page.queries > MOST_QUERIES]
    return [(page.who, page.name, page.queries) for page in many]


def report(city: str, pages: list[Page]) -> None:
    print(f"\n{city}\nwho        what {'':38} queries    p50    p95   work      KB")  # noqa: T201 - a benchmark's report
    for page in sorted(pages, key=lambda page: -page.work95):
        print(  # noqa: T201
            f"{page.who:10} {page.name[:44]:44} {page.queries:6} {page.p50:6.0f} {page.p95:6.0f} {page.work95:6.0f} "
            f"{page.weight:7.1f}"
        )
    slowest = max(pages, key=lambda page: page.worst_ms)
    print(f"slowest question, {slowest.worst_ms:.0f} ms, of {slowest.name}: {slowest.worst_sql[-600:]}")  # noqa: T201


def growth(small: list[Page], big: list[Page]) -> None:
    """How much more work the same page of the same person is in the big city."""
    before = {(page.who, page.name): page.work95 for page in small}
    ratios = sorted(page.work95 / before[page.who, page.name] for page in big if (page.who, page.name) in before)
    print(f"big / small, work of a page: median {ratios[len(ratios) // 2]:.2f}, most {ratios[-1]:.2f}")  # noqa: T201
