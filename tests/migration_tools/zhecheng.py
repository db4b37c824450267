"""What the closed county site in the real input says, read by its template's own marks and nothing of ours."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

# An article lies in a folder named after a day.
_ARTICLE = re.compile(r"/\d{4}-\d{2}-\d{2}/\d+\.html$")
_TITLE = re.compile(r'<h1 class="content_title">(.*?)</h1>', re.DOTALL)
_DATE = re.compile(r"发布日期：<b>(.*?)</b>")
_SOURCE = re.compile(r"来源：<b>(.*?)</b>", re.DOTALL)
_BODY = re.compile(r'id="zoomcon">(.*?)<meta charset', re.DOTALL)
_LEADER = re.compile(r'<h3 id="ldname">(.*?)</h3>')


@dataclass(frozen=True)
class Article:
    """`date` as printed, empty where the page prints none."""

    title: str
    date: str
    source: str
    text: str
    pictures: int


def folder(realdata: Path) -> Path:
    return realdata / "mirror-zhecheng"


def articles(realdata: Path) -> dict[str, Article]:
    """The 269 articles by the path of their file."""
    root = folder(realdata)
    found = {}
    for path in root.rglob("*.html"):
        if _ARTICLE.search(path.as_posix()):
            found[path.relative_to(root).as_posix()] = _article(path.read_text(encoding="utf-8"))
    return found


def _article(page: str) -> Article:
    if leader := _LEADER.search(page):  # the six pages of county leaders have a template of their own
        return Article(_plain(leader[1]), "", "", "", 1)
    body = _one(_BODY, page)
    return Article(
        _plain(_one(_TITLE, page)),
        _one(_DATE, page),
        _plain(_one(_SOURCE, page)),
        _plain(body),
        len(re.findall("<img", body)),
    )


def _one(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    return found[1] if found else ""


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def same(one: str, other: str) -> bool:
    """Equal but for blanks."""
    return re.sub(r"\s+", "", one) == re.sub(r"\s+", "", other)
