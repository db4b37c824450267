"""Jobs in the back end: the pages, the menu entry, and the doors."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets import viewsets

from unified_platform.accounts.doors import anybody, open_doors
from unified_platform.accounts.work import HOOK

from . import my_work
from .views import job_viewset

viewsets.register(job_viewset)

# They ask whose job it is.
open_doors(anybody, "jobs:*")


@hooks.register("register_admin_menu_item")
def jobs_entry():
    return MenuItem(_("Jobs"), reverse("jobs:list"), name="jobs", icon_name="tasks", order=700)


@hooks.register(HOOK)
def jobs_that_stand_still(user):
    return my_work.piles(user)
