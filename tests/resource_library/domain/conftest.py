"""Two sites with their people: the portal and a district."""

import pytest

from tests.factories.offices import Office, office


@pytest.fixture
def portal(db) -> Office:
    return office("portal")


@pytest.fixture
def district(db) -> Office:
    return office("district")
