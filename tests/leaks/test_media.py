"""Nobody sees another site's pictures and files before they are public, by no address that can be guessed or kept."""

import pytest
from django.test import Client

from resource_library.media.addresses import picture_address
from resource_library.models import LibraryDocument, LibraryImage
from tests.sites.reading import read_all

from .planting import Planted, plant
from .walking import BACK_END, client_of

# Wagtail's view of a scaled picture leaves its temporary file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SIZES = (
    "original",
    "max-165x165",
    "fill-320x200|format-webp",
    "fill-320x200|format-avif",
    "width-390|format-webp",
    "width-390",
)
OFFICES = ("writer", "editor", "reviewer", "publisher", "manager")


@pytest.fixture
def city(db) -> Planted:
    return plant()


def signed(city: Planted) -> list[str]:
    """Every size of every picture under its right signature, as somebody would have kept it from a preview."""
    return [picture_address(pk, size) for pk in city.ids["image"] for size in SIZES]


def downloads(city: Planted) -> list[str]:
    return [file.url for file in LibraryDocument.objects.filter(pk__in=city.ids["document"])]


def guessed(city: Planted) -> list[str]:
    """Where the bytes lie, for originals, sizes and files alike; and signed addresses with another number in them."""
    images = LibraryImage.objects.filter(pk__in=city.ids["image"])
    names = [image.file.name for image in images]
    names += [each.file.name for image in images for each in image.renditions.all()]
    names += [file.file.name for file in LibraryDocument.objects.filter(pk__in=city.ids["document"])]
    other = picture_address(max(city.ids["image"]) + 1, SIZES[1])
    swapped = [other.replace(f"/{max(city.ids['image']) + 1}/", f"/{pk}/") for pk in city.ids["image"]]
    return [f"{base}{name}" for base in ("/media/", "/documents/", "/pictures/") for name in names] + swapped


def statuses(client: Client, paths: list[str]) -> set[int]:
    return {read_all(client.get(path)).status_code for path in paths}


def test_those_whom_it_concerns_see_them_in_the_back_end(city):
    for office in OFFICES:
        assert statuses(client_of(getattr(city.theirs, office)), signed(city) + downloads(city)) == {200}


@pytest.mark.parametrize("office", OFFICES)
def test_other_offices_see_none_of_them(city, office):
    statuses(client_of(city.theirs.editor), signed(city))  # so that every size is made

    client = client_of(getattr(city.ours, office))
    assert statuses(client, signed(city) + downloads(city)) == {404}
    assert statuses(client, guessed(city)) <= {302, 403, 404}


def test_the_public_sees_none_of_them_whatever_cookie_comes_along(city):
    insider = client_of(city.theirs.editor)
    statuses(insider, signed(city))
    paths = signed(city) + downloads(city) + guessed(city)

    for site in (city.ours.site, city.theirs.site):
        visitor = Client(HTTP_HOST=site.hostname)
        assert statuses(visitor, paths) == {404}
        visitor.cookies = insider.cookies
        assert statuses(visitor, paths) == {404}
    assert statuses(Client(HTTP_HOST=BACK_END), signed(city) + downloads(city)) == {404}
