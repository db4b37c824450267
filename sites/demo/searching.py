"""The search index after a seed."""

from typing import Any

from django.utils.translation import gettext as _

from unified_platform.search import domain

from .showing import Shown


def rebuild(out: Any, *, quiet: bool = False) -> int:
    """Build the indexes of what has been seeded; how many documents of the library they hold. After the commit, or they
    would see nothing."""
    with Shown(out, quiet=quiet) as shown:
        shown.step(_("Building the search index"), 1)
        library, *media = domain.source_names()
        for name in media:
            domain.rebuild(name=name)
        return domain.rebuild(shown.reach, library)
