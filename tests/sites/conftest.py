"""One city, and somebody who reads it."""

import pytest

from tests.factories import public

from .reading import Visitor


@pytest.fixture
def city():
    return public.city("one")


@pytest.fixture
def visitor(city):
    return Visitor(city.host)
