"""Who can sign in to the demo city: every site has its own people, all invented, all with one published password.

Production refuses to start while one of them exists (`User.is_demo`).
"""

from django.contrib.auth.hashers import make_password
from wagtail.models import Site

from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import SITE_ROLES, Role
from unified_platform.accounts.models import User

from .names import NamePool

PASSWORD = "tongyuan-demo"  # noqa: S105 - published on purpose, for demo accounts only
# What stands after the site's short name: `xuanwu-writer`.
_SUFFIXES = {
    Role.WRITER: "writer",
    Role.EDITOR: "editor",
    Role.REVIEWER: "reviewer",
    Role.PUBLISHER: "publisher",
    Role.SITE_MANAGER: "manager",
}
CENTRE, AUTHORITY = "centre", "authority"


def username(slug: str, role: Role) -> str:
    return f"{slug}-{_SUFFIXES[role]}"


class Staff:
    """Makes accounts. One password, so it is hashed once: two hundred times would take minutes."""

    def __init__(self) -> None:
        self._hash = make_password(PASSWORD)

    def of_site(self, slug: str, site: Site, names: NamePool) -> dict[Role, User]:
        """One person for each role on the site."""
        return {role: self._hire(username(slug, role), role, names, site) for role in SITE_ROLES}

    def of_platform(self, names: NamePool) -> dict[Role, User]:
        """The information centre and the authority (R-1.1.1, R-1.1.2)."""
        return {
            Role.INFORMATION_CENTRE: self._hire(CENTRE, Role.INFORMATION_CENTRE, names, None),
            Role.AUTHORITY: self._hire(AUTHORITY, Role.AUTHORITY, names, None),
        }

    def _hire(self, name: str, role: Role, names: NamePool, site: Site | None) -> User:
        user = User.objects.create(
            username=name,
            password=self._hash,
            display_name=names.next(),
            office_title=str(role.label),
            is_demo=True,
        )
        assign(user, role, site)
        return user


def accounts() -> list[tuple[str, str, str]]:
    """(role, user name, password) for one person of each role, all of them of the portal or platform-wide."""
    users = User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)
    wanted = [(role, username("nanjing", role)) for role in SITE_ROLES]
    wanted += [(Role.INFORMATION_CENTRE, CENTRE), (Role.AUTHORITY, AUTHORITY)]
    known = set(users.filter(username__in=[name for _role, name in wanted]))
    return [(str(role.label), name, PASSWORD) for role, name in wanted if name in known]
