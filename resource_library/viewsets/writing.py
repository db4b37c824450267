"""Writing: choosing a kind, the form for a new resource, the form for an existing one, and going back to a version."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component, MediaContainer
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.views.generic import RevisionsRevertMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site
from wagtail.snippets.views.snippets import CreateView, EditView

from .. import permissions
from ..domain import drafting, placing, review
from ..domain.defaults import starting_point
from ..kinds import SCHEMAS
from ..models import Resource
from ..panels import edit_handler
from ..reading import reason_of_return
from ..warnings import warnings_about
from .access import OneResource, resource_or_404
from .conflicts import NobodysWordsLost
from .status import StatusPanel

# Saving by itself while one types, after a pause of so many milliseconds.
AUTOSAVE = 10_000


class ChooseKindView(WagtailAdminTemplateMixin, TemplateView):
    """First the kind, then the form: what a kind demands decides what the form asks."""

    template_name = "resource_library/admin/resources/choose_kind.html"
    page_title = gettext_lazy("New resource")
    header_icon = "plus"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Desk")},
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        sites = list(permissions.sites(self.request.user, "add").order_by("site_name"))
        if not sites:
            raise PermissionDenied
        chosen = next((site for site in sites if str(site.pk) == self.request.GET.get("site")), sites[0])
        return super().get_context_data(sites=sites, chosen=chosen, choices=SCHEMAS.values(), **kwargs)


def site_or_404(user, pk: int) -> Site:
    """The site, if `user` may write for it."""
    return get_object_or_404(permissions.sites(user, "add").select_related("root_page"), pk=pk)


class ActionBar(Component):
    """What can be done with the form: keep it, or hand it over. Nothing here makes anything public."""

    template_name = "resource_library/admin/resources/action_bar.html"

    def __init__(self, request: HttpRequest, is_revision: bool = False):
        self.request, self.is_revision = request, is_revision

    def render_html(self, parent_context=None):
        return super().render_html({"is_revision": self.is_revision})

    def get_context_data(self, parent_context):
        return parent_context


class WritingMixin:
    """What writing a new and an existing resource have in common: all saving goes through the domain."""

    form_kind: str

    def get_panel(self):
        return edit_handler(self.form_kind)

    def get_available_actions(self):
        return [*self.actions, "submit"]

    def _get_action_menu(self):
        return ActionBar(self.request, self.view_name == "revisions_revert")

    def get_side_panels(self):
        panels = [StatusPanel(self.form.instance, self.request)]
        panels.append(PreviewSidePanel(self.form.instance, self.request, preview_url=self.get_preview_url()))
        return MediaContainer(panels)

    def is_valid(self, form):
        if not super().is_valid(form):
            return False
        if self.action != "submit" or form.is_complete():
            return True
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()
        return False

    def get_error_message(self):
        if self.action == "submit":
            return _("Neither saved nor submitted yet: see the marked fields. “Save draft” keeps it as it is.")
        return super().get_error_message()

    def submit_action(self):
        """Hand over what was just saved. It was checked before saving, so a refusal here is somebody else's doing."""
        try:
            review.submit(Resource.objects.get(pk=self.object.pk), self.request.user)
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not submit this.")]
            messages.error(self.request, _("Saved, but not submitted: %(why)s") % {"why": " ".join(reasons)})
            return redirect(self.get_edit_url())
        return None

    def get_success_message(self, instance=None):
        if self.action == "submit":
            return _("“%(title)s” has been handed to the reviewers.") % {"title": self.object.title}
        return _("“%(title)s” has been saved as a draft.") % {"title": self.object.title}

    def save_action(self):
        answer = super().save_action()
        if not self.expects_json_response:
            for warning in warnings_about(self.object, by=self.request.user):
                messages.warning(self.request, warning)
        return answer

    def get_success_buttons(self):
        return []

    def get_success_url(self):
        if self.action == "submit":
            return reverse("resources:read", args=[self.object.pk])
        return self.get_edit_url()


