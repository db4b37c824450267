"""Closed websites, as small as a test needs them."""

from datetime import UTC, datetime
from pathlib import Path

from migration_tools.sources import SourcePage

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
