"""What must not be in the environment of a public installation. Pure: settings call it before Django is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEMO_SECRET = "demo-only-not-a-secret"  # noqa: S105 - refused by name, that is what it stands here for
# What Django itself calls long enough (security.W009).
SECRET_LENGTH = 50
SECRET_VARIETY = 5
YES = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Problem:
    """A reason not to start; `id` is also the id of the system check."""

    id: str
    text: str | Promise

    def __str__(self) -> str:
        return f"{self.id}: {self.text}"


def switched_on(environ: Mapping[str, str], name: str, default: str = "") -> bool:
    return environ.get(name, default).strip().lower() in YES


def host_list(environ: Mapping[str, str], name: str) -> list[str]:
    return [host.strip().lower() for host in environ.get(name, "").split(",") if host.strip()]


def environment_problems(environ: Mapping[str, str]) -> list[Problem]:
    """All of them at once, so that nobody mends one to meet the next."""
    problems = _secret_problems(environ.get("SECRET_KEY", ""))
    if switched_on(environ, "DEBUG"):
        problems.append(Problem("health.E004", _("DEBUG is on; it shows visitors the inside of the platform.")))
    if not host_list(environ, "ADMIN_HOSTS"):
        problems.append(
            Problem("health.E005", _("ADMIN_HOSTS is empty; name the hosts of the back end, separated by commas."))
        )
    return problems


def _secret_problems(secret: str) -> list[Problem]:
    if not secret:
        return [Problem("health.E001", _("SECRET_KEY is missing."))]
    if secret == DEMO_SECRET:
        return [Problem("health.E002", _("SECRET_KEY is the demo's secret, which everybody knows."))]
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_VARIETY:
        return [Problem("health.E003", _("SECRET_KEY is too short; use at least 50 random characters."))]
    return []
