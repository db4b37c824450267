"""The commands, on an empty database."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from resource_library.models import LibraryImage, Resource
from sites.demo.demo_city import build
from sites.demo.members import city_of
from sites.models import SiteProfile

from .conftest import NOW, SMALL

pytestmark = pytest.mark.django_db


class Failing:
    """Progress that breaks when the work for editors begins."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, label: str, total: int) -> None:
        self.steps += 1
        if self.steps == 4:
            raise RuntimeError("the power went")

    def tick(self) -> None:
        """Nothing to show."""


def test_failed_seed_leaves_nothing(settings):
    with pytest.raises(RuntimeError, match="the power went"):
        build(city_of(1), NOW, picture_width=SMALL, progress=Failing())
    assert [SiteProfile.objects.count(), Resource.objects.count(), LibraryImage.objects.count()] == [0, 0, 0]
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_same_seed_makes_the_same_city():
    cities = []
    for _each in range(2):
        with transaction.atomic():
            build(city_of(2), NOW, picture_width=SMALL)
            rows = Resource.objects.filter(live=True).order_by("owner_site__profile__slug", "published_at", "title")
            cities.append(list(rows.values_list("title", "identifier", "published_at", "doc_no")))
            transaction.set_rollback(True)
    assert cities[0] == cities[1]
    assert len(cities[0]) > 500


def test_seed_demo_refuses_settings_that_are_not_the_demos(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="密码是公开的"):
        call_command("seed_demo", sites=1)


@pytest.mark.parametrize("sites", [0, 1000])
def test_seed_demo_refuses_an_impossible_size(sites):
    with pytest.raises(CommandError, match=r"1 .*274"):
        call_command("seed_demo", sites=sites)
