"""`manage.py media_export`: the media half of a backup. deploy/backup.sh calls it."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from unified_platform.backup.domain import export, read_manifest


class Command(BaseCommand):
    help = "Copies all media into a folder that many backups share, and writes which files belong to this one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pool", type=Path, help="folder of the copies")
        parser.add_argument("manifest", type=Path, help="file to write: SHA-256 and name of every file")
        parser.add_argument("--previous", type=Path, help="manifest of the backup before, to copy only what is new")

    def handle(self, *args: object, **options: Path) -> None:
        previous = options["previous"]
        known = read_manifest(previous) if previous and previous.is_file() else []
        options["pool"].mkdir(parents=True, exist_ok=True)
        count = 0
        with options["manifest"].open("w", encoding="utf-8") as manifest:
            for entry in export(default_storage, options["pool"], known):
                manifest.write(f"{entry}\n")
                count += 1
                if count % 10_000 == 0:
                    self.stdout.write(_("%d files so far") % count)
        self.stdout.write(_("%d media files are in the backup") % count)
