"""The verdict on every link of a text."""

import pytest

from migration_tools.links import Decision, LinkVerdict, decide, links_in, rewrite
from migration_tools.normalise import Block
from migration_tools.sources.mirror import MirrorSource
from migration_tools.survey import survey
from tests.factories.migration_tools import HOST, town

OLD = f"http://{HOST}"


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    return survey(MirrorSource(town(tmp_path_factory.mktemp("town"))))


def verdict(looked, href: str) -> Decision:
    """With every article moved, and `/xw/` a column."""
    moved = {key: key for key, item in looked.items.items() if item.is_text}
    return decide(href, looked, moved.get, lambda href: "/xw/" if href.rstrip("/").endswith("/xw") else None)


@pytest.mark.parametrize(
    ("href", "decision", "target"),
    [
        (f"{OLD}/xw/2018-06-04/1.html", LinkVerdict.REWRITTEN, "xw/2018-06-04/1.html"),
        ("https://oldtown.gov.cn/xw/2018-06-04/1.html?from=x#a", LinkVerdict.REWRITTEN, "xw/2018-06-04/1.html"),
        (f"{OLD}/xw/", LinkVerdict.COLUMN, "/xw/"),
        (f"{OLD}/d/W020190805358345087656.doc", LinkVerdict.FILE, "d/W020190805358345087656.doc"),
        (f"{OLD}/d/missing.doc", LinkVerdict.DEAD_FILE, ""),
        (f"{OLD}/missing.html", LinkVerdict.DEAD, ""),
        (f"{OLD}/img/gone.html", LinkVerdict.DEAD, ""),  # a saved error page
        ("http://jb.oldtown.gov.cn/", LinkVerdict.SUBSITE, "http://jb.oldtown.gov.cn/"),
        ("http://www.gov.cn/", LinkVerdict.KEPT, "http://www.gov.cn/"),
        ("https://v.qq.com/x?vid=1&auto=0", LinkVerdict.KEPT, "https://v.qq.com/x?vid=1&auto=0"),
        ("mailto:a@b.cn", LinkVerdict.KEPT, "mailto:a@b.cn"),
    ],
)
def test_link_has_one_verdict(looked, href, decision, target):
    assert verdict(looked, href) == Decision(decision, href, target)


def test_links_are_found_in_paragraphs_and_tables_and_nowhere_else():
    blocks = [
        Block("heading", '<a href="http://a/">'),
        Block("paragraph", '<p><a href="http://b/?x=1&amp;y=2">乙</a></p>'),
        Block("table", {"html": '<table><tr><td><a href="http://c/">丙</a></td></tr></table>', "caption": ""}),
        Block("picture", {"src": "http://d/", "alt": "", "caption": ""}),
    ]
    assert list(links_in(blocks)) == ["http://b/?x=1&y=2", "http://c/"]


def test_rewriting_changes_the_link_and_nothing_beside_it():
    blocks = [
        Block(
            "paragraph",
            '<p>见<a href="http://b/?x=1&amp;y=2">乙<strong>丁</strong></a>。<a href="http://dead/">戊</a></p>',
        ),
        Block("quote", "己"),
    ]
    new = {"http://b/?x=1&y=2": {"href": 'http://new/"><script>'}}
    assert rewrite(blocks, new.get) == [
        Block("paragraph", '<p>见<a href="http://new/&quot;&gt;&lt;script&gt;">乙<strong>丁</strong></a>。戊</p>'),
        Block("quote", "己"),
    ]
