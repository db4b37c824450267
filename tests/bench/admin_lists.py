"""Every list of the back end that somebody reads all day, walked on a city of any size.

    python -m tests.bench.admin_lists          walks the city that DATABASE_URL names; a line of JSON each

What a walk writes (sign-ins, sessions) is rolled back with it.
"""

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))


@dataclass
class Page:
    """What one address cost one person."""

    who: str
    name: str
    queries: int
    p50: float  # milliseconds
    p95: float
    work95: float  # the processor's time and the database's, without waiting for others on the machine
    weight: float  # kilobytes of HTML or JSON
    worst_sql: str
    worst_ms: float
    status: int


def people() -> dict[str, Any]:
    """The two who see most: the platform's own office, and a person with an office on every site; and one editor."""
    from wagtail.models import Site

    from unified_platform.accounts.domain import assign
    from unified_platform.accounts.enums import Role
    from unified_platform.accounts.models import SiteRole, User

    everywhere = User.objects.create(username="bench-everywhere", display_name="各站编辑")
    for site in Site.objects.all():
        assign(everywhere, Role.EDITOR, site)
    centre = User.objects.create(username="bench-centre", display_name="信息中心")
    assign(centre, Role.INFORMATION_CENTRE, None)
    busiest = SiteRole.objects.filter(role=Role.EDITOR, site=_busiest_site()).first()
    editor = User.objects.create(username="bench-editor", display_name="一站编辑")
    assign(editor, Role.EDITOR, busiest.site if busiest else Site.objects.first())
    return {"centre": centre, "everywhere": everywhere, "editor": editor}


def _busiest_site() -> Any:
    from django.db.models import Count
    from wagtail.models import Site

    return Site.objects.annotate(number=Count("placements")).order_by("-number").first()


def addresses() -> Iterator[tuple[str, str]]:
    """(what it is, address) of every list, its filters, their combinations, its pages and its searches."""
    from django.db.models import Count
    from django.urls import reverse
    from wagtail.models import Page as WagtailPage

    from resource_library.models import Resource

    site = _busiest_site()
    column = WagtailPage.objects.annotate(number=Count("placements")).order_by("-number").first()
    sample = Resource.objects.filter(live=True).exclude(index_no=None).exclude(doc_no="").order_by("-pk").first()
    words = {
        "common word": "通知",
        "four characters": "住房公积",
        "two words": "南京 公积金",
        "rare": "长江大桥维修",
        "document number": sample.doc_no if sample else "宁政办发〔2026〕1号",
        "index number": sample.index_no if sample else "000014349/2017-00110",
        "nothing": "子虚乌有之事",
    }

    def of(view: str, label: str, *args: Any, **query: Any) -> tuple[str, str]:
        from urllib.parse import urlencode

        address = reverse(view, args=args)
        return label, f"{address}?{urlencode(query, doseq=True)}" if query else address

    resources = ("resources:list", "resources")
    states = {"a state": {"state": "published"}, "a rare state": {"state": "returned"}}
    kinds = {"a kind": {"kind": "news"}, "a rare kind": {"kind": "disclosure_catalogue"}}
    of_site = {"a site": {"site": site.pk}}
    combined = {
        "two kinds": {"kind": ["policy", "notice"]},
        "two states": {"state": ["draft", "submitted"]},
        "state and kind": {"state": "published", "kind": "policy"},
        "site, state and kind": {"site": site.pk, "state": "published", "kind": "notice"},
        "site and a rare state": {"site": site.pk, "state": "withdrawn"},
        "site and column": {"site": site.pk, "column": column.pk},
        "site, column and kind": {"site": site.pk, "column": column.pk, "kind": "policy"},
        "mine": {"editor": "mine"},
        "the second page": {"p": 2},
        "the last page": {"p": 50},
        "a page past the last": {"p": 5000},
    }
    yield of(resources[0], "resources")
    for label, query in {**states, **kinds, **of_site, **combined}.items():
        yield of(resources[0], f"resources, {label}", **query)
    for label, text in words.items():
        yield of(resources[0], f"resources, search: {label}", q=text)
    yield of(resources[0], "resources, search in a kind", q="通知", kind="policy")

    yield of("library:list", "library")
    for label, query in {
        **kinds,
        **of_site,
        "two kinds": {"kind": ["policy", "notice"]},
        "site and kind": {"site": site.pk, "kind": "policy"},
        "dates": {"published_from": "2024-01-01", "published_to": "2024-03-31"},
        "dates, site and kind": {
            "published_from": "2024-01-01",
            "published_to": "2024-12-31",
            "site": site.pk,
            "kind": "news",
        },
        "the last page": {"p": 50},
    }.items():
        yield of("library:list", f"library, {label}", **query)
    for label, text in words.items():
        yield of("library:list", f"library, search: {label}", q=text)

    yield of("wagtailadmin_home", "desk")
    yield of("columns:list", "columns of a site", site=site.pk)
    if column:
        yield of("columns:content", "content of a column", column.pk)
        yield of("columns:content", "content of a column, proposed", column.pk, state="proposed")
        yield of("columns:content", "content of a column, reposts", column.pk, role="repost")
        yield of("columns:content", "content of a column, pinned", column.pk, pinned="yes")
        yield of("columns:content", "content of a column, the last page", column.pk, p=50)
    yield of("resource_chooser:choose", "chooser of resources")
    for label in ("common word", "rare", "nothing"):
        yield of("resource_chooser:choose_results", f"chooser of resources, search: {label}", q=words[label])
    yield of("resource_chooser:choose_results", "chooser of resources, a later page", p=40)
    yield of("organ_chooser:choose", "chooser of organs")
    yield of("organ_chooser:choose_results", "chooser of organs, search", q="教育")

    for view, label in (("wagtailimages", "pictures"), ("wagtaildocs", "files")):
        yield of(f"{view}:index", label)
        yield of(f"{view}:index", f"{label}, search", q="公积金")
        yield of(f"{view}_chooser:choose", f"chooser of {label}")
        yield of(f"{view}_chooser:choose_results", f"chooser of {label}, search", q="公积金")
    yield of("wagtailadmin_explore_root", "pages")
    yield of("wagtailadmin_explore", "pages of a site", site.root_page_id)
    yield of("wagtailadmin_pages:search", "pages, search", q="通知")
    yield of("wagtailadmin_choose_page", "chooser of pages")
    yield of("wagtailadmin_choose_page_child", "chooser of pages, a site", site.root_page_id)
    yield of("wagtailadmin_choose_page_search", "chooser of pages, search", q="通知")

    yield of("people:list", "people")
    yield of("people:list", "people, the last page", p=20)
    yield of("people:list", "people, search", q="王")
    yield of("jobs:list", "jobs")
    yield of("site_register:list", "sites")
    yield of("classification:list", "classes")
    yield of("organs_modeladmin_index", "organs")
    yield of("organs_modeladmin_index", "organs, search", q="教育")
    yield of("audit_modeladmin_index", "audit")
    yield of("audit_modeladmin_index", "audit, an action", action="wagtail.edit")
    yield of("audit_modeladmin_index", "audit, search", q="通知")
    yield of("deliveries_modeladmin_index", "deliveries")
    yield of("deliveries_modeladmin_index", "deliveries, search", q="published")


