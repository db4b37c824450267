"""Columns and what stands in them (栏目内容)."""

from dataclasses import dataclass

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import RadioSelect
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page, Site

from unified_platform.tables import MomentColumn

from .. import permissions
from ..addresses import url_of
from ..columns import columns_of, is_column
from ..domain import placing
from ..enums import PlacementRole, PlacementState
from ..models import Placement
from .access import placement_or_404
from .paging import BoundedPaginator

# The rank a pin gets from the button; finer orders are set one by one.
PINNED = 1


class ColumnTreeView(WagtailAdminTemplateMixin, TemplateView):
    """The columns of one site, as a tree."""

    template_name = "resource_library/admin/columns/tree.html"
    page_title = gettext_lazy("Columns")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs):
        sites = list(permissions.sites(self.request.user, "view").select_related("root_page").order_by("site_name"))
        if not sites:
            raise PermissionDenied
        chosen = next((site for site in sites if str(site.pk) == self.request.GET.get("site")), sites[0])
        waiting = set(_waiting(chosen).values_list("column_id", flat=True))
        rows = [
            {"column": column, "indent": column.depth - chosen.root_page.depth - 1, "waits": column.pk in waiting}
            for column in columns_of(chosen)
        ]
        return super().get_context_data(sites=sites, chosen=chosen, rows=rows, **kwargs)


def _waiting(site: Site):
    return Placement.objects.filter(site=site, state=PlacementState.PROPOSED)


class ContentFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=PlacementState.choices, widget=RadioSelect)
    role = django_filters.ChoiceFilter(label=gettext_lazy("Role"), choices=PlacementRole.choices, widget=RadioSelect)
    pinned = django_filters.ChoiceFilter(
        label=gettext_lazy("Pinned"),
        choices=[("yes", gettext_lazy("Pinned only"))],
        method="only_pinned",
        widget=RadioSelect,
    )

    class Meta:
        model = Placement
        fields: list[str] = []

    def only_pinned(self, placements, name, value):
        return placements.filter(pin__gt=0)


@dataclass(frozen=True)
class Act:
    """One button on a row."""

    name: str
    label: str
    icon: str


class PlacementColumn(Column):
    cell_template_name = "resource_library/admin/columns/placement_cell.html"

    def get_cell_context_data(self, instance: Placement, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["url"] = url_of(instance) if instance.visible else ""
        return context


class ActsColumn(Column):
    """The buttons a person may press on this row."""

    cell_template_name = "resource_library/admin/columns/acts_cell.html"

    def __init__(self, *args, may_arrange: bool, may_review: bool, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_arrange, self.may_review, self.user = may_arrange, may_review, user

    def get_cell_context_data(self, instance: Placement, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        # A cell is rendered without the request's context processors, so its forms need their token brought along.
        return {**context, "acts": self.acts_on(instance), "request": request, "csrf_token": get_token(request)}

    def acts_on(self, placement: Placement) -> list[Act]:
        if placement.state == PlacementState.PROPOSED:
            own = placement.created_by_id == self.user.pk
            acts = [Act("approve", _("Approve"), "check")] if self.may_review and not own else []
            return [*acts, Act("decline", _("Decline"), "cross")] if self.may_review or own else acts
        if not self.may_arrange:
            return []
        if placement.state == PlacementState.HIDDEN:
            return [Act("unhide", _("Show again"), "view")]
        pin = Act("unpin", _("Unpin"), "minus") if placement.pin else Act("pin", _("Pin"), "thumbtack")
        return [pin, Act("hide", _("Hide"), "no-view")]


def column_or_404(user, pk: int) -> tuple[Page, Site]:
    """The column and its site, if `user` may see the site's resources."""
    column = get_object_or_404(Page, pk=pk)
    try:
        site = placing.site_of_column(column)
    except ValidationError:
        raise Http404 from None
    if not permissions.can_on_site(user, "view", site) or not is_column(column):
        raise Http404
    return column, site


class ColumnContentView(BaseListingView):
    """What stands in a column: in its order, with pins, states and who waits for whom."""

    template_name = "resource_library/admin/columns/content.html"
    results_template_name = "resource_library/admin/columns/content_results.html"
    filterset_class = ContentFilterSet
    paginator_class = BoundedPaginator
    paginate_by = 20
    header_icon = "list-ul"
    model = Placement
    page_title = gettext_lazy("Column content")

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.column, self.site = column_or_404(request.user, pk)

    def get_page_subtitle(self):
        return self.column.title

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("columns:list") + f"?site={self.site.pk}", "label": self.site.site_name},
            {"url": "", "label": self.column.title},
        ]

    def get_index_url(self):
        return reverse("columns:content", args=[self.column.pk])

    def get_index_results_url(self):
        return reverse("columns:content_results", args=[self.column.pk])

    @cached_property
    def columns(self):
        user, site = self.request.user, self.site
        return [
            PlacementColumn("title", label=_("Title")),
            Column("role", label=_("Role"), accessor="get_role_display"),
            Column("state", label=_("State"), accessor="get_state_display"),
            MomentColumn("date", label=_("Date")),
            ActsColumn(
                "acts",
                label="",
                user=user,
                may_arrange=any(permissions.can_on_site(user, act, site) for act in ("repost", "withdraw")),
                may_review=any(permissions.office_gives(user, act, site) for act in ("review", "publish")),
            ),
        ]

    def get_base_queryset(self):
        related = ("resource__owner_site", "created_by", "column", "site__root_page")
        heavy = ("resource__body", "resource__extra", "resource__archive")
        return Placement.objects.filter(column=self.column).select_related(*related).defer(*heavy)

    def order_queryset(self, queryset):
        return queryset.order_by("-pin", "-date", "-pk")

    def get_table(self, object_list, **kwargs):
        return Table(self.columns, object_list, **self.get_table_kwargs())

    def get_context_data(self, **kwargs):
        return super().get_context_data(column=self.column, site=self.site, **kwargs)


class PlacementActView(View):
    """One button: does it, says so, goes back to the list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        placement = placement_or_404(request.user, pk)
        back = reverse("columns:content", args=[placement.column_id])
        try:
            messages.success(request, _do(act, placement, request.user))
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            messages.error(request, " ".join(reasons))
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if safe else back)


def _do(act: str, placement: Placement, user) -> str:
    title = {"title": placement.title or placement.resource.title}
    if act == "pin":
        placing.pin(placement, PINNED, by=user)
        return _("“%(title)s” stands on top now.") % title
    if act == "unpin":
        placing.pin(placement, 0, by=user)
        return _("“%(title)s” stands in its order again.") % title
    if act == "hide":
        placing.hide(placement, by=user)
        return _("“%(title)s” is no longer shown here.") % title
    if act == "unhide":
        placing.unhide(placement, by=user)
        return _("“%(title)s” is shown here again.") % title
    if act == "approve":
        placing.approve_repost(placement, by=user)
        return _("The repost “%(title)s” is approved.") % title
    if act == "decline":
        placing.decline(placement, by=user)
        return _("The repost “%(title)s” is not used.") % title
    raise Http404


class ColumnViewSet(ViewSet):
    name = "columns"

    def get_urlpatterns(self):
        return [
            path("", ColumnTreeView.as_view(), name="list"),
            path("<int:pk>/", ColumnContentView.as_view(), name="content"),
            path("<int:pk>/results/", ColumnContentView.as_view(results_only=True), name="content_results"),
            path("placement/<int:pk>/<slug:act>/", PlacementActView.as_view(), name="act"),
        ]


column_viewset = ColumnViewSet()
