"""`manage.py health`: the report of /readyz on the command line, for cron and containers."""

import json
import socket
import sys

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from unified_platform.events.models import WorkerRecord
from unified_platform.health.probes import WORKER_SILENT, look


class Command(BaseCommand):
    help = "Prints how the platform is; exit code 1 when it is down (or, with --worker, when this host has no worker)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worker", action="store_true", help="only: is a worker of this host alive?")

    def handle(self, *args: object, **options: bool) -> None:
        if options["worker"]:
            sys.exit(0 if _worker_here() else 1)
        health = look()
        self.stdout.write(json.dumps(health.as_dict(), indent=2))
        sys.exit(1 if health.status == "down" else 0)


def _worker_here() -> bool:
    since = timezone.now() - WORKER_SILENT
    return WorkerRecord.objects.filter(name__startswith=f"{socket.gethostname()[:40]}-", seen_at__gte=since).exists()
