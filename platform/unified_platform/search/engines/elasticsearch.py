"""The distributed engine: Elasticsearch 8, spoken to through its DSL, which is imported in this module only.

The analysis is ours and is done before a document leaves: fields hold streams of tokens, the server only splits them at
blanks. So both engines find the same, and no plugin is needed on the server.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import A, Boolean, Date, Float, Keyword, Long, Mapping, Q, Search, Text
from elasticsearch.dsl.query import Query
from elasticsearch.dsl.response import Response
from elasticsearch.helpers import bulk, scan

from ..documents import SearchDocument
from ..engine import IndexState, IndexStatus, RebuildRunningError, SearchUnavailableError
from ..entry import SCHEMA, entry
from ..locks import BusyError, shared_lock
from ..plan import Plan, plan
from ..query import SearchQuery, SearchResult
from ..ranking import EXACT, HEAD, WHOLE_TITLE, WORD
from ..terms import Term

PREFIX = "tongyuan-search"
MOST_KINDS = 100
# Seconds: a visitor waits for a search, nobody for a bulk request.
SEARCH_TIMEOUT, BULK_TIMEOUT = 10, 120
BATCH, BATCH_BYTES = 500, 10_000_000


class ElasticsearchEngine:
    """Generations are indexes; the alias of this schema's version says which one readers use."""

    def __init__(self, url: str, folder: Path, prefix: str = PREFIX) -> None:
        self.client = Elasticsearch(url, request_timeout=SEARCH_TIMEOUT, retry_on_timeout=False, max_retries=1)
        self.prefix = prefix
        self.alias = f"{prefix}-v{SCHEMA}"
        self.journal = f"{prefix}-touched"
        self.write_lock = shared_lock(f"{prefix}-write", folder)
        self.rebuild_lock = shared_lock(f"{prefix}-rebuild", folder)

    @property
    def patient(self) -> Elasticsearch:
        return self.client.options(request_timeout=BULK_TIMEOUT)

    def writing(self) -> AbstractContextManager[None]:
        return self.write_lock.hold()

    def write(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        with self.writing(), reachable():
            new = list(documents)
            rebuilding = self.rebuild_lock.is_held()
            if rebuilding:
                self.touch([*(document.id for document in new), *delete_ids])
            if not self.client.indices.exists_alias(name=self.alias):
                if rebuilding or self.generations():
                    return
                self.clear()
            self.replace(self.alias, new, delete_ids)

    def search(self, query: SearchQuery) -> SearchResult:
        planned = plan(query)
        if planned is None:
            self.count()
            return SearchResult()
        with reachable():
            found = request(query, planned).using(self.client).index(self.alias).execute()
        kinds = {bucket.key: bucket.doc_count for bucket in found.aggregations.kinds.buckets}
        return SearchResult(tuple(int(hit.meta.id) for hit in found), _total(found), kinds)

    def count(self) -> int:
        with reachable():
            return self.client.count(index=self.alias)["count"]

    def clear(self) -> None:
        with self.writing(), reachable():
            self.switch(self.new_generation())

    def begin_rebuild(self) -> "ElasticsearchRebuild":
        return ElasticsearchRebuild(self)

    def status(self) -> IndexStatus:
        rebuilding = self.rebuild_lock.is_held()
        try:
            generations = self.client.indices.get_alias(index=f"{self.prefix}-v*").body
            if not any(self.alias in found["aliases"] for found in generations.values()):
                aliased = any(found["aliases"] for found in generations.values())
                return IndexStatus(IndexState.OTHER_VERSION if aliased else IndexState.MISSING, rebuilding)
            found = last_write().using(self.client).index(self.alias).execute()
        except (ApiError, TransportError) as error:
            return IndexStatus(IndexState.UNREACHABLE, rebuilding, detail=str(error))
        written = _moment(found.aggregations.written.value)
        return IndexStatus(IndexState.READY, rebuilding, _total(found), written)

    def generations(self) -> dict[str, bool]:
        """Every index of ours, of any version, and whether readers use it."""
        found = self.client.indices.get_alias(index=f"{self.prefix}-v*")
        return {name: bool(aliases["aliases"]) for name, aliases in found.items()}

    def new_generation(self) -> str:
        name = f"{self.alias}-{uuid.uuid4().hex}"
        self.client.indices.create(index=name, mappings=mapping().to_dict(), settings=SETTINGS)
        return name

    def switch(self, generation: str) -> None:
        """One request to the server, all or nothing: readers see the new generation, those used before are gone."""
        used = [name for name, aliased in self.generations().items() if aliased and name != generation]
        self.client.indices.update_aliases(
            actions=[
                {"add": {"index": generation, "alias": self.alias}},
                *({"remove_index": {"index": name}} for name in used),
            ]
        )

    def replace(self, index: str, documents: list[SearchDocument], delete_ids: Sequence[int]) -> None:
        """Put documents in place of what is held under their ids, unless that is newer."""
        held = self._stamps(index, [document.id for document in documents])
        # Of two versions in one batch the newer counts.
        newest = {document.id: document for document in sorted(documents, key=lambda document: document.stamp)}
        actions = [
            index_action(index, document)
            for document in newest.values()
            if document.stamp >= held.get(document.id, document.stamp)
        ]
        actions += [{"_op_type": "delete", "_index": index, "_id": str(number)} for number in delete_ids]
        self.send(actions, refresh=True)

    def send(self, actions: Iterable[dict[str, Any]], refresh: bool) -> None:
        _sent, errors = bulk(
            self.patient,
            actions,
            chunk_size=BATCH,
            max_chunk_bytes=BATCH_BYTES,
            refresh=refresh,
            raise_on_error=False,
            max_retries=3,
        )
        # What is to be deleted and is not there is as it should be.
        failed = [error for error in cast(list, errors) if error.get("delete", {}).get("status") != 404]
        if failed:
            raise SearchUnavailableError(_("The search server refused %d documents.") % len(failed))

    def touch(self, ids: Iterable[int]) -> None:
        actions = ({"_index": self.journal, "_id": str(number), "_source": {}} for number in set(ids))
        self.send(actions, refresh=True)

    def forget_touched(self) -> None:
        self.client.options(ignore_status=404).indices.delete(index=self.journal)
        self.client.indices.create(index=self.journal, mappings={"dynamic": "strict"})

    def _stamps(self, index: str, ids: Sequence[int]) -> dict[int, int]:
        if not ids:
            return {}
        found = self.client.mget(index=index, ids=[str(number) for number in ids], source_includes=["stamp"])
        return {int(doc["_id"]): doc["_source"]["stamp"] for doc in found["docs"] if doc.get("found")}


class ElasticsearchRebuild:
    """An index without an alias yet."""

    def __init__(self, engine: ElasticsearchEngine) -> None:
        self.engine = engine
        self._finished = False
        self._held = ExitStack()
        try:
            self._held.enter_context(engine.rebuild_lock.hold(wait=False))
        except BusyError:
            raise RebuildRunningError from None
        with self._held, engine.writing(), reachable():
            self._sweep()
            engine.forget_touched()
            self.generation = engine.new_generation()
            self._held = self._held.pop_all()

    def __enter__(self) -> "ElasticsearchRebuild":
        return self

    def __exit__(self, *error: object) -> None:
        with self._held, reachable():
            unwanted = [self.engine.journal, *(() if self._finished else (self.generation,))]
            self.engine.client.options(ignore_status=404).indices.delete(index=",".join(unwanted))

    def add(self, documents: Iterable[SearchDocument]) -> None:
        with reachable():
            self.engine.send((index_action(self.generation, document) for document in documents), refresh=False)

    def settle(self) -> None:
        with reachable():
            self.engine.patient.indices.refresh(index=self.generation)

    def touched(self) -> list[int]:
        engine = self.engine
        with engine.writing(), reachable():
            found = [int(hit["_id"]) for hit in scan(engine.patient, index=engine.journal, query={"_source": False})]
            if found:
                engine.forget_touched()
        return found

    def replace(self, documents: Iterable[SearchDocument], delete_ids: Sequence[int] = ()) -> None:
        with reachable():
            self.engine.replace(self.generation, list(documents), delete_ids)

    def finish(self) -> None:
        self.settle()
        with reachable():
            self.engine.switch(self.generation)
        self._finished = True

    def _sweep(self) -> None:
        """Remove what a killed rebuild left behind."""
        left = [name for name, aliased in self.engine.generations().items() if not aliased]
        if left:
            self.engine.client.indices.delete(index=",".join(left))


# A replica where there is a second node; none, and no yellow health, where there is not.
SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


def mapping() -> Mapping:
    """Streams of tokens, split at blanks; they are not kept beside the index, the platform has the texts."""
    fields = {
        "id": Long(),
        "head": Text(analyzer="whitespace"),
        "body": Text(analyzer="whitespace"),
        "words": Text(analyzer="whitespace", index_options="freqs"),
        "keys": Keyword(ignore_above=256),
        "kind": Keyword(),
        "state": Keyword(),
        "owner": Long(),
        "sites": Long(),
        "columns": Long(),
        "live": Boolean(),
        "published": Date(),
        "recency": Float(),
        "stamp": Long(),
        "written": Date(),
    }
    made = Mapping()
    for name, kind in fields.items():
        made.field(name, kind)
    made.meta("dynamic", "strict")
    made.meta("_source", {"includes": ["stamp"]})
    return made


def index_action(index: str, document: SearchDocument) -> dict[str, Any]:
    """One document of a bulk request."""
    source = {**asdict(entry(document)), "written": timezone.now()}
    return {"_index": index, "_id": str(document.id), "_source": source}


def request(query: SearchQuery, plan: Plan) -> Search:
    """The search request; the kind is chosen after counting, so that every kind keeps its number."""
    order = (
        [{"published": {"order": "desc", "missing": "_last"}}, {"id": "desc"}]
        if plan.newest
        else ["_score", {"id": "desc"}]
    )
    found = Search().query(_scored(query, plan)).sort(*order).source(False).extra(track_total_hits=True)
    found.aggs.bucket("kinds", A("terms", field="kind", size=MOST_KINDS))
    if query.kinds:
        found = found.post_filter("terms", kind=list(query.kinds))
    return found[plan.offset : plan.offset + plan.limit]


def last_write() -> Search:
    """Counts the documents and says when the last one was written."""
    found = Search()[0:0].extra(track_total_hits=True)
    found.aggs.metric("written", A("max", field="written"))
    return found


def _scored(query: SearchQuery, plan: Plan) -> Query:
    must, should = [_anywhere(term) for term in plan.terms], _boosts(plan)
    matched = Q("bool", must=must, filter=_filters(query), should=should)
    if plan.newest:
        return matched
    return Q(
        "function_score",
        query=matched,
        field_value_factor={"field": "recency", "missing": 1},
        boost_mode="multiply",
    )


def _anywhere(term: Term) -> Query:
    return Q("bool", should=[_occurs("head", term, HEAD), _occurs("body", term, 1.0)])


def _occurs(field: str, term: Term, boost: float) -> Query:
    if not term.prefix:
        return _phrase(field, term.tokens, boost)
    begins = Q("prefix", **{field: {"value": term.text, "boost": boost}})
    whole = Q("term", **{field: {"value": term.text, "boost": boost}})
    return Q("bool", should=[begins, whole])


def _phrase(field: str, tokens: Sequence[str], boost: float) -> Query:
    return Q("match_phrase", **{field: {"query": " ".join(tokens), "boost": boost}})


def _boosts(plan: Plan) -> list[Query]:
    if plan.newest:
        return []
    exact = [Q("constant_score", filter=Q("term", keys=key), boost=EXACT) for key in plan.keys]
    title = [_phrase("head", plan.title, WHOLE_TITLE)] if plan.title else []
    words = [Q("term", words={"value": word, "boost": WORD}) for word in plan.words]
    return exact + title + words


def _filters(query: SearchQuery) -> list[Query]:
    filters = [Q("term", live=True)] if query.live_only else []
    named = {
        "sites": query.sites,
        "owner": query.owner_sites,
        "columns": query.columns or None,
        "state": query.states or None,
    }
    filters += [Q("terms", **{field: list(values)}) for field, values in named.items() if values is not None]
    bounds = {"gte": query.since, "lt": query.until}
    published = {name: moment.isoformat() for name, moment in bounds.items() if moment is not None}
    return filters + ([Q("range", published=published)] if published else [])


@contextmanager
def reachable() -> Iterator[None]:
    """Whatever goes wrong between here and the server is SearchUnavailableError."""
    try:
        yield
    except NotFoundError as error:
        raise SearchUnavailableError(_("There is no search index yet.")) from error
    except (ApiError, TransportError) as error:
        raise SearchUnavailableError(_("The search server cannot be reached: %s") % error) from error


def _total(found: Response) -> int:
    return found.hits.total.value  # type: ignore[attr-defined]  # typed as a plain list of hits


def _moment(milliseconds: float | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
