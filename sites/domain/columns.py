"""Making columns (栏目)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from unified_platform.rules.domain import value

from ..enums import ColumnType, ListStyle, UpdateRule
from ..models import ColumnPage

# What a column of a type is like unless somebody says otherwise: list style and monitoring class.
_DEFAULTS: dict[str, tuple[ListStyle, UpdateRule]] = {
    ColumnType.NEWS: (ListStyle.TITLES, UpdateRule.NEWS),
    ColumnType.NOTICE: (ListStyle.TITLES, UpdateRule.NOTICE),
    ColumnType.POLICY: (ListStyle.DOCUMENTS, UpdateRule.POLICY),
    ColumnType.INTERPRETATION: (ListStyle.CARDS, UpdateRule.POLICY),
    ColumnType.LEADERS: (ListStyle.LEADERS, UpdateRule.STATIC),
    ColumnType.SERVICE: (ListStyle.SERVICES, UpdateRule.STATIC),
}


def add_column(
    parent: Page,
    slug: str,
    title: str,
    *,
    column_type: ColumnType = ColumnType.OTHER,
    description: str = "",
    keywords: str = "",
    list_style: ListStyle | None = None,
    in_menu: bool = False,
) -> ColumnPage:
    """Add a live column below a home page, a topic or another column. Raises ValidationError past the depth limit."""
    check_depth(parent.depth + 1)
    return parent.add_child(
        instance=new_column(
            slug,
            title,
            column_type=column_type,
            description=description,
            keywords=keywords,
            list_style=list_style,
            in_menu=in_menu,
        )
    )


def new_column(
    slug: str,
    title: str,
    *,
    column_type: ColumnType = ColumnType.OTHER,
    description: str = "",
    keywords: str = "",
    list_style: ListStyle | None = None,
    in_menu: bool = False,
) -> ColumnPage:
    """A column that stands nowhere yet, with what its type implies."""
    style, rule = _DEFAULTS.get(column_type, (ListStyle.TITLES, UpdateRule.STATIC))
    return ColumnPage(
        title=title,
        slug=slug,
        column_type=column_type,
        description=description or f"{title}栏目，发布{title}相关信息。",
        keywords=keywords or title,
        list_style=list_style or style,
        update_rule=rule,
        show_in_menus=in_menu,
    )


def check_depth(page_depth: int) -> None:
    """Raises ValidationError for a column that would stand too deep (R-4.3.1)."""
    if is_too_deep(page_depth):
        raise ValidationError(_("Columns go at most %(limit)s levels deep.") % {"limit": value("column-depth")})


def is_too_deep(page_depth: int) -> bool:
    """A column stands only so many levels below its home page (R-4.3.1); root and home are levels 1 and 2."""
    return page_depth - 2 > value("column-depth")
