"""Filters of lists that may be a million rows long."""

from collections.abc import Iterable

import django_filters
from wagtail.models import Site


class AnyOfFilter(django_filters.MultipleChoiceFilter):
    """Rows whose own column has one of the values.

    The filter it stands on asks for DISTINCT rows: the database would sort all of them, with all their columns, to show
    twenty. A column of the row itself never doubles it.
    """

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


def site_choices(sites: Iterable[Site]) -> list[tuple[str, str]]:
    """Choices from rows that are there already."""
    return [(str(site.pk), site.site_name or site.hostname) for site in sites]
