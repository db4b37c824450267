"""`manage.py retry_deliveries`: put what was given up back into the queue, after the cause is mended."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from unified_platform.events.domain import try_again
from unified_platform.events.models import Delivery, State


class Command(BaseCommand):
    help = "Tries given-up deliveries again: all of them, or those of one handler."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--handler", help="only deliveries of this handler")

    def handle(self, *args: object, **options: str) -> None:
        dead = Delivery.objects.filter(state=State.DEAD)
        if options["handler"]:
            dead = dead.filter(handler=options["handler"])
        self.stdout.write(_("%d deliveries will be tried again") % try_again(dead))
