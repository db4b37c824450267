"""Many columns at once: the whole tree of a site with as many queries as a single column needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from unified_platform import bulk

from ..models import ColumnPage
from .columns import check_depth


@dataclass
class ColumnTree:
    """A column that stands nowhere yet (see `columns.new_column`), and those below it."""

    column: ColumnPage
    children: list["ColumnTree"] = field(default_factory=list)


@transaction.atomic
def add_columns(parent: Page, trees: Sequence[ColumnTree]) -> list[ColumnPage]:
    """Add these columns below a page, parents before children, as `add_column` would add one after the other.

    Raises ValidationError past the depth limit and for two of one name side by side.
    """
    above = Page.objects.select_for_update().get(pk=parent.pk)
    children = list(above.get_children())
    # Not the number of children: one may have been deleted, and its place stays free.
    taken = Page._str2int(children[-1].path[-Page.steplen :]) if children else 0
    columns = list(_placed(above, taken, trees, {child.slug for child in children}))
    if not columns:
        return []
    check_depth(max(column.depth for column in columns))
    for column, number in zip(columns, bulk.reserve_ids(Page, len(columns)), strict=True):
        column.id = column.page_ptr_id = number
        column._state.adding = False
    bulk.insert(Page, *_rows(Page._meta.concrete_fields, columns))
    bulk.insert(ColumnPage, *_rows(ColumnPage._meta.local_concrete_fields, columns))
    Page.objects.filter(pk=above.pk).update(numchild=above.numchild + len(trees))
    parent.numchild = above.numchild + len(trees)
    return columns


def _placed(above: Page, taken: int, trees: Sequence[ColumnTree], slugs: set[str]) -> Iterator[ColumnPage]:
    """Give each column its place in the tree: path, depth and address."""
    for number, tree in enumerate(trees, start=taken + 1):
        column = tree.column
        if column.slug in slugs:
            raise ValidationError(_("There are two columns “%(slug)s” side by side.") % {"slug": column.slug})
        slugs.add(column.slug)
        column.depth = above.depth + 1
        column.path = Page._get_path(above.path, column.depth, number)
        column.numchild = len(tree.children)
        column.url_path = f"{above.url_path}{column.slug}/"
        column.locale_id = above.locale_id
        column.draft_title = column.title
        column.live = True
        yield column
        yield from _placed(column, 0, tree.children, set())


def _rows(fields: Iterable[models.Field], columns: Sequence[ColumnPage]) -> tuple[list[str], list[list[Any]]]:
    """Names and values for a bulk insert."""
    names = [each.attname for each in fields]
    return names, [[getattr(column, name) for name in names] for column in columns]
