import json

from django.core.management.base import BaseCommand
from django.db import transaction

from unified_platform.events import emit


class Command(BaseCommand):
    """`emit_event KIND JSON`: what a web process does while the worker is at rest."""

    def add_arguments(self, parser):
        parser.add_argument("kind")
        parser.add_argument("payload", type=json.loads)

    def handle(self, kind, payload, **options):
        with transaction.atomic():
            emit(kind, payload=payload)
