"""Pictures and files are what they claim, or stay behind."""

import pytest
from PIL import Image

from migration_tools.media import MediaError, check_file, check_picture
from migration_tools.sources.mirror import MirrorSource
from tests.factories.media import ole
from tests.factories.migration_tools import html, mirror, picture
from unified_platform.rules.models import Rule

pytestmark = pytest.mark.django_db


def source(tmp_path, name: str, content: bytes) -> MirrorSource:
    return MirrorSource(mirror(tmp_path / "m", {"index.html": html("甲"), name: content}))


@pytest.mark.parametrize(("form", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp")])
def test_picture_is_named_by_what_it_is(tmp_path, form, extension):
    content = picture(form=form)
    media, stored = check_picture(source(tmp_path, "d/a.xyz", content), "d/a.xyz")
    assert (media.name, stored.file.read()) == (f"a.{extension}", content)


def test_old_format_becomes_one_that_browsers_show(tmp_path):
    media, stored = check_picture(source(tmp_path, "d/a.bmp", picture(form="BMP")), "d/a.bmp")
    assert (media.name, Image.open(stored.file).size) == ("a.png", (40, 30))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>404 Not Found</html>", "markup"),
        (picture()[:60], "damaged"),
        (b"", "empty"),
        (picture(form="ICO", size=(16, 16)), "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "markup"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, content, reason):
    with pytest.raises(MediaError, match=reason):
        check_picture(source(tmp_path, "d/a.jpg", content), "d/a.jpg")


def test_picture_that_would_fill_the_memory_is_refused(tmp_path):
    Rule.objects.filter(code="media-picture-megapixels").update(value=0)
    with pytest.raises(MediaError, match="pixels"):
        check_picture(source(tmp_path, "d/a.png", picture()), "d/a.png")


def test_file_keeps_its_name_and_bytes(tmp_path):
    media, stored = check_file(source(tmp_path, "d/a.doc", ole("WordDocument")), "d/a.doc")
    assert (media.name, stored.file.read()) == ("a.doc", ole("WordDocument"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("d/a.doc", b"MZ\x90\x00", "program"),
        ("d/a.pdf", b"\r\n<!DOCTYPE html><h1>404</h1>", "markup"),
        ("d/a.swf", b"FWS", "program"),
        ("d/a.doc", b"", "empty"),
        ("d/b.doc", None, "unreadable"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(tmp_path, name, content, reason):
    held = source(tmp_path, "d/x.txt" if content is None else name, content or b"")
    with pytest.raises(MediaError, match=reason):
        check_file(held, name)
