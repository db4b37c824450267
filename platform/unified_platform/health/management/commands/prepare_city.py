"""`manage.py prepare_city`: the first half of run_city, in a process of its own."""

from typing import Any

from django.core.management.base import BaseCommand

from unified_platform.running.preparing import prepare


class Command(BaseCommand):
    help = "Migrates the database, and seeds the demo city when there is no site."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(options["verbosity"])
