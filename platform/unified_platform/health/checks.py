"""System checks with ids: `manage.py check --deploy --database default`."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

from .startup import database_problems, nobody_registered


@register(Tags.database, deploy=True)
def unsafe_data(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """health.E010: demo accounts. health.W011: no site is registered under a public host."""
    if not kwargs.get("databases"):
        return []
    found: list[CheckMessage] = [Error(str(problem.text), id=problem.id) for problem in database_problems()]
    if nobody_registered():
        found.append(Warning(_("No site is registered under a public host name; visitors get 421."), id="health.W011"))
    return found
