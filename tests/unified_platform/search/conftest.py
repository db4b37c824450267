"""Each engine with an empty index of its own, and a library in memory as the source."""

import os
import uuid

import pytest
from django.db import connection
from django.utils import translation

from unified_platform.search import domain, sources
from unified_platform.search.engines.embedded import EmbeddedEngine

from .documents import Library


@pytest.fixture
def folder(tmp_path, settings):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.ELASTICSEARCH_URL = ""
    return settings.SEARCH_INDEX_DIR


@pytest.fixture
def embedded(folder):
    return EmbeddedEngine(folder)


@pytest.fixture
def elasticsearch(request, folder):
    """An engine on a real server, its indexes named for this test and removed after it."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        pytest.skip("no Elasticsearch server: set ELASTICSEARCH_URL")
    if connection.vendor == "postgresql":
        # The engine's locks are the database's then.
        request.getfixturevalue("db")
    from unified_platform.search.engines.elasticsearch import ElasticsearchEngine

    engine = ElasticsearchEngine(url, folder, prefix=f"test-{uuid.uuid4().hex}")
    yield engine
    for name in engine.client.indices.get(index=f"{engine.prefix}*"):
        engine.client.indices.delete(index=name)
    engine.client.close()


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.services)])
def engine(request):
    """The one suite of the seam runs on every engine."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def english():
    """What is said is compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def library(engine, monkeypatch):
    """A source in memory, and the engine under test as the platform's."""
    library = Library()
    monkeypatch.setattr(domain, "_engine", lambda url, folder: engine)
    monkeypatch.setattr(sources, "_registered", [])
    domain.register_source(library.iterate_all, library.fetch, library.count)
    return library
