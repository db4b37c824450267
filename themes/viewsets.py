"""Themes, as the information centre keeps them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from unified_platform.accounts.enums import Role
from unified_platform.accounts.policies import RolePolicy

from .models import Theme

register_permission_policy(Theme, RolePolicy(Theme, Role.INFORMATION_CENTRE))

_colour = forms.TextInput(attrs={"type": "color"})


class ThemeViewSet(ModelViewSet):
    """主题."""

    model = Theme
    name = "themes"
    icon = "view"
    menu_label = _("Themes")
    menu_order = 240
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "code", "primary", "accent", "surface"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
        FieldRowPanel(
            [
                FieldPanel("primary", widget=_colour),
                FieldPanel("accent", widget=_colour),
                FieldPanel("surface", widget=_colour),
            ]
        ),
    ]
