"""The library's part of the back end: its pages, its menu entries, and which of its doors are open to whom."""

from wagtail import hooks
from wagtail.admin.viewsets import viewsets
from wagtail.snippets.models import register_snippet

from unified_platform.accounts.doors import anybody, open_doors

from .doors import own_documents, own_images
from .viewsets.chooser import organ_chooser_viewset
from .viewsets.resources import ResourceViewSet

register_snippet(ResourceViewSet)
viewsets.register(organ_chooser_viewset)

# Every one of these asks about the instance itself (viewsets/access.py, viewsets/chooser.py).
open_doors(anybody, "resources:*", "resource_chooser:*", "organ_chooser:*")
open_doors(own_images, "wagtailimages:*", "wagtailimages_chooser:*")
open_doors(own_documents, "wagtaildocs:*", "wagtaildocs_chooser:*")


@hooks.register("construct_main_menu")
def _placeholder(request, items) -> None:
    return None
