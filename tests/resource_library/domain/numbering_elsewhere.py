"""One of two processes that take index numbers of the same organ at the same time.

    python -m tests.resource_library.domain.numbering_elsewhere <organ> <site>

For each line that comes in, `allocate 50` or `publish 1`, it does that so often and answers with the numbers it got.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "platform"))


def publisher(organ: Any, site: Any) -> Callable[[], str]:
    """A document from the draft to the signature, by the people of the site."""
    from sites.models import ColumnPage
    from tests.factories.offices import Office, draft, sign_off
    from unified_platform.accounts.domain import people_with_role
    from unified_platform.accounts.enums import Role

    roles = [Role.WRITER, Role.EDITOR, Role.REVIEWER, Role.PUBLISHER, Role.SITE_MANAGER]
    people = [people_with_role(role, site).get() for role in roles]
    office = Office(site, ColumnPage.objects.get(slug="zcwj"), *people)

    def publish() -> str:
        resource = draft(office, policy=True, issuer=organ)
        sign_off(resource, office)
        return resource.index_no

    return publish


def main(organ: int, site: int) -> None:
    import django

    django.setup()
    from django.utils import timezone
    from wagtail.models import Site

    from resource_library.domain.numbering import allocate_index_no
    from resource_library.models import Organ

    body = Organ.objects.get(pk=organ)
    acts = {
        # In a transaction of its own, as each publication takes one.
        "allocate": lambda: allocate_index_no(body, timezone.localdate().year),
        "publish": publisher(body, Site.objects.get(pk=site)),
    }
    say("ready")
    for line in sys.stdin:
        act, times = line.split()
        say(" ".join(acts[act]() for _time in range(int(times))))


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
