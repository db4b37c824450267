"""A plan as tantivy queries."""

from collections.abc import Sequence
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from ..plan import Plan
from ..query import SearchQuery
from ..ranking import EXACT, HEAD, WHOLE_TITLE, WORD
from ..terms import Term
from .tantivy_fields import second

Clauses = list[tuple[Occur, Query]]


class QueryBuilder:
    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema

    def everything(self, query: SearchQuery, plan: Plan) -> Query:
        """What matches, whatever its kind."""
        must = [self._term(term) for term in plan.terms] or [Query.all_query()]
        clauses = [(Occur.Must, part) for part in must + self._filters(query)]
        return Query.boolean_query(clauses + [(Occur.Should, part) for part in self._boosts(plan)])

    def of_kinds(self, query: Query, kinds: Sequence[str]) -> Query:
        if not kinds:
            return query
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, self._any("kind", kinds))])

    def of_ids(self, ids: Sequence[int]) -> Query:
        return self._any("id", ids)

    def _term(self, term: Term) -> Query:
        head, body = (self._occurs(field, term) for field in ("head", "body"))
        return Query.boolean_query([(Occur.Should, Query.boost_query(head, HEAD)), (Occur.Should, body)])

    def _occurs(self, field: str, term: Term) -> Query:
        if not term.prefix:
            return self._phrase(field, term.tokens)
        # Tokens are letters and digits, nothing that a regular expression would take for its own.
        begins = Query.regex_query(self.schema, field, f"{term.text}.*")
        whole = Query.term_query(self.schema, field, term.text)
        return Query.boolean_query([(Occur.Should, begins), (Occur.Should, whole)])

    def _phrase(self, field: str, tokens: Sequence[str]) -> Query:
        if len(tokens) == 1:
            return Query.term_query(self.schema, field, tokens[0])
        return Query.phrase_query(self.schema, field, list(tokens))

    def _boosts(self, plan: Plan) -> list[Query]:
        if plan.newest:
            return []
        exact = [Query.term_query(self.schema, "keys", key) for key in plan.keys]
        words = [Query.term_query(self.schema, "words", word) for word in plan.words]
        return [
            *(Query.const_score_query(query, EXACT) for query in exact),
            *([Query.boost_query(self._phrase("head", plan.title), WHOLE_TITLE)] if plan.title else []),
            *(Query.boost_query(query, WORD) for query in words),
        ]

    def _filters(self, query: SearchQuery) -> list[Query]:
        named = {
            "sites": query.sites,
            "owner": query.owner_sites,
            "columns": query.columns or None,
            "state": query.states or None,
            "live": (True,) if query.live_only else None,
        }
        filters = [self._any(field, values) for field, values in named.items() if values is not None]
        if query.since is not None or query.until is not None:
            filters.append(self._published(query))
        return filters

    def _any(self, field: str, values: Sequence[Any]) -> Query:
        """One of these values; says nothing about the order."""
        found = [(Occur.Should, Query.term_query(self.schema, field, value)) for value in values]
        return Query.const_score_query(Query.boolean_query(found), 0.0)

    def _published(self, query: SearchQuery) -> Query:
        found = Query.range_query(
            self.schema,
            "published",
            FieldType.Integer,
            lower_bound=second(query.since) if query.since else None,
            upper_bound=second(query.until) if query.until else None,
            include_upper=query.until is None,
        )
        return Query.const_score_query(found, 0.0)
