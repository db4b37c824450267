"""`manage.py work`: the background worker."""

import signal
from threading import Event as Flag
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from unified_platform.events.worker import Worker
from unified_platform.health.startup import refuse_unsafe_database


class Command(BaseCommand):
    help = "Handles events and timed acts until it is stopped (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--once", action="store_true", help="one pass, then end")
        mode.add_argument("--drain", action="store_true", help="everything that is due, then end")

    def handle(self, *args: object, **options: bool) -> None:
        refuse_unsafe_database()
        stop = Flag()
        _stop_on_signals(stop)
        worker = Worker(stop)
        if options["once"] or options["drain"]:
            outcome = worker.once() if options["once"] else worker.drain()
            self.stdout.write(_("%(done)d done, %(failed)d to be tried again, %(dead)d given up") % vars(outcome))
        else:
            worker.run()


def _stop_on_signals(stop: Flag) -> None:
    """The first signal asks for an orderly end; a second one ends it on the spot."""

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
