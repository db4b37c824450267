"""The sites' part of the back end: the page tree with its doors, the register of websites."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets import viewsets

from resource_library.models import Placement
from unified_platform.accounts.domain import site_ids_with_role
from unified_platform.accounts.doors import anybody, information_centre, open_doors
from unified_platform.accounts.work import HOOK

from . import my_work
from .domain.register import may_keep_register
from .doors import home_paths, own_pages, own_pages_to_choose
from .freshness_pages import freshness_viewset, sees_all_sites
from .viewsets import site_register_viewset

viewsets.register(site_register_viewset)
viewsets.register(freshness_viewset)
open_doors(information_centre, "site_register:*")
# It shows the columns of the person's own sites.
open_doors(anybody, "column_freshness:*")

# What a site manager does with columns. Moving, copying and deleting stay shut: they would break public addresses.
_PAGE_ACTS = (
    "add", "add_subpage", "preview_on_add", "edit", "preview_on_edit", "view_draft", "unpublish", "set_page_position",
    "lock", "unlock", "history", "history_results", "revisions_index", "revisions_view", "revisions_revert",
    "revisions_unschedule", "revisions_compare",
)  # fmt: skip
open_doors(own_pages, *(f"wagtailadmin_pages:{act}" for act in _PAGE_ACTS))
open_doors(own_pages, "wagtailadmin_explore_root", "wagtailadmin_explore", "wagtailadmin_explore_results")
# It finds only what the person may explore.
open_doors(own_pages, "wagtailadmin_pages:search", "wagtailadmin_pages:search_results")
# The menu of the page tree reads these; they show what may be explored and nothing else.
open_doors(own_pages, "wagtailadmin_api:pages:listing", "wagtailadmin_api:pages:detail")
open_doors(
    own_pages_to_choose,
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
)


@hooks.register("construct_page_chooser_queryset")
def only_own_pages(pages, request):
    """Links and sections name pages of one's own sites. With what the column of states asks of every row."""
    pages = pages.prefetch_workflow_states().annotate_approved_schedule()
    if request.user.is_superuser:
        return pages
    below = Q(pk=None)
    for path in home_paths(request.user):
        below |= Q(path__startswith=path)
    return pages.filter(below)


@hooks.register("before_unpublish_page")
def not_while_it_shows_something(request, page):
    """A column disappears once it is empty: what stands in it would lose its address."""
    below = Q(column__path__startswith=page.path)
    if not Placement.objects.filter(below, visible=True).exists():
        return None
    messages.error(request, _("The column still shows resources. Move or hide them first."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


class ForCentre(MenuItem):
    def is_shown(self, request):
        return may_keep_register(request.user)


@hooks.register("register_settings_menu_item")
def register_entry():
    return ForCentre(
        _("Site register"), reverse("site_register:list"), name="site_register", icon_name="site", order=200
    )


@hooks.register(HOOK)
def columns_to_keep_up(user):
    return my_work.piles(user)


class ForSiteStaff(MenuItem):
    """Shown to whoever works for a site, and to those who look after all of them."""

    def is_shown(self, request):
        return sees_all_sites(request.user) or bool(site_ids_with_role(request.user))


@hooks.register("register_admin_menu_item")
def freshness_entry():
    return ForSiteStaff(
        _("Column updates"), reverse("column_freshness:list"), name="column-updates", icon_name="history", order=115
    )
