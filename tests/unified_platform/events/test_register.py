"""The register of deliveries in the back end: for those who run the platform, and for nobody else."""

import pytest
from django.conf import settings

from tests.factories.accounts import UserFactory, person
from tests.factories.events import DeliveryFactory
from tests.factories.sites import site as open_a_site
from unified_platform.accounts.enums import PLATFORM_ROLES, Role
from unified_platform.events import handler
from unified_platform.events.models import Delivery, State
from unified_platform.events.permissions import can_see_deliveries, can_try_again

pytestmark = pytest.mark.django_db
INDEX = "/admin/deliveries/"
TRACEBACK = 'Traceback (most recent call last):\n  File "x.py"\nConnectionError: 检索服务不通 <script>'


@pytest.fixture
def sign_in(client):
    """A client in the back end, signed in as the given person."""

    def as_user(user):
        client.defaults["HTTP_HOST"] = settings.ADMIN_HOSTS[0]
        client.force_login(user)
        return client

    return as_user


@pytest.fixture
def centre(sign_in):
    return sign_in(person(Role.INFORMATION_CENTRE))


def listed(response) -> list[int]:
    return [delivery.pk for delivery in response.context["page_obj"].object_list]


def test_list_shows_what_happened_to_whom_and_why_not(centre):
    dead = DeliveryFactory(
        event__kind="resource.published", handler="search.index", state=State.DEAD, attempts=12, error=TRACEBACK
    )
    response = centre.get(INDEX)

    assert response.status_code == 200
    page = response.content.decode()
    assert listed(response) == [dead.pk]
    assert "resource.published" in page
    assert "ConnectionError: 检索服务不通 &lt;script&gt;" in page
    assert "<script> " not in page


def test_list_is_filtered_by_state_handler_and_kind(centre):
    handler("resource.published", name="search.index")(lambda event: None)
    handler("resource.withdrawn", name="pages.purge")(lambda event: None)
    first = DeliveryFactory(event__kind="resource.published", handler="search.index", state=State.DEAD)
    second = DeliveryFactory(event__kind="resource.withdrawn", handler="pages.purge", state=State.DONE)

    assert listed(centre.get(INDEX)) == [second.pk, first.pk]
    assert listed(centre.get(INDEX, {"state__exact": "dead"})) == [first.pk]
    assert listed(centre.get(INDEX, {"handler": "pages.purge"})) == [second.pk]
    assert listed(centre.get(INDEX, {"event__kind": "resource.published"})) == [first.pk]


def test_list_is_searched_by_subject_target_and_error(centre):
    by_subject = DeliveryFactory(event__subject_id="4711")
    by_target = DeliveryFactory(target="xuanwu")
    by_error = DeliveryFactory(error="ConnectionError: 检索服务不通")

    assert listed(centre.get(INDEX, {"q": "4711"})) == [by_subject.pk]
    assert listed(centre.get(INDEX, {"q": "xuanwu"})) == [by_target.pk]
    assert listed(centre.get(INDEX, {"q": "检索服务"})) == [by_error.pk]


def test_queries_of_the_list_do_not_grow_with_it(centre, django_assert_max_num_queries):
    DeliveryFactory()
    centre.get(INDEX)
    with django_assert_max_num_queries(40) as few:
        centre.get(INDEX)
    for _ in range(20):
        DeliveryFactory()
    with django_assert_max_num_queries(len(few)):
        assert len(listed(centre.get(INDEX))) == 21


def test_inspect_page_shows_the_error_in_full(centre):
    delivery = DeliveryFactory(event__payload={"why": "更正"}, state=State.DEAD, error=TRACEBACK)
    page = centre.get(f"{INDEX}inspect/{delivery.pk}/").content.decode()

    assert "File &quot;x.py&quot;" in page
    assert "&quot;why&quot;: &quot;更正&quot;" in page
    assert f"{INDEX}retry/{delivery.pk}/" in page


@pytest.mark.parametrize("state", [State.FAILED, State.DEAD])
def test_try_again_puts_it_back_into_the_queue(centre, state):
    delivery = DeliveryFactory(state=state, attempts=12, error=TRACEBACK)

    assert centre.get(f"{INDEX}retry/{delivery.pk}/").status_code == 200
    delivery.refresh_from_db()
    assert delivery.state == state  # looking changes nothing

    response = centre.post(f"{INDEX}retry/{delivery.pk}/")
    assert (response.status_code, response.url) == (302, f"{INDEX}inspect/{delivery.pk}/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 0)


def test_try_again_leaves_what_is_done_alone(centre):
    delivery = DeliveryFactory(state=State.DONE)
    centre.post(f"{INDEX}retry/{delivery.pk}/")

    assert Delivery.objects.get().state == State.DONE
    assert f"{INDEX}retry/" not in centre.get(INDEX).content.decode()


@pytest.mark.parametrize("path", ["create/", "edit/{0}/", "delete/{0}/", "history/{0}/"])
def test_there_is_no_address_to_change_a_delivery(centre, path):
    delivery = DeliveryFactory()

    assert centre.get(INDEX + path.format(delivery.pk)).status_code == 404


def test_superuser_sees_it_in_the_menu(sign_in):
    delivery = DeliveryFactory()
    client = sign_in(UserFactory(is_superuser=True))

    assert listed(client.get(INDEX)) == [delivery.pk]
    assert f'"{INDEX}"' in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INFORMATION_CENTRE])
def test_no_other_role_sees_or_touches_it(sign_in, role):
    delivery = DeliveryFactory(state=State.DEAD, error=TRACEBACK)
    site = None if role in PLATFORM_ROLES else open_a_site().site
    user = person(role, site)
    client = sign_in(user)
    home = client.get("/admin/")
    assert home.status_code == 200  # could have seen something

    for response in (
        client.get(INDEX),
        client.get(f"{INDEX}inspect/{delivery.pk}/"),
        client.get(f"{INDEX}retry/{delivery.pk}/"),
        client.post(f"{INDEX}retry/{delivery.pk}/"),
    ):
        assert response.status_code == 404
    assert (can_see_deliveries(user), can_try_again(user)) == (False, False)  # the views ask, were the door open
    assert INDEX not in home.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == State.DEAD
