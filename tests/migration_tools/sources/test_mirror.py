"""A folder of saved pages is a source, and nothing outside the folder is ever read."""

import os
from datetime import UTC, datetime

import pytest
from django.utils import translation

from migration_tools.sources import Skipped, Source, SourceError, SourceFile, resolve
from migration_tools.sources import mirror as mirror_module
from migration_tools.sources.mirror import MirrorSource
from tests.factories.migration_tools import FETCHED, HOST, mirror

PAGE = "<html><body><p>正文</p></body></html>"


@pytest.fixture
def folder(tmp_path):
    return mirror(
        tmp_path / "mirror",
        {"index.html": PAGE, "xw/2018/1.html": PAGE, "xw/index.html": PAGE, "d/file/1.doc": b"doc", "js/a.js": b"x"},
    )


def contract(source: Source) -> None:
    """What every source owes its readers; each adapter's tests call this."""
    pages, files = list(source.pages()), list(source.files())
    keys = [page.key for page in pages] + [file.key for file in files]
    assert isinstance(source, Source)
    assert len(set(keys)) == len(keys)
    assert [page.key for page in source.pages()] == [page.key for page in pages]
    assert all(source.read(page.key) == page.content for page in pages)
    assert all(len(source.read(file.key)) == file.size for file in files)
    assert source.host == source.host.lower()
    assert all(page.url.startswith(("http://", "https://")) for page in pages)
    with pytest.raises(SourceError):
        source.read("no/such/key")


def test_mirror_keeps_the_contract_of_a_source(folder):
    contract(MirrorSource(folder))


def test_pages_know_where_and_when_they_were_saved(folder):
    source = MirrorSource(folder)
    assert source.host == HOST
    assert [(page.key, page.url, page.fetched_at) for page in source.pages()] == [
        ("index.html", f"http://{HOST}/", FETCHED),
        ("xw/index.html", f"http://{HOST}/xw/", FETCHED),
        ("xw/2018/1.html", f"http://{HOST}/xw/2018/1.html", FETCHED),
    ]


def test_everything_else_is_a_file_with_its_address(folder):
    assert list(MirrorSource(folder).files()) == [
        SourceFile("d/file/1.doc", f"http://{HOST}/d/file/1.doc", 3),
        SourceFile("js/a.js", f"http://{HOST}/js/a.js", 1),
    ]


def test_folder_above_the_hosts_is_understood_too(tmp_path):
    mirror(tmp_path / "top" / HOST, {"xw/1.html": PAGE})
    source = MirrorSource(tmp_path / "top")
    (page,) = source.pages()
    assert (source.host, page.key, page.url) == (HOST, f"{HOST}/xw/1.html", f"http://{HOST}/xw/1.html")
    assert resolve(page.base, "../img/a.jpg") == f"http://{HOST}/img/a.jpg"


def test_host_named_by_hand_serves_pages_without_a_stamp(tmp_path):
    mirror(tmp_path / "m", {"xw/1.html": PAGE}, stamped=False)
    source = MirrorSource(tmp_path / "m", host="WWW.Elsewhere.gov.cn")
    (page,) = source.pages()
    assert (source.host, page.url, page.fetched_at) == (
        "www.elsewhere.gov.cn",
        "http://www.elsewhere.gov.cn/xw/1.html",
        None,
    )


@pytest.mark.parametrize(
    ("files", "stamped", "says"),
    [({"a.jpg": b"x"}, True, "no saved page"), ({"a.html": PAGE}, False, "--host")],
)
def test_folder_that_is_no_mirror_is_refused_in_one_sentence(tmp_path, files, stamped, says):
    mirror(tmp_path / "m", files, stamped=stamped)
    with translation.override("en"), pytest.raises(SourceError, match=says):
        MirrorSource(tmp_path / "m")


def test_missing_folder_is_refused(tmp_path):
    with translation.override("en"), pytest.raises(SourceError, match="There is no folder"):
        MirrorSource(tmp_path / "nothing")


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "secret.html").write_text("secret")
    (folder / "out.html").symlink_to(outside / "secret.html")
    (folder / "xw" / "outdir").symlink_to(outside)
    source = MirrorSource(folder)
    assert "secret" not in "".join(page.content.decode() for page in source.pages())
    assert source.skipped() == [Skipped("out.html", "symlink"), Skipped("xw/outdir", "symlink")]


def test_path_that_climbs_out_is_no_key(folder, tmp_path):
    (tmp_path / "secret.html").write_text("secret")
    with pytest.raises(SourceError):
        MirrorSource(folder).read("../secret.html")


def test_file_exchanged_for_a_link_after_the_walk_is_not_followed(folder, tmp_path):
    source = MirrorSource(folder)
    (tmp_path / "secret").write_text("secret")
    (folder / "js" / "a.js").unlink()
    (folder / "js" / "a.js").symlink_to(tmp_path / "secret")
    with pytest.raises(SourceError):
        source.read("js/a.js")


def test_pipes_and_names_that_are_no_text_are_left_alone(folder):
    os.mkfifo(folder / "pipe.html")
    (folder / os.fsdecode(b"\xc4\xcf.html")).write_bytes(b"x")
    source = MirrorSource(folder)
    assert len(list(source.pages())) == 3
    assert {skipped.reason for skipped in source.skipped()} == {"special", "name"}


def test_pages_and_files_beyond_the_limits_are_reported_not_read(folder, monkeypatch):
    monkeypatch.setattr(mirror_module, "MAX_PAGE", 100)
    monkeypatch.setattr(mirror_module, "MAX_FILE", 2)
    source = MirrorSource(folder, host=HOST)
    assert (list(source.pages()), [file.key for file in source.files()]) == ([], ["js/a.js"])
    assert {skipped.key: skipped.reason for skipped in source.skipped()} == dict.fromkeys(
        ["index.html", "xw/index.html", "xw/2018/1.html", "d/file/1.doc"], "too_large"
    )


def test_stamp_with_a_date_that_is_none_keeps_the_address(tmp_path):
    stamp = "<!-- Mirrored from www.a.gov.cn/1.html by HTTrack Website Copier/3.x, Fri, 99 Jul 2018 23:45:22 GMT -->"
    mirror(tmp_path / "m", {"1.html": stamp + PAGE}, stamped=False)
    (page,) = MirrorSource(tmp_path / "m").pages()
    assert (page.url, page.fetched_at) == ("http://www.a.gov.cn/1.html", None)


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("../../img/a.jpg", f"http://{HOST}/img/a.jpg"),
        ("../../../www.city.gov.cn/b.html", "http://www.city.gov.cn/b.html"),  # climbs into another host's folder
        ("/img/a.jpg", f"http://{HOST}/img/a.jpg"),
        ("http://www.gov.cn/x.htm", "http://www.gov.cn/x.htm"),
        ("//v.qq.com/a", "http://v.qq.com/a"),
        ("../../../file/C_/Users/a.gif", "file:///file/C_/Users/a.gif"),
        (" a\n.html ", f"http://{HOST}/xw/2018/a.html"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
        ("http://[broken", ""),
    ],
)
def test_links_of_a_saved_page_become_absolute(href, meant):
    assert resolve(f"file:///{HOST}/xw/2018/1.html", href) == meant


def test_moment_of_saving_is_in_utc(folder):
    assert next(MirrorSource(folder).pages()).fetched_at == datetime(2018, 7, 27, 23, 45, 22, tzinfo=UTC)
