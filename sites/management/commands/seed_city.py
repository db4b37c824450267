"""`manage.py seed_city`: a city of any size, for benchmarks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.demo.big_city import TooFewError, grow
from sites.demo.demo_city import SEED, CityExistsError
from sites.demo.members import city_of
from sites.demo.searching import rebuild
from sites.demo.showing import Shown
from sites.demo.timeline import LOCAL


class Command(BaseCommand):
    help = "Fills an empty database with a city of the wanted size, by bulk insert, for benchmarks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sites", type=int, required=True, help="portal, districts, departments, then invented ones"
        )
        parser.add_argument("--resources", type=int, required=True, help="how many texts in all")
        parser.add_argument("--seed", type=int, default=SEED, help="the same number makes the same city")
        parser.add_argument("--no-index", action="store_true", help="leave the search index to rebuild_search")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("The demo city has published passwords, so it is only seeded with the demo settings."))
        quiet = options["verbosity"] == 0
        now = timezone.now().astimezone(LOCAL)
        with Shown(self.stdout, quiet=quiet) as shown:
            try:
                members = city_of(options["sites"])
                grown = grow(members, options["resources"], now, seed=options["seed"], progress=shown)
            except (CityExistsError, TooFewError, ValueError) as error:
                raise CommandError(str(error)) from None
        if not options["no_index"]:
            rebuild(self.stdout, quiet=quiet)
        if not quiet:
            facts = {"sites": grown.sites, "resources": grown.resources, "placements": grown.placements}
            self.stdout.write(_("%(sites)d sites, %(resources)d resources, %(placements)d placements.") % facts)
            self.stdout.write(_("%(rate)d resources a second.") % {"rate": grown.rate})
