from django.core.management.base import BaseCommand

from resource_library.domain.reference import load_reference_data


class Command(BaseCommand):
    help = "Adds the vocabularies, rules, review chain and platform roles that are missing. Safe to repeat."

    def handle(self, *args, **options) -> None:
        load_reference_data()
        self.stdout.write(self.style.SUCCESS("Reference data is complete."))
