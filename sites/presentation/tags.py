"""The page tags (网页标签) that inspections read: R-2.2 on every page, R-2.3 on columns, R-2.4 on articles."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ..models import SiteProfile
from .navigation import Node


@dataclass(frozen=True)
class Tag:
    name: str
    content: str


def site_tags(profile: SiteProfile) -> list[Tag]:
    """R-2.2: standard name, English domain, site code."""
    return [
        Tag("SiteName", profile.standard_name),
        Tag("SiteDomain", profile.site.hostname),
        Tag("SiteIDCode", profile.site_code),
    ]


def column_tags(column: Node) -> list[Tag]:
    """R-2.3: on the pages of a column and on its articles; a home page is a column of the type 首页 (R-2.5.2)."""
    return [
        Tag("ColumnName", column.title),
        Tag("ColumnDescription", column.description),
        Tag("ColumnKeywords", column.keywords),
        Tag("ColumnType", column.column_type),
    ]


def article_tags(
    *,
    title: str,
    published: datetime,
    source: str,
    keywords: str = "",
    author: str = "",
    description: str = "",
    image: str = "",
    url: str = "",
) -> list[Tag]:
    """R-2.4: three tags that are always there, and those of the others that have a value (R-2.5.1)."""
    optional = {
        "Keywords": keywords,
        "Author": author,
        "Description": description,
        "Image": image,
        "Url": url,
    }
    return [
        Tag("ArticleTitle", title),
        Tag("PubDate", minute(published)),
        Tag("ContentSource", source),
        *(Tag(name, value) for name, value in optional.items() if value),
    ]


def minute(moment: datetime) -> str:
    """R-2.1.5: `2026-11-22 09:30`, in the time of the city."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
