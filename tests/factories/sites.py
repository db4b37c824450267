"""Websites and their columns."""

import itertools

from sites.domain.columns import add_column
from sites.domain.opening import NewSite, open_site
from sites.enums import ColumnType, SiteKind
from sites.models import ColumnPage, SiteProfile
from themes.models import Theme

from .library import OrganFactory

_numbers = itertools.count(1)


def theme() -> Theme:
    return Theme.objects.get_or_create(
        code="test",
        defaults={"name": "测试主题", "primary": "#1f4e8c", "accent": "#b3261e", "surface": "#f5f7fa"},
    )[0]


def site(slug: str = "", **fields) -> SiteProfile:
    """A live site at `{slug}.test` with a home page and no columns."""
    number = next(_numbers)
    slug = slug or f"site{number}"
    organ = fields.pop("organ", None) or OrganFactory()
    return open_site(
        NewSite(
            **{
                "slug": slug,
                "host": f"{slug}.test",
                "standard_name": f"测试网站{number}",
                "kind": SiteKind.DEPARTMENT,
                "site_code": f"3201{number:06d}",
                "sponsor": organ,
                "operator": organ,
                "authority": organ,
                "theme": theme(),
                "icp_number": "苏ICP备00000000号",
                "police_number": "苏公网安备00000000000000号",
                "mark_id": "TEST-MARK",
                "contact": "025-00000000",
                **fields,
            }
        )
    )


def column(profile: SiteProfile, slug: str = "news", title: str = "部门动态", **fields) -> ColumnPage:
    """A column below the home page of the site."""
    options = {"column_type": ColumnType.NEWS, "in_menu": True, **fields}
    return add_column(profile.site.root_page, slug, title, **options)
