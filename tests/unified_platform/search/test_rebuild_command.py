"""`manage.py rebuild_search`, as a person or a script runs it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from unified_platform.search import domain
from unified_platform.search.query import SearchQuery

from .documents import document

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.parametrize("engine", ["embedded"], indirect=True)]


def run(*options):
    """Its exit code, and what it said."""
    out, error = StringIO(), StringIO()
    try:
        call_command("rebuild_search", *options, stdout=out, stderr=error)
    except SystemExit as end:
        return end.code, out.getvalue() + error.getvalue()
    return 0, out.getvalue() + error.getvalue()


def test_rebuild_builds_and_says_so(library):
    library.put(document(1), document(2))
    code, said = run()
    assert (code, said.splitlines()[-1]) == (0, "The search index is rebuilt: 2 documents.")
    assert "2/2" in said
    assert set(domain.search(SearchQuery()).ids) == {1, 2}


def test_rebuild_beside_another_says_so(library):
    with domain.get_engine().begin_rebuild(), pytest.raises(CommandError, match="Another rebuild"):
        run()


def test_check_of_a_missing_index(library):
    assert run("--check") == (2, "The search index does not exist.\nRun: python manage.py rebuild_search\n")


def test_check_of_a_stale_index(library):
    domain.get_engine().clear()
    library.put(document(1))
    assert run("--check") == (
        1,
        "The search index holds 0 documents, the library has 1.\nRun: python manage.py rebuild_search\n",
    )


def test_check_of_a_fine_index(library):
    library.put(document(1))
    domain.rebuild()
    assert run("--check") == (0, "The search index is fine: 1 documents.\n")


def test_check_while_it_is_rebuilt(library):
    with domain.get_engine().begin_rebuild():
        assert run("--check") == (0, "The search index is being rebuilt.\n")


@pytest.mark.django_db  # where the locks of this engine are on PostgreSQL
def test_check_of_an_unreachable_server(library, monkeypatch, folder):
    from unified_platform.search.engines.elasticsearch import ElasticsearchEngine

    # Nobody listens on the discard port of this machine.
    engine = ElasticsearchEngine("http://127.0.0.1:9", folder)
    monkeypatch.setattr(domain, "_engine", lambda url, folder, name: engine)
    code, said = run("--check")
    engine.client.close()
    assert (code, said.startswith("The search server cannot be reached: ")) == (3, True)


def test_if_needed_does_nothing_to_a_fine_index(library, folder):
    library.put(document(1))
    domain.rebuild()
    before = (folder / "current").read_text()
    assert run("--if-needed") == (0, "The search index is fine.\n")
    assert (folder / "current").read_text() == before


def test_if_needed_rebuilds_a_stale_index(library):
    library.put(document(1))
    assert run("--if-needed")[0] == 0
    assert domain.needs_rebuild() is None
