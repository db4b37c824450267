"""Media survive the way into a backup and back (R-1.13.10)."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.core.management import CommandError, call_command

from unified_platform.backup.domain import DamagedBackupError, Entry, export, read_manifest, restore

FILES = {
    "images/seal.png": b"\x89PNG",
    "documents/关于印发《规划》的通知.pdf": b"%PDF-1.7",
    "documents/2026/07/附件 1.xlsx": b"PK",
    "top.txt": b"",
}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def filled(storage, files=FILES):
    for name, content in files.items():
        storage.save(name, ContentFile(content))
    return storage


def read(storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


def contents(storage) -> dict[str, bytes]:
    return {name: read(storage, name) for name in FILES if storage.exists(name)}


@pytest.fixture
def pool(tmp_path):
    return tmp_path / "pool"


@pytest.fixture
def storage(tmp_path):
    return filled(FileSystemStorage(tmp_path / "media"))


def test_export_copies_every_file_and_names_its_digest(storage, pool):
    entries = list(export(storage, pool))
    assert {entry.name: entry.digest for entry in entries} == {name: sha256(FILES[name]) for name in FILES}
    assert {name: (pool / name).read_bytes() for name in FILES} == FILES


def test_manifest_is_understood_by_sha256sum(storage, pool, tmp_path):
    call_command("media_export", str(pool), str(tmp_path / "manifest"))
    assert len((tmp_path / "manifest").read_text().splitlines()) == len(FILES)
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "../manifest"], cwd=pool, check=False)  # noqa: S607
    assert checked.returncode == 0


def test_second_export_fetches_only_what_is_new(storage, pool):
    first = list(export(storage, pool))
    (pool / "images/seal.png").write_bytes(b"\x89PnG")  # same length: what is known is not read again
    storage.save("images/new.png", ContentFile(b"new"))
    second = list(export(storage, pool, first))
    assert sorted(map(str, second)) == sorted([*map(str, first), f"{sha256(b'new')}  images/new.png"])
    assert (pool / "images/seal.png").read_bytes() == b"\x89PnG"
    assert (pool / "images/new.png").read_bytes() == b"new"


def test_export_fetches_again_what_was_cut_off_in_the_pool(storage, pool):
    first = list(export(storage, pool))
    (pool / "documents/关于印发《规划》的通知.pdf").write_bytes(b"%P")
    list(export(storage, pool, first))
    assert (pool / "documents/关于印发《规划》的通知.pdf").read_bytes() == b"%PDF-1.7"


def test_restore_brings_every_file_back_under_its_name(storage, pool):
    entries = list(export(storage, pool))
    empty = InMemoryStorage()
    assert [written for _entry, written in restore(empty, pool, entries)] == [True] * len(FILES)
    assert contents(empty) == FILES


def test_restore_leaves_what_is_there_and_mends_what_was_cut_off(storage, pool):
    entries = list(export(storage, pool))
    storage.delete("documents/2026/07/附件 1.xlsx")
    Path(storage.path("images/seal.png")).write_bytes(b"\x89")
    written = {entry.name for entry, was_written in restore(storage, pool, entries) if was_written}
    assert written == {"documents/2026/07/附件 1.xlsx", "images/seal.png"}
    assert contents(storage) == FILES


def test_restore_refuses_a_file_that_was_changed_in_the_backup(storage, pool):
    entries = list(export(storage, pool))
    (pool / "images/seal.png").write_bytes(b"evil")
    empty = InMemoryStorage()
    with pytest.raises(DamagedBackupError, match=r"images/seal\.png"):
        list(restore(empty, pool, entries))
    assert empty.exists("images/seal.png") is False


def test_restore_says_which_file_the_backup_lacks(pool):
    with pytest.raises(DamagedBackupError, match=r"gone\.pdf"):
        list(restore(InMemoryStorage(), pool, [Entry(sha256(b""), "gone.pdf")]))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\nb"])
def test_manifest_cannot_lead_out_of_the_pool(pool, name):
    with pytest.raises(SuspiciousFileOperation):
        list(restore(InMemoryStorage(), pool, [Entry(sha256(b""), name)]))


def test_line_that_is_no_entry_is_reported_with_its_number(tmp_path):
    (tmp_path / "manifest").write_text(f"{sha256(b'')}  a.txt\nnonsense\n")
    with pytest.raises(DamagedBackupError, match="2"):
        read_manifest(tmp_path / "manifest")


def test_commands_carry_media_from_one_installation_to_another(settings, tmp_path, pool, capsys):
    settings.MEDIA_ROOT = tmp_path / "here"
    filled(FileSystemStorage(settings.MEDIA_ROOT))
    call_command("media_export", str(pool), str(tmp_path / "manifest"))
    settings.MEDIA_ROOT = tmp_path / "there"
    call_command("media_restore", str(pool), str(tmp_path / "manifest"))
    assert contents(FileSystemStorage(settings.MEDIA_ROOT)) == FILES


def test_restore_command_fails_in_one_sentence_when_the_backup_is_damaged(tmp_path, pool):
    (tmp_path / "manifest").write_text(f"{sha256(b'')}  gone.pdf\n")
    with pytest.raises(CommandError, match=r"gone\.pdf"):
        call_command("media_restore", str(pool), str(tmp_path / "manifest"))
