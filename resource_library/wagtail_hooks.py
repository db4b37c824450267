"""The library's part of the back end: its pages, its menu entries, and which of its doors are open to whom."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.viewsets import viewsets
from wagtail.admin.widgets import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from unified_platform.accounts.doors import anybody, information_centre, open_doors
from unified_platform.accounts.work import HOOK

from . import my_work, permissions
from .columns import is_column
from .domain import chains, duplicates, reform
from .doors import own_documents, own_images
from .registers import OrganRegister, RuleRegister
from .viewsets.api_keys import api_key_viewset
from .viewsets.chooser import organ_chooser_viewset
from .viewsets.classification import classification_viewset
from .viewsets.column_pages import column_viewset
from .viewsets.desk_panel import WaysPanel
from .viewsets.duplicates import duplicate_viewset
from .viewsets.library import library_viewset
from .viewsets.overview import may_look, overview_viewset
from .viewsets.reforms import reform_viewset
from .viewsets.resources import ResourceViewSet
from .viewsets.review_chains import review_chain_viewset

register_snippet(ResourceViewSet)
viewsets.register(organ_chooser_viewset)
viewsets.register(column_viewset)
viewsets.register(library_viewset)
viewsets.register(api_key_viewset)
viewsets.register(classification_viewset)
viewsets.register(reform_viewset)
viewsets.register(review_chain_viewset)
viewsets.register(overview_viewset)
viewsets.register(duplicate_viewset)
modeladmin_register(OrganRegister)
modeladmin_register(RuleRegister)

# Every one of these asks about the instance itself, or shows only what is public.
# They ask whose chains somebody sets, and whose deputy it is.
open_doors(anybody, "review_chains:*")
# The first shows each only the numbers of her own sites, the second only pairs that she may decide about.
open_doors(anybody, "overview:*", "duplicates:*")
open_doors(anybody, "resources:*", "resource_chooser:*", "organ_chooser:*", "columns:*", "library:*")
open_doors(information_centre, "api_keys:*", "organs_modeladmin_*", "rules_modeladmin_*")
# Classes are public knowledge; every act on them, and every page of a reform, asks for the office.
open_doors(anybody, "classification:*", "reforms:*")
open_doors(own_images, "wagtailimages:*", "wagtailimages_chooser:*")
open_doors(own_documents, "wagtaildocs:*", "wagtaildocs_chooser:*")


class ForReaders(MenuItem):
    """Shown to whoever may see the resources of any site."""

    def is_shown(self, request):
        return permissions.policy().user_has_permission(request.user, "view")


@hooks.register("register_admin_menu_item")
def columns_entry():
    return ForReaders(_("Column content"), reverse("columns:list"), name="columns", icon_name="list-ul", order=110)


@hooks.register("register_admin_menu_item")
def library_entry():
    return ForReaders(_("Library"), reverse("library:list"), name="library", icon_name="search", order=120)


class ForSupervisors(MenuItem):
    """Shown to whoever supervises the library, or a site of it."""

    def is_shown(self, request):
        return may_look(request.user)


@hooks.register("register_admin_menu_item")
def overview_entry():
    return ForSupervisors(_("Overview of the library"), reverse("overview:overview"), icon_name="view", order=130)


class ForDeciders(MenuItem):
    """Shown to whoever may say what is a duplicate."""

    def is_shown(self, request):
        return duplicates.may_decide_anything(request.user)


@hooks.register("register_admin_menu_item")
def duplicates_entry():
    return ForDeciders(_("Duplicates"), reverse("duplicates:list"), name="duplicates", icon_name="copy", order=131)


@hooks.register("register_admin_search_area")
def search_resources():
    return SearchArea(_("Resources"), reverse("resources:list"), name="resources", icon_name="doc-full", order=10)


@hooks.register("construct_homepage_panels")
def desk(request, panels) -> None:
    panels.append(WaysPanel())


@hooks.register(HOOK)
def texts_that_wait(user):
    return my_work.piles(user)


@hooks.register("insert_global_admin_css")
def styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("resource_library/admin/editing.css"))


@hooks.register("insert_global_admin_js")
def ticking() -> str:
    return format_html('<script src="{}" defer></script>', static("resource_library/admin/tick.js"))


@hooks.register("insert_editor_js")
def way_to_a_field() -> str:
    return format_html('<script src="{}" defer></script>', static("resource_library/admin/mend.js"))


@hooks.register("insert_editor_js")
def last_words() -> str:
    return format_html('<script src="{}" defer></script>', static("resource_library/admin/last_words.js"))


@hooks.register("register_page_listing_buttons")
def content_of_column(page, user, next_url=None):
    """From a column in the page tree to what stands in it."""
    if is_column(page):
        yield ListingButton(_("Column content"), reverse("columns:content", args=[page.pk]), priority=10)


@hooks.register("register_settings_menu_item")
def classification_entry():
    return MenuItem(_("Classes"), reverse("classification:list"), name="classification", icon_name="tag", order=220)


class ForReformers(MenuItem):
    """Shown to whoever proposes or confirms reforms of organs."""

    def is_shown(self, request):
        return reform.may_see(request.user)


@hooks.register("register_settings_menu_item")
def reforms_entry():
    return ForReformers(_("Reforms of organs"), reverse("reforms:list"), name="reforms", icon_name="history", order=215)


class ForChainSetters(MenuItem):
    """Shown to whoever sets the review chains of a site."""

    def is_shown(self, request):
        sites = chains.sites_to_set(request.user)
        return sites is None or bool(sites)


@hooks.register("register_settings_menu_item")
def review_chains_entry():
    return ForChainSetters(
        _("Review chains"), reverse("review_chains:list"), name="review", icon_name="tasks", order=212
    )


@hooks.register("register_account_menu_item")
def deputies_entry(request):
    return {
        "url": reverse("review_chains:deputies"),
        "label": _("My deputies"),
        "help_text": _("Who takes your steps of the review while you are away."),
    }
