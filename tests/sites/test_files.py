"""Pictures, downloads and the colours of a theme."""

import gc
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.images.utils import generate_signature

from resource_library.models import Attachment, LibraryDocument, LibraryImage
from sites.presentation.files import download_name
from sites.presentation.pictures import filled, fitted
from tests.factories import public
from tests.factories.accounts import person
from tests.factories.library import ResourceFactory, published
from tests.factories.public import address
from themes.colours import as_ink, contrast, fingerprint, ink_on, style_sheet
from themes.models import Theme
from unified_platform.accounts.enums import Role

from .reading import Visitor, read_all

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]


@pytest.fixture(autouse=True)
def _collected():
    """So that the file is found here, not in whatever test comes next."""
    yield
    gc.collect()


@pytest.fixture
def city():
    return public.city("one")


@pytest.fixture
def visitor(city):
    return Visitor(city.host)


def image(width: int = 1600, height: int = 900) -> LibraryImage:
    data = BytesIO()
    Image.new("RGB", (width, height), "#336699").save(data, "PNG")
    return LibraryImage.objects.create(title="江岸", file=ImageFile(data, name="江岸.png"))


def document(name: str = "t.pdf", title: str = "年度报告") -> LibraryDocument:
    return LibraryDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.4", name=name), file_size=8)


# Pictures


def test_picture_is_served_as_webp_in_the_size_its_address_says(city, visitor):
    picture = filled(image(), 320, 200)

    response = visitor.get(picture.src)
    shown = Image.open(BytesIO(response.body))

    assert (response["Content-Type"], shown.format, shown.size) == ("image/webp", "WEBP", (320, 200))
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.cookies == {}


def test_picture_in_a_text_keeps_its_shape_and_says_its_size():
    wide, small = fitted(image(1600, 900), 800, 800), fitted(image(300, 200), 800, 800)

    assert (wide.width, wide.height, bool(wide.wide)) == (800, 450, True)
    assert (small.width, small.height, small.wide) == (300, 200, "")


def test_size_nobody_signed_is_not_made(city, visitor):
    found = image()
    signature = generate_signature(found.pk, "fill-320x200|format-webp")

    assert visitor.get(f"/pictures/{signature}/{found.pk}/fill-9000x9000/x.webp").status_code == 404
    assert visitor.get(f"/pictures/x/{found.pk}/fill-320x200/x.webp").status_code == 404
    assert visitor.get(f"/pictures/{signature}/999999999/fill-320x200%7Cformat-webp/x.webp").status_code == 404
    assert found.renditions.count() == 0


def test_article_shows_its_pictures_with_alternative_text_and_caption(city, visitor):
    found = image()
    block = {"image": {"image": found.pk, "decorative": False, "alt_text": "江岸的步道"}, "caption": "图为江岸"}
    article = published(city.news, body=[{"type": "picture", "value": block}])

    figure = visitor.read(address(article)).cssselect(".prose figure")[0]
    shown = figure.cssselect("img")[0]

    assert (shown.get("alt"), figure.cssselect("figcaption")[0].text) == ("江岸的步道", "图为江岸")
    assert (shown.get("width"), shown.get("height")) == ("880", "495")
    assert visitor.get(shown.get("src")).status_code == 200


def test_scaled_pictures_of_the_store_are_served_and_nothing_else_of_it(city, visitor, settings):
    rendition = image().get_rendition("width-100")
    original = rendition.image.file.name
    settings.MEDIA_ROOT.joinpath("images", "x.svg").write_text("<svg onload='alert(1)'/>")
    settings.MEDIA_ROOT.joinpath("images", "x.html").write_text("<script>alert(1)</script>")

    assert visitor.get(rendition.url).status_code == 200
    assert visitor.get(rendition.url)["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for path in (
        original,
        "images/x.svg",
        "images/x.html",
        "images/none.png",
        "images/../documents/t.pdf",
        "images/\x00.png",
    ):
        assert visitor.get(f"/media/{path}").status_code == 404, path


# Downloads


