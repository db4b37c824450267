"""From the markup of an old text to clean blocks: Word paste, fonts, centred headings, broken lines, widgets."""

import pytest

from migration_tools.normalise import Block, LossKind, tree
from migration_tools.normalise.attachments import AttachmentLink
from migration_tools.normalise.blocks import build
from migration_tools.normalise.flow import Context, Flow
from migration_tools.normalise.losses import Loss, Losses
from migration_tools.sources import resolve
from tests.factories.migration_tools import HOST

BASE = f"file:///{HOST}/xw/2018-06-04/1.html"
HASH = "51f42feb6ac55b66f82c2ec1b9e5d10d"
TITLE = "关于做好民生工作的通知"


def read(html: str, title: str = TITLE) -> tuple[list[Block], list[AttachmentLink], list[Loss]]:
    root, _whole = tree.parse(f"<div>{html}</div>")
    losses = Losses()
    flow = Flow(Context(lambda href: resolve(BASE, href), title, losses))
    blocks = build(flow.read(root.body), title, losses)
    return blocks, flow.attachments, losses.as_list()


def blocks(html: str) -> list[Block]:
    return read(html)[0]


def paragraph(html: str) -> Block:
    return Block("paragraph", html)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p class="MsoNormal" style="mso-x:1"><span lang="EN-US">2018<o:p></o:p></span>年</p>', "<p>2018年</p>"),
        ('<p><font face="宋体" size="4">甲<st1:chsdate year="2018">乙</st1:chsdate></font></p>', "<p>甲乙</p>"),
        ("<p><b>甲</b><strong>乙</strong>丙<i>丁</i></p>", "<p><strong>甲乙</strong>丙<em>丁</em></p>"),
        ("<p>H<sub>2</sub>O，m<sup>2</sup></p>", "<p>H<sub>2</sub>O，m<sup>2</sup></p>"),
        ("<div>甲<br>乙</div>", "<p>甲<br>乙</p>"),
        ("<div>　　甲。<br>　　乙。<br>&nbsp;&nbsp;&nbsp;&nbsp;丙。</div>", "<p>甲。</p><p>乙。</p><p>丙。</p>"),
        ("<p>&nbsp;</p><p>甲</p><p> </p><div></div>", "<p>甲</p>"),
        ("<ul><li>甲</li><li>乙<b>丙</b></li></ul>", "<ul><li>甲</li><li>乙<strong>丙</strong></li></ul>"),
        ("<ol><li>甲</li><li>乙</li></ol>", "<ol><li>甲</li><li>乙</li></ol>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_only_characters_marks_and_lists_are_kept(html, clean):
    assert blocks(html) == [paragraph(clean)]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>全县各部门\n      要认真落实</p>", "<p>全县各部门要认真落实</p>"),  # re-indented in mid-sentence
        ("<p>认真落实，\r\n\t加强领导</p>", "<p>认真落实，加强领导</p>"),
        ("<p>use the\n  new rule</p>", "<p>use the new rule</p>"),
        ("<p>甲 \u3000 &nbsp; 乙</p>", "<p>甲 乙</p>"),
        ("<p>　　付　正</p>", "<p>付 正</p>"),
        ("<p>甲<span>\n   </span>乙</p>", "<p>甲乙</p>"),
        ("<p>\u200b甲\ufeff</p>", "<p>甲</p>"),
    ],
)
def test_blanks_and_line_ends_mean_what_people_mean(html, clean):
    assert blocks(html) == [paragraph(clean)]


