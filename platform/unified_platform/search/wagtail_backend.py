"""Wagtail's own search boxes on the house's search (后台搜索框): lists, choosers and pages find Chinese by one rule.

Wagtail's database backends keep one table for everything and go through all of it at each save; in Chinese they find
next to nothing. Here a save writes nothing: who owns a large model announces its changes and keeps an index, named with
`register_model`. Models that are small (pages, users) are asked themselves, by the same terms.

What a person may not see is filtered by the queryset she searches, so an index can widen nothing. To ask for no more
than needed the query takes the collections out of that queryset's conditions.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, TextField
from django.db.models.lookups import Exact, In
from modelsearch import query as wagtail_query
from modelsearch.backends.base import BaseIndex, BaseSearchBackend, BaseSearchResults, EmptySearchResults

from .domain import get_engine
from .engine import SearchUnavailableError
from .query import SearchQuery
from .rows import having
from .terms import terms

logger = logging.getLogger(__name__)
# Nobody leafs further than this through a search box; the best hits come first.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Scope:
    """The index of a model, and the column by which its documents are owned."""

    index: str
    column: str


_scopes: dict[type, Scope] = {}


def register_model(model: type, index: str, column: str) -> None:
    """Search `model` in the index of this name, whose `owner_site` is what `column` holds."""
    _scopes[model] = Scope(index, column)


class Results(BaseSearchResults):
    """The best hits of an index that the queryset lets through, in the order of the index or of the queryset."""

    def __init__(self, backend: Any, found: "Found | None", prefetch_related: Any = None) -> None:
        self.found = found
        super().__init__(backend, found, prefetch_related)

    def _do_search(self) -> Iterable[Any]:
        assert self.found is not None  # noqa: S101 - only empty results have none
        wanted = self.found.keys[self.start : self.stop]
        rows = {row.pk: row for row in self.found.queryset.filter(pk__in=wanted)}
        return [rows[pk] for pk in wanted if pk in rows]

    def _do_count(self) -> int:
        assert self.found is not None  # noqa: S101 - only empty results have none
        return len(self.found.keys[self.start : self.stop])


class Found:
    """What stands for a query compiler: the queryset, and the keys of what was found in it, asked for once."""

    def __init__(self, queryset: QuerySet, scope: Scope, text: str, by_relevance: bool) -> None:
        self.queryset, self.scope, self.text, self.by_relevance = queryset, scope, text, by_relevance
        self._keys: list[Any] | None = None

    @property
    def keys(self) -> list[Any]:
        if self._keys is None:
            try:
                self._keys = self._asked()
            except SearchUnavailableError as error:
                # A list of pictures is worth more than a quick answer: the rows are gone through instead.
                logger.warning("searched without an index: %s", error)
                rows = self.queryset.filter(_has_terms(self.queryset.model, self.text))
                self._keys = list(rows.values_list("pk", flat=True)[:MOST])
        return self._keys

    def _asked(self) -> list[Any]:
        owners = _owners(self.queryset.query.where, self.scope.column)
        within = None if owners is None else tuple(sorted(owners))
        query = SearchQuery(self.text, owner_sites=within, live_only=False, limit=MOST)
        hits = get_engine(self.scope.index).search(query).ids
        allowed = list(self.queryset.filter(pk__in=hits).values_list("pk", flat=True))
        if not self.by_relevance:
            return allowed
        seen = set(allowed)
        return [pk for pk in hits if pk in seen]


class RowResults(BaseSearchResults):
    """Rows of a small model that have every term in one of its texts."""

    supports_facet = True

    def _rows(self) -> QuerySet:
        return self.query_compiler.queryset

    def _do_search(self) -> Iterable[Any]:
        return self._rows()[self.start : self.stop]

    def _do_count(self) -> int:
        return self._rows()[self.start : self.stop].count()

    def facet(self, field_name: str) -> OrderedDict:
        counted = self._rows().order_by().values_list(field_name).annotate(number=Count("pk")).order_by("-number")
        return OrderedDict(counted)


@dataclass
class Rows:
    """What stands for a query compiler of `RowResults`."""

    queryset: QuerySet


class SearchBackend(BaseSearchBackend):
    """Named by WAGTAILSEARCH_BACKENDS. Nothing is written through it: see the top of this file."""

    index_class = BaseIndex

    def search(
        self,
        query: Any,
        model_or_queryset: Any,
        fields: Any = None,
        operator: Any = None,
        order_by_relevance: bool = True,
    ) -> BaseSearchResults:
        """Every term of the query must occur, in whatever field; so `fields` and `operator` say nothing here."""
        queryset = model_or_queryset if isinstance(model_or_queryset, QuerySet) else model_or_queryset.objects.all()
        text = _text_of(query)
        scope = _scopes.get(queryset.model)
        if text and not terms(text):
            return EmptySearchResults()
        if scope is None:
            return RowResults(self, Rows(queryset.filter(_has_terms(queryset.model, text))))
        if not text:
            return RowResults(self, Rows(queryset))
        return Results(self, Found(queryset, scope, text, order_by_relevance))

    def autocomplete(self, *args: Any, **kwargs: Any) -> BaseSearchResults:
        """The same: a term is found wherever it begins in a text, so what is half typed is found already."""
        return self.search(*args, **kwargs)


def _text_of(query: Any) -> str:
    """The words of one of Wagtail's queries; there are no operators here (see `terms`)."""
    if query is None or isinstance(query, wagtail_query.MatchAll):
        return ""
    if isinstance(query, str):
        return query
    if hasattr(query, "query_string"):
        return query.query_string
    parts = getattr(query, "subqueries", None) or [getattr(query, "subquery", None)]
    return " ".join(_text_of(part) for part in parts)


def _has_terms(model: Any, text: str) -> Q:
    fields = [field.field_name for field in model.get_search_fields() if _is_text(model, field.field_name)]
    return having(text, tuple(dict.fromkeys(fields)))


def _is_text(model: Any, name: str) -> bool:
    known = {field.name: field for field in model._meta.concrete_fields}
    return isinstance(known.get(name), CharField | TextField)


def _owners(node: Any, column: str) -> set[int] | None:
    """What `column` may be at most under these conditions; None when they do not say.

    Never less than they allow: what is not understood limits nothing, and the queryset itself decides in the end.
    """
    if isinstance(node, Exact | In):
        target = getattr(getattr(node, "lhs", None), "target", None)
        return _values(node.rhs) if target is not None and target.attname == column else None
    children = getattr(node, "children", None)
    if children is None or getattr(node, "negated", False):
        return None
    known = [_owners(child, column) for child in children]
    if node.connector == "OR":
        return None if not known or None in known else set().union(*[each or set() for each in known])
    named = [each for each in known if each is not None]
    return set.intersection(*named) if named else None


def _values(right: Any) -> set[int] | None:
    """The keys on the right of a condition; a subquery is asked: there are a few hundred collections."""
    if hasattr(right, "get_compiler") or isinstance(right, QuerySet):
        query = right.query if isinstance(right, QuerySet) else right
        rows: Any = QuerySet(model=query.model, query=query.chain())
        return set(rows.values_list("pk", flat=True))
    if isinstance(right, int):
        return {right}
    try:
        return {getattr(each, "pk", each) for each in right}
    except TypeError:
        return None
