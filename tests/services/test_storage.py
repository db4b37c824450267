"""One contract for the places where media may lie: whoever stores a file must not see which one it is."""

import hashlib
import random

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler

from unified_platform.backup.domain import export, restore
from unified_platform.settings.base import storages as storages_for

pytestmark = pytest.mark.services


@pytest.fixture(params=["local folder", "S3 bucket"])
def storage(request, settings, tmp_path):
    """The default storage that the settings choose for an environment without and with a bucket."""
    settings.MEDIA_ROOT = tmp_path / "media"
    environ = request.getfixturevalue("s3_environ") if request.param == "S3 bucket" else {}
    return StorageHandler(storages_for(environ))["default"]


def read(storage, name: str) -> bytes:
    with storage.open(name, "rb") as file:
        return file.read()


def test_saved_file_is_read_back_unchanged(storage):
    name = storage.save("images/seal.png", ContentFile(b"\x89PNG\r\n\x00\xff"))
    assert name == "images/seal.png"
    assert read(storage, name) == b"\x89PNG\r\n\x00\xff"
    assert storage.size(name) == 8


def test_file_exists_until_it_is_deleted(storage):
    assert storage.exists("documents/a.txt") is False
    storage.save("documents/a.txt", ContentFile(b"a"))
    assert storage.exists("documents/a.txt") is True
    storage.delete("documents/a.txt")
    assert storage.exists("documents/a.txt") is False


def test_deleting_what_is_not_there_is_no_error(storage):
    storage.delete("documents/never.txt")
    assert storage.exists("documents/never.txt") is False


def test_opening_what_is_not_there_raises_file_not_found(storage):
    with pytest.raises(FileNotFoundError):
        read(storage, "documents/never.txt")


def test_second_file_of_the_same_name_does_not_overwrite_the_first(storage):
    first = storage.save("documents/通知.docx", ContentFile(b"first"))
    second = storage.save("documents/通知.docx", ContentFile(b"second"))
    assert first != second
    assert (read(storage, first), read(storage, second)) == (b"first", b"second")


def test_chinese_name_is_kept_and_its_address_is_percent_encoded(storage):
    name = storage.save("documents/关于印发《南京市“十四五”规划》的通知.pdf", ContentFile(b"%PDF"))
    assert name == "documents/关于印发《南京市“十四五”规划》的通知.pdf"
    assert read(storage, name) == b"%PDF"
    assert storage.listdir("documents") == ([], ["关于印发《南京市“十四五”规划》的通知.pdf"])
    assert storage.url("documents/附件 1.pdf") == "/media/documents/%E9%99%84%E4%BB%B6%201.pdf"


def test_address_is_the_same_wherever_the_file_lies(storage):
    """A page shows its pictures under any of the site's hosts and names no server behind it (R-1.13.2)."""
    assert storage.url("images/seal.png") == "/media/images/seal.png"


def test_name_that_climbs_out_of_the_storage_is_refused(storage):
    with pytest.raises(SuspiciousFileOperation):
        storage.save("../../etc/cron.d/job", ContentFile(b"x"))


def test_five_megabytes_survive_the_way(storage):
    content = random.Random(20171130).randbytes(5 * 1024 * 1024)
    name = storage.save("documents/年鉴.pdf", ContentFile(content))
    assert storage.size(name) == len(content)
    with storage.open(name, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    assert digest == hashlib.sha256(content).hexdigest()


def test_media_come_back_from_a_backup(storage, tmp_path):
    """R-1.13.10: what the storage lost is put back under the same names."""
    files = {"images/a.png": b"a", "documents/2026/通知.pdf": b"b", "documents/2026/附件/表.xlsx": b"c"}
    for name, content in files.items():
        storage.save(name, ContentFile(content))
    entries = list(export(storage, tmp_path / "pool"))
    for name in files:
        storage.delete(name)
    assert [written for _entry, written in restore(storage, tmp_path / "pool", entries)] == [True] * 3
    assert {name: read(storage, name) for name in files} == files


def test_running_installation_uses_the_storage_of_the_contract():
    """The default storage in use comes from the same function: the contract speaks about the real one."""
    assert type(storages["default"]) is type(StorageHandler(storages_for({}))["default"])
