"""The frame of the back end: the doors that are open to everybody, the menu, the look."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .doors import anybody, open_doors

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
    "javascript_catalog",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_choose_page_*_link",
    # They ask the policy about the instance.
    "wagtailadmin_editing_sessions:*",
)

# Wagtail's own entries that lead nowhere here: its manual, lists over all sites, searches without an index.
_USELESS_ENTRIES = {"help", "reports", "snippets"}
_USELESS_SEARCHES = {"pages", "users", "images", "documents"}


@hooks.register("construct_main_menu")
def without_useless_entries(request, items) -> None:
    items[:] = [item for item in items if item.name not in _USELESS_ENTRIES]


@hooks.register("construct_search")
def without_useless_searches(request, areas) -> None:
    areas[:] = [area for area in areas if area.name not in _USELESS_SEARCHES]


@hooks.register("construct_homepage_panels", order=-10)
def an_empty_desk(request, panels) -> None:
    """Wagtail's panels list pages of all sites; each app puts its own in place of them."""
    panels.clear()


@hooks.register("insert_global_admin_css")
def house_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("accounts/house.css"))


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("accounts.appoint", _("Appoint"), _("Appointed"))
    actions.register_action("accounts.dismiss", _("Dismiss"), _("Dismissed"))
