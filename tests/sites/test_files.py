"""Pictures, downloads and the colours of a theme."""

import gc
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from wagtail.images.utils import generate_signature

from resource_library.media import usage
from resource_library.models import Attachment, LibraryDocument, LibraryImage
from sites.presentation.files import download_name
from sites.presentation.pictures import filled
from tests.factories import media, public
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


def shown_image(city, width: int = 1600, height: int = 900) -> LibraryImage:
    """A picture that the site shows, so that everybody may see it."""
    found = media.image(city.profile.site, content=media.picture_bytes(size=(width, height), colour="#336699"))
    published(city.news, image=found)
    return found


def shown_document(city, title: str = "年度报告", **options) -> LibraryDocument:
    found = media.document(city.profile.site, **options)
    Attachment.objects.create(resource=published(city.news), document=found, title=title)
    return found


def smallest(image: LibraryImage) -> str:
    """Where a list finds the picture as WebP, 320 pixels wide."""
    return filled(image, "card").sources[-1].srcset.split()[0]


# Pictures


def test_picture_is_served_as_webp_in_the_size_its_address_says(city, visitor):
    response = visitor.get(smallest(shown_image(city)))
    shown = Image.open(BytesIO(response.body))

    assert (response["Content-Type"], shown.format, shown.size) == ("image/webp", "WEBP", (320, 200))
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.cookies == {}


def test_size_nobody_signed_is_not_made(city, visitor):
    found = shown_image(city)
    signature = generate_signature(found.pk, "fill-320x200|format-webp")

    assert visitor.get(f"/pictures/{signature}/{found.pk}/fill-9000x9000/x.webp").status_code == 404
    assert visitor.get(f"/pictures/x/{found.pk}/fill-320x200/x.webp").status_code == 404
    assert visitor.get(f"/pictures/{signature}/999999999/fill-320x200%7Cformat-webp/x.webp").status_code == 404
    assert found.renditions.count() == 0


def test_article_shows_its_pictures_with_alternative_text_and_caption(city, visitor):
    found = media.image(city.profile.site)
    article = published(city.news, body=[media.picture_block(found, caption="图为江岸")])
    usage.note([article])

    figure = visitor.read(address(article)).cssselect(".prose figure")[0]
    shown = figure.cssselect("img")[0]

    assert (shown.get("alt"), figure.cssselect("figcaption")[0].text) == ("江岸的步道", "图为江岸")
    assert (shown.get("width"), shown.get("height")) == ("880", "495")
    assert visitor.get(shown.get("src")).status_code == 200


def test_picture_is_gone_with_the_article_that_showed_it_though_its_size_is_made(city, visitor):
    article = published(city.news, image=media.image(city.profile.site))
    path = smallest(article.image)
    assert visitor.get(path).status_code == 200

    article.placements.update(visible=False)

    assert (visitor.get(path).status_code, article.image.renditions.count()) == (404, 1)
    article.placements.update(visible=True)
    assert visitor.get(path).status_code == 200


def test_picture_of_another_site_is_not_shown_under_this_one(city, visitor):
    other = public.city("two")
    path = smallest(shown_image(other))

    assert (Visitor("two.test").get(path).status_code, visitor.get(path).status_code) == (200, 404)


def test_nothing_is_served_by_its_place_in_the_store(city, visitor, settings):
    """Not even what is public: whoever guesses an address is asked by nobody who he is."""
    shown = shown_image(city)
    rendition = shown.get_rendition("width-100")
    names = [rendition.file.name, shown.file.name, shown_document(city).file.name, "images/x.svg", "images/../x"]

    assert visitor.get(rendition.url).status_code == 200
    for client in (visitor, Visitor("admin.localhost")):
        assert [client.get(f"/media/{name}").status_code for name in names] == [404] * 5


def test_pictures_and_files_cost_the_same_three_queries_at_any_size(city, visitor, django_assert_num_queries):
    picture, file = smallest(shown_image(city)), shown_document(city).url
    visitor.get(picture)
    for _more in range(2):
        with django_assert_num_queries(3):
            visitor.get(picture)
        with django_assert_num_queries(3):
            visitor.get(file)
        for number in range(5):
            shown_image(city, 100 + number)


# Downloads


