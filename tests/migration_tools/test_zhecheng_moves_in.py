"""The real county site in the real database: what issue and spec demand of it, against an independent reading."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from migration_tools.domain import make_plan, run
from migration_tools.enums import Outcome, Verdict
from migration_tools.models import OldUrl, SourceItem
from migration_tools.redirects import resolve
from migration_tools.sources.mirror import MirrorSource
from resource_library.domain.publishing import content_hash
from resource_library.enums import Kind
from resource_library.models import LibraryImage, Placement, Resource
from sites.models import ColumnPage
from sites.old_addresses import Gone, Redirect
from tests.factories import sites
from tests.migration_tools import zhecheng
from tests.migration_tools.measure import offences

pytestmark = pytest.mark.realdata
HOST = "www.zhecheng.gov.cn"


@pytest.fixture(scope="module")
def truth(realdata):
    return zhecheng.articles(realdata)


@pytest.fixture(scope="module")
def moved(django_db_setup, django_db_blocker, realdata):
    """The site moved into a district once for all tests here; rolled back behind them. Yields the report."""
    with django_db_blocker.unblock(), transaction.atomic():
        profile = sites.site("xuanwu")
        yield run(make_plan(MirrorSource(zhecheng.folder(realdata)), profile, name="柘城县人民政府网"))
        transaction.set_rollback(True)


def resource_of(key: str) -> Resource | None:
    return SourceItem.objects.select_related("resource").get(key=key).resource


def test_at_least_262_of_269_articles_become_resources_with_right_title_and_date(moved, truth):
    """All 269 are there: seven are the same as another article, letter for letter, and share its resource."""
    wrong = {}
    for key, article in truth.items():
        resource = resource_of(key)
        printed = article.date if article.date and not article.date.startswith("1970") else ""
        date = timezone.localtime(resource.published_at).strftime("%Y-%m-%d %H:%M:%S")
        same_day = date[:10] == (printed or key.split("/")[-2])[:10]
        if not zhecheng.same(resource.title, article.title) or not same_day or (printed and date != printed):
            wrong[key] = (resource.title, date)
    assert (len(truth), wrong) == (269, {})
    assert len({resource_of(key).pk for key in truth}) == 262
    assert Resource.objects.count() == 266  # and four columns that were a text of their own


def test_everything_is_public_and_placed(moved):
    assert set(Resource.objects.values_list("live", "state", "version")) == {(True, "published", 1)}
    assert Placement.objects.filter(visible=True).count() == Placement.objects.count() == 271
    assert not Resource.objects.filter(placements=None).exists()
    assert {resource.content_hash for resource in Resource.objects.all()} == {
        content_hash(resource) for resource in Resource.objects.all()
    }


def test_columns_have_the_names_of_the_old_site_and_none_is_empty(moved):
    columns = ColumnPage.objects.order_by("path")
    trails = {" > ".join(p.title for p in c.get_ancestors(inclusive=True).filter(depth__gt=2)): c for c in columns}
    assert {
        "要闻动态 > 柘城要闻",
        "信息公开 > 重点领域信息公开 > 政府采购",
        "信息公开 > 政府信息公开目录 > 政府文件 > 柘政办",
    } <= set(trails)
    assert max(column.depth for column in columns) - 2 == 4
    assert [c.title for c in columns if not Placement.objects.filter(column__path__startswith=c.path).exists()] == []
    assert Page.find_problems() == ([], [], [], [], [])


def test_kinds_follow_the_columns(moved):
    kinds = Counter(Resource.objects.values_list("kind", flat=True))
    assert (kinds[Kind.LEADER], kinds[Kind.POLICY], kinds[Kind.INTERPRETATION]) == (6, 25, 16)
    numbered = Resource.objects.filter(kind=Kind.POLICY).exclude(doc_no="")
    assert numbered.count() >= 10
    leader = Resource.objects.get(title="周仁福")
    assert leader.extra["post"] == "中共柘城县委常委、县政府常务副县长"
    assert leader.image is not None


def test_no_script_handler_or_hidden_link_survives(moved):
    bad = {}
    for resource in Resource.objects.all():
        for block in resource.body.get_prep_value():
            html = (
                block["value"]
                if block["type"] == "paragraph"
                else block["value"].get("html", "")
                if block["type"] == "table"
                else ""
            )
            html = html.replace(' linktype="page" id="', ' href="https://page/')
            if found := offences(html):
                bad[resource.title] = found
    assert bad == {}


def test_pictures_of_the_copy_moved_and_none_twice(moved):
    assert LibraryImage.objects.count() == 66
    assert len(set(LibraryImage.objects.values_list("file_hash", flat=True))) == 66
    shown = {
        block["value"]["image"]["image"]
        for resource in Resource.objects.all()
        for block in resource.body.get_prep_value()
        if block["type"] == "picture"
    }
    portraits = set(Resource.objects.filter(kind=Kind.LEADER).values_list("image_id", flat=True))
    assert (shown | portraits, len(portraits)) == (set(LibraryImage.objects.values_list("pk", flat=True)), 6)


def test_error_pages_counters_and_duplicates_are_recognised(moved):
    counts = Counter(SourceItem.objects.values_list("outcome", "reason"))
    assert counts == {
        (Outcome.MOVED, ""): 266,
        (Outcome.MERGED, ""): 7,
        (Outcome.LED, ""): 236,
        (Outcome.DROPPED, "error_page"): 37,
        (Outcome.DROPPED, "stub"): 59,
    }


def test_every_saved_page_answers_under_its_old_address(moved, truth):
    for key in truth:
        assert isinstance(resolve(HOST, f"/{key}"), Redirect)
    assert isinstance(resolve(HOST, "/xxgk/zdly/zfcg/index_2.html"), Redirect)
    assert isinstance(resolve(HOST, "/gzjg/"), Redirect)
    assert isinstance(resolve(HOST, "/css/css/common.html"), Gone)
    assert isinstance(resolve(HOST, "/xxgk/zdly/zfcg/2018-07-24/10184.html"), Gone)  # linked to, never copied
    assert OldUrl.objects.filter(verdict=Verdict.DROPPED, reason="").count() == 0


def test_nothing_is_dropped_without_a_line(moved, truth):
    assert set(moved.lines) == set(SourceItem.objects.values_list("key", flat=True))
    totals = moved.totals
    assert totals["losses"]["picture_missing"] == 63
    assert totals["losses"]["attachment_missing"] == 12
    assert totals["links"] == {"column": 1, "dead": 1, "dead_file": 12, "kept": 39}


def test_second_run_writes_nothing(moved, realdata):
    profile = moved.plan.profile
    plan = make_plan(MirrorSource(zhecheng.folder(realdata)), profile, name="柘城县人民政府网")
    with CaptureQueriesContext(connection) as queries:
        report = run(plan)
    written = [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (report.totals["actions"], written) == ({"unchanged": 266}, [])
