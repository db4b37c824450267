"""Keeping the index as the library is, whatever happens at the same time."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from unified_platform.search import domain
from unified_platform.search.engine import IndexState
from unified_platform.search.query import SearchQuery

from .documents import document


def ids(text="", **limits):
    return set(domain.search(SearchQuery(text, **limits)).ids)


def test_index_writes_what_exists_and_deletes_what_does_not(library):
    library.put(document(1), document(2), document(3))
    domain.index([1, 2, 3])
    del library.documents[2]
    domain.index([2, 3, 99])
    assert ids() == {1, 3}


def test_index_twice_changes_nothing(library):
    library.put(document(1, "公积金"))
    domain.index([1, 1])
    domain.index(iter([1]))
    assert (ids("公积金"), domain.get_engine().count()) == ({1}, 1)


def test_index_of_nothing_asks_nobody(library):
    domain.index([])
    assert domain.status().state == IndexState.MISSING


def test_index_goes_in_batches(library, monkeypatch):
    library.put(*(document(number) for number in range(domain.BATCH + 1)))
    asked = []
    source = domain.get_source()

    def fetch(some):
        asked.append(len(some))
        return library.fetch(some)

    monkeypatch.setattr(domain, "get_source", lambda name: replace(source, fetch=fetch))
    domain.index(range(domain.BATCH + 1))
    assert asked == [domain.BATCH, 1]
    assert domain.get_engine().count() == domain.BATCH + 1


def test_index_later_of_two_callers_wins(library):
    """The first has fetched the old text and is slow; the second knows the new one. Their stamps are equal."""
    library.put(document(1, "旧的"))
    fetched, go_on = threading.Event(), threading.Event()
    slow = threading.Thread(target=_index_slowly, args=(library, fetched, go_on))
    slow.start()
    assert fetched.wait(30)
    library.put(document(1, "新的"))
    late = threading.Thread(target=_index_late)
    late.start()
    go_on.set()
    slow.join()
    late.join()
    assert (ids("新的"), ids("旧的")) == ({1}, set())


def _index_slowly(library, fetched, go_on):
    """As `domain.index`, but somebody holds it up between fetching and writing."""
    engine = domain.get_engine()
    with engine.writing():
        documents = list(library.fetch([1]))
        fetched.set()
        assert go_on.wait(30)
        engine.write(documents)
    connection.close()


def _index_late():
    domain.index([1])
    connection.close()


def test_rebuild_holds_what_the_library_has(library):
    domain.get_engine().write([document(9, "已删")])
    library.put(*(document(number) for number in range(1, 8)))
    assert domain.rebuild() == 7
    assert ids() == set(range(1, 8))


def test_rebuild_reports_its_progress(library):
    library.put(*(document(number) for number in range(domain.BATCH + 1)))
    told = []
    domain.rebuild(lambda done, total: told.append((done, total)))
    total = domain.BATCH + 1
    assert told == [(0, total), (domain.BATCH, total), (total, total)]


def test_rebuild_keeps_what_changed_while_it_ran(library):
    """Half of the library is read already when documents before and after that point change, go and come."""
    library.put(*(document(number, "旧的") for number in range(1, 7)))
    domain.rebuild()

    def change():
        library.put(document(1, "新的", stamp=2), document(5, "新的", stamp=2), document(9, "新的"))
        del library.documents[2], library.documents[6]
        domain.index([1, 2, 5, 6, 9])

    library.before[4] = change
    domain.rebuild()
    assert ids() == {1, 3, 4, 5, 9}
    assert ids("新的") == {1, 5, 9}
    assert domain.needs_rebuild() is None


def test_rebuild_readers_see_the_changes_at_once(library):
    library.put(document(1, "旧的"), document(2))
    domain.rebuild()
    seen = []

    def change():
        library.put(document(1, "新的", stamp=2))
        domain.index([1])
        seen.append(ids("新的"))

    library.before[2] = change
    domain.rebuild()
    assert seen == [{1}]


def test_rebuild_that_fails_leaves_the_old_index(library):
    library.put(document(1), document(2))
    domain.rebuild()

    def fail():
        raise OSError("the database is gone")

    library.before[2] = fail
    with pytest.raises(OSError, match="gone"):
        domain.rebuild()
    assert (ids(), domain.status().rebuilding) == ({1, 2}, False)


@pytest.mark.usefixtures("english")
def test_needs_rebuild_of_a_missing_index(library):
    library.put(document(1))
    assert domain.needs_rebuild() == "The search index does not exist."


@pytest.mark.usefixtures("english")
def test_needs_rebuild_when_documents_are_missing(library):
    library.put(document(1))
    domain.rebuild()
    library.put(document(2))
    assert domain.needs_rebuild() == "The search index holds 1 documents, the library has 2."


def test_needs_rebuild_of_a_fine_index_is_nothing(library):
    library.put(document(1))
    domain.rebuild()
    assert domain.needs_rebuild() is None


def test_needs_rebuild_while_one_runs_is_nothing(library):
    library.put(document(1))
    seen = []
    library.before[1] = lambda: seen.append((domain.needs_rebuild(), domain.status().rebuilding))
    domain.rebuild()
    assert seen == [(None, True)]


def test_source_must_be_registered(library, monkeypatch):
    from unified_platform.search import sources

    monkeypatch.setattr(sources, "_registered", {})
    with pytest.raises(LookupError):
        domain.index([1])
    with pytest.raises(LookupError):
        domain.rebuild()


def test_get_engine_is_chosen_by_the_settings(settings, tmp_path):
    from unified_platform.search.engines.elasticsearch import ElasticsearchEngine
    from unified_platform.search.engines.embedded import EmbeddedEngine

    settings.SEARCH_INDEX_DIR, settings.ELASTICSEARCH_URL = tmp_path, ""
    assert isinstance(domain.get_engine(), EmbeddedEngine)
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    engine = domain.get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    engine.client.close()
