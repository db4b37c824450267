"""`manage.py seed_demo`: the demo city."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.demo.demo_city import CityExistsError, build
from sites.demo.members import city_of, demo_city
from sites.demo.searching import rebuild
from sites.demo.showing import Shown
from sites.demo.timeline import LOCAL


class Command(BaseCommand):
    help = "Fills an empty database with the demo city: portal, districts, departments, people and thousands of texts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", type=int, help="only so many sites (default: the whole city)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("The demo city has published passwords, so it is only seeded with the demo settings."))
        try:
            members = city_of(options["sites"]) if options["sites"] is not None else demo_city()
        except ValueError as error:
            raise CommandError(str(error)) from None
        with Shown(self.stdout, quiet=options["verbosity"] == 0) as shown:
            try:
                city = build(members, timezone.now().astimezone(LOCAL), progress=shown)
            except CityExistsError as error:
                raise CommandError(str(error)) from None
        transaction.on_commit(lambda: rebuild(self.stdout, quiet=options["verbosity"] == 0))
        if options["verbosity"]:
            counts = {"sites": len(city.desks), "resources": city.resources, "placements": city.placements}
            self.stdout.write(_("%(sites)d sites, %(resources)d resources, %(placements)d placements.") % counts)
