"""What surrounds the content of every page: the site's name, menu, colours, and what its footer must show."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from resource_library.addresses import base_url
from themes.colours import fingerprint

from ..models import SiteProfile
from .navigation import Node, Tree
from .tags import Tag, site_tags

# The pages of the authorities that keep the registers a footer refers to.
_MARK = "https://bszs.conac.cn/sitename?"
_CORRECTION = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?"
_ICP = "https://beian.miit.gov.cn/"
_POLICE = "https://beian.mps.gov.cn/#/query/webSearch?"


class Frame:
    """The page of a site around its content.

    `is_away`: it stands on a host that is not the site's, as a preview does, so its links need the full address.
    """

    def __init__(self, profile: SiteProfile, *, is_preview: bool = False, is_away: bool = False) -> None:
        self.profile = profile
        self.is_preview = is_preview
        self.origin = base_url(profile.site)
        self.base = self.origin if is_preview or is_away else ""

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.profile.site.root_page, self.base)

    @property
    def menu(self) -> list[Node]:
        return self.tree.menu

    @property
    def tags(self) -> list[Tag]:
        return site_tags(self.profile)

    @property
    def colours(self) -> str:
        """Address of the style sheet with the theme's colours."""
        return reverse("colours", args=(self.profile.theme.code, fingerprint(self.profile.theme)))

    def absolute(self, url: str) -> str:
        """The full address of a path of this site."""
        return url if url.startswith(("http://", "https://")) else self.origin + url

    def page_url(self, number: int) -> str | None:
        """Where a public page of this site is, by its id."""
        node = self.tree.by_id.get(number)
        return node.url if node else None

    # Where the footer's marks lead

    @property
    def mark_url(self) -> str:
        return _MARK + urlencode({"method": "show", "id": self.profile.mark_id})

    @property
    def correction_url(self) -> str:
        return _CORRECTION + urlencode({"site_code": self.profile.site_code, "url": self.origin + "/"})

    @property
    def icp_url(self) -> str:
        return _ICP

    @property
    def police_url(self) -> str:
        number = "".join(character for character in self.profile.police_number if character.isdecimal())
        return _POLICE + urlencode({"code": number})


def frame_of(request: HttpRequest) -> Frame:
    """The frame of a public request, made once."""
    if not hasattr(request, "frame"):
        request.frame = Frame(request.profile)
    return request.frame
