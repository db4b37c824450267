"""Every call carries a key, is counted and recorded (R-1.12.3 d, R-4.7.3)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_library.domain import api_keys, api_metering
from resource_library.models import ApiCall, ApiKey, ApiUse
from tests.factories import offices
from tests.factories.accounts import UserFactory, person
from tests.factories.library import published
from unified_platform.accounts.enums import Role
from unified_platform.rules.models import Rule

from .conftest import BASE

pytestmark = pytest.mark.django_db


def problem(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], set(body)) == (answer.status_code, {"type", "title", "status", "detail", "instance"})
    return answer.status_code, body["instance"]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer ty_nonsense", "Basic dXNlcjpwYXNz", "Bearer " + "x" * 5000, "Bearer 密钥"],
)
def test_call_without_a_key_is_refused(portal, header, django_assert_num_queries):
    headers = {} if header is None else {"Authorization": header}
    with django_assert_num_queries(1):  # which site; rubbish is not even looked up
        answer = Client(HTTP_HOST=portal.host).get(f"{BASE}/resources", headers=headers)

    assert problem(answer) == (401, f"{BASE}/resources")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert ApiCall.objects.count() == 0


def test_key_is_kept_as_a_digest_only(system):
    row = ApiKey.objects.values().get()

    assert [name for name, value in row.items() if system.token in str(value)] == []
    assert (system.token.startswith(row["hint"]), len(row["hint"])) == (True, 9)
    assert api_keys.find(system.token) == system.key
    assert api_keys.find(row["digest"]) is None


@pytest.mark.parametrize("what", ["revoked", "expired"])
def test_key_that_is_over_opens_nothing_and_the_try_is_recorded(system, centre, what):
    assert system.get().status_code == 200
    if what == "revoked":
        api_keys.revoke(system.key, by=centre)
        answer = system.get()
    else:
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            answer = system.get()

    assert problem(answer)[0] == 401
    assert list(ApiCall.objects.order_by("pk").values_list("status", flat=True)) == [200, 401]


def test_keys_are_the_business_of_the_information_centre(system, portal):
    site = portal.profile.site
    for role in (Role.SITE_MANAGER, Role.PUBLISHER, Role.EDITOR):
        somebody = person(role, site)
        with pytest.raises(PermissionDenied):
            api_keys.revoke(system.key, by=somebody)
        with pytest.raises(PermissionDenied):
            api_keys.issue("x", "y", expires_at=timezone.now() + timedelta(days=1), everywhere=True, by=somebody)
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("terms", [{"expires_at": timezone.now() - timedelta(days=1), "everywhere": True}, {}])
def test_key_without_an_end_or_a_site_is_not_issued(centre, terms):
    given = {"expires_at": timezone.now() + timedelta(days=1), **terms}

    with pytest.raises(ValidationError):
        api_keys.issue("x", "y", by=centre, **given)


# Counted


def test_call_is_counted_by_day_and_recorded(system, portal):
    published(portal.news, title="一")
    system.get(data={"kind": "news"})
    system.get("/resources", {"kind": "nonsense"})

    use = ApiUse.objects.get()
    assert (use.key, use.calls, use.rows, use.refused) == (system.key, 2, 1, 0)
    calls = ApiCall.objects.order_by("pk").values_list("path", "query", "status", "rows", "address")
    assert list(calls) == [
        (f"{BASE}/resources", "kind=news", 200, 1, "127.0.0.1"),
        (f"{BASE}/resources", "kind=nonsense", 400, 0, "127.0.0.1"),
    ]


def test_days_are_those_of_nanjing(system):
    for moment in ("2026-07-01T15:59:00Z", "2026-07-01T16:00:00Z"):
        with time_machine.travel(moment, tick=False):
            ApiKey.objects.update(expires_at=timezone.now() + timedelta(days=1))
            system.get()

    assert [str(use.day) for use in ApiUse.objects.order_by("day")] == ["2026-07-01", "2026-07-02"]


def test_limit_comes_from_the_rule_table_and_ends_with_the_minute(system):
    Rule.objects.filter(code="api-per-minute").update(value=2)
    with time_machine.travel("2026-11-22T10:00:10Z", tick=False) as clock:
        answers = [system.get() for _n in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429]
        assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0", "0", "0"]
        assert problem(answers[2])[0] == 429
        assert answers[2]["Retry-After"] == "50"
        clock.shift(50)
        assert system.get().status_code == 200

    use = ApiUse.objects.get()
    assert (use.calls, use.refused) == (6, 3)
    # A flood is counted, and one line tells of it.
    assert list(ApiCall.objects.order_by("pk").values_list("status", flat=True)) == [200, 200, 429, 200]


def test_key_may_have_a_limit_of_its_own(issue):
    one = issue(per_minute=1)

    assert [one.get().status_code for _n in range(2)] == [200, 429]
    assert issue().get().status_code == 200


def test_log_cannot_be_changed_and_ends_by_rule(system):
    system.get()
    call = ApiCall.objects.get()
    with pytest.raises(PermissionDenied):
        call.save()

    ApiCall.objects.update(at=timezone.now() - timedelta(days=182))
    assert api_metering.prune() == 0
    ApiCall.objects.update(at=timezone.now() - timedelta(days=184))
    assert (api_metering.prune(), ApiCall.objects.count()) == (1, 0)


# In the back end


@pytest.fixture
def desk(centre) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(centre)
    return client


def test_key_is_shown_once(desk, portal):
    form = {"name": "市数据局", "contact": "某某", "everywhere": "on", "expires_at": "2099-01-01 00:00"}
    answer = desk.post(reverse("api_keys:issue"), form)

    token = answer.context["token"]
    assert (token in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (True, True)
    assert api_keys.find(token).name == "市数据局"
    for address in (reverse("api_keys:list"), reverse("api_keys:calls", args=[ApiKey.objects.get().pk])):
        shown = desk.get(address).content.decode()
        assert ("市数据局" in shown, token in shown, token[:9] in shown) == (True, False, True)


def test_form_says_what_is_wrong(desk):
    answer = desk.post(reverse("api_keys:issue"), {"name": "甲", "contact": "乙", "expires_at": "2099-01-01 00:00"})

    assert set(answer.context["form"].errors) == {"sites"}
    assert ApiKey.objects.count() == 0


def test_key_is_revoked_by_a_button(desk, system):
    desk.post(reverse("api_keys:revoke", args=[system.key.pk]))

    assert system.get().status_code == 401


def test_back_end_shows_the_calls(desk, system):
    system.get(data={"kind": "news"})

    shown = desk.get(reverse("api_keys:calls", args=[system.key.pk])).content.decode()
    assert "kind=news" in shown
    assert "测试系统" in desk.get(reverse("api_keys:list")).content.decode()


@pytest.mark.parametrize("office", ["writer", "editor", "reviewer", "publisher", "manager"])
def test_nobody_else_sees_the_keys(system, office):
    client = Client(HTTP_HOST="localhost")
    client.force_login(getattr(offices.office("ours"), office))

    for name, args in (("list", []), ("issue", []), ("calls", [system.key.pk])):
        assert client.get(reverse(f"api_keys:{name}", args=args)).status_code == 404
    client.post(reverse("api_keys:revoke", args=[system.key.pk]))
    assert system.get().status_code == 200


def test_list_of_keys_costs_the_same_for_many(desk, issue, django_assert_max_num_queries):
    for _n in range(12):
        issue().get()
    UserFactory()
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("api_keys:list")).status_code == 200
