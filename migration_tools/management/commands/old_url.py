"""`manage.py old_url URL`: what an old address answers."""

from argparse import ArgumentParser
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from migration_tools.redirects import resolve
from sites.old_addresses import Gone, Redirect, Unknown


class Command(BaseCommand):
    help = "Show what an address of a closed site leads to now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="the old address, as it was")

    def handle(self, *, url: str, **options) -> None:
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host = parts.hostname or ""
        except ValueError as error:
            raise CommandError(_("“%(url)s” is no address.") % {"url": url}) from error
        answer = resolve(host, parts.path, parts.query)
        match answer:
            case Redirect(url=target):
                self.stdout.write(f"301 {target}")
            case Gone(reason=reason):
                self.stdout.write(f"410 {reason}".rstrip())
            case Unknown():
                self.stdout.write("404 " + _("Nobody knew this address."))
            case None:
                raise CommandError(_("No site with the name %(host)s has moved in.") % {"host": host})
