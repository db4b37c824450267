"""What the run command asks of the city (`settings.CITY`): is there one, where is it, who can sign in."""

from resource_library.addresses import base_url

from ..models import SiteProfile
from . import people

# What a newcomer should see first.
_SHOWN = ("nanjing", "xuanwu", "jiangning", "luhe", "edu", "fgw")


def is_open() -> bool:
    """Whether there is a site already."""
    return SiteProfile.objects.exists()


def addresses() -> list[tuple[str, str]]:
    """(name, address) of the portal, three districts and two departments."""
    profiles = SiteProfile.objects.filter(slug__in=_SHOWN).select_related("site")
    found = {profile.slug: (profile.standard_name, f"{base_url(profile.site)}/") for profile in profiles}
    return [found[slug] for slug in _SHOWN if slug in found]


def accounts() -> list[tuple[str, str, str]]:
    """(role, user name, password), one for each role."""
    return people.accounts()
