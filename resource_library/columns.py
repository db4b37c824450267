"""The columns of a site, as far as the library knows: pages of the types that sites registers as columns."""

from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

_types: list[type[Page]] = []


def register_column_type(model: type[Page]) -> None:
    """Resources can be placed in pages of this type."""
    if model not in _types:
        _types.append(model)


def is_column(page: Page) -> bool:
    """Whether resources can be placed in this page: a home page or a topic has no articles of its own."""
    return issubclass(page.specific_class or Page, tuple(_types))


def columns_of(*sites: Site) -> QuerySet[Page]:
    """The columns below the home pages of `sites`, in the order of the tree; the homes need to be loaded."""
    if not sites:
        return Page.objects.none()
    below = Q()
    for site in sites:
        below |= Q(path__startswith=site.root_page.path, depth__gt=site.root_page.depth)
    return Page.objects.type(*_types).filter(below).order_by("path")


def indented(columns: QuerySet[Page]) -> list[tuple[int, str]]:
    """(id, title) for a list of choices; a title stands below its parent's by as much as it is deeper."""
    rows = list(columns.values_list("pk", "title", "depth"))
    top = min((depth for _pk, _title, depth in rows), default=0)
    return [(pk, "　" * (depth - top) + title) for pk, title, depth in rows]