def walk(rounds: int = ROUNDS, only: str = "", tell: Callable[[Page], Any] = lambda page: None) -> list[Page]:
    """Each address as each person; the first answer, which reads what is kept, is not counted."""
    from django.test import Client

    pages = []
    wanted = [(name, address) for name, address in addresses() if only in name]
    for who, person in people().items():
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        for name, address in wanted:
            response = client.get(address)
            if response.status_code in (302, 403, 404):
                continue  # not one of this person's lists
            pages.append(_measured(client, who, name, address, rounds))
            tell(pages[-1])
    return pages


def _measured(client: Any, who: str, name: str, address: str, rounds: int) -> Page:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    asked = [query for query in captured.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    worst = max(asked, key=lambda query: float(query["time"]))
    taken, worked = [], []
    for _round in range(rounds):
        with _database_time() as of_database:
            began, ticked = time.perf_counter(), time.process_time()
            response = client.get(address)
            taken.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - ticked + sum(of_database)) * 1000)
    return Page(
        who,
        name,
        len(asked),
        statistics.median(taken),
        _p95(taken),
        _p95(worked),
        len(response.content) / 1024,
        worst["sql"],
        float(worst["time"]) * 1000,
        response.status_code,
    )


def plans() -> dict[str, list[str]]:
    """Which indexes the database reads the library's lists from; the same in a small city and in a big one."""
    from resource_library.models import Resource
    from resource_library.viewsets.listing import listed

    site = _busiest_site()
    changed = listed(Resource.objects.all()).order_by("-updated_at", "-pk")
    public = Resource.objects.filter(live=True).select_related("owner_site").order_by("-published_at", "-pk")
    lists = {
        "resources": changed,
        "resources of a rare state": changed.filter(state="returned"),
        "resources of a rare kind": changed.filter(kind="leader"),
        "resources of a site": changed.filter(owner_site=site),
        "library": public,
        "library of a kind": public.filter(kind="news"),
        "library of a site": public.filter(owner_site=site),
    }
    return {name: sorted(set(_INDEX.findall(rows[:20].explain()))) for name, rows in lists.items()}


# The library's own indexes; by what the rows beside it are joined is a matter of a few hundred rows.
_INDEX = re.compile(r"\bresource_(?:by|of|live)_\w+")


@contextmanager
def _database_time() -> Iterator[list[float]]:
    """Seconds each question of the block took."""
    from django.db import connection

    seconds: list[float] = []

    def timed(execute: Any, *asked: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            seconds.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        yield seconds


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    from unified_platform.running.memory import set_aside

    set_aside()  # as every web process does

    with transaction.atomic():
        walk(only=sys.argv[1] if len(sys.argv) > 1 else "", tell=_print)
        sys.stdout.write(json.dumps({"plans": plans()}) + "\n")
        transaction.set_rollback(True)


def _print(page: Page) -> None:
    """One line of JSON, at once: whoever waits sees how far it is."""
    sys.stdout.write(json.dumps(asdict(page), ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
