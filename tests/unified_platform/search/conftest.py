"""Each engine with an empty index of its own, and a library in memory as the source."""

import os
import uuid

import pytest
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
def elasticsearch(folder):
    """An engine on a real server, its indexes named for this test and removed after it."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        pytest.skip("no Elasticsearch server: set ELASTICSEARCH_URL")
    from unified_platform.search.engines.elasticsearch import ElasticsearchEngine

    engine = ElasticsearchEngine(url, folder, prefix=f"test-{uuid.uuid4().hex}")
    yield engine
    for name in engine.client.indices.get(index=f"{engine.prefix}*"):
        engine.client.indices.delete(index=name)
    engine.client.close()


# On PostgreSQL the locks of this engine are the database's. The mark has to stand here: a fixture that asks for the
# database only while a test runs would be given the real one.
ELASTICSEARCH = pytest.param("elasticsearch", marks=[pytest.mark.services, pytest.mark.django_db])


@pytest.fixture(params=["embedded", ELASTICSEARCH])
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
    monkeypatch.setattr(domain, "_engine", lambda url, folder, name: engine)
    monkeypatch.setattr(sources, "_registered", {})
    domain.register_source(library.iterate_all, library.fetch, library.count)
    return library
