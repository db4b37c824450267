"""`manage.py migrate_site mirror FOLDER --into SITE`: a closed website moves in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, cast

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from migration_tools.domain import MigrationError, make_plan, run
from migration_tools.report import Report
from migration_tools.sources import Source, SourceError
from migration_tools.sources.mirror import MirrorSource
from resource_library.models import Organ
from sites.models import SiteProfile

SOURCES = {"mirror": MirrorSource}


class Command(BaseCommand):
    help = "Move a closed website into a site of the platform. Run again, it changes nothing or goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=SOURCES, help="what the closed site is saved as")
        parser.add_argument("folder", type=Path, help="where it is saved")
        parser.add_argument("--into", required=True, metavar="SITE", help="short name of the site it moves into")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same")
        parser.add_argument("--host", default="", metavar="HOST", help="the old host name, if the pages do not tell")
        parser.add_argument(
            "--name", default="", metavar="NAME", help="name of the closed site, the source of its texts"
        )
        parser.add_argument("--issuer", metavar="CODE", help="code of the organ the closed site spoke for")
        parser.add_argument("--limit", type=int, metavar="N", help="move only the first N articles now")
        parser.add_argument("--report", type=Path, metavar="FOLDER", help="write report.html and report.json there")

    def handle(self, *, kind: str, folder: Path, into: str, **options) -> None:
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        try:
            source = SOURCES[kind](folder, options["host"])
            profile = SiteProfile.objects.select_related("site").get(slug=into)
        except SourceError as error:
            raise CommandError(str(error)) from error
        except SiteProfile.DoesNotExist as error:
            known = ", ".join(SiteProfile.objects.order_by("slug").values_list("slug", flat=True)[:10])
            message = _("There is no site “%(slug)s”. Sites are: %(known)s.") % {"slug": into, "known": known or "-"}
            raise CommandError(message) from error
        options["issuer"] = self._issuer(options["issuer"])
        try:
            report = self._migrate(console, source, profile, options)
        except MigrationError as error:
            raise CommandError(str(error)) from error
        self._tell(console, report, options["report"])

    def _migrate(self, console: Console, source: Source, profile: SiteProfile, options: dict) -> Report:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            reading = bar.add_task(_("Reading pages"), total=source.page_count)
            plan = make_plan(
                source,
                profile,
                name=options["name"],
                issuer=options["issuer"],
                limit=options["limit"],
                on_page=lambda item: bar.advance(reading),
            )
            moving = bar.add_task(_("Moving articles"), total=sum(1 for _item in plan.texts()))
            return run(plan, dry_run=options["dry_run"], on_item=lambda item: bar.advance(moving))

    def _issuer(self, code: str | None) -> Organ | None:
        # A renamed organ leaves its code to the next one: the one in being is meant.
        organ = Organ.objects.filter(code=code).order_by(F("ended_on").desc(nulls_first=True)).first() if code else None
        if code and organ is None:
            raise CommandError(_("There is no organ with the code %(code)s.") % {"code": code})
        return organ

    def _tell(self, console: Console, report: Report, folder: Path | None) -> None:
        for name, counts in report.sections():
            table = Table(title=name, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
            for what, count in counts:
                table.add_row(what, str(count))
            console.print(table)
        if report.dry_run:
            console.print(_("A dry run: nothing was written."))
        if folder:
            for path in report.write(folder):
                console.print(str(path))
        else:
            console.print(_("Every page with its reasons: run again with --report FOLDER."))
