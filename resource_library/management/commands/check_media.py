"""`manage.py check_media`: are bytes, records and uses of pictures and files as they should be?"""

import sys

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from resource_library.media.check import check


class Command(BaseCommand):
    help = (
        "Holds bytes, records and uses of pictures and files against each other; ends with 1 when something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what can be mended")

    def handle(self, *args: object, **options: bool) -> None:
        found = check(repair=options["repair"])
        told = (
            (_("What is noted differs from what is shown: %s"), found.uses),
            (_("The bytes of this record are lost; they are in the backup: %s"), found.lost),
            (_("Bytes that belong to no record: %s"), found.idle),
            (_("A file of the storage that nobody knows: %s"), found.strange),
        )
        for message, names in told:
            for name in names:
                self.stdout.write(message % name)
        if not found:
            self.stdout.write(_("Pictures and files are as they should be."))
        elif options["repair"] and not found.lost:
            self.stdout.write(_("Mended."))
        else:
            sys.exit(1)
