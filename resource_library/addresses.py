"""Where a placement is on the web: `{site}/{column path}/{yyyymm}/t{yyyymmdd}_{resource id}.html`."""

import re
from datetime import date

from django.conf import settings
from wagtail.models import Page, Site

from .models import Placement

# Plain digits only: `\d` would also take ０ or ٠, and give every article many addresses.
ARTICLE = re.compile(r"^(?P<column>(?:[a-z0-9_-]+/)+)(?P<month>[0-9]{6})/t(?P<day>[0-9]{8})_(?P<id>[0-9]{1,18})\.html$")


def base_url(site: Site) -> str:
    """`https://www.example.gov.cn`: scheme and port are the installation's, the host is the register's."""
    return host_url(site.hostname)


def host_url(host: str) -> str:
    port = settings.PUBLIC_PORT
    return f"{settings.PUBLIC_SCHEME}://{host}{f':{port}' if port else ''}"


def column_path(column: Page, root: Page) -> str:
    """The column's path below its site: `/zwgk/zcwj/`."""
    return column.url_path[len(root.url_path) - 1 :]


def path_of(placement: Placement) -> str:
    """The path on the placement's own site. Needs column and site.root_page loaded to cost no query."""
    return column_path(placement.column, placement.site.root_page) + placement.path


def url_of(placement: Placement) -> str:
    """The full address, for links between sites, feeds and `rel=canonical`."""
    return base_url(placement.site) + path_of(placement)


def address_date(path_day: str) -> date | None:
    """`20261122` → a date; None for a day that does not exist."""
    try:
        return date(int(path_day[:4]), int(path_day[4:6]), int(path_day[6:]))
    except ValueError:
        return None
