"""Two offices that write the same, and the centre that decides."""

import pytest

from tests.factories import offices
from tests.factories.accounts import person
from unified_platform.accounts.enums import Role


@pytest.fixture
def office():
    return offices.office("one")


@pytest.fixture
def other():
    return offices.office("two")


@pytest.fixture
def centre():
    return person(Role.INFORMATION_CENTRE)
