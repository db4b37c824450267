"""`manage.py media_restore`: puts the media of a backup back. deploy/restore.sh calls it."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from unified_platform.backup.domain import DamagedBackupError, read_manifest, restore


class Command(BaseCommand):
    help = "Puts back the media that the storage lacks. Files that are there already stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pool", type=Path, help="folder of the copies")
        parser.add_argument("manifest", type=Path, help="which of them to put back")

    def handle(self, *args: object, **options: Path) -> None:
        written = kept = 0
        try:
            for _entry, was_written in restore(default_storage, options["pool"], read_manifest(options["manifest"])):
                written, kept = written + was_written, kept + (not was_written)
        except (DamagedBackupError, FileNotFoundError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            _("%(written)d media files put back, %(kept)d were there") % {"written": written, "kept": kept}
        )
