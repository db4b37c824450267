"""Fixtures for every test. Factories stand in tests/factories, one file per app."""

import os
import shutil
from pathlib import Path

import pytest
from django.test import TransactionTestCase

from . import migrated


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """The test database is a copy of one that was migrated already, where there is one."""
    with django_db_blocker.unblock():
        migrated.use_copy()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The reference data (vocabularies, review chain, rules) is in the database once, before the first test.

    What loading it announced is nobody's business any more: a test begins with an empty outbox.
    """
    from resource_library.domain.reference import load_reference_data
    from unified_platform.events.models import Event

    with django_db_blocker.unblock():
        migrated.keep_copy()
        load_reference_data()
        Event.objects.all().delete()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Every test writes its uploads, and what its worker indexes, into its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder with real input; the test is skipped where it is not there."""
    folder = Path(os.environ.get("REALDATA_DIR", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real input at {folder}: set REALDATA_DIR")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; the test is skipped on a machine without one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


# Fixtures that stand for a database.
DATABASES = {"django_db_setup", "migrated_url"}
ON_REQUEST = {
    "e2e": "drives a real browser; run with: pytest -m e2e",
    "services": "starts real servers; run with: pytest -m services",
    "bench": "measures; run with: pytest -m bench",
}


def _asks_database(item: pytest.Item) -> bool:
    """Whether it could turn out otherwise on another database; the rest need not run once for each."""
    is_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return is_django or bool(item.get_closest_marker("django_db") or DATABASES & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses the database; skip, saying so, what needs more than Python unless `-m` names it."""
    wanted = config.option.markexpr or ""
    for item in items:
        if _asks_database(item):
            item.add_marker(pytest.mark.database)
        # A module that fills the database once for all its tests needs the test database too, even when no other test
        # asks for it; without the mark it would find the real one.
        if "django_db_setup" in item.fixturenames and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
        for marker, reason in ON_REQUEST.items():
            if item.get_closest_marker(marker) and marker not in wanted:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Hostile input ends up in captured logs, and half a surrogate pair cannot travel between xdist's processes."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report
