"""Nobody sees or changes another site's things (R-1.11.4; ARCHITECTURE section 6).

All addresses of the back end are walked, as they stand in the resolver, with the numbers of another site in them. Those
whom it concerns walk the same way, to prove that there was something to find.
"""

import pytest
from django.test import Client
from django.urls import reverse

from resource_library.models import Resource
from tests.factories.accounts import UserFactory
from tests.resource_library.admin.forms import fields
from unified_platform.accounts.doors import anybody, close_doors, open_doors

from .planting import WORD, Planted, belongings, plant
from .walking import Leak, addresses, files, look_around, paths, press_every_button, seen_in

# Wagtail's view of a scaled picture leaves its temporary file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

# What readers are told by intention: who edited a public page, and the note they get with a withdrawal.
TOLD_TO_READERS = {f"{WORD}personeditorqz", f"{WORD}withdrawnoteqz"}
OFFICES = ("writer", "editor", "reviewer", "publisher", "manager")


@pytest.fixture
def city(db) -> Planted:
    return plant()


@pytest.fixture
def badly_guarded(settings) -> str:
    """A view that asks for no right on the instance, behind a door that is open to everybody."""
    settings.ROOT_URLCONF = "tests.leaks.planted_urls"
    open_doors(anybody, "planted")
    yield "planted"
    close_doors("planted")


@pytest.mark.parametrize("office", OFFICES)
def test_no_office_sees_anything_of_another_site(city, office):
    walked = paths(city, addresses()) + files(city)

    assert set(look_around(getattr(city.ours, office), city.secrets, walked)) == set()


def test_the_same_walk_finds_every_secret_for_those_whom_it_concerns(city):
    walked = paths(city, addresses()) + files(city)
    insiders = [UserFactory(is_superuser=True), *(getattr(city.theirs, office) for office in OFFICES)]

    missing = set(city.secrets)
    for person in insiders:
        missing -= {leak.secret for leak in look_around(person, missing, walked)} if missing else set()

    assert missing == set()


@pytest.mark.parametrize("office", OFFICES)
def test_no_office_changes_anything_of_another_site(city, office):
    theirs = city.theirs
    data = {
        **fields(theirs, title="换成我们的标题"),
        "username": theirs.editor.username, "role": "reviewer", "site": theirs.site.pk, "column": theirs.column.pk,
        "display_name": "换成我们的名字", "password": "gLacier-Lantern-48", "remarks": "换", "reason": "corrected",
        "steps_any": "1", "person": theirs.manager.pk, "starts_on": "2026-01-01", "ends_on": "2099-01-01",
        "collection": city.ids["collection"][0], "id": city.ids["document"], "action-submit": "1", "action-publish": "1",
    }  # fmt: skip
    before = belongings(city)

    press_every_button(getattr(city.ours, office), paths(city, addresses()), data)

    assert belongings(city) == before


def test_the_same_buttons_change_something_for_those_whom_it_concerns(city):
    before = belongings(city)
    withdraw = [reverse("resources:withdraw", args=[pk]) for pk in city.ids["resource"]]

    press_every_button(city.theirs.publisher, withdraw, {"reason": "corrected"})

    assert belongings(city) != before


def test_the_walk_catches_a_view_that_forgets_to_ask(city, badly_guarded):
    secret = Resource.objects.get(title__contains="draftqz", owner_site=city.theirs.site, live=False).title
    planted = [address for address in addresses() if address.name == badly_guarded]

    seen = set(look_around(city.ours.writer, city.secrets, paths(city, planted)))

    assert secret in {leak.secret for leak in seen}
    assert all(isinstance(leak, Leak) and leak.path.startswith("/admin/planted/") for leak in seen)


def test_a_view_nobody_opened_is_shut(city, badly_guarded):
    close_doors(badly_guarded)
    try:
        planted = [address for address in addresses() if address.name == badly_guarded]
        assert set(look_around(city.ours.writer, city.secrets, paths(city, planted))) == set()
    finally:
        open_doors(anybody, badly_guarded)


def test_the_public_sees_nothing_of_what_is_not_public(city):
    """All addresses of the websites, with the numbers of what is not public in them."""
    walked = paths(city, addresses(""))
    public = [path for path in walked if not path.startswith(("/admin/", "/healthz", "/readyz"))]
    numbers = [pk for kind in ("resource", "page", "image", "document") for pk in city.ids[kind]]
    for placement in city.theirs.column.placements.exclude(address_date=None):
        public += [f"/zcwj/{placement.path.rpartition('_')[0]}_{pk}.html" for pk in numbers]
    public += ["/zcwj/", "/zcwj/rss.xml", "/hidden/", "/rss.xml", "/sitemap.xml", "/sitemap-1.xml", "/search/?q=Zgxw"]
    public += files(city)

    told = set()
    for site in (city.ours.site, city.theirs.site):
        visitor = Client(HTTP_HOST=site.hostname, raise_request_exception=False)
        seen = {Leak(path, secret) for path in public for secret in seen_in(visitor.get(path), city.secrets)}
        # What a visitor typed into the search stands in the field again.
        seen = {leak for leak in seen if "q=" not in leak.path}
        assert {leak for leak in seen if leak.secret not in TOLD_TO_READERS} == set()
        told |= {leak.secret for leak in seen}
    assert told == TOLD_TO_READERS