def test_marked_up_heading_and_centred_short_line_and_bold_numbered_line_are_headings():
    assert blocks(
        "<h2>总则</h2><p>甲。</p><p align='center'>实施方案</p><p>乙。</p>"
        "<p><strong>一、总体要求</strong></p><center><p style='text-align:left'>不居中</p></center>"
    ) == [
        Block("heading", "总则"),
        paragraph("<p>甲。</p>"),
        Block("heading", "实施方案"),
        paragraph("<p>乙。</p>"),
        Block("heading", "一、总体要求"),
        paragraph("<p>不居中</p>"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "柘政办〔2018〕33号",
        "（2018年6月4日）",
        "甲。",
        "长" * 61,
        "附件：名单",
        "主任：张三",
        '<a href="/a.html">甲乙</a>',
    ],
)
def test_centred_line_that_is_no_heading_stays_text(line):
    assert [block.type for block in blocks(f"<center>{line}</center>")] == ["paragraph"]


@pytest.mark.parametrize(
    "html",
    [f"<p>{TITLE}</p><p>甲。</p>", "<center>关于做好</center><center>民生工作的通知</center><p>甲。</p>"],
)
def test_title_repeated_in_the_text_is_dropped_and_reported(html):
    found, _attachments, losses = read(html)
    assert (found, losses) == ([paragraph("<p>甲。</p>")], [Loss(LossKind.REPEATED_TITLE, TITLE)])


def test_title_inside_the_text_stays():
    assert blocks(f"<p>甲。</p><p>乙。</p><p>丙。</p><p>{TITLE}</p>") == [
        paragraph(f"<p>甲。</p><p>乙。</p><p>丙。</p><p>{TITLE}</p>")
    ]


def test_pictures_stand_between_paragraphs_with_their_captions():
    assert blocks(
        '<p>甲。<img src="../../d/1.jpg" alt="现场">乙。</p>'
        '<p style="text-align:center"><img data-original="/d/2.jpg" src="/lazy.gif" alt="2.jpg"></p>'
        "<p style='text-align:center'>图为会议现场</p>"
    ) == [
        paragraph("<p>甲。</p>"),
        Block("picture", {"src": f"http://{HOST}/d/1.jpg", "alt": "现场", "caption": ""}),
        paragraph("<p>乙。</p>"),
        Block("picture", {"src": f"http://{HOST}/d/2.jpg", "alt": "", "caption": "图为会议现场"}),
    ]


@pytest.mark.parametrize(
    ("html", "loss"),
    [
        (
            '<img src="/e/data/images/downfile.jpg">',
            Loss(LossKind.PICTURE_DECORATION, f"http://{HOST}/e/data/images/downfile.jpg"),
        ),
        ('<img src="/a.gif" width="1">', Loss(LossKind.PICTURE_DECORATION, f"http://{HOST}/a.gif")),
        ('<img src="file:///C:/Users/a.gif">', Loss(LossKind.PICTURE_MISSING, "file:///C:/Users/a.gif")),
        ('<img src="data:image/gif;base64,R0lG">', Loss(LossKind.PICTURE_MISSING, "data:image/gif;base64,R0lG")),
        ('<a href="javascript:void(0)">甲</a>', Loss(LossKind.LINK_SCRIPT, "javascript:void(0)")),
        ('<a href="JAVA\tSCRIPT:alert(1)">甲</a>', Loss(LossKind.LINK_SCRIPT, "JAVA SCRIPT:alert(1)")),
        ('<a href="vbscript:x">甲</a>', Loss(LossKind.LINK_SCRIPT, "vbscript:x")),
        ('<iframe src="http://evil.example/"></iframe>', Loss(LossKind.FRAME, "http://evil.example/")),
        ("<p>【打印本页】【关闭窗口】</p>", Loss(LossKind.WIDGET, "【打印本页】【关闭窗口】")),
        ("<p>字体：大 中 小</p>", Loss(LossKind.WIDGET, "字体：大 中 小")),
        ('<div class="bdsharebuttonbox">分享</div>', Loss(LossKind.WIDGET, "分享")),
        ("<p><marquee>甲</marquee></p>", Loss(LossKind.MARKUP, "marquee")),
    ],
)
def test_what_does_not_come_along_is_reported(html, loss):
    found, _attachments, losses = read(f"<p>正文。</p>{html}")
    assert losses == [loss]
    assert "javascript" not in str(found).lower()


