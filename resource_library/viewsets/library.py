"""The library (资源库): what is public anywhere in the city, to be read and reposted."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import RadioSelect
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from unified_platform.tables import MomentColumn

from .. import permissions
from ..columns import columns_of, indented
from ..domain import placing
from ..enums import PlacementRole
from ..finding import find, limits
from ..kinds import kind_choices, schema_of
from ..models import LibraryImage, Placement, Resource
from ..panels import GROUPS
from ..queries import public_library
from ..reading import kind_lines, metadata_lines, shown_where
from .filters import AnyOfFilter, site_choices
from .paging import BoundedPaginator


class LibraryFilterSet(WagtailFilterSet):
    kind = AnyOfFilter(label=gettext_lazy("Kind"), choices=kind_choices, widget=forms.CheckboxSelectMultiple)
    site = django_filters.ChoiceFilter(label=gettext_lazy("Site"), field_name="owner_site", widget=RadioSelect)
    published = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Published"), field_name="published_at", widget=DateRangePickerWidget
    )

    class Meta:
        model = Resource
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["site"].extra["choices"] = site_choices(Site.objects.order_by("site_name"))


class LibraryView(BaseListingView):
    """Everything public, newest first; never a draft of anybody's."""

    results_template_name = "resource_library/admin/resources/index_results.html"
    filterset_class = LibraryFilterSet
    paginator_class = BoundedPaginator
    paginate_by = 20
    page_title = gettext_lazy("Library")
    header_icon = "search"
    index_url_name = "library:list"
    index_results_url_name = "library:results"
    is_searchable = True
    model = Resource
    warning = ""

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=_("Title"), get_url=lambda row: reverse("library:detail", args=[row.pk])),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("site", label=_("Site"), accessor="owner_site.site_name"),
            Column("doc_no", label=_("Document number")),
            MomentColumn("published_at", label=_("Published")),
        ]

    def get_base_queryset(self):
        return public_library().select_related("owner_site")

    def order_queryset(self, queryset):
        return queryset.order_by("-published_at", "-pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        where = limits(self.filters.form.cleaned_data) if self.filters.form.is_valid() else {}
        hits = find(queryset, self.search_query, live_only=True, **where)
        self.warning = hits.warning
        return hits.resources


class RepostForm(forms.Form):
    """Where to, and what is said there instead of the original's title, summary and picture."""

    column = forms.TypedChoiceField(label=gettext_lazy("Into the column"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("Own title"), required=False, max_length=300, help_text=gettext_lazy("Empty: the original's")
    )
    summary = forms.CharField(
        label=gettext_lazy("Own summary"), required=False, max_length=500, widget=AdminAutoHeightTextInput
    )
    image: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Own picture"),
        required=False,
        queryset=LibraryImage.objects.none(),
        widget=AdminImageChooser,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        sites = permissions.sites(user, "repost").select_related("root_page").order_by("site_name")
        self.fields["column"].choices = [(site.site_name, indented(columns_of(site))) for site in sites]
        images = policy_registry.get_by_type(LibraryImage)
        self.fields["image"].queryset = images.instances_user_has_any_permission_for(user, ["choose"])
        if self.is_bound and self.data.get("image") and not self._may_use_image():
            raise PermissionDenied

    def _may_use_image(self) -> bool:
        """Asked before the form is shown again: it would show the title behind a number somebody guessed."""
        wanted = self.data["image"]
        return wanted.isdigit() and self.fields["image"].queryset.filter(pk=wanted).exists()


class LibraryDetailView(WagtailAdminTemplateMixin, FormView):
    """A public resource as it reads, where it is shown, and the form that proposes a repost of it."""

    template_name = "resource_library/admin/library/detail.html"
    form_class = RepostForm
    header_icon = "doc-full"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.resource = get_object_or_404(Resource.objects.select_related("owner_site"), pk=pk, live=True)

    def get_page_title(self):
        return self.resource.title

    def get_breadcrumbs_items(self):
        return [{"url": reverse("library:list"), "label": _("Library")}, {"url": "", "label": self.resource.title}]

    @cached_property
    def may_repost(self) -> bool:
        return permissions.sites(self.request.user, "repost").exclude(pk=self.resource.owner_site_id).exists()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        resource = self.resource
        context = super().get_context_data(
            resource=resource,
            kind=schema_of(resource.kind).label,
            kind_lines=kind_lines(resource),
            groups=[(heading, metadata_lines(resource, names)) for heading, names in GROUPS],
            attachments=resource.attachments.select_related("document"),
            origin=next((place for place in shown_where(resource) if not place.is_repost), None),
            mine=self._own_placements(),
            may_repost=self.may_repost,
            **kwargs,
        )
        context["media"] = context["form"].media
        return context

    def _own_placements(self):
        """Where the person's own sites show it, or will."""
        mine = Q(site__in=permissions.sites(self.request.user, "view"))
        reposts = Placement.objects.filter(mine, resource=self.resource, role=PlacementRole.REPOST)
        return reposts.select_related("site", "column")

    def form_valid(self, form) -> HttpResponse:
        values = form.cleaned_data
        column = get_object_or_404(Page, pk=values["column"])
        try:
            placement = placing.repost(
                self.resource,
                column,
                by=self.request.user,
                title=values["title"],
                summary=values["summary"],
                image=values["image"],
            )
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            form.add_error(None, " ".join(reasons))
            return self.form_invalid(form)
        messages.success(self.request, _told(placement))
        return redirect("library:detail", self.resource.pk)


def _told(placement: Placement) -> str:
    if placement.visible:
        return _("It is shown in “%(column)s”.") % {"column": placement.column.title}
    return _("Proposed for “%(column)s”; somebody else approves it there.") % {"column": placement.column.title}


class LibraryViewSet(ViewSet):
    name = "library"

    def get_urlpatterns(self):
        return [
            path("", LibraryView.as_view(), name="list"),
            path("results/", LibraryView.as_view(results_only=True), name="results"),
            path("<int:pk>/", LibraryDetailView.as_view(), name="detail"),
        ]


library_viewset = LibraryViewSet()
