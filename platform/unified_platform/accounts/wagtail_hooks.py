"""The frame of the back end: the doors that are open to everybody, the menu, the sign-in page."""

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
