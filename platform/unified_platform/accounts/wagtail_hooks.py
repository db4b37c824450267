"""The frame of the back end: the doors that are open to everybody, the menu, the look."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.viewsets import viewsets

from .domain import offices
from .doors import anybody, information_centre, open_doors
from .people import people_viewset
from .work import WorkPanel

viewsets.register(people_viewset)

# Nobody else's things stand behind these.
open_doors(
    anybody,
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset*",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtail_modeladmin:javascript_catalog",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_choose_page_*_link",
    # They ask the policy about the instance.
    "wagtailadmin_editing_sessions:*",
)

# They ask whose account it is.
open_doors(anybody, "people:*")
open_doors(information_centre, "deliveries_modeladmin_*")

# Wagtail's own entries that lead nowhere here: its manual, lists over all sites, its list of all accounts.
_USELESS_ENTRIES = {"help", "reports", "snippets"}
_USELESS_SEARCHES = {"users"}


@hooks.register("construct_main_menu")
def without_useless_entries(request, items) -> None:
    items[:] = [item for item in items if item.name not in _USELESS_ENTRIES]
    for item in items:
        if item.name == "explorer":
            # Wagtail's own Chinese word for its page tree means the pages of a list.
            item.label = _("Columns and pages")


class ForStaff(MenuItem):
    """Shown to whoever fills offices."""

    def is_shown(self, request):
        return offices.manages_people(request.user)


@hooks.register("register_admin_menu_item")
def people_entry():
    return ForStaff(_("People"), reverse("people:list"), name="people", icon_name="group", order=800)


class SearchForStaff(SearchArea):
    """Shown to whoever fills offices."""

    def is_shown(self, request):
        return offices.manages_people(request.user)


@hooks.register("register_admin_search_area")
def search_people():
    return SearchForStaff(_("People"), reverse("people:list"), name="people", icon_name="group", order=600)


@hooks.register("construct_search")
def without_useless_searches(request, areas) -> None:
    areas[:] = [area for area in areas if area.name not in _USELESS_SEARCHES]


@hooks.register("construct_homepage_panels", order=-10)
def an_empty_desk(request, panels) -> None:
    """Wagtail's panels list pages of all sites; each app puts its own in place of them."""
    panels.clear()


@hooks.register("construct_homepage_panels", order=10)
def my_work_today(request, panels) -> None:
    panels.append(WorkPanel())


@hooks.register("insert_global_admin_css")
def house_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("accounts/house.css"))


@hooks.register("insert_global_admin_js")
def missing_words() -> str:
    return format_html('<script src="{}"></script>', static("accounts/gaps.js"))


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("accounts.appoint", _("Appoint"), _("Appointed"))
    actions.register_action("accounts.dismiss", _("Dismiss"), _("Dismissed"))
