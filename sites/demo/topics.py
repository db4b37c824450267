"""Special topics (专题专栏): pages with an own column or two, some running, one over and archived."""

import tomllib
from datetime import date, datetime, time, timedelta

from resource_library.enums import Kind

from ..domain.columns import add_column
from ..enums import ColumnType, ListStyle
from ..models import ColumnPage, TopicPage
from .author import Author
from .compose import scenes
from .desk import Desk
from .drafts import Draft
from .fields import CONTENT, Field
from .members import Rank
from .timeline import LOCAL, moments

_RAW = tomllib.loads((CONTENT / "topics.toml").read_text(encoding="utf-8"))
_RANKS = {Rank.PORTAL: "portal", Rank.DISTRICT: "district", Rank.DEPARTMENT: "department"}


def open_topics(desk: Desk, most: int = 100) -> list[TopicPage]:
    """The topics of a site with their columns and at most so many entries in each. Returns them in their order."""
    rank = _RANKS.get(desk.place.member.rank)
    return [_open(desk, raw, most) for raw in _RAW["topics"] if raw["rank"] == rank]


def _open(desk: Desk, raw: dict, most: int) -> TopicPage:
    picture = desk.author.album.deal((raw["scene"],))
    ends = desk.today - timedelta(days=raw["over"]) if "over" in raw else None
    topic = TopicPage(
        title=raw["title"],
        slug=raw["slug"],
        lead=raw["lead"],
        image_id=picture.id,
        starts=desk.today - timedelta(days=raw["days"]),
        ends=ends,
    )
    desk.place.site.root_page.add_child(instance=topic)
    pages = [_column(desk, topic, raw, slug, title, min(count, most)) for slug, title, count in raw["columns"]]
    shown = {"title": "", "columns": pages, "count": 8}
    topic.sections = [  # type: ignore[assignment] # a StreamField takes pairs and keeps a StreamValue
        ("text", {"title": "", "text": f"<p>{raw['text']}</p>", "image": None}),
        ("columns", shown),
    ]
    topic.save()
    return topic


def _column(desk: Desk, topic: TopicPage, raw: dict, slug: str, title: str, count: int) -> ColumnPage:
    page = add_column(topic, slug, title, column_type=ColumnType.TOPIC, list_style=ListStyle.CARDS)
    path = f"{topic.slug}/{slug}"
    desk.place.columns[path] = page
    if "over" in raw:
        for each in _RAW["history"]:
            desk.put(path, _history(desk.author, each))
        return page
    oldest = timedelta(days=raw["days"])
    span = moments(count, desk.now, desk.author.chance, newest=timedelta(hours=20), steep=1.8, oldest=oldest)
    for moment in span:
        desk.put(path, scenes.topic_entry(desk.author, moment, topic.title, _fields(desk, raw)))
    return page


def _fields(desk: Desk, raw: dict) -> list[Field]:
    busy = desk.author.voice.busy_fields
    return [about for about in busy if about.slug in raw["fields"]] or busy


def _history(author: Author, raw: dict) -> Draft:
    day: date = raw["day"]
    moment = datetime.combine(day, time(10, 30), tzinfo=LOCAL)
    return author.write(
        Kind.TOPIC_ENTRY,
        raw["title"],
        moment,
        author.body().text(raw["text"]),
        description=raw["text"][0],
        keywords="政府网站,集约化",
        subject="0204",
    )
