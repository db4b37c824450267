"""Reused querysets. What a list shows needs these joins and no further query per row."""

from django.db.models import QuerySet
from wagtail.models import Page, Site

from .models import Placement, Resource

# What a list row never needs, and what makes a row heavy.
_HEAVY = ("body", "extra", "archive")


def shown_in(column: Page) -> QuerySet[Placement]:
    """What the public sees in a column: pinned first, then newest first."""
    return _with_list_joins(Placement.objects.filter(column=column, visible=True)).order_by("-pin", "-date", "-id")


def shown_on(site: Site) -> QuerySet[Placement]:
    """What the public sees on a site, newest first."""
    return _with_list_joins(Placement.objects.filter(site=site, visible=True)).order_by("-date", "-id")


def with_addresses(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Loads what `addresses.url_of` needs."""
    return placements.select_related("column", "site__root_page")


def for_change(resource: Resource) -> Resource:
    """The resource as it is now, its row locked until the transaction ends.

    Every act on a resource or its placements begins here, so that two acts on one resource happen one after the other
    and the second one sees what the first did. (SQLite locks the whole database when a transaction begins.)
    """
    return Resource.objects.select_for_update().get(pk=resource.pk)


def _with_list_joins(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.select_related("resource__image", "image").defer(*(f"resource__{name}" for name in _HEAVY))


def public_library() -> QuerySet[Resource]:
    """What every editor of the city may find in the library: whatever is public somewhere. Never a draft."""
    return Resource.objects.filter(live=True).defer(*_HEAVY)
