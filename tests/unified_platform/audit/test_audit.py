"""The audit trail (R-1.13.7): complete, with addresses, never changed, kept at least six months."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from resource_library.domain import publishing
from resource_library.enums import WithdrawReason
from tests.factories import offices
from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.enums import Role
from unified_platform.audit import origin, retention
from unified_platform.audit.models import AppendOnlyError, AuditEntry
from unified_platform.audit.recording import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT, record
from unified_platform.rules.models import Rule

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.9"


def entry(**fields) -> AuditEntry:
    return AuditEntry.objects.create(action="resource.withdraw", **fields)


def test_what_the_house_logs_arrives_with_person_record_and_reason():
    office = offices.office("one")
    resource = offices.public(office, title="到期的通知")
    publishing.withdraw(resource, by=office.publisher, reason=WithdrawReason.LAPSED, note="到期")

    found = AuditEntry.objects.filter(action="resource.withdraw").get()
    assert (found.record_type, found.record_id, found.label) == (
        "resource_library.resource",
        str(resource.pk),
        "到期的通知",
    )
    assert (found.actor_id, found.data["note"]) == (office.publisher.pk, "到期")
    assert office.publisher.username in found.actor


def test_sign_ins_are_recorded_with_address_and_browser_and_never_a_password():
    user = UserFactory(username="zhang", is_superuser=True)
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT="Browser " + "x" * 300)
    address = reverse("wagtailadmin_login")
    client.post(address, {"username": "zhang", "password": "wrong-secret"})
    client.post(address, {"username": "zhang", "password": "correct-horse-battery"})
    client.post(reverse("wagtailadmin_logout"))

    found = AuditEntry.objects.order_by("pk").filter(action__startswith="accounts.sign")
    assert [each.action for each in found] == [SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT]
    assert {each.address for each in found} == {ADDRESS}
    assert [len(each.client) for each in found] == [200] * 3
    assert [each.actor_id for each in found] == [None, user.pk, user.pk]
    assert "secret" not in str(list(found.values()))


@pytest.mark.parametrize(
    ("proxies", "peer", "header", "address"),
    [
        ([], ADDRESS, "1.2.3.4", ADDRESS),
        (["10.0.0.0/8"], "10.0.0.5", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.5", "10.20.30.40", "10.20.30.40"),
        (["10.0.0.0/8"], "10.0.0.5", "", "10.0.0.5"),
        (["10.0.0.0/8"], "10.0.0.5", "nonsense", "10.0.0.5"),
        (["::1/128"], "::1", "2001:db8::7", "2001:db8::7"),
        ([], "", "", None),
    ],
)
def test_only_our_own_proxy_is_believed(settings, proxies, peer, header, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=header)
    assert origin.address_of(request) == address


def test_lines_are_not_changed_or_removed_through_the_models():
    line = entry()
    line.label = "x"
    for attempt in (
        line.save,
        line.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(label="x"),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_database_refuses_to_change_a_line():
    line = entry(label="was")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET label = 'x' WHERE id = %s", [line.pk])
    assert AuditEntry.objects.get(pk=line.pk).label == "was"


def test_database_refuses_to_remove_a_line_before_its_time():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's tables are cleared row by row: only the application guards them")
    line = entry()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [line.pk])
    assert AuditEntry.objects.filter(pk=line.pk).exists()


def test_what_is_older_than_the_rule_says_is_forgotten_and_nothing_else():
    now = timezone.now()
    ages = (1, 182, 184, 400)
    lines = [entry(at=now - timedelta(days=days)) for days in ages]

    assert retention.forget_old() == 2
    assert set(AuditEntry.objects.filter(action="resource.withdraw")) == set(lines[:2])

    Rule.objects.filter(code=retention.RULE).update(value=30)
    with pytest.raises(ValueError, match="183"):
        retention.forget_old()


def test_line_stands_or_falls_with_its_act():
    with transaction.atomic():
        record("resource.withdraw", label="x")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(label="x").exists()


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", [Role.INFORMATION_CENTRE, Role.AUTHORITY])
def test_supervisors_read_filter_and_take_along(role):
    line = entry(label="=HYPERLINK(1)", actor="张三", address=ADDRESS)
    entry(label="另一条", actor="李四")
    client = browser(person(role))
    index = reverse("audit_modeladmin_index")

    page = client.get(index, {"q": "张三"}).content.decode()
    assert ADDRESS in page
    assert "另一条" not in page
    assert "HYPERLINK" in client.get(reverse("audit_modeladmin_inspect", args=[line.pk])).content.decode()

    table = client.get(index, {"q": "张三", "format": "xlsx"}).getvalue()
    rows = list(load_workbook(BytesIO(table)).active.iter_rows(values_only=True))
    assert (len(rows), rows[1][5], rows[1][6]) == (2, "=HYPERLINK(1)", ADDRESS)


def test_editors_do_not_read_the_trail():
    line = entry(label="秘密")
    client = browser(offices.office("one").manager)
    for address in (reverse("audit_modeladmin_index"), reverse("audit_modeladmin_inspect", args=[line.pk])):
        assert "秘密" not in client.get(address, follow=True).content.decode()
