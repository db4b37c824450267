"""The same bytes brought, and let go, by several people at the same moment."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from resource_library.media.check import check
from resource_library.models import LibraryDocument, MediaBlob
from tests.factories.media import document
from tests.threads import at_once, refill, several_connections
from unified_platform.backup.domain import stored_names
from unified_platform.events import drain


@pytest.fixture
def real_transactions(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")
    refill()


def add(title: str, content: bytes = b"same"):
    return lambda: document(title=title, content=content, name="a.txt").pk


@several_connections
def test_same_bytes_brought_at_once_are_stored_once(real_transactions):
    results = at_once(*(add(f"份{number}") for number in range(6)))

    assert [result for result in results if not isinstance(result, int)] == []
    blob = MediaBlob.objects.get()
    assert set(LibraryDocument.objects.values_list("file", flat=True)) == {blob.name}
    assert list(stored_names(default_storage, "documents")) == [blob.name]


@several_connections
def test_bytes_let_go_while_they_are_brought_again_are_there(real_transactions):
    for number in range(10):
        first = document(title="旧", content=f"round {number}".encode(), name="a.txt")
        results = at_once(first.delete, add("新", f"round {number}".encode()))
        drain()
        assert [result for result in results if isinstance(result, Exception)] == []
    assert not check().lost
    for record in LibraryDocument.objects.all():
        with default_storage.open(record.file.name) as file:
            assert file.read().startswith(b"round")


@several_connections
def test_writer_waits_for_whoever_is_letting_the_bytes_go(real_transactions):
    """The one who comes second does not take what is about to vanish."""
    first = document(title="旧", content=b"same", name="a.txt")
    old = first.file.name
    deleting, may_commit = threading.Event(), threading.Event()

    def let_go() -> None:
        with transaction.atomic():
            first.delete()
            deleting.set()
            may_commit.wait(20)

    def bring() -> int:
        deleting.wait(20)
        threading.Timer(0.3, may_commit.set).start()
        return add("新")()

    results = at_once(let_go, bring)
    drain()

    assert isinstance(results[1], int)
    new = LibraryDocument.objects.get().file.name
    assert (new != old, default_storage.exists(new), default_storage.exists(old)) == (True, True, False)
