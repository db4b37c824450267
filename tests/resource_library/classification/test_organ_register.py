"""机构名录: where an organ sits is edited there; what it is called is not."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from resource_library.models import Organ
from tests.factories.library import OrganFactory

pytestmark = pytest.mark.django_db


def test_register_changes_neither_name_nor_code(centre):
    organ = OrganFactory(name="甲局", code="AAAA00001")
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(centre)
    url = reverse("organs_modeladmin_edit", args=[organ.pk])
    assert "甲局" in browser.get(url).content.decode()

    browser.post(
        url,
        {
            "name": "乙局",
            "short_name": "乙",
            "code": "BBBB00001",
            "level": "city",
            "parent": "",
            "address": "一号",
            "phone": "",
        },
    )

    assert Organ.objects.filter(pk=organ.pk).values_list("name", "code", "address").get() == (
        "甲局",
        "AAAA00001",
        "一号",
    )


def test_organ_does_not_stand_below_itself():
    above = OrganFactory()
    below = OrganFactory(parent=above)
    above.parent = below
    with pytest.raises(ValidationError):
        above.clean()


def test_two_organs_in_being_share_neither_name_nor_code():
    OrganFactory(name="甲局", code="AAAA00001")
    for facts in ({"name": "甲局", "code": "BBBB00001"}, {"name": "乙局", "code": "AAAA00001"}):
        with pytest.raises(ValidationError):
            Organ(short_name="乙", level="city", **facts).full_clean()
