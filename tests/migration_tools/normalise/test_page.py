"""One saved page, read: what it is, and the facts it states."""

from datetime import datetime

import pytest

from migration_tools.normalise import Block, Crumb, Dated, DateEvidence, Entry, LossKind, PageKind, normalise
from migration_tools.normalise.facts import without_site
from migration_tools.normalise.losses import Loss
from tests.factories.migration_tools import HOST, SENTENCE, article, html, listing, page

TEN_ENTRIES = [(f"{n}.html", f"第{n}次工作会议召开", "2018-06-04") for n in range(10)]
NOT_FOUND = "<h1>Not Found</h1><p>The requested URL /a was not found on this server.</p>"
TRAP_DATE = "<script>var pubdata='2020年09月24日';</script>"
PUB_DATE = '<meta name="PubDate" content="2018-01-02 03:04">'
MOVED = "xw/2019-01-01/1.html"  # the day of an earlier move


def read(content, path: str = "xw/2018-06-04/1.html"):
    return normalise(page(content, path), HOST)


# What a page is


@pytest.mark.parametrize(
    ("content", "path", "kind"),
    [
        (article(), "xw/2018-06-04/1.html", PageKind.ARTICLE),
        (article(meta="&nbsp;"), "xw/index.html", PageKind.SINGLE),
        (listing("新闻", [("1.html", "全县工作会议召开", "2018-06-04")]), "xw/index.html", PageKind.LIST),
        (listing("新闻", TEN_ENTRIES), "xw/more_2.html", PageKind.LIST),
        (listing("新闻", TEN_ENTRIES), "xw/abc.html", PageKind.LIST),
        (html("<p>欢迎</p>"), "index.html", PageKind.HOME),
        ("document.write('9');", "e/ViewClick/1.html", PageKind.STUB),
        ("", "empty.html", PageKind.STUB),
        (html("<script>x()</script>"), "x.html", PageKind.STUB),
        (html(NOT_FOUND, title="404 Not Found"), "a.html", PageKind.ERROR),
        (html("<p>对不起，您访问的页面不存在或已被删除！</p>", title="某县人民政府"), "a.html", PageKind.ERROR),
        (html("<h1>错误提示</h1><p>系统忙</p>"), "a.html", PageKind.ERROR),
        (html('<p><img src="a.jpg"></p>'), "tp/5.html", PageKind.EMPTY),
        (html('<div class="article-content"><img src="a.jpg"></div>', title="风景"), "tp/5.html", PageKind.ARTICLE),
    ],
)  # fmt: skip
def test_page_is_classified(content, path, kind):
    assert read(content, path).kind == kind


@pytest.mark.parametrize(
    "content",
    [
        html("", head='<meta http-equiv="Refresh" content="0; url=../tzgg/index.html">'),
        html("", head="<META content='0;URL=\"/tzgg/index.html\"' HTTP-EQUIV='refresh'>"),
        html("<script>window.location.href='/tzgg/index.html';</script>"),
        html("<script>location.replace('/tzgg/index.html')</script>请稍候"),
    ],
)
def test_page_that_only_leads_on_names_where_to(content):
    result = read(content, "xw/index.html")
    assert (result.kind, result.reason) == (PageKind.REFRESH, f"http://{HOST}/tzgg/index.html")


def test_article_that_reloads_itself_is_an_article():
    assert read(article(head='<meta http-equiv="refresh" content="1800">')).kind == PageKind.ARTICLE


def test_article_about_missing_pages_is_no_error():
    text = f"<p>您访问的页面不存在时怎么办？{SENTENCE}</p>" + f"<p>{SENTENCE}</p>" * 40
    assert read(article("网页找不到怎么办", text)).kind == PageKind.ARTICLE


# Title


@pytest.mark.parametrize(
    ("full", "title"),
    [
        ("办事服务_萧县人民政府", "办事服务"),
        ("山西品牌丝路行（南美站）正式启动 - 山西省人民政府门户网站", "山西品牌丝路行（南美站）正式启动"),
        ("关于特别国债的决议__2007年第23号国务院公报_中国政府网", "关于特别国债的决议"),
        ("书记市长这一周 | 奋马扬鞭争春色", "书记市长这一周 | 奋马扬鞭争春色"),
        ("1-10月德清县固定资产投资结构趋稳趋优", "1-10月德清县固定资产投资结构趋稳趋优"),
        ("通知", "通知"),
    ],
)
def test_site_behind_the_title_is_cut_off(full, title):
    assert without_site(full) == title


def test_heading_on_the_page_wins_over_the_title_element():
    assert read(article("2018年 6月4日 在线收听")).title == "2018年 6月4日 在线收听"


def test_name_of_the_site_in_a_heading_is_not_the_title():
    body = f"<h1>某县人民政府网</h1><h2>全县工作会议召开</h2><div class='article-content'><p>{SENTENCE * 3}</p></div>"
    assert read(html(body, title="全县工作会议召开_某县人民政府网")).title == "全县工作会议召开"


def test_standard_tag_names_the_title_whatever_the_order_of_its_attributes():
    tag = '<meta content="山西品牌&lt;br&gt;正式启动" name="ArticleTitle">'
    assert read(article("别的", head=tag)).title == "山西品牌正式启动"


# Date: what people saw wins (trap 2)


