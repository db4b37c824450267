"""`manage.py run_city`: what `make run` ends in. Everything from the port to the closing banner in one process."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _

from unified_platform.events.worker import Worker
from unified_platform.running import ports
from unified_platform.running.banner import banner
from unified_platform.running.city import city
from unified_platform.running.locks import lock, make_folder
from unified_platform.running.preparing import check_database, needs_preparing, prepare_elsewhere
from unified_platform.running.processes import ParentWatch, die_with_parent
from unified_platform.running.supervisor import Child, Supervisor
from unified_platform.running.web import WebServer, answers


class Command(BaseCommand):
    help = "Runs the demo city: prepares the database when needed, then the web server and the worker until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this stops")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("run_city runs the demo city; for your own installation see deploy/README.md."))
        port = ports.port_from(os.environ)
        sockets = ports.reserve(port)
        make_folder(Path(settings.VAR))
        held = lock(Path(settings.VAR))
        stop = _stop_on_signals()
        told_to_stop = _watch_parent() if options["with_parent"] else lambda: False
        if needs_preparing(check_database()):
            self.stdout.write(_("Preparing the city; this is slow only the first time."))
            prepare_elsewhere(stop)
        if stop.is_set():
            raise CommandError(_("Stopped before the city was ready; the next start begins anew."), returncode=130)
        application = get_wsgi_application()
        ports.listen(sockets, port)

        def web() -> None:
            held.close()
            WebServer(application, sockets).run()

        def worker() -> None:
            held.close()
            for found in sockets:
                found.close()
            _work()

        children = [Child(_("The web server"), web), Child(_("The worker"), worker)]
        supervisor = Supervisor(children, stop, told_to_stop)
        try:
            supervisor.start()
            self._wait_for_answer(port, supervisor)
            if not stop.is_set():
                self.stdout.write(banner(city(), f"http://{settings.ADMIN_HOSTS[0]}:{port}/admin/"))
                self.stdout.flush()
            supervisor.watch()
        finally:
            supervisor.end()
        self.stdout.write(_("Stopped."))

    def _wait_for_answer(self, port: int, supervisor: Supervisor) -> None:
        """CommandError when the web server dies before it ever answered."""
        web = supervisor.children[0]
        while not supervisor.stop.is_set() and not answers(port):
            supervisor.look()
            if web.deaths:
                raise CommandError(_("The web server did not start; the reason stands above."))


def _work() -> None:
    """The worker, in its own process."""
    stop = _stop_on_signals()
    Worker(stop).run()


def _stop_on_signals() -> Flag:
    """The flag that SIGTERM, Ctrl-C and a closed terminal (unless under nohup) raise."""
    stop = Flag()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, ask)
    return stop


def _watch_parent() -> Callable[[], bool]:
    """Whether the parent wants us to stop; the kernel is asked to tell us of its end besides."""
    watch = ParentWatch(os.getppid())
    die_with_parent()
    return watch.told_to_stop
