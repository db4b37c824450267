"""For `make check`: the test settings with the migration linter, which only developers install, and no database."""

from .base import database
from .test import *  # noqa: F403 - settings modules are layered by star import, Django's own idiom

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405 - from test
DATABASES = {"default": database("sqlite://:memory:")}

HOUSE = ("migration_tools", "sites", "themes", "resource_library", "unified_platform")
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [app.rpartition(".")[2] for app in INSTALLED_APPS if app.partition(".")[0] in HOUSE],
    "no_cache": True,
    # A first migration creates its tables; there is nothing yet that it could lock or break.
    "ignore_initial_migrations": True,
    # Names and codes of organs: unique among those in being, no longer among all. Looser rules break no older code.
    # 0010 takes indexes away; SQLite makes the tables anew for it, with the unique index that was there before.
    "ignore_name": ["0003_classification_and_reform", "0010_redundant_indexes"],
    # SQLite makes a table anew for every column that may not be null, and the linter takes that for a new constraint.
    # That such a column has a default in the database is seen to by tests/unified_platform/test_migrations.py.
    "exclude_migration_tests": ["NOT_NULL"],
}
