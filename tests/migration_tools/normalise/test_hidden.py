"""Nothing that runs and nothing that people were not meant to see moves house; each is reported."""

import pytest

from migration_tools.normalise import LossKind, hidden, tree
from migration_tools.normalise.losses import Loss, Losses
from tests.factories.migration_tools import HOST

SPAM = '<a href="http://casino.example/x">博彩</a>'


def clean(html: str) -> tuple[str, list[Loss]]:
    """(markup that is left, losses)."""
    root, _whole = tree.parse(f"<html><body>{html}</body></html>")
    losses = Losses()
    hidden.clean(root, HOST, losses)
    return "".join(tree.lxml.html.tostring(child, encoding="unicode") for child in root.body), losses.as_list()


@pytest.mark.parametrize(
    "html",
    [
        f'<div style="display:none">{SPAM}</div>',
        f'<div style="DISPLAY : NONE">{SPAM}</div>',
        f'<span style="visibility:hidden">{SPAM}</span>',
        f"<div hidden>{SPAM}</div>",
        f'<div style="position:absolute;left:-9999px">{SPAM}</div>',
        f'<div style="text-indent:-999em">{SPAM}</div>',
        f'<div style="height:0;overflow:hidden">{SPAM}</div>',
        f'<div style="font-size:0px;line-height:0">{SPAM}</div>',
        f'<div style="opacity:0">{SPAM}</div>',
        f'<marquee height="1" width="1">{SPAM}</marquee>',
        f"<style>.q{{display:none}}</style><div class='q'>{SPAM}</div>",
        f'<div id="k">{SPAM}</div><script>document.getElementById("k").style.display="none";</script>',
        f"<script>document.write(\"<div style='display:none'>\");</script>{SPAM}<script>x()</script>",
    ],
)
def test_hidden_links_go_and_are_reported(html):
    left, losses = clean(f"<p>正文</p>{html}")
    assert left == "<p>正文</p>"
    assert Loss(LossKind.HIDDEN_LINK, "http://casino.example/x") in losses


@pytest.mark.parametrize(
    "html",
    [
        '<div style="height:100px;width:10px"><a href="http://v.qq.com/x">专题片</a></div>',
        '<div style="margin-left:-300px"><a href="http://v.qq.com/x">专题片</a></div>',
        '<div style="line-height:1.5"><a href="http://v.qq.com/x">专题片</a></div>',
        f'<div style="left:-999px"><p>{"这是正文。" * 30}</p><a href="http://v.qq.com/x">专题片</a></div>',
        "<style>@media print{.q{display:none}}</style><div class='q'><a href='http://v.qq.com/x'>专题片</a></div>",
        "<style>.q{display:none}</style><div class='q'><a href='http://www.gov.cn/x'>国务院</a></div>",
    ],
)
def test_what_only_looks_hidden_stays(html):
    left, losses = clean(html)
    assert "<a href=" in left
    assert [loss for loss in losses if loss.kind == LossKind.HIDDEN_LINK] == []


def test_hidden_text_without_links_is_reported_as_text():
    assert clean('<p>正文</p><div style="display:none">微信好友</div>') == (
        "<p>正文</p>",
        [Loss(LossKind.HIDDEN_TEXT, "微信好友")],
    )


def test_scripts_go_and_foreign_ones_are_named():
    left, losses = clean(
        '甲<script src="http://s13.cnzz.com/z.js"></script>乙<script>alert(1)</script>'
        f'丙<script src="/a.js"></script><script src="http://{HOST}/b.js"></script>'
    )
    assert left == ""  # text of the body itself, no element
    assert losses == [Loss(LossKind.FOREIGN_SCRIPT, "s13.cnzz.com"), Loss(LossKind.SCRIPT, "", 3)]


def test_handlers_fields_and_plugins_go():
    left, losses = clean(
        '<form onsubmit="x()"><p ONCLICK="y()">正文</p><input name="q"></form><object data="a.swf"></object>'
    )
    assert left == "<form><p>正文</p></form>"
    assert {(loss.kind, loss.what, loss.count) for loss in losses} == {
        (LossKind.EVENT_HANDLER, "onsubmit", 1),
        (LossKind.EVENT_HANDLER, "onclick", 1),
        (LossKind.FORM, "", 1),
        (LossKind.PLUGIN, "a.swf", 1),
    }


@pytest.mark.parametrize(
    ("href", "foreign"),
    [
        (f"http://{HOST}/a", False),
        ("http://sub.oldtown.gov.cn/a", False),
        ("http://www.anywhere.gov.cn/a", False),
        ("a.html", False),
        ("http://casino.example/", True),
        ("//casino.example/", True),
        ("http://oldtown.gov.cn.casino.example/", True),
        ("http://[", True),
    ],
)
def test_foreign_means_outside_the_site_and_the_government(href, foreign):
    assert hidden.is_foreign(href, HOST) is foreign
