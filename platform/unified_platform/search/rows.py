"""Looking for words in the rows of a small table (people, organs, pages), by the terms of the search service."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from .terms import terms


def having(text: str, fields: Iterable[str]) -> Q:
    """The condition that every term of `text` stands in one of these text fields.

    Nothing is asked for: no condition. Something that is no word (a bracket) is asked for: no row.
    """
    if not text.strip():
        return Q()
    wanted = [reduce(or_, (Q(**{f"{name}__icontains": term.text}) for name in fields), Q()) for term in terms(text)]
    return reduce(and_, wanted, Q()) if wanted else Q(pk__in=[])
