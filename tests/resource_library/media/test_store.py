"""The same bytes are kept once, for as long as somebody has them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import UploadedFile

from resource_library.media.refusals import RefusedError
from resource_library.models import LibraryDocument, LibraryImage, MediaBlob
from tests.factories import sites
from tests.factories.media import PDF, document, image, photo, picture_bytes
from unified_platform.backup.domain import stored_names
from unified_platform.events import drain

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]


def stored() -> list[str]:
    return [name for folder in ("original_images", "documents") if default_storage.exists(folder)
            for name in stored_names(default_storage, folder)]  # fmt: skip


def content_of(record) -> bytes:
    with default_storage.open(record.file.name) as file:
        return file.read()


def test_same_bytes_of_two_sites_are_stored_once_and_each_keeps_its_own_words():
    one, two = sites.site("one").site, sites.site("two").site
    ours = image(one, "江岸", source="本站", description="江岸的步道")
    theirs = image(two, "滨江", name="another.png", source="他站", description="滨江步道")

    assert stored() == [ours.file.name] == [theirs.file.name]
    assert (ours.source, theirs.source, ours.collection_id == theirs.collection_id) == ("本站", "他站", False)
    assert MediaBlob.objects.count() == 1
    assert (ours.width, ours.height, ours.file_size) == (1600, 900, default_storage.size(ours.file.name))


def test_metadata_make_no_second_file():
    plain = image(content=photo())
    same = image(content=content_of(plain))

    assert (same.blob_id, same.file_hash) == (plain.blob_id, plain.file_hash)


def test_bytes_stay_with_the_last_record_that_has_them():
    first, second = document(title="甲"), document(title="乙")
    name = first.file.name

    first.delete()
    drain()
    assert stored() == [name]
    second.delete()
    drain()
    assert (stored(), MediaBlob.objects.count()) == ([], 0)


def test_bytes_that_are_let_go_come_back_under_another_name():
    first = document()
    name = first.file.name
    first.delete()
    second = document()
    drain()

    assert second.file.name != name
    assert stored() == [second.file.name]
    assert content_of(second) == PDF


def test_new_bytes_take_the_place_of_the_old():
    kept, changed = image(title="甲"), image(title="乙")
    changed.get_rendition("width-100")
    changed.file = ContentFile(picture_bytes(colour="red"), "b.png")
    changed.save()
    drain()

    assert (changed.width, changed.renditions.count(), kept.file.name != changed.file.name) == (40, 0, True)
    assert sorted(stored()) == sorted([kept.file.name, changed.file.name])
    kept.delete()
    drain()
    assert stored() == [changed.file.name]


def test_name_in_the_storage_cannot_be_guessed():
    first, second = document(content=b"a", name="a.txt"), document(content=b"b", name="a.txt")

    tokens = [each.file.name.rpartition("-")[2] for each in (first, second)]
    assert [len(token) for token in tokens] == [36, 36]
    assert tokens[0] != tokens[1]


def test_record_asks_the_gate_itself():
    with pytest.raises(RefusedError):
        LibraryDocument.objects.create(title="x", file=ContentFile(b"MZ\x90\0", "x.pdf"))
    with pytest.raises(RefusedError):
        LibraryImage(title="x", file=ContentFile(b"<svg/>", "x.png"), width=1, height=1).save()
    assert (LibraryDocument.objects.count(), stored()) == (0, [])


def test_file_that_wagtail_stored_by_itself_passes_the_gate_too():
    """The second step of an upload whose first lacked a field."""
    record = LibraryDocument(title="x")
    record.file.save("x.pdf", ContentFile(b"MZ\x90\0"), save=False)
    with pytest.raises(RefusedError):
        record.save()
    record = LibraryDocument(title="x")
    record.file.save("x.doc", ContentFile(PDF), save=False)
    record.save()

    assert (record.blob.content_type, record.file.name.endswith(".pdf")) == ("application/pdf", True)
    assert UploadedFile.objects.count() == 0


def test_saving_costs_the_same_however_much_there_is():
    site = sites.site().site

    def costs(number: int) -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as adding:
            record = document(site, content=f"第{number}份".encode(), name="a.txt")
        with CaptureQueriesContext(connection) as saving:
            record.save()
        return len(adding), len(saving)

    costs(-1)
    few = costs(0)
    for number in range(1, 40):
        document(site, content=f"文件{number}".encode(), name="a.txt")
    assert costs(1000) == few


def test_bytes_in_a_transaction_that_fails_leave_no_row():
    with transaction.atomic():
        document()
        transaction.set_rollback(True)
    again = document()

    assert (MediaBlob.objects.count(), content_of(again)) == (1, PDF)
