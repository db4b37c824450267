"""Guards of the doors to pages: only those below the home pages of the person's own sites."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page, Site

from unified_platform.accounts.domain import site_ids_with_role

# What Wagtail calls the number of a page in an address.
_NUMBERS = ("page_id", "parent_page_id", "pk", "destination_id", "page_to_move_id")


def own_pages(request: HttpRequest, arguments: dict[str, Any]) -> bool:
    """Whether every page the address and its query name stands on a site of the person's, or is the root of all."""
    named = {str(arguments[name]) for name in _NUMBERS if arguments.get(name)}
    named |= {pk for name in ("id", "target_pages[]") for pk in request.GET.getlist(name) if pk}
    if not all(pk.isdigit() for pk in named):
        return False
    pages = Page.objects.filter(pk__in=named).values_list("path", "depth")
    if len(pages) < len({int(pk) for pk in named}):
        return False
    homes = home_paths(request.user)
    return all(depth == 1 or path.startswith(homes) for path, depth in pages)


def own_pages_to_choose(request: HttpRequest, arguments: dict[str, Any]) -> bool | HttpResponse:
    """As `own_pages`; with no page named Wagtail would begin at whatever page all of a type have in common."""
    if arguments.get("parent_page_id") or "/search/" in request.path or "chosen" in request.path:
        return own_pages(request, arguments)
    homes = list(Site.objects.filter(pk__in=site_ids_with_role(request.user)).values_list("root_page_id", flat=True))
    start = homes[0] if len(homes) == 1 else Page.get_first_root_node().pk
    query = request.GET.urlencode()
    return redirect(reverse("wagtailadmin_choose_page_child", args=[start]) + (f"?{query}" if query else ""))


def home_paths(user) -> tuple[str, ...]:
    """The tree paths of the home pages of the user's sites."""
    mine = Site.objects.filter(pk__in=site_ids_with_role(user))
    return tuple(mine.values_list("root_page__path", flat=True))
