"""The other sites of the installation, for the list at the foot of a home page (相关网站)."""

from collections.abc import Iterable
from dataclasses import dataclass

from resource_library.addresses import base_url

from ..enums import SiteKind
from ..models import SiteProfile


@dataclass(frozen=True)
class Sister:
    name: str
    url: str


@dataclass(frozen=True)
class SisterGroup:
    label: str
    sites: list[Sister]


def sisters(profiles: Iterable[SiteProfile]) -> list[SisterGroup]:
    """Grouped by kind: government portals, then departments, then special sites."""
    groups: dict[str, list[Sister]] = {}
    for profile in profiles:
        groups.setdefault(profile.kind, []).append(Sister(profile.standard_name, base_url(profile.site) + "/"))
    return [SisterGroup(str(label), groups[kind]) for kind, label in SiteKind.choices if kind in groups]
