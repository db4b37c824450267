"""The pages about duplicates: who sees which pair, and the way from two texts to one."""

import pytest
from django.test import Client
from django.urls import reverse

from resource_library.domain import signatures
from resource_library.models import DuplicatePair, Resource, Verdict
from tests.factories import offices
from tests.factories.library import paragraph, published
from unified_platform.events import drain

pytestmark = pytest.mark.django_db
TEXT = "".join(chr(0x4E00 + n * 7 % 3000) for n in range(400))


@pytest.fixture
def offices_():
    return offices.office("one"), offices.office("two")


@pytest.fixture
def pair(offices_) -> DuplicatePair:
    both = [
        published(at.column, title="关于停水的通知", body=[paragraph(TEXT + end)])
        for at, end in zip(offices_, ("甲甲甲", "乙乙乙"), strict=True)
    ]
    signatures.sign([each.pk for each in both])
    return DuplicatePair.objects.get()


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_centre_compares_decides_and_takes_it_back(pair, centre):
    client = browser(centre)
    assert reverse("duplicates:pair", args=[pair.pk]) in client.get(reverse("duplicates:list")).content.decode()
    page = client.get(reverse("duplicates:pair", args=[pair.pk])).content.decode()
    assert ("<mark>甲甲甲</mark>" in page, "<mark>乙乙乙</mark>" in page) == (True, True)
    client.post(reverse("duplicates:decide", args=[pair.pk, "distinct"]))
    pair.refresh_from_db()
    assert pair.verdict == Verdict.DISTINCT
    client.post(reverse("duplicates:decide", args=[pair.pk, "ask"]))
    pair.refresh_from_db()
    assert pair.verdict == Verdict.OPEN


def test_merging_begins_with_what_would_happen(pair, centre):
    client, address = browser(centre), reverse("duplicates:merge", args=[pair.pk])
    assert client.get(address).status_code == 200
    shown = client.post(address, {"keep": pair.first_id})
    assert Resource.objects.filter(live=True).count() == 2
    client.post(address, {"confirmed": shown.context["signed"]})
    drain()
    assert list(Resource.objects.filter(live=True).values_list("pk", flat=True)) == [pair.first_id]


def test_pair_of_two_sites_is_nobody_elses(pair, offices_):
    for at in offices_:
        client = browser(at.manager)
        assert client.get(reverse("duplicates:list")).context["pairs"].paginator.count == 0
        for name, args in (("pair", [pair.pk]), ("merge", [pair.pk])):
            assert client.get(reverse(f"duplicates:{name}", args=args)).status_code == 404
        assert client.post(reverse("duplicates:decide", args=[pair.pk, "distinct"])).status_code == 404
        assert browser(at.editor).get(reverse("duplicates:list")).status_code in (302, 403)


def test_list_costs_the_same_however_long_it_is(pair, offices_, centre, django_assert_max_num_queries):
    client = browser(centre)
    client.get(reverse("duplicates:list"))
    for number in range(3):
        signatures.sign([published(offices_[number % 2].column, title="关于停水的通知", body=[paragraph(TEXT)]).pk])
    with django_assert_max_num_queries(14):
        assert client.get(reverse("duplicates:list")).context["pairs"].paginator.count == 10
