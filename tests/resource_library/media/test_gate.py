"""What the gate lets in, under which name, and what it refuses with which reason."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from resource_library.media.gate import admit
from resource_library.media.refusals import REASONS, RefusedError
from tests.factories.media import PDF, bomb, locked, office, ole, photo, picture_bytes, zipped
from unified_platform.rules.models import Rule

pytestmark = pytest.mark.django_db


def let_in(content: bytes, name: str = "a.bin", *, picture: bool = False):
    return admit(ContentFile(content), name, picture=picture)


def refusal(content: bytes, name: str = "a.bin", *, picture: bool = False) -> str:
    with pytest.raises(RefusedError) as refused:
        let_in(content, name, picture=picture)
    assert str(refused.value.messages[0])
    return refused.value.code


# What it is, not what it is called


@pytest.mark.parametrize(
    ("content", "name", "stored", "content_type"),
    [
        (PDF, "报告.doc", "报告.pdf", "application/pdf"),
        (office("word"), "a.doc", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl"), "a.xlsx", "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (zipped(("OFD.xml", b"<ofd/>")), "a.ofd", "a.ofd", "application/ofd"),
        (ole("WordDocument"), "a.wps", "a.wps", "application/msword"),
        (ole("Workbook"), "a.doc", "a.xls", "application/vnd.ms-excel"),
        (zipped(("表.csv", b"a,b")), "a.zip", "a.zip", "application/zip"),
        ("姓名,单位\n".encode("gb18030"), "名单.csv", "名单.csv", "text/csv"),
        ("通知".encode(), "通知", "通知.txt", "text/plain"),
        (b"ID3\x04\0\0\0\0\0\0" + b"\0" * 50, "a.mp3", "a.mp3", "audio/mpeg"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 50, "a.mov", "a.mp4", "video/mp4"),
        (b"..\\..\\x"[:0] + PDF, "..\\..\\etc\\x.pdf", "x.pdf", "application/pdf"),
    ],
)
def test_file_is_named_by_its_content(content, name, stored, content_type):
    found = let_in(content, name)

    assert (found.name, found.content_type, found.size) == (stored, content_type, len(content))
    assert found.file.read() == content


@pytest.mark.parametrize(
    ("form", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("BMP", "png")]
)
def test_picture_is_named_by_its_content(form, extension):
    found = let_in(picture_bytes(form), "x.exe", picture=True)

    assert (found.name, found.width, found.height) == (f"x.{extension}", 40, 30)
    assert Image.open(found.file).size == (40, 30)


# What is refused

RAR4 = b"Rar!\x1a\x07\x00" + b"\0\0\x73\0\0\x0d\0" + b"\0" * 6


def rar4(name: bytes, flags: int = 0) -> bytes:
    rest = (0).to_bytes(4, "little") + b"\0" * 15 + len(name).to_bytes(2, "little") + b"\0" * 4 + name
    return RAR4 + b"\0\0\x74" + flags.to_bytes(2, "little") + (7 + len(rest)).to_bytes(2, "little") + rest


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + b"\0" * 60, "program"),
        (b"\x7fELF\x02\x01", "program"),
        (b"#!/bin/sh\nrm -rf /", "program"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
        (b"\xef\xbb\xbf \r\n<HTML>", "markup"),
        ("<html>".encode("utf-16"), "markup"),
        (b"<!-- x --><svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "markup"),
        (b"<?php system($_GET[0]);", "markup"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "closed"),
        (b"\x1f\x8b\x08\0", "closed"),
        (b"\x01\x02\x03\0\xfe", "unknown"),
        (picture_bytes(), "no_file"),
        (PDF + zipped(("a.exe", b"MZ")), "polyglot"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unknown"),
        (ole("WordDocument", "_VBA_PROJECT"), "macros"),
        (ole("EncryptedPackage"), "encrypted"),
        (office("word", ("word/vbaProject.bin", b"x")), "macros"),
        (zipped(("[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled"), ("word/d.xml", b"<w/>")), "macros"),
        (zipped(("setup.EXE", b"x")), "program"),
        (zipped(("readme.txt", b"MZ\x90\0")), "program"),
        (zipped(("图.svg", b"x")), "program"),
        (zipped(("a.txt", b"<html>")), "markup"),
        (zipped(("in.zip", zipped(("a.js", b"x")))), "program"),
        (zipped(("in.7z", b"x")), "closed"),
        (zipped(("1.zip", zipped(("2.zip", zipped(("3.zip", zipped(("a.txt", b"a")))))))), "nested"),
        (zipped(("../../etc/passwd", b"x")), "path"),
        (zipped(("C:\\a.txt", b"x")), "path"),
        (locked(zipped(("a.txt", b"secret"))), "encrypted"),
        (zipped(("a.txt", b"\n" * 300_000_000)), "bomb"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (rar4(b"a.exe"), "program"),
        (rar4(b"a.txt", 0x4), "encrypted"),
        (rar4(b"..\\a.txt"), "path"),
        (b"Rar!\x1a\x07\x05\x00", "damaged"),
    ],
)  # fmt: skip
def test_dangerous_file_is_refused(content, reason):
    assert refusal(content, "看似无害.pdf") == reason


def test_rar_that_holds_only_documents_is_let_in():
    assert let_in(rar4("附件.doc".encode()), "a.rar").extension == "rar"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PDF, "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "markup"),
        (picture_bytes()[:60], "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (bomb(60_000, 60_000), "pixels"),
        (bomb(200_000, 200_000), "pixels"),
        (picture_bytes("ICO", size=(16, 16)), "no_picture"),
    ],
)
def test_what_is_no_good_picture_is_refused(content, reason):
    assert refusal(content, "a.jpg", picture=True) == reason


def test_limits_are_rules_of_the_table():
    """R-0.3."""
    Rule.objects.filter(code="media-document-mb").update(value=0)
    assert refusal(PDF) == "too_large"
    Rule.objects.filter(code="media-document-mb").update(value=1)
    assert let_in(PDF).extension == "pdf"
    Rule.objects.filter(code="media-archive-members").update(value=1)
    assert refusal(zipped(("a.txt", b"a"), ("b.txt", b"b"))) == "members"
    Rule.objects.filter(code="media-picture-megapixels").update(value=0)
    assert refusal(picture_bytes(), picture=True) == "pixels"


def test_judging_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        let_in(zipped(*((f"{number}.txt", b"a") for number in range(50))))


def test_every_reason_is_a_sentence():
    assert [code for code, text in REASONS.items() if not str(text).rstrip("。.").strip()] == []


# What is taken out of pictures


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_photo_loses_place_camera_and_comment_and_stands_upright(orientation):
    found = let_in(photo(orientation), "IMG_0001.JPG", picture=True)
    kept = found.file.read()
    shown = Image.open(io.BytesIO(kept))

    assert (b"Secret" in kept, b"Exif" in kept, dict(shown.getexif())) == (False, False, {})
    assert (found.width, found.height) == shown.size == ((30, 40) if orientation in (6, 8) else (40, 30))


def test_picture_itself_is_not_touched():
    """What is kept of an upright photo is bit by bit what was brought: no second compression."""
    original = picture_bytes("JPEG", size=(300, 200), quality=70)

    assert let_in(original, picture=True).file.read() == original
    kept = Image.open(let_in(photo(), picture=True).file)
    assert kept.tobytes() == Image.open(io.BytesIO(photo())).tobytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hides_behind_a_picture_is_cut_off(form):
    content = picture_bytes(form)
    hidden = zipped(("a.exe", b"MZ"))

    assert let_in(content + hidden, picture=True).file.read() == let_in(content, picture=True).file.read()


@pytest.mark.parametrize(("form", "options"), [("PNG", {}), ("WEBP", {}), ("GIF", {"comment": b"SecretComment"})])
def test_other_formats_lose_what_programs_noted(form, options):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    if form != "GIF":
        options["exif"] = exif
    if form == "PNG":
        from PIL.PngImagePlugin import PngInfo

        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Author", "SecretAuthor")
    content = picture_bytes(form, **options)
    kept = let_in(content, picture=True).file.read()

    assert (b"Secret" in content, b"Secret" in kept) == (True, False)
    assert (
        Image.open(io.BytesIO(kept)).convert("RGB").tobytes()
        == Image.open(io.BytesIO(content)).convert("RGB").tobytes()
    )


def test_animation_goes_on_moving():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for form in ("GIF", "WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, form, save_all=True, append_images=frames[1:], loop=0)
        kept = Image.open(let_in(out.getvalue(), picture=True).file)
        assert (form, kept.n_frames, kept.info.get("loop")) == (form, 3, 0)


def test_same_picture_gives_the_same_bytes():
    assert let_in(photo(6), "a.jpg", picture=True).sha256 == let_in(photo(6), "b.png", picture=True).sha256