@pytest.mark.parametrize(
    ("meta", "head", "path", "when", "evidence"),
    [
        ("发布日期：2018-06-04 08:47", TRAP_DATE, MOVED, datetime(2018, 6, 4, 8, 47), DateEvidence.VISIBLE),
        ("时间：2018年6月4日", PUB_DATE, "xw/1.html", datetime(2018, 6, 4), DateEvidence.VISIBLE),
        ("来源：县府办", PUB_DATE, MOVED, datetime(2018, 1, 2, 3, 4), DateEvidence.META),
        ("来源：县府办", TRAP_DATE, MOVED, datetime(2020, 9, 24), DateEvidence.SCRIPT),
        ("来源：县府办", "", MOVED, datetime(2019, 1, 1), DateEvidence.PATH),
        ("发布日期：1970-01-01 08:00", "", MOVED, datetime(2019, 1, 1), DateEvidence.PATH),
        ("来源：县府办", "", "xw/1.html", None, DateEvidence.NONE),
        ("今天是2026年1月1日 来源：县府办", "", "xw/1.html", None, DateEvidence.NONE),
    ],
)
def test_date_and_its_evidence(meta, head, path, when, evidence):
    assert read(article(meta=meta, head=head), path).date == Dated(when, evidence)


def test_day_mentioned_in_the_text_is_not_the_date():
    text = f"<p>2015年3月2日，{SENTENCE}{SENTENCE}</p><p>{SENTENCE}</p><p>2015年3月1日</p>"
    assert read(article(text=text, meta="发布时间：2018-06-04")).date.when == datetime(2018, 6, 4)


# Source, author


@pytest.mark.parametrize(
    ("meta", "facts"),
    [
        ("来源：<b> 县电视台</b> 发布者：<b>李亚博</b> 浏览次数：<b>9</b>", ("县电视台", "", "李亚博")),
        ("信息来源：县府办 | 作者：张三 | 字号：大 中 小", ("县府办", "张三", "")),
        ("来源： 发布者： 浏览次数：", ("", "", "")),
        ("来源：<a href='http://'>县环保局</a> 作者：管理员", ("县环保局", "", "")),
        ("来 源：新华社 2018-06-04", ("新华社", "", "")),
    ],
)
def test_source_author_and_editor(meta, facts):
    result = read(article(meta=meta))
    assert (result.source, result.author, result.editor) == facts


# Place


def test_trail_leads_from_below_the_home_page_to_the_column():
    trail = '<a href="../../xxgk/index.html">信息公开</a> &gt; <a href="../index.html">公告</a> &gt; 正文'
    assert read(article(trail=trail)).trail == [
        Crumb("信息公开", f"http://{HOST}/xxgk/index.html"),
        Crumb("公告", f"http://{HOST}/xw/index.html"),
    ]


def test_list_leads_to_articles_with_their_dates():
    entries = [
        ("2018-06-04/1.html", "全县工作会议召开", "2018-06-04"),
        ("2018-06-03/2.html", "县长调研", "[2018-06-03]"),
    ]
    assert read(listing("新闻", entries), "xw/index.html").entries == [
        Entry("全县工作会议召开", f"http://{HOST}/xw/2018-06-04/1.html", datetime(2018, 6, 4)),
        Entry("县长调研", f"http://{HOST}/xw/2018-06-03/2.html", datetime(2018, 6, 3)),
    ]


def test_every_address_the_page_leads_to_is_in_the_inventory_once():
    body = '<a href="/a.html#top">甲</a><a href="/a.html">甲</a><a href="mailto:x@y.cn">乙</a><a href="#">丙</a>'
    assert read(html(body)).links == [f"http://{HOST}/a.html", f"http://{HOST}/xw/2018-06-04/1.html"]


def test_base_element_moves_all_links():
    body = '<div class="article-content"><p><a href="1.html">甲</a></p><img src="a.jpg"></div>'
    result = read(html(body, head=f'<base href="http://{HOST}/other/">'))
    assert result.links == [f"http://{HOST}/other/1.html"]
    assert [block.value["src"] for block in result.blocks if block.type == "picture"] == [f"http://{HOST}/other/a.jpg"]


# Whole pages


def test_furniture_around_the_text_stays_behind():
    text = f"<p>{SENTENCE}</p><p>{SENTENCE}</p><p>【打印】【关闭本页】</p>"
    result = read(article(text=text))
    assert result.blocks == [Block("paragraph", f"<p>{SENTENCE}</p><p>{SENTENCE}</p>")]
    assert Loss(LossKind.WIDGET, "【打印】【关闭本页】") in result.losses


def test_hostile_page_leaves_nothing_behind():
    text = f"""<p onclick="x()">{SENTENCE}</p><script src="http://evil.example/x.js"></script>
        <div style="display:none"><a href="http://casino.example/">博彩</a></div>
        <p>{SENTENCE}<a href="javascript:x()">甲</a></p>
        <svg onload="x()"></svg><iframe src="http://evil.example/" width="0"></iframe>"""
    result = read(article(text=text))
    assert result.blocks == [Block("paragraph", f"<p>{SENTENCE}</p><p>{SENTENCE}甲</p>")]
    assert {(loss.kind, loss.what) for loss in result.losses} == {
        (LossKind.EVENT_HANDLER, "onclick"),
        (LossKind.EVENT_HANDLER, "onload"),
        (LossKind.FOREIGN_SCRIPT, "evil.example"),
        (LossKind.HIDDEN_LINK, "http://casino.example/"),
        (LossKind.LINK_SCRIPT, "javascript:x()"),
        (LossKind.PLUGIN, "svg"),
        (LossKind.FRAME, "http://evil.example/"),
    }


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"<", b"<html", b"\xff" * 5000, b"<p>" * 5000, "<table><tr>" * 3000]
)
def test_any_bytes_are_read_without_failing(content):
    assert read(content).key == "xw/2018-06-04/1.html"


def test_same_bytes_give_the_same_result():
    assert read(article()) == read(article())
