"""Pictures on public pages: formats, widths, who draws them and when, and that they go with what they show."""

import gc
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image, features

from resource_library.media import pictures_in_sizes, usage
from resource_library.media.addresses import picture_address
from resource_library.media.pictures_in_sizes import WANTED
from resource_library.models import LibraryImage
from sites.models import HomePage, TopicPage
from sites.presentation.pictures import SLOTS, filled, fitted
from tests.factories import media, offices
from tests.factories.library import ResourceFactory, published
from tests.factories.public import GUIDE, LEADER, address
from unified_platform.backup.domain import stored_names
from unified_platform.events import drain
from unified_platform.events.models import Event

from .reading import Visitor

# Wagtail 8.0.1 leaves the temporary file in which it makes a rendition to the garbage collector.
_WAGTAIL = "ignore::pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]
needs_avif = pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")


@pytest.fixture(autouse=True)
def _collected():
    """So that the file is found here, not in whatever test comes next."""
    yield
    gc.collect()


def picture(city=None, size: tuple[int, int] = (1600, 900), **fields) -> LibraryImage:
    content = media.picture_bytes("JPEG", size=size, colour="#336699")
    return media.image(city and city.profile.site, content=content, name="a.jpg", **fields)


def widths(srcset: str) -> list[int]:
    return [int(each.split()[1].removesuffix("w")) for each in srcset.split(", ")]


def addresses(srcset: str) -> list[str]:
    return [each.split()[0] for each in srcset.split(", ")]


def renditions_stored() -> list[str]:
    return list(stored_names(default_storage, "images")) if default_storage.exists("images") else []


# What a page offers


@needs_avif
def test_every_picture_comes_in_three_formats_and_in_the_widths_of_phones_and_desks():
    image = picture()

    shown = filled(image, "slide")

    assert [source.type for source in shown.sources] == ["image/avif", "image/webp"]
    assert [widths(source.srcset) for source in shown.sources] == [[320, 520, 780, 1280]] * 2
    assert shown.src == picture_address(image.pk, "fill-780x488")
    assert (shown.width, shown.height, shown.alt) == (660, 412, "江岸")


@pytest.mark.parametrize(
    ("size", "shown", "offered"),
    [
        ((3000, 2000), (880, 587), [390, 780, 1200, 1600]),
        ((1000, 3000), (400, 1200), [390, 780, 800]),
        ((800, 600), (800, 600), [390, 780, 800]),
        ((300, 200), (300, 200), [300]),
        ((1, 1), (1, 1), [1]),
    ],
)
def test_picture_in_a_text_keeps_its_shape_and_is_never_blown_up(size, shown, offered):
    found = fitted(picture(size=size))

    assert (found.width, found.height) == shown
    assert widths(found.sources[-1].srcset) == offered


def test_picture_in_a_list_is_never_blown_up():
    assert widths(filled(picture(size=(700, 600)), "card").sources[-1].srcset) == [320, 520]
    assert widths(filled(picture(size=(900, 100)), "card").sources[-1].srcset) == [320]


def test_machine_that_writes_no_avif_leaves_it_out(monkeypatch):
    monkeypatch.setattr(pictures_in_sizes.features, "check", lambda name: False)
    pictures_in_sizes.writes_avif.cache_clear()
    try:
        assert [source.type for source in filled(picture(), "card").sources] == ["image/webp"]
    finally:
        pictures_in_sizes.writes_avif.cache_clear()


def everything(city) -> dict[str, int]:
    """A site with a picture at every place that has one; path of each page → how many pictures it shows at least."""
    image = picture(city, description="江岸的步道")
    for _number in range(3):
        published(city.news, image=image)
    published(city.leaders, image=image, kind="leader", body=[], extra=LEADER)
    published(city.services, kind="service_guide", body=[], extra=GUIDE)
    article = published(city.news, image=image, body=[media.picture_block(image), media.picture_block(image)])
    usage.note([article])
    TopicPage.objects.filter(pk=city.topic.pk).update(image=image)
    home = HomePage.objects.get(pk=city.profile.site.root_page_id)
    home.sections = [
        ("headlines", {"columns": [city.news], "count": 7}),
        ("columns", {"title": "", "columns": [city.news], "count": 6}),
        ("leaders", {"title": "领导", "column": city.leaders}),
        ("topics", {"title": "专题", "topics": [city.topic]}),
    ]
    home.save()
    city.news.list_style = "cards"
    city.news.save()
    return {"/": 6, "/news/": 4, "/leaders/": 1, "/topics/": 1, "/people/": 1, address(article): 2}


