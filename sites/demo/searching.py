"""The search index after a seed."""

from typing import Any

from django.utils.translation import gettext as _

from unified_platform.search import domain

from .showing import Shown


def rebuild(out: Any, *, quiet: bool = False) -> int:
    """Build the index of what has been seeded; how many documents it holds. After the commit, or it would see nothing."""
    with Shown(out, quiet=quiet) as shown:
        shown.step(_("Building the search index"), 1)
        return domain.rebuild(shown.reach)