def test_file_is_saved_under_its_title_and_runs_nothing(city, visitor):
    article = published(city.news)
    sheet = document("a1b2.xlsx", "stored title")
    Attachment.objects.create(resource=article, document=sheet, title="2025年/决算表")

    response = visitor.get(sheet.url)

    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''2025%E5%B9%B4%20%E5%86%B3%E7%AE%97%E8%A1%A8.xlsx"
    )
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pdf_is_shown_in_the_browser_under_its_title(city, visitor):
    response = visitor.get(document().url)

    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%B9%B4%E5%BA%A6")
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.xhtml", "x.txt", "x.js"])
def test_file_that_could_run_is_never_shown_in_the_browser(city, visitor, name):
    assert visitor.get(document(name).url)["Content-Disposition"].startswith("attachment")


def test_file_of_a_draft_is_not_served_to_the_public(city, visitor):
    draft = ResourceFactory(owner_site=city.profile.site)
    secret = document("secret.pdf")
    Attachment.objects.create(resource=draft, document=secret, title="草稿附件")

    assert visitor.get(secret.url).status_code == 404
    assert read_all(Client(HTTP_HOST="admin.localhost").get(secret.url)).status_code == 404
    editor = Client(HTTP_HOST="admin.localhost")
    editor.force_login(person(Role.EDITOR, city.profile.site))
    assert read_all(editor.get(secret.url)).status_code == 200
    published_too = published(city.news)
    Attachment.objects.create(resource=published_too, document=secret, title="公开附件")
    assert visitor.get(secret.url).status_code == 200


@pytest.mark.parametrize(
    "path", ["/documents/999999/x.pdf", "/documents/99999999999999999999999/x.pdf", "/documents/x/y.pdf"]
)
def test_file_that_is_not_there_is_not_found(city, visitor, path):
    assert visitor.get(path).status_code == 404


def test_file_is_served_under_its_own_name_only(city, visitor):
    found = document()

    assert visitor.get(f"/documents/{found.pk}/other.pdf").status_code == 404


@pytest.mark.parametrize(
    ("title", "extension", "name"),
    [
        ("年度报告", "pdf", "年度报告.pdf"),
        ("年度报告.PDF", "pdf", "年度报告.PDF"),
        ('a/b\\c:"d"\n*', "doc", "a b c d.doc"),
        ("…" * 300, "xls", "…" * 100 + ".xls"),
        ("../", "pdf", "file.pdf"),
        ("无后缀", "", "无后缀"),
    ],
)
def test_download_name_is_one_every_file_system_takes(title, extension, name):
    assert download_name(title, extension) == name


# Colours


def test_colours_of_the_theme_are_kept_for_ever_until_they_change(city, visitor):
    theme = city.profile.theme
    path = visitor.read("/").cssselect("link[rel=stylesheet]")[0].get("href")

    response = visitor.get(path)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--primary:#1f4e8c;" in response.content.decode()

    Theme.objects.filter(pk=theme.pk).update(primary="#0a6b4f")
    assert visitor.read("/").cssselect("link[rel=stylesheet]")[0].get("href") != path
    old = visitor.get(path)
    assert (old["Cache-Control"], "--primary:#0a6b4f;" in old.content.decode()) == ("no-cache", True)
    assert visitor.get("/theme/nope-0123456789ab.css").status_code == 404


@pytest.mark.parametrize("colour", ["#1f4e8c", "#b3261e", "#ffd700", "#ffffff", "#000000", "#7fbfff"])
def test_ink_can_be_read_on_every_colour_and_every_colour_as_ink(colour):
    """R-6.3.2."""
    assert contrast(ink_on(colour), colour) >= 4.5
    assert contrast(as_ink(colour), "#ffffff") >= 4.5


def test_theme_brings_three_colours_and_no_more():
    """R-2.1.1: everything else in the sheet is derived from them, or black or white."""
    theme = Theme(code="x", primary="#1f4e8c", accent="#b3261e", surface="#f5f7fa")

    assert {"#1f4e8c", "#b3261e", "#f5f7fa"} == {
        part for part in style_sheet(theme).replace(";", ":").split(":") if part.startswith("#")
    } - {"#ffffff"}
    assert len(fingerprint(theme)) == 12
