"""Migrations a million rows survive: an older release goes on inserting while a newer one is rolled out."""

from django.apps import apps
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from unified_platform.settings.lint import HOUSE


def test_new_column_that_may_not_be_null_has_a_default_in_the_database():
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in HOUSE}
    added = [
        (label, name, operation)
        for (label, name), migration in loader.disk_migrations.items()
        if label in ours
        for operation in migration.operations
        if isinstance(operation, AddField) and not operation.field.null and not operation.field.many_to_many
    ]

    assert [
        (label, name, operation.name)
        for label, name, operation in added
        if operation.field.db_default is NOT_PROVIDED and not name.startswith("0001_")
    ] == []
    assert "licence" in {operation.name for _label, _name, operation in added}
