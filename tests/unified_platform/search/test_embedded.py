"""What is the embedded engine's own: damage, other versions, readers across a swap."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unified_platform.search.engine import IndexState, SearchUnavailableError
from unified_platform.search.engines import embedded as module
from unified_platform.search.engines.embedded import EmbeddedEngine
from unified_platform.search.query import SearchQuery

from .documents import document


def ids(engine, text=""):
    return set(engine.search(SearchQuery(text)).ids)


def generation(folder):
    (found,) = folder.glob("v*")
    return found


@pytest.mark.parametrize("name", ["meta.json", "*.term", "*.idx", "*.pos", "*.fast", "*.fieldnorm"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 64])
def test_damaged_file_is_noticed(embedded, folder, name, content):
    embedded.write([document(1, "公积金")])
    for path in generation(folder).glob(name):
        path.write_bytes(content)
    reader = EmbeddedEngine(folder)
    assert reader.status().state == IndexState.DAMAGED
    with pytest.raises(SearchUnavailableError):
        ids(reader)


def test_lost_generation_is_noticed(embedded, folder):
    embedded.write([document(1)])
    ids(embedded)
    for path in generation(folder).iterdir():
        path.unlink()
    assert EmbeddedEngine(folder).status().state == IndexState.DAMAGED


@pytest.mark.parametrize("text", ["", "[]", '{"directory": 1}', "\x00"])
def test_unreadable_pointer_is_a_missing_index(embedded, folder, text):
    embedded.write([document(1)])
    (folder / "current").write_text(text)
    assert embedded.status().state == IndexState.MISSING


def test_pointer_cannot_lead_out_of_the_folder(embedded, folder):
    embedded.write([document(1)])
    (folder / "current").write_text(json.dumps({"directory": "../../etc", "schema": 1}))
    assert embedded.status().state == IndexState.DAMAGED


def test_other_version_is_noticed_and_left_alone(embedded, folder):
    embedded.write([document(1)])
    pointer = json.loads((folder / "current").read_text())
    (folder / "current").write_text(json.dumps({**pointer, "schema": 0}))
    before = {path.name for path in generation(folder).iterdir()}
    embedded.write([document(2)])
    assert embedded.status().state == IndexState.OTHER_VERSION
    assert {path.name for path in generation(folder).iterdir()} == before
    with pytest.raises(SearchUnavailableError):
        ids(embedded)


def test_rebuild_cures_damage(embedded, folder):
    embedded.write([document(1)])
    (generation(folder) / "meta.json").write_text("")
    with embedded.begin_rebuild() as fresh:
        fresh.add([document(2)])
        with embedded.writing():
            fresh.finish()
    assert ids(embedded) == {2}


def test_old_generation_still_answers_whoever_has_it_open(embedded, folder):
    embedded.write([document(1, "公积金")])
    reader = EmbeddedEngine(folder)
    assert ids(reader) == {1}
    index = reader._reader.index
    embedded.clear()
    assert index.searcher().num_docs == 1
    assert ids(reader) == set()


def test_reader_between_two_generations_finds_the_new_one(embedded, folder, monkeypatch):
    """The pointer is read, then the generation it names is swapped away before it can be opened."""
    embedded.write([document(1)])
    swaps = iter([embedded.clear])
    opened = module.open_index

    def open_late(path):
        next(swaps, lambda: None)()
        return opened(path)

    reader = EmbeddedEngine(folder)
    monkeypatch.setattr(module, "open_index", open_late)
    assert ids(reader) == set()


def test_every_search_sees_one_generation_whole(embedded, folder):
    reader = EmbeddedEngine(folder)
    for size in (3, 1, 5):
        with embedded.begin_rebuild() as fresh:
            fresh.add(document(number) for number in range(size))
            with embedded.writing():
                fresh.finish()
        assert ids(reader) == set(range(size))


@given(
    st.one_of(
        st.text(max_size=300),
        st.text("公积金〔〕()[]第号2017\"'*?~^:\\/+-&|!{}ANDORNOT\x00\ud800😀 \n", max_size=300),
        st.sampled_from(["公积金" * 3500, "公 " * 5000, "a b c d e f g h i j k l m n", "的 " * 2000]),
    )
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_of_anything_answers(full, text):
    found = full.search(SearchQuery(text))
    assert (found.total == 0) == (found.ids == ())


@pytest.fixture
def full(embedded):
    """An index with something in it for every kind of term."""
    texts = ["住房公积金政策", "5G基站 COVID-19", "宁政办发〔2017〕134号", "a b c AND OR NOT"]
    embedded.write([document(number, text, text) for number, text in enumerate(texts)])
    return embedded


def test_folder_holds_one_generation_after_many_writes(embedded, folder):
    for number in range(5):
        embedded.write([document(number)])
        embedded.clear()
    generation(folder)
