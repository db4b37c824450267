"""`manage.py rebuild_search`: build the search index anew, or only look whether that is needed."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from unified_platform.search.domain import needs_rebuild, rebuild, source_names, status
from unified_platform.search.engine import IndexState, RebuildRunningError, SearchUnavailableError

# What `--check` ends with, for scripts.
FINE, STALE, MISSING, UNREACHABLE = range(4)


class Command(BaseCommand):
    help = "Builds the search index anew from the library. Searches are answered from the old one meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="only look: ends with 0 when the index is fine, 1 when it is stale, 2 when it is missing or "
            "unreadable, 3 when the search server cannot be reached",
        )
        parser.add_argument("--if-needed", action="store_true", help="do nothing when the index is fine")

    def handle(self, *args: object, **options: bool) -> None:
        # Several indexes stand beside each other: that of the library, those of the media.
        wrong = {name: needs_rebuild(name) for name in source_names()}
        stale = [name for name, reason in wrong.items() if reason]
        if options["check"]:
            name = (stale or source_names())[0]
            self._check(name, wrong[name])
        elif options["if_needed"] and not stale:
            self.stdout.write(_("The search index is fine."))
        else:
            for name in stale if options["if_needed"] else source_names():
                self._rebuild(name)

    def _check(self, name: str, reason: str | None) -> None:
        found = status(name)
        if found.state == IndexState.UNREACHABLE:
            self.stderr.write(_("The search server cannot be reached: %s") % found.detail)
            sys.exit(UNREACHABLE)
        if found.rebuilding:
            self.stdout.write(_("The search index is being rebuilt."))
        elif reason is None:
            self.stdout.write(_("The search index is fine: %d documents.") % found.documents)
        else:
            self.stderr.write(reason)
            self.stderr.write(_("Run: python manage.py rebuild_search"))
            sys.exit(STALE if found.state == IndexState.READY else MISSING)

    def _rebuild(self, name: str) -> None:
        try:
            with progress_bar(self.stdout) as told:
                documents = rebuild(told, name)
        except RebuildRunningError:
            raise CommandError(_("Another rebuild of the search index is running.")) from None
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("The search index is rebuilt: %d documents.") % documents)


@contextmanager
def progress_bar(stream: OutputWrapper) -> Iterator[Callable[[int, int], None]]:
    """A callback (done, total) that draws a bar with an estimate, where somebody can watch it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=cast(IO[str], stream), highlight=False)
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("Indexing"), total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show
