"""A real closed website moves in by one command; then it is read, reposted, searched and withdrawn in a browser."""

import re
import shutil
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.migration_tools import zhecheng

from .acts import eventually, finds, is_gone, repost, withdraw

pytestmark = [pytest.mark.e2e, pytest.mark.realdata]

KEY = "ywdt/zcyw/2018-07-27/10366.html"
OLD_HOST = "www.zhecheng.gov.cn"
PICTURES = """() => Array.from(document.querySelectorAll("main img"), found => found.naturalWidth)"""


@pytest.fixture(scope="module")
def article(realdata) -> zhecheng.Article:
    """An article of the closed site, with pictures, as its own template shows it."""
    return zhecheng.articles(realdata)[KEY]


@pytest.fixture(scope="module")
def mirror(realdata, tmp_path_factory):
    """A copy, as the migration team has it: the command must not need to write beside it."""
    return shutil.copytree(zhecheng.folder(realdata), tmp_path_factory.mktemp("closed") / "mirror")


@pytest.fixture(scope="module")
def story() -> dict:
    """What one step finds out for the next."""
    return {}


@pytest.fixture
def attentive(visitor) -> Page:
    """A visitor's page that notes what it asks of other hosts, and every error of a script."""
    visitor.elsewhere, visitor.broken = [], []
    visitor.on("request", lambda asked: "localhost" in asked.url or visitor.elsewhere.append(asked.url))
    visitor.on("pageerror", lambda error: visitor.broken.append(str(error)))
    return visitor


def old_address(city, key: str) -> str:
    return f"http://{OLD_HOST}:{city.port}/{key}"


def counted(report: str, what: str) -> list[int]:
    """The numbers behind `what` in the tables of a report."""
    return [int(number) for number in re.findall(rf"^{what}\s+(\d+)", report, re.MULTILINE)]


def test_1_rehearsal_writes_nothing_and_the_second_run_changes_nothing(city, mirror):
    command = ("migrate_site", "mirror", str(mirror), "--into", "xuanwu", "--name", "柘城县人民政府网")
    before = city.text(city.url("xuanwu", "/sitemap/"))

    rehearsed = city.manage(*command, "--dry-run")
    assert "演练" in rehearsed
    assert counted(rehearsed, "新增") == [266]
    assert city.text(city.url("xuanwu", "/sitemap/")) == before

    assert counted(city.manage(*command), "新增") == [266]
    assert "柘城要闻" in city.text(city.url("xuanwu", "/sitemap/"))

    again = city.manage(*command)
    assert (counted(again, "新增"), counted(again, "未变化")) == ([], [266])


def test_2_old_address_leads_to_the_article_with_its_title_date_and_pictures(city, article, attentive, story):
    answer = attentive.goto(old_address(city, KEY))

    story["address"] = attentive.url
    assert answer.status == 200
    assert attentive.url.startswith(city.url("xuanwu"))
    assert zhecheng.same(attentive.locator("h1").inner_text(), article.title)
    day = datetime.strptime(article.date, "%Y-%m-%d %H:%M:%S")
    expect(attentive.locator("main")).to_contain_text(day.strftime("%Y-%m-%d %H:%M"))
    attentive.wait_for_load_state("networkidle")
    widths = attentive.evaluate(PICTURES)
    assert len(widths) >= article.pictures
    assert 0 not in widths
    assert [url for url in attentive.elsewhere if OLD_HOST not in url] == []
    assert attentive.broken == []


def test_3_every_column_that_moved_in_shows_its_articles(city, visitor):
    visitor.goto(city.url("xuanwu", "/sitemap/"))
    addresses = visitor.eval_on_selector_all("main a", "links => links.map(link => [link.innerText, link.href])")
    moved = dict(addresses)

    for name in ("柘城要闻", "政府采购", "柘政办"):
        assert visitor.goto(moved[name]).status == 200
        assert visitor.locator("main a[href*='.html']").count() > 0


def test_4_portal_finds_it_and_reposts_it(city, article, signed_in, visitor, story):
    story["repost"] = repost(signed_in, city, "nanjing", article.title, "动态|要闻")

    assert visitor.goto(story["repost"]).status == 200
    assert zhecheng.same(visitor.locator("h1").inner_text(), article.title)
    assert visitor.locator("link[rel=canonical]").get_attribute("href") == story["address"]
    for site in ("nanjing", "xuanwu"):
        eventually(lambda site=site: finds(city, site, article.title[:8], article.title), f"found on {site}")


def test_5_withdrawn_it_is_gone_everywhere_and_from_its_old_address(city, article, signed_in, visitor, story):
    resource = re.search(r"_(\d+)\.html$", story["address"])[1]
    withdraw(signed_in, city, "xuanwu", resource, "内容过期，予以撤下。")

    for site, address in (("xuanwu", story["address"]), ("nanjing", story["repost"])):
        is_gone(visitor, city, site, address, article.title)
    assert visitor.goto(old_address(city, KEY)).status == 410
