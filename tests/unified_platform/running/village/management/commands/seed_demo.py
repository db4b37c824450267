import os
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from tests.factories.sites import site


class Command(BaseCommand):
    """Opens one site with a picture; waits while the file SEED_WAITS names exists, fails when SEED_FAILS is set."""

    def handle(self, **options):
        site("village", host="village.localhost")
        default_storage.save("picture.txt", ContentFile(b"a picture"))
        begun = os.environ.get("SEED_WAITS")
        if begun and not Path(begun).exists():
            Path(begun).touch()
            while Path(begun).exists():
                time.sleep(0.05)
        if os.environ.get("SEED_FAILS"):
            raise CommandError("The seed failed on purpose.")
