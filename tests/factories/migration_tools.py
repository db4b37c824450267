"""Closed websites, as small as a test needs them."""

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from migration_tools.sources import SourcePage

from .media import ole

HOST = "www.oldtown.gov.cn"
FETCHED = datetime(2018, 7, 27, 23, 45, 22, tzinfo=UTC)

STAMP = "<!-- Mirrored from {url} by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 27 Jul 2018 23:45:22 GMT -->"

SENTENCE = "为深入贯彻落实上级有关文件精神，进一步做好全县民生保障工作，经县政府研究同意，现将有关事项通知如下。"


def html(body: str, *, title: str = "", head: str = "", charset: str = "utf-8") -> str:
    """A whole page around `body`."""
    return f'<html><head><meta charset="{charset}"><title>{title}</title>{head}</head><body>{body}</body></html>'


def article(
    title: str = "关于做好民生工作的通知", text: str = "", *, meta: str = "", trail: str = "", head: str = ""
) -> str:
    """A page of a common shape: navigation, trail, heading, line of facts, text, imprint."""
    trail = trail or '<a href="/xw/index.html">新闻动态</a>'
    meta = meta or "发布日期：2018-06-04 08:47 来源：县政府办"
    text = text or f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"
    return html(
        f"""<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="/xw/">新闻</a></li></ul>
        <div class="crumb">当前位置：<a href="/index.html">首页</a> &gt; {trail}</div>
        <h1>{title}</h1><div class="attr">{meta}</div>
        <div class="article-content">{text}</div>
        <div class="footer">版权所有 某县人民政府 ICP备12345678号</div>""",
        title=f"{title}_某县人民政府网",
        head=head,
    )


def listing(name: str, entries: list[tuple[str, str, str]], *, trail: str = "") -> str:
    """A list page: (address, title, date) for each entry."""
    items = "".join(f'<li><a href="{href}">{title}</a><span>{day}</span></li>' for href, title, day in entries)
    trail = trail or f'<a href="index.html">{name}</a>'
    return html(
        f'<div class="crumb">当前位置：<a href="/index.html">首页</a> &gt; {trail}</div><ul class="list">{items}</ul>',
        title=name,
    )


def page(content: str | bytes, path: str = "xw/2018-06-04/1.html") -> SourcePage:
    """A saved page as the mirror adapter hands it out."""
    data = content if isinstance(content, bytes) else content.encode()
    return SourcePage(path, f"http://{HOST}/{path}", f"file:///{HOST}/{path}", data, FETCHED)


def mirror(folder: Path, files: dict[str, str | bytes], *, stamped: bool = True) -> Path:
    """Writes a mirror of HOST; pages carry HTTrack's comment unless told otherwise."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            stamp = STAMP.format(url=f"{HOST}/{path.removesuffix('index.html')}") if stamped else ""
            content = f"{stamp}\n{content}".encode()
        target.write_bytes(content)
    return folder


def picture(colour: str = "red", size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    """The bytes of a small picture; another colour is another picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def town(folder: Path, **changes: str | bytes | None) -> Path:
    """A closed site of two columns with four articles, pictures, a file and what a copy has besides.

    `changes` replace files by the names below; None leaves one out.
    """
    news = '<a href="/xw/index.html">新闻动态</a>'
    notices = '<a href="/xxgk/index.html">信息公开</a> &gt; <a href="/xxgk/tzgg/index.html">通知公告</a>'
    body = f"<p>{SENTENCE}</p>"
    files: dict[str, str | bytes | None] = {
        "home": html("<p>欢迎</p>", title="老镇人民政府网"),
        "news": listing("新闻动态", [("2018-06-04/1.html", "全镇工作会议召开", "2018-06-04")]),
        "news_2": listing("新闻动态", [("2018-06-05/2.html", "镇长调研", "2018-06-05")], trail=news),
        "notices": listing("通知公告", [("2018-06-06/3.html", "停水通知", "2018-06-06")], trail=notices),
        "meeting": article(
            "全镇工作会议召开",
            f'{body}<p><img src="../../d/1.png" alt="会场"></p>'
            '<p>见<a href="../../xxgk/tzgg/2018-06-06/3.html">通知</a>、<a href="/xxgk/tzgg/">公告栏</a>、'
            '<a href="http://www.gov.cn/">中国政府网</a>、<a href="/xw/9.html">旧文</a>。</p>',
            trail=news,
        ),
        "visit": article("镇长调研", f'{body}<p>另见<a href="../2018-06-04/1.html">会议</a></p>', trail=news),
        "notice": article(
            "停水通知", f'{body}<p>附件：<a href="/d/W020190805358345087656.doc">停水范围</a></p>', trail=notices
        ),
        "notice_again": article(
            "停水通知", f'{body}<p>附件：<a href="/d/W020190805358345087656.doc">停水范围</a></p>', trail=news
        ),
        "missing": html("<h1>Not Found</h1>", title="404 Not Found"),
        "counter": "document.write('9');",
        "stub": html("", head='<meta http-equiv="refresh" content="0;url=tzgg/index.html">'),
        "picture": picture(),
        "picture_again": picture(),
        "file": ole("WordDocument"),
        "style": b"body{}",
    }
    files |= changes
    paths = {
        "home": "index.html", "news": "xw/index.html", "news_2": "xw/index_2.html", "notices": "xxgk/tzgg/index.html",
        "meeting": "xw/2018-06-04/1.html", "visit": "xw/2018-06-05/2.html", "notice": "xxgk/tzgg/2018-06-06/3.html",
        "notice_again": "xw/2018-06-07/4.html", "missing": "img/gone.html", "counter": "e/ViewClick/a.html",
        "stub": "xxgk/index.html", "picture": "d/1.png", "picture_again": "d/2.png",
        "file": "d/W020190805358345087656.doc", "style": "css/a.css",
    }  # fmt: skip
    return mirror(folder, {paths[name]: content for name, content in files.items() if content is not None})
