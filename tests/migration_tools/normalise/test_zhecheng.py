"""A real closed county site, page by page, against an independent reading of its template."""

import hashlib
from collections import Counter

import pytest

from migration_tools.normalise import DateEvidence, LossKind, PageKind, normalise
from migration_tools.sources.mirror import MirrorSource
from tests.migration_tools import zhecheng
from tests.migration_tools.measure import likeness, texts
from tests.migration_tools.normalise.test_realdata import offences_of

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def truth(realdata):
    return zhecheng.articles(realdata)


@pytest.fixture(scope="module")
def source(realdata):
    return MirrorSource(zhecheng.folder(realdata))


@pytest.fixture(scope="module")
def pages(source):
    return {page.key: normalise(page, source.host) for page in source.pages()}


def test_host_is_read_from_the_pages(source):
    assert (source.host, source.skipped()) == ("www.zhecheng.gov.cn", [])


def test_every_page_is_classified(pages):
    assert Counter(page.kind for page in pages.values()) == {
        PageKind.ARTICLE: 269,
        PageKind.LIST: 235,
        PageKind.STUB: 59,
        PageKind.ERROR: 37,
        PageKind.SINGLE: 4,
        PageKind.HOME: 1,
    }


def test_articles_are_exactly_those_in_folders_of_days(pages, truth):
    assert {key for key, page in pages.items() if page.kind == PageKind.ARTICLE} == set(truth)


def test_every_title_is_right(pages, truth):
    assert {
        key: pages[key].title for key, article in truth.items() if not zhecheng.same(pages[key].title, article.title)
    } == {}


def test_every_printed_date_is_right(pages, truth):
    """The system printed its zero hour once: no date. The leaders' pages print none. Both fall back on the folder."""
    printed = {
        key: article.date for key, article in truth.items() if article.date and not article.date.startswith("1970")
    }
    assert len(printed) == 262
    assert {key: str(pages[key].date.when) for key in printed} == printed
    assert {pages[key].date.evidence for key in printed} == {DateEvidence.VISIBLE}
    rest = set(truth) - set(printed)
    assert {key: str(pages[key].date.when)[:10] for key in rest} == {key: key.split("/")[-2] for key in rest}
    assert {pages[key].date.evidence for key in rest} == {DateEvidence.PATH}


def test_every_source_is_right(pages, truth):
    assert {key: pages[key].source for key, article in truth.items() if pages[key].source != article.source} == {}


def test_no_text_is_lost_and_none_is_added(pages, truth):
    """Titles repeated in the text are dropped, files are named for people: everything else is there."""
    scores = {
        key: likeness(pages[key].title + texts(pages[key].blocks), article.title + article.text)
        for key, article in truth.items()
        if len(article.text) > 200
    }
    assert len(scores) > 180
    assert min(scores.values()) > 0.85, sorted(scores.items(), key=lambda item: item[1])[:5]
    assert sum(scores.values()) / len(scores) > 0.99


def test_every_article_has_something_to_show(pages, truth):
    assert [key for key in truth if not pages[key].blocks] == []


def test_pictures_are_found(pages, truth):
    """All but seven icons of file types and one that lay on somebody's own disk."""
    found = sum(block.type == "picture" for key in truth for block in pages[key].blocks)
    losses = Counter(
        loss.kind
        for key in truth
        for loss in pages[key].losses
        for _ in range(loss.count)
        if loss.kind in (LossKind.PICTURE_DECORATION, LossKind.PICTURE_MISSING)
    )
    assert (found, losses) == (
        sum(a.pictures for a in truth.values()) - 8,
        {LossKind.PICTURE_DECORATION: 7, LossKind.PICTURE_MISSING: 1},
    )


def test_nothing_harmful_survives(pages):
    assert [key for key, page in pages.items() if offences_of(page.blocks)] == []


def test_thirty_films_become_links(pages, truth):
    films = [loss for key in truth for loss in pages[key].losses if loss.kind == LossKind.FRAME_LINKED]
    assert len(films) == 30
    assert {loss.what.partition("?")[0] for loss in films} == {"https://v.qq.com/iframe/player.html"}


def test_files_are_named_for_people(pages):
    names = {link.name for page in pages.values() for link in page.attachments}
    assert {"附件一.doc", "公益性岗位汇总表.xlsx", "柘城县六月份扶贫统计表最终.docx", "政府网站后台流程.pptx"} <= names
    assert [name for name in names if len(name.rpartition(".")[0]) == 32] == []


def test_thirteen_byte_identical_pages_are_counters(source, pages):
    copies = Counter(hashlib.sha256(page.content).hexdigest() for page in source.pages())
    again = [page.key for page in source.pages() if copies[hashlib.sha256(page.content).hexdigest()] > 1]
    assert sum(count - 1 for count in copies.values()) == 13
    assert {pages[key].kind for key in again} == {PageKind.STUB}


def test_every_article_knows_its_column(pages, truth):
    assert [key for key in truth if not pages[key].trail] == []
