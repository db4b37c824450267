"""Nobody sees another site's things (R-1.11.4; ARCHITECTURE section 6).

All addresses of the back end are walked, as they stand in the resolver, with the numbers of another site in them. Those
whom it concerns walk the same way, to prove that there was something to find.
"""

import pytest

from tests.factories.accounts import UserFactory

from .planting import Planted, plant
from .walking import addresses, look_around, paths

# Wagtail's view of a scaled picture leaves its temporary file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

OFFICES = ("writer", "editor", "reviewer", "publisher", "manager")


@pytest.fixture
def city(db) -> Planted:
    return plant()


def test_no_office_sees_anything_of_another_site(city):
    walked = paths(city, addresses())

    seen = {office: set(look_around(getattr(city.ours, office), city.secrets, walked)) for office in OFFICES}

    assert seen == {office: set() for office in OFFICES}


def test_the_same_walk_finds_every_secret_for_those_whom_it_concerns(city):
    walked = paths(city, addresses())
    insiders = [UserFactory(is_superuser=True), *(getattr(city.theirs, office) for office in OFFICES)]

    missing = set(city.secrets)
    for person in insiders:
        missing -= {leak.secret for leak in look_around(person, missing, walked)} if missing else set()

    assert missing == set()
