"""What is sent to Elasticsearch, to the letter; what comes of it is in the contract suite, on a real server."""

from datetime import UTC, datetime

import pytest
import time_machine

from unified_platform.search.engine import IndexState, SearchUnavailableError
from unified_platform.search.engines.elasticsearch import ElasticsearchEngine, index_action, mapping, request
from unified_platform.search.plan import plan
from unified_platform.search.query import SearchQuery

from .documents import NEW_YEAR, document


def body(**fields):
    query = SearchQuery(**fields)
    return request(query, plan(query)).to_dict()


def test_mapping():
    stream = {"type": "text", "analyzer": "whitespace"}
    assert mapping().to_dict() == {
        "dynamic": "strict",
        "_source": {"includes": ["stamp"]},
        "properties": {
            "id": {"type": "long"},
            "head": stream,
            "body": stream,
            "words": {**stream, "index_options": "freqs"},
            "keys": {"type": "keyword", "ignore_above": 256},
            "kind": {"type": "keyword"},
            "state": {"type": "keyword"},
            "owner": {"type": "long"},
            "sites": {"type": "long"},
            "columns": {"type": "long"},
            "live": {"type": "boolean"},
            "published": {"type": "date"},
            "recency": {"type": "float"},
            "stamp": {"type": "long"},
            "written": {"type": "date"},
        },
    }


def test_request_of_everything():
    assert body() == {
        "query": {"bool": {"filter": [{"term": {"live": True}}]}},
        "sort": [{"published": {"order": "desc", "missing": "_last"}}, {"id": "desc"}],
        "aggs": {"kinds": {"terms": {"field": "kind", "size": 100}}},
        "_source": False,
        "track_total_hits": True,
        "from": 0,
        "size": 20,
    }


def test_request_of_a_term():
    assert body(text="住房公积金")["query"] == {
        "function_score": {
            "query": {
                "bool": {
                    "must": [
                        {
                            "bool": {
                                "should": [
                                    {"match_phrase": {"head": {"query": "住房 房公 公积 积金", "boost": 4.0}}},
                                    {"match_phrase": {"body": {"query": "住房 房公 公积 积金", "boost": 1.0}}},
                                ]
                            }
                        }
                    ],
                    "filter": [{"term": {"live": True}}],
                    "should": [
                        {"constant_score": {"filter": {"term": {"keys": "住房公积金"}}, "boost": 1_000_000.0}},
                        {"term": {"words": {"value": "住房", "boost": 1.5}}},
                        {"term": {"words": {"value": "公积金", "boost": 1.5}}},
                    ],
                }
            },
            "functions": [{"field_value_factor": {"field": "recency", "missing": 1}}],
            "boost_mode": "multiply",
        }
    }


def test_request_of_one_character():
    assert body(text="金", order="newest")["query"]["bool"]["must"] == [
        {
            "bool": {
                "should": [
                    {
                        "bool": {
                            "should": [
                                {"prefix": {"head": {"value": "金", "boost": 4.0}}},
                                {"term": {"head": {"value": "金", "boost": 4.0}}},
                            ]
                        }
                    },
                    {
                        "bool": {
                            "should": [
                                {"prefix": {"body": {"value": "金", "boost": 1.0}}},
                                {"term": {"body": {"value": "金", "boost": 1.0}}},
                            ]
                        }
                    },
                ]
            }
        }
    ]


def test_request_of_limits():
    asked = body(
        sites=(1, 2),
        owner_sites=(3,),
        live_only=False,
        kinds=("policy",),
        columns=(4,),
        states=("draft",),
        since=NEW_YEAR,
        until=datetime(2027, 1, 1, tzinfo=UTC),
        offset=40,
        limit=10,
    )
    assert asked["query"]["bool"]["filter"] == [
        {"terms": {"sites": [1, 2]}},
        {"terms": {"owner": [3]}},
        {"terms": {"columns": [4]}},
        {"terms": {"state": ["draft"]}},
        {"range": {"published": {"gte": "2026-01-01T00:00:00+00:00", "lt": "2027-01-01T00:00:00+00:00"}}},
    ]
    assert (asked["post_filter"], asked["from"], asked["size"]) == ({"terms": {"kind": ["policy"]}}, 40, 10)


def test_request_of_a_relevant_page_breaks_ties_by_id():
    assert body(text="公积金")["sort"] == ["_score", {"id": "desc"}]


@time_machine.travel(NEW_YEAR, tick=False)
def test_index_action():
    written = document(
        7, "5G政策", "公积金", doc_no="宁政发[2026]第1号", index_no="MB1886843/2026-00012", published=NEW_YEAR
    )
    action = index_action("tongyuan", written)
    source = action.pop("_source")
    assert action == {"_index": "tongyuan", "_id": "7"}
    assert source.pop("recency") == pytest.approx(1.52, abs=0.001)
    head = "_ 5g 政 政策 策_ _宁 宁政 政发 发_ _ 2026 _ _ 1 号 号_ _ mb1886843 _ _ 2026 _ _ 00012 _"
    assert source.pop("head").split() == head.split()
    assert source.pop("body").split() == ["_公", "公积", "积金", "金_"]
    assert {"5g", "政策", "公积金"} <= set(source.pop("words").split())
    assert source == {
        "id": 7,
        "keys": ("宁政发〔2026〕1号", "mb1886843/2026-00012"),
        "kind": "news",
        "state": "live",
        "owner": 1,
        "sites": (1,),
        "columns": (10,),
        "live": True,
        "published": NEW_YEAR,
        "stamp": 1,
        "written": NEW_YEAR,
    }


@pytest.mark.django_db  # where its locks are on PostgreSQL
def test_server_that_does_not_answer_is_unavailable(folder):
    engine = ElasticsearchEngine("http://127.0.0.1:9", folder)
    assert engine.status().state == IndexState.UNREACHABLE
    with pytest.raises(SearchUnavailableError):
        engine.search(SearchQuery("公积金"))
    with pytest.raises(SearchUnavailableError):
        engine.write([document(1)])
    with pytest.raises(SearchUnavailableError):
        engine.begin_rebuild()
    assert engine.status().rebuilding is False
    engine.client.close()
