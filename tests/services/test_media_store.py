"""Pictures and files in a local folder and in a bucket: kept once, sent in parts, gone with the last record."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from resource_library.models import Attachment, MediaBlob
from tests.factories import public
from tests.factories.library import published
from tests.factories.media import document, image, photo
from tests.sites.reading import read_all
from unified_platform.backup.domain import stored_names
from unified_platform.events import drain
from unified_platform.settings.base import storages as storages_for

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore::pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.services, pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]
DATA = bytes(range(32, 127)) * 10_000


@pytest.fixture(params=["local folder", "S3 bucket"], autouse=True)
def storage(request, settings, tmp_path):
    environ = request.getfixturevalue("s3_environ") if request.param == "S3 bucket" else {}
    settings.STORAGES = {**settings.STORAGES, "default": storages_for(environ)["default"]}
    return request.param


@pytest.fixture
def city():
    return public.city("one")


def stored(folder: str) -> list[str]:
    return list(stored_names(default_storage, folder))


def test_same_bytes_are_stored_once_and_go_with_the_last_record(storage):
    first, second = document(content=DATA, name="a.txt"), document(content=DATA, name="b.txt")
    assert stored("documents") == [first.file.name] == [second.file.name]
    assert type(default_storage._wrapped).__name__ == ("BucketStorage" if "S3" in storage else "FileSystemStorage")

    first.delete()
    drain()
    assert stored("documents") == [second.file.name]
    second.delete()
    drain()
    assert (stored("documents"), MediaBlob.objects.count()) == ([], 0)


def test_picture_is_cleaned_and_shown_in_its_sizes(city):
    picture = image(city.profile.site, content=photo(6))
    published(city.news, image=picture)
    rendition = picture.get_rendition("max-20x20")

    with default_storage.open(picture.file.name) as file:
        assert b"Secret" not in file.read()
    response = read_all(Client(HTTP_HOST=city.host).get(rendition.url))
    assert (response.status_code, response["Content-Type"], rendition.height) == (200, "image/jpeg", 20)


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-", 0, 949_999), ("bytes=500000-500099", 500_000, 500_099)]
)
def test_part_of_a_file_is_sent_from_where_it_lies(city, asked, first, last):
    file = document(city.profile.site, content=DATA, name="a.txt")
    Attachment.objects.create(resource=published(city.news), document=file, title="数据")

    response = read_all(Client(HTTP_HOST=city.host).get(file.url, headers={"Range": asked}))

    assert (response.status_code, response.body) == (206, DATA[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/950000"


def test_file_that_the_storage_has_lost_is_not_found(city):
    file = document(city.profile.site, content=DATA, name="a.txt")
    Attachment.objects.create(resource=published(city.news), document=file, title="数据")
    default_storage.delete(file.file.name)

    assert Client(HTTP_HOST=city.host).get(file.url).status_code == 404
