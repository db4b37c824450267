"""A small demo city, made once for all tests of a module."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from sites.demo.demo_city import City, build
from sites.demo.drafts import Picture
from sites.demo.members import Member, departments, districts, portal
from sites.demo.timeline import LOCAL

# A Sunday evening: what offices publish is two days old, news are not.
NOW = datetime(2026, 11, 22, 19, 30, tzinfo=LOCAL)
SMALL = 96


def some_members() -> tuple[Member, ...]:
    """The portal, the districts of the demo cases, two departments."""
    wanted = {"xuanwu", "qinhuai", "jiangning", "luhe", "gaochun"}
    return (portal(), *(each for each in districts() if each.slug in wanted), *departments()[:2])


class FlatAlbum:
    """Pictures without any picture behind them."""

    def deal(self, scenes) -> Picture:
        return Picture(1, "城市天际线")

    def portrait(self, number: int) -> Picture:
        return Picture(2, "人物剪影")


@pytest.fixture(scope="module")
def city_media(tmp_path_factory) -> Path:
    """Where the city's pictures and files are."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, city_media) -> Iterator[City]:
    """The city of `some_members` with tiny pictures; gone after the module's last test."""
    before = django_settings.MEDIA_ROOT
    django_settings.MEDIA_ROOT = city_media
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(some_members(), NOW, picture_width=SMALL)
        transaction.set_rollback(True)
    django_settings.MEDIA_ROOT = before