def test_file_is_saved_under_its_title_and_runs_nothing(city, visitor):
    sheet = shown_document(city, "2025年/决算表", content=media.office("xl"), name="a1b2.xlsx")

    response = visitor.get(sheet.url)

    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''2025%E5%B9%B4%20%E5%86%B3%E7%AE%97%E8%A1%A8.xlsx"
    )
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pdf_is_shown_in_the_browser_under_its_title(city, visitor):
    response = visitor.get(shown_document(city).url)

    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%B9%B4%E5%BA%A6")
    assert (response["Content-Type"], response.body) == ("application/pdf", media.PDF)


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.xhtml", "x.txt", "x.js"])
def test_file_that_could_run_is_never_shown_in_the_browser(city, visitor, name):
    """Also one that lies in the library from before there was a gate."""
    stored = default_storage.save(f"documents/{name}", ContentFile(b"<script>alert(1)</script>"))
    found = shown_document(city)
    LibraryDocument.objects.filter(pk=found.pk).update(file=stored, blob=None)

    response = visitor.get(f"/documents/{found.pk}/{name}")

    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] in ("application/octet-stream", "text/plain")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_file_of_a_draft_is_not_served_to_the_public(city, visitor):
    draft = ResourceFactory(owner_site=city.profile.site)
    secret = media.document(city.profile.site)
    Attachment.objects.create(resource=draft, document=secret, title="草稿附件")

    assert visitor.get(secret.url).status_code == 404
    assert read_all(Client(HTTP_HOST="admin.localhost").get(secret.url)).status_code == 404
    editor = Client(HTTP_HOST="admin.localhost")
    editor.force_login(person(Role.EDITOR, city.profile.site))
    assert read_all(editor.get(secret.url)).status_code == 200
    assert read_all(editor.get(secret.url))["Cache-Control"] == "private, no-cache"
    published_too = published(city.news)
    Attachment.objects.create(resource=published_too, document=secret, title="公开附件")
    assert visitor.get(secret.url).status_code == 200


@pytest.mark.parametrize(
    "path", ["/documents/999999/x.pdf", "/documents/99999999999999999999999/x.pdf", "/documents/x/y.pdf"]
)
def test_file_that_is_not_there_is_not_found(city, visitor, path):
    assert visitor.get(path).status_code == 404


def test_file_is_served_under_its_own_name_only(city, visitor):
    found = shown_document(city)

    assert visitor.get(f"/documents/{found.pk}/other.pdf").status_code == 404


def test_file_that_the_storage_has_lost_is_not_found(city, visitor):
    found = shown_document(city)
    default_storage.delete(found.file.name)

    assert visitor.get(found.url).status_code == 404


# Parts of files

DATA = bytes(range(32, 127)) * 1000


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=90000-", 206, 90_000, 94_999),
        ("bytes=-10", 206, 94_990, 94_999),
        ("bytes=94000-999999999", 206, 94_000, 94_999),
        ("bytes=-999999", 206, 0, 94_999),
        ("bytes=5-1", 200, 0, 94_999),
        ("bytes=0-1,5-6", 200, 0, 94_999),
        ("lines=0-1", 200, 0, 94_999),
        ("bytes=-", 200, 0, 94_999),
    ],
)
def test_part_of_a_file_is_sent_as_it_is_asked_for(city, asked, status, first, last):
    file = shown_document(city, content=DATA, name="a.txt")

    response = read_all(Client(HTTP_HOST=city.host).get(file.url, headers={"Range": asked}))

    assert (response.status_code, response.body) == (status, DATA[first : last + 1])
    assert response["Content-Length"] == str(last - first + 1)
    assert response.get("Content-Range") == (f"bytes {first}-{last}/{len(DATA)}" if status == 206 else None)


@pytest.mark.parametrize("asked", ["bytes=95000-", "bytes=-0", "bytes=99999999-99999999"])
def test_part_that_does_not_exist_is_refused(city, asked):
    file = shown_document(city, content=DATA, name="a.txt")

    response = Client(HTTP_HOST=city.host).get(file.url, headers={"Range": asked})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */95000")


def test_part_of_another_version_is_sent_whole_and_what_is_known_not_again(city):
    file, client = shown_document(city, content=DATA, name="a.txt"), Client(HTTP_HOST=city.host)
    etag = read_all(client.get(file.url))["ETag"]

    part = {"Range": "bytes=0-9", "If-Range": etag}
    assert read_all(client.get(file.url, headers=part)).body == DATA[:10]
    assert read_all(client.get(file.url, headers=part | {"If-Range": '"other"'})).body == DATA
    known = client.get(file.url, headers={"If-None-Match": f'"x", W/{etag}'})
    assert (known.status_code, known.content) == (304, b"")
    head = client.head(file.url)
    assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, "95000", "bytes")


def test_large_file_is_never_whole_in_memory(city):
    content = b"0123456789abcdef" * 65_536 * 8  # 8 MB
    file = shown_document(city, content=content, name="a.txt")

    response = Client(HTTP_HOST=city.host).get(file.url)
    pieces = [len(piece) for piece in response.streaming_content]

    assert (sum(pieces), max(pieces)) == (len(content), 256 * 1024)


def test_web_server_sends_the_file_where_it_is_told_to(city, settings):
    settings.SEND_FILE_PREFIX = "/_files/"
    file = shown_document(city)

    response = Client(HTTP_HOST=city.host).get(file.url)

    assert (response["X-Accel-Redirect"], response.content) == (f"/_files/{file.file.name}", b"")
    assert response["Content-Type"] == "application/pdf"


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
