"""Production settings refuse to start with what is only good for the demo, and say all of it at once."""

import re
import secrets
import subprocess

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from tests.factories.accounts import UserFactory
from tests.factories.sites import site
from tests.processes import ROOT, Elsewhere, database_url
from unified_platform.health.environment import DEMO_SECRET, environment_problems
from unified_platform.health.startup import database_problems, refuse_unsafe_database

PRODUCTION = "unified_platform.settings.production"
GOOD = {"SECRET_KEY": secrets.token_urlsafe(50), "ADMIN_HOSTS": "cms.example.gov.cn"}
NO_DATABASE = "sqlite:////nowhere/at/all.sqlite3"


def ids(problems) -> list[str]:
    return [problem.id for problem in problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["health.E001"]),
        ({"SECRET_KEY": DEMO_SECRET}, ["health.E002"]),
        ({"SECRET_KEY": secrets.token_hex(24)}, ["health.E003"]),
        ({"SECRET_KEY": "abcd" * 20}, ["health.E003"]),
        ({"DEBUG": "True"}, ["health.E004"]),
        ({"DEBUG": "0"}, []),
        ({"ADMIN_HOSTS": " , "}, ["health.E005"]),
        ({"SECRET_KEY": "", "DEBUG": "1", "ADMIN_HOSTS": ""}, ["health.E001", "health.E004", "health.E005"]),
    ],
)
def test_environment_problems_are_named_one_and_all(change, expected):
    assert ids(environment_problems({**GOOD, **change})) == expected


def test_demo_settings_hold_the_secret_that_is_refused():
    from unified_platform.settings import demo

    assert demo.SECRET_KEY == DEMO_SECRET


@pytest.mark.django_db
def test_demo_accounts_are_named_and_the_list_stays_short():
    UserFactory(username="a-person")
    assert database_problems() == []
    for number in range(7):
        UserFactory(username=f"demo{number}", is_demo=True)

    (problem,) = database_problems()
    assert problem.id == "health.E010"
    assert str(problem.text).endswith("demo0, demo1, demo2, demo3, demo4 …")


@pytest.mark.django_db
def test_demo_accounts_stop_a_server_of_a_public_installation_only(settings):
    UserFactory(username="demo", is_demo=True)
    refuse_unsafe_database()  # the demo itself
    settings.REFUSE_DEMO_DATA = True

    with pytest.raises(ImproperlyConfigured, match=r"health\.E010: .*demo"):
        refuse_unsafe_database()


@pytest.mark.django_db
def test_checks_report_demo_accounts_and_a_city_without_sites():
    UserFactory(username="demo", is_demo=True)

    def found() -> list[str]:
        messages = run_checks(include_deployment_checks=True, databases=["default"])
        return sorted(message.id for message in messages if message.id.startswith("health."))

    assert found() == ["health.E010", "health.W011"]
    site("first", host="www.example.gov.cn")
    assert found() == ["health.E010"]
    assert [message.id for message in run_checks(databases=["default"]) if message.id.startswith("health.")] == []


def start(command: str, tmp_path, url=NO_DATABASE, **environ) -> subprocess.CompletedProcess:
    elsewhere = Elsewhere(url, tmp_path, PRODUCTION)
    for name in ("SECRET_KEY", "ADMIN_HOSTS", "DEBUG"):
        elsewhere.environ.pop(name, None)
    elsewhere.environ.update(environ)
    return elsewhere.manage(*command.split())


def named(result: subprocess.CompletedProcess) -> list[str]:
    """The ids in a refusal: one a line below its headline."""
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return re.findall(r"^  (health\.E\d+): \S", result.stderr, re.MULTILINE)


def test_everything_wrong_is_said_in_one_message(tmp_path):
    result = start("check", tmp_path, SECRET_KEY=DEMO_SECRET, DEBUG="1")

    assert named(result) == ["health.E002", "health.E004", "health.E005"]
    assert len(result.stderr.splitlines()) == 4


def test_deploy_check_finds_nothing_to_say(tmp_path):
    result = start("check --deploy --fail-level WARNING", tmp_path, **GOOD)

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_demo_accounts_are_named_with_the_rest(tmp_path):
    UserFactory(username="xuanwu.writer", is_demo=True)
    url = database_url(tmp_path)

    assert named(start("check", tmp_path, url, SECRET_KEY=DEMO_SECRET)) == ["health.E002", "health.E005", "health.E010"]
    # With a clean environment a worker refuses, and so does a web server; other commands are there to mend it.
    assert named(start("work --once", tmp_path, url, **GOOD)) == ["health.E010"]
    assert start("check", tmp_path, url, **GOOD).returncode == 0


@pytest.mark.django_db(transaction=True)
def test_web_server_refuses_demo_accounts(tmp_path):
    UserFactory(username="xuanwu.writer", is_demo=True)
    web = Elsewhere(database_url(tmp_path), tmp_path, PRODUCTION, **GOOD, PYTHONPATH=f"{ROOT}:{ROOT / 'platform'}")
    result = web.run("-c", "import unified_platform.wsgi")

    assert result.returncode == 1
    assert "health.E010" in result.stderr
    assert "xuanwu.writer" in result.stderr


def test_run_city_is_not_for_a_public_installation(tmp_path):
    result = start("run_city", tmp_path, **GOOD)

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_settings_come_from_the_environment(tmp_path):
    names = (
        "ADMIN_HOSTS CSRF_TRUSTED_ORIGINS WAGTAILADMIN_BASE_URL SECURE_PROXY_SSL_HEADER SECURE_SSL_REDIRECT"
        " SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE DEBUG DEMO EMAIL_PORT SECRET_KEY_FALLBACKS"
    )
    environ = {
        **GOOD,
        "ADMIN_HOSTS": "cms.example.gov.cn, CMS2.example.gov.cn",
        "ADMIN_BASE_URL": "https://cms.example.gov.cn:8444",
        "PROXY_SSL_HEADER": "X-Tls",
        "HSTS_SECONDS": "60",
        "SECURE_SSL_REDIRECT": "no",
        "EMAIL_PORT": "2525",
        "SECRET_KEY_FALLBACKS": "an-older-key",
    }
    elsewhere = Elsewhere(NO_DATABASE, tmp_path, PRODUCTION, **environ)
    show = f"from django.conf import settings as s; print([getattr(s, n) for n in '{names}'.split()])"
    result = elsewhere.manage("shell", "--no-imports", "--command", show)

    assert result.stdout.strip() == str(
        [
            ["cms.example.gov.cn", "cms2.example.gov.cn"],
            ["https://cms.example.gov.cn", "https://cms.example.gov.cn:8444", "https://cms2.example.gov.cn"],
            "https://cms.example.gov.cn:8444",
            ("HTTP_X_TLS", "https"),
            False,
            60,
            True,
            True,
            False,
            False,
            2525,
            ["an-older-key"],
        ]
    )