def test_every_page_offers_every_picture_alike(city, visitor):
    """R-6.4.2: a size and words for each, only the first is fetched at once, and every address of every format serves."""
    seen = set()
    for path, least in everything(city).items():
        found = visitor.read(path).cssselect("main picture")
        assert len(found) >= least, path
        for number, each in enumerate(found):
            shown = each.cssselect("img")[0]
            assert [source.get("type") for source in each.cssselect("source")][-1:] == ["image/webp"], path
            assert all(source.get("sizes") for source in each.cssselect("source")), path
            assert {"src", "alt", "width", "height"} <= set(shown.attrib), path
            assert number == 0 or shown.get("loading") == "lazy" or shown.get("fetchpriority") == "high", path
            seen |= {shown.get("src"), *(one for s in each.cssselect("source") for one in addresses(s.get("srcset")))}
        assert len([each for each in found if each.cssselect("img[fetchpriority=high]")]) <= 1, path
        alone = [
            shown
            for shown in visitor.read(path).cssselect("main img")
            if "picture" not in {each.tag for each in shown.iterancestors()}
        ]
        assert alone == [], path
    smallest = [path for path in seen if "320x" in path or "120x" in path]
    assert {visitor.get(path).status_code for path in smallest} == {200}


def test_every_slot_is_used_by_a_template_and_no_other_is_named(city):
    from pathlib import Path

    import sites

    sources = [path.read_text() for path in Path(sites.__file__).parent.rglob("*.html")]
    named = {text.split('"')[1] for source in sources for text in source.split("{% filled ")[1:]}

    assert named | {"leader"} == set(SLOTS)


# Who draws


def test_page_itself_draws_nothing(city, visitor):
    for path in everything(city):
        visitor.read(path)

    assert renditions_stored() == []


@needs_avif
def test_reader_never_waits_for_avif_and_the_worker_draws_it(city, visitor):
    image = picture(city)
    published(city.news, image=image)
    path = addresses(filled(image, "card").sources[0].srcset)[0]

    first = visitor.get(path)
    visitor.get(path)
    assert (first["Content-Type"], Event.objects.filter(kind=WANTED).count()) == ("image/webp", 1)

    drain()
    second = visitor.get(path)
    assert (second["Content-Type"], first["ETag"] == second["ETag"]) == ("image/avif", False)
    assert Image.open(BytesIO(second.body)).size == (320, 200)


@needs_avif
def test_publishing_draws_every_size_before_the_readers_come(db):
    at = offices.office("ours")
    image, inside = media.image(at.site), media.image(at.site, content=media.picture_bytes(size=(600, 400)))
    draft = offices.draft(at, image=image, body=[media.picture_block(inside)])

    offices.sign_off(draft, at)
    assert LibraryImage.objects.filter(renditions__isnull=False).count() == 0
    drain()

    visitor = Visitor(at.site.hostname)
    specs = set(image.renditions.values_list("filter_spec", flat=True))
    assert len(specs) == 8
    assert set(inside.renditions.values_list("filter_spec", flat=True)) == {
        f"width-{width}|format-{form}" for width in (390, 600) for form in ("avif", "webp")
    }
    for shown in (filled(image, "card"), fitted(inside)):
        for source in shown.sources:
            assert {visitor.get(path)["Content-Type"] for path in addresses(source.srcset)} == {source.type}
    assert Event.objects.filter(kind=WANTED).count() == 0


def test_import_draws_nothing_ahead(city):
    published(city.news, image=picture(city))

    drain()

    assert renditions_stored() == []


def test_picture_whose_bytes_are_lost_keeps_nobody_from_publishing(db):
    at = offices.office("ours")
    lost = media.image(at.site)
    default_storage.delete(lost.file.name)
    draft = offices.draft(at, image=lost)

    offices.sign_off(draft, at)
    outcome = drain()

    assert (outcome.failed, lost.renditions.count()) == (0, 0)


# Who sees, and what goes


@pytest.mark.parametrize("ending", ["|format-avif", "|format-webp", ""])
def test_every_format_is_private_until_something_public_shows_it(city, visitor, ending):
    image = picture(city)
    draft = ResourceFactory(owner_site=city.profile.site, image=image)
    path = picture_address(image.pk, f"fill-320x200{ending}")

    assert (visitor.get(path).status_code, Client(HTTP_HOST="admin.localhost").get(path).status_code) == (404, 404)
    assert renditions_stored() == []

    public_one = published(city.news, image=image)
    assert visitor.get(path).status_code == 200
    public_one.placements.update(visible=False)
    assert (visitor.get(path).status_code, draft.image_id) == (404, image.pk)


def test_every_size_is_swept_with_the_picture(city, visitor, django_capture_on_commit_callbacks):
    image = picture(city)
    published(city.news, image=image)
    shown = filled(image, "card")
    for source in shown.sources:
        visitor.get(addresses(source.srcset)[0])
    visitor.get(shown.src)
    drain()
    assert len(renditions_stored()) == 1 + len(shown.sources)

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    drain()

    assert renditions_stored() == []
