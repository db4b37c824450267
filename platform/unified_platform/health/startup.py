"""Refusing to start an unsafe installation, with every reason in one message.

`settings.production` collects what the environment tells. What only the database tells is asked when a web server or
a worker starts, not for other commands: they are what one mends it with.
"""

import warnings
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from wagtail.models import Site

from .environment import Problem

SHOWN = 5


def refuse_unsafe_environment() -> None:
    """ImproperlyConfigured when the settings found problems; then those of the database are named with them."""
    problems = list(getattr(settings, "START_PROBLEMS", ()))
    if problems:
        raise refusal(problems + _database_problems_if_any())


def refuse_unsafe_database() -> None:
    """ImproperlyConfigured when a public installation holds demo accounts, or cannot be asked for them."""
    if not getattr(settings, "REFUSE_DEMO_DATA", False):
        return
    try:
        problems = database_problems()
    except (OperationalError, InterfaceError) as error:
        raise ImproperlyConfigured(_("The database cannot be reached: %s") % error) from None
    if problems:
        raise refusal(problems)


def refusal(problems: list[Problem]) -> ImproperlyConfigured:
    lines = "\n".join(f"  {problem}" for problem in problems)
    return ImproperlyConfigured(_("This installation does not start:") + "\n" + lines)


def database_problems() -> list[Problem]:
    """Demo accounts. A database without tables has none; OperationalError when it cannot be reached."""
    users = get_user_model()
    if users._meta.db_table not in connection.introspection.table_names():
        return []
    names = list(users.objects.filter(is_demo=True).order_by("pk").values_list("username", flat=True)[: SHOWN + 1])
    if not names:
        return []
    shown = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    return [Problem("health.E010", _("The database holds demo accounts, whose password everybody knows: %s") % shown)]


def nobody_registered() -> bool:
    """Whether no site has a host that the world could ask for. The first one is opened in the back end."""
    return not Site.objects.exclude(hostname="localhost").exclude(hostname__endswith=".localhost").exists()


def _database_problems_if_any() -> list[Problem]:
    """Best effort while something else is already wrong; never makes a database file."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).is_file():
        return []
    with warnings.catch_warnings():
        # Django warns of queries before all apps are ready; the accounts' models are, and we are about to end.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            return database_problems()
        except (DatabaseError, InterfaceError):
            return []
        finally:
            connection.close()