def test_line_of_figures_is_no_widget():
    assert blocks("<p>1.</p><p>2018</p>") == [paragraph("<p>1.</p><p>2018</p>")]


def test_film_in_a_frame_becomes_a_link_to_it():
    src = "https://v.qq.com/iframe/player.html?vid=1&amp;auto=0"
    found, _attachments, losses = read(f'<p><iframe src="{src}"></iframe></p>')
    assert found == [paragraph(f'<p><a href="{src}">{TITLE}</a></p>')]
    assert losses == [Loss(LossKind.FRAME_LINKED, src.replace("&amp;", "&"))]


def test_table_with_data_is_a_table_without_its_looks():
    found, _attachments, losses = read(
        "<table width='90%' style='x'><caption>名单</caption><tr><th>序号</th><th colspan=2>姓名</th></tr>"
        "<tr><td rowspan='999'><p>1</p></td><td><p><b>张三</b></p><p>主任</p></td><td>李四</td></tr>"
        "<tr><td></td></tr></table>"
    )
    assert found == [
        Block(
            "table",
            {
                "html": '<table><tbody><tr><th>序号</th><th colspan="2">姓名</th></tr><tr><td rowspan="100">1</td>'
                "<td><strong>张三</strong><br>主任</td><td>李四</td></tr></tbody></table>",
                "caption": "名单",
            },
        )
    ]
    assert losses == []


def test_table_for_looks_is_read_as_text():
    found, _attachments, losses = read("<table><tr><td><p>甲。</p></td></tr><tr><td><p>乙。</p></td></tr></table>")
    assert (found, losses) == ([paragraph("<p>甲。</p><p>乙。</p>")], [Loss(LossKind.TABLE_LAYOUT)])


def test_short_quotation_is_one_and_an_indented_article_is_none():
    assert blocks("<blockquote>为人民服务</blockquote>") == [Block("quote", "为人民服务")]
    assert blocks("<blockquote><div><p>甲。</p></div></blockquote>") == [paragraph("<p>甲。</p>")]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<a href="/d/1.doc">2018年名单.doc</a>', "2018年名单.doc"),
        ('<a href="/d/W020190805358345087656.xlsx">2018年名单</a>', "2018年名单.xlsx"),
        (f'<a href="/d/{HASH}.doc" title="建设规范.doc">{HASH}.doc</a>', "建设规范.doc"),
        (f"<fieldset><legend>附件一.doc</legend><a href='/d/{HASH}.doc'>{HASH}.doc</a></fieldset>", "附件一.doc"),
        (f"<a href='/d/{HASH}.doc'>{HASH}.doc</a>", f"{TITLE}.doc"),
        ('<p>附件：2018年名单 <a href="/d/1234567890.pdf">点击下载</a></p>', "2018年名单.pdf"),
        ('<a href="/d/%E5%90%8D%E5%8D%95.pdf">下载</a>', "名单.pdf"),
        (f'<a href="/d/{HASH}.html" title="公益性岗位汇总表">{HASH}.xlsx</a>', "公益性岗位汇总表.xlsx"),
    ],
)
def test_file_is_named_as_people_name_it(html, name):
    found, attachments, _losses = read(html)
    assert [link.name for link in attachments] == [name]
    assert f'<a href="{attachments[0].href}">{name}</a>' in found[-1].value


def test_nesting_without_end_is_read_to_its_end():
    deep = "<font>" * 1500 + "甲" + "</font>" * 1500
    assert blocks(f"<p>{deep}</p>") == [paragraph("<p>甲</p>")]


def test_link_keeps_only_its_address():
    assert blocks('<p><a href="../2.html" onclick="x()" style="y" linktype="page" id="7">甲</a></p>') == [
        paragraph(f'<p><a href="http://{HOST}/xw/2.html">甲</a></p>')
    ]
