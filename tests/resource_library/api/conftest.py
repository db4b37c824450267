"""The city's portal, a district, and systems that hold keys."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from resource_library.domain import api_keys
from resource_library.models import ApiKey, OrganLevel
from sites.enums import SiteKind
from tests.factories import public
from tests.factories.accounts import person
from tests.factories.library import OrganFactory
from tests.factories.public import City
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User

BASE = "/api/library/v1"


@pytest.fixture
def centre(db) -> User:
    return person(Role.INFORMATION_CENTRE)


@pytest.fixture
def portal(db) -> City:
    city = public.city("portal")
    city.profile.kind, city.profile.sponsor = SiteKind.PORTAL, OrganFactory(level=OrganLevel.CITY)
    city.profile.save()
    return city


@pytest.fixture
def district(db) -> City:
    return public.city("district")


@dataclass
class System:
    """Somebody's computer with a key."""

    key: ApiKey
    token: str
    host: str

    def get(self, path: str = "/resources", data: dict | None = None, **headers):
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        return Client(HTTP_HOST=self.host).get(BASE + path, data, headers=headers)

    def items(self, **asked) -> list[dict]:
        answer = self.get(data=asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["items"]

    def titles(self, **asked) -> list[str]:
        return [item["title"] for item in self.items(**asked)]


@pytest.fixture
def issue(portal, centre):
    """`issue(sites…)` is a system that may read these sites; all of them without any."""

    def issued(*sites, **terms) -> System:
        given = {"expires_at": timezone.now() + timedelta(days=30), "everywhere": not sites, **terms}
        key, token = api_keys.issue("测试系统", "某某 025-00000000", sites=sites, by=centre, **given)
        return System(key, token, portal.host)

    return issued


@pytest.fixture
def system(issue) -> System:
    return issue()
