"""Host names of closed sites that moved in (旧域名). Who keeps their ledger registers here; sites knows no ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.models import Site


@dataclass(frozen=True, slots=True)
class Redirect:
    """301 to `url`. `site` is the one the closed site moved into, here and below."""

    url: str
    site: Site


@dataclass(frozen=True, slots=True)
class Gone:
    """410 with the reason, in words for people."""

    reason: str
    site: Site


@dataclass(frozen=True, slots=True)
class Unknown:
    """404: the host is a closed site's, but nobody knew this address."""

    site: Site


Answer = Redirect | Gone | Unknown
# (host in lower case without port, path, query) → the answer, or None for a host that is no closed site's
Resolver = Callable[[str, str, str], Answer | None]

_resolvers: list[Resolver] = []


def register_resolver(resolver: Resolver) -> None:
    """To be called while apps get ready; the same resolver counts once."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def resolve(host: str, path: str, query: str = "") -> Answer | None:
    """The first answer anybody has."""
    return next((answer for resolver in _resolvers if (answer := resolver(host, path, query))), None)
