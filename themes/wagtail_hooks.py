"""The register of themes in the back end."""

from wagtail.admin.viewsets import viewsets

from unified_platform.accounts.doors import information_centre, open_doors

from .viewsets import ThemeViewSet

viewsets.register(ThemeViewSet())
open_doors(information_centre, "themes:*")