class ResourceCreateView(WritingMixin, CreateView):
    """The form for a new resource of one kind, for one site."""

    error_message = gettext_lazy("The resource was not saved: see the marked fields.")

    def setup(self, request, *args, kind: str, site: int, **kwargs):
        if kind not in SCHEMAS:
            raise Http404
        self.form_kind, self.site = kind, site_or_404(request.user, site)
        super().setup(request, *args, **kwargs)
        # A first save makes the resource; from then on the form saves by itself.
        self.autosave_enabled = False

    def user_has_permission(self, permission):
        return permissions.can_on_site(self.request.user, permission, self.site)

    def get_initial_form_instance(self):
        return starting_point(self.site, self.form_kind)

    def get_page_subtitle(self):
        return SCHEMAS[self.form_kind].label

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": reverse("resources:add"), "label": _("New resource")},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_add_url(self):
        return reverse("resources:add_kind", args=[self.form_kind, self.site.pk])

    def get_preview_url(self):
        return reverse("resources:preview_on_add", args=[self.form_kind, self.site.pk])

    def save_instance(self):
        resource = drafting.create(self.form.save(commit=False), by=self.request.user, columns=self.form.columns())
        self.new_revision = resource.latest_revision
        return resource


class ResourceEditView(OneResource, NobodysWordsLost, WritingMixin, EditView):
    """The form of an existing resource. Who cannot write now is shown the reading page instead."""

    error_message = gettext_lazy("The resource was not saved: see the marked fields.")
    template_name = "resource_library/admin/resources/edit.html"
    actions = ["edit"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_interval = AUTOSAVE

    @cached_property
    def form_kind(self) -> str:
        return self.guarded.kind

    @property
    def may_write(self) -> bool:
        return permissions.can(self.request.user, "change", self.guarded) and not self.locked_for_user

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and not self.may_write:
            return redirect("resources:read", self.guarded.pk)
        if not permissions.can(request.user, "change", self.guarded):
            raise PermissionDenied
        # What was typed before the text was locked is shown again, not thrown away.
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self._tell_why_it_came_back()
        return super().get(request, *args, **kwargs)

    def _tell_why_it_came_back(self) -> None:
        """退回意见: above the form until it is handed in again."""
        returned = reason_of_return(self.guarded)
        if returned:
            message = _("Returned by %(who)s (%(step)s): %(remarks)s")
            told = {"who": returned.finished_by, "step": returned.task.name, "remarks": returned.comment}
            messages.warning(self.request, message % told)

    @cached_property
    def header_more_buttons(self):
        return []

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Read"), url=reverse("resources:read", args=[self.guarded.pk]), icon_name="view")]

    def save_instance(self):
        resource = self.form.save(commit=False)
        self.new_revision = self.store(resource, overwrite=self.overwrite_revision)
        placing.arrange_home(self.guarded, self.form.columns(), by=self.request.user)
        return resource


class ResourceRevertView(RevisionsRevertMixin, ResourceEditView):
    """The form filled with an earlier version; saving makes it the newest draft."""

    view_name = "revisions_revert"

    def get_available_actions(self):
        return self.actions

    def save_instance(self):
        resource = self.form.save(commit=False)
        self.new_revision = self.store(resource, reverted_to=self.revision)
        return resource


class PreviewNewView(PreviewOnCreate):
    """What a text not saved yet will look like on its site."""

    def setup(self, request, *args, kind: str, site: int, **kwargs):
        if kind not in SCHEMAS:
            raise Http404
        self.form_kind, self.site = kind, site_or_404(request.user, site)
        # Several new texts may be under way at once.
        self.parent_object_id = f"{kind}-{site}"
        super().setup(request, *args, **kwargs)

    def user_has_permission(self, permission):
        return True  # site_or_404 has asked

    def get_object(self):
        return starting_point(self.site, self.form_kind)

    def get_form_class(self):
        return edit_handler(self.form_kind).get_form_class()


class PreviewDraftView(PreviewOnEdit):
    """What the form as it stands will look like on its site."""

    def get_object(self):
        resource_or_404(self.request.user, self.kwargs["pk"], "change")
        return super().get_object()

    def user_has_permission(self, permission):
        return True  # get_object has asked

    def get_form_class(self):
        return edit_handler(self.object.kind).get_form_class()
