"""How a draft will look on its own site. Rendered for the back end, inside whose pages it stands in a frame."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page

from resource_library.models import Placement, Resource

from ..enums import ColumnType
from ..models import ColumnPage, HomePage, SiteProfile, TopicPage
from ..presentation.articles import draft
from ..presentation.frame import Frame
from ..presentation.navigation import Node
from .answers import policy
from .articles import article_page
from .columns import column_page, topic_page
from .home import home_page


def render_resource(resource: Resource, request: HttpRequest) -> HttpResponse:
    """The page of a resource as it is on the editor's screen, in the column it was meant for first."""
    frame = _frame(resource.owner_site_id)
    placement = _first_placement(resource)
    column = frame.tree.by_id.get(placement.column_id) or frame.tree.home or _bare_home(frame)
    placement.resource = resource
    return _framed(frame, article_page(frame, draft(frame, resource, placement, column)))


def render_page(page: Page, request: HttpRequest) -> HttpResponse:
    """A home, column or topic page as it is on the editor's screen; its entries are those that are public now."""
    frame = _frame(_site_of(page))
    if isinstance(page, HomePage):
        return _framed(
            frame,
            home_page(
                frame, frame.tree.home or _bare_home(frame), page.sections.get_prep_value() if page.sections else []
            ),
        )
    node = _node(frame, page)
    if isinstance(page, TopicPage):
        return _framed(frame, topic_page(frame, node, page))
    return _framed(frame, column_page(frame, node))


def _frame(site: int) -> Frame:
    joins = ("site__root_page", "theme", "sponsor", "operator", "authority")
    return Frame(SiteProfile.objects.select_related(*joins).get(site=site), is_preview=True)


def _framed(frame: Frame, response: HttpResponse) -> HttpResponse:
    """Only the back end's own pages may frame it; its links and its search lead to the site itself."""
    response["Content-Security-Policy"] = policy(frames="'self'", forms=frame.origin)
    return response


def _first_placement(resource: Resource) -> Placement:
    placements = Placement.objects.filter(resource=resource.pk, site=resource.owner_site_id).order_by("id")
    found = placements.filter(role="origin").first() or placements.first() if resource.pk else None
    placement = found or Placement(site_id=resource.owner_site_id, role="origin")
    if not placement.visible:
        placement.date = resource.published_at or timezone.now()
    return placement


def _site_of(page: Page) -> int:
    """The site in whose tree a page stands, or will stand; a new page has its path already, but no parent yet."""
    steps = [page.path[: n * page.steplen] for n in range(1, len(page.path) // page.steplen + 1)]
    profiles = SiteProfile.objects.filter(site__root_page__path__in=steps)
    site = profiles.values_list("site_id", flat=True).first()
    if site is None:
        raise Http404
    return site


def _node(frame: Frame, page: Page) -> Node:
    """The page in the tree, with the title and the tags it has on the screen."""
    node = frame.tree.by_id.get(page.pk or 0) or _new_node(frame, page)
    node.title = page.title
    if isinstance(page, ColumnPage):
        node.column_type = page.column_type
        node.description, node.keywords = page.description or page.title, page.keywords or page.title
        node.list_style, node.how_to_use = page.list_style, page.how_to_use
    elif isinstance(page, TopicPage):
        node.is_topic, node.column_type = True, ColumnType.TOPIC
        node.lead, node.starts, node.ends = page.lead, page.starts, page.ends
    return node


def _new_node(frame: Frame, page: Page) -> Node:
    url = frame.absolute("/" + page.url_path.split("/", 2)[2] if page.url_path.count("/") > 1 else "/")
    parent = frame.tree.home
    return Node(id=page.pk or 0, title=page.title, url=url, column_type=ColumnType.OTHER, parent=parent)


def _bare_home(frame: Frame) -> Node:
    return Node(
        id=0, title=frame.profile.standard_name, url=frame.origin + "/", column_type=ColumnType.HOME, is_home=True
    )
