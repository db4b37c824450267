"""What a newcomer reads when the city runs."""

import unicodedata

from django.utils.translation import gettext as _

from .city import City


def banner(city: City, admin: str) -> str:
    """Addresses, one sign-in for each role, and how to stop."""
    addresses = [*city.addresses(), (_("Back end"), admin)]
    accounts = city.accounts()
    width = max((columns(label) for label, _url in addresses), default=0)
    lines = ["", _("The demo city is running."), ""]
    lines += [f"  {pad(label, width)}  {url}" for label, url in addresses]
    if accounts:
        roles = max(columns(role) for role, _name, _password in accounts)
        names = max(columns(name) for _role, name, _password in accounts)
        lines += ["", _("Sign in to the back end as (role, user name, password):"), ""]
        lines += [f"  {pad(role, roles)}  {pad(name, names)}  {password}" for role, name, password in accounts]
    return "\n".join([*lines, "", _("Stop everything: Ctrl-C"), ""])


def columns(text: str) -> int:
    """Terminal columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
