"""Keys of the API in the back end: the list with today's calls, issuing (shown once), revoking, the calls of a key."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, FilteredRelation, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site
from wagtail.permissions import policy_registry, register_permission_policy

from unified_platform.accounts.enums import Role
from unified_platform.accounts.policies import RolePolicy

from ..domain import api_keys
from ..domain.validity import today
from ..models import ApiKey
from ..widgets import PickList

register_permission_policy(ApiKey, RolePolicy(ApiKey, Role.INFORMATION_CENTRE))
MOST_CALLS, DAYS = 100, 30


class IssueForm(forms.Form):
    """What a key is for, and where it ends."""

    name = forms.CharField(label=gettext_lazy("System"), max_length=100)
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        max_length=200,
        help_text=gettext_lazy("Who answers for it, with a telephone number"),
    )
    everywhere = forms.BooleanField(label=gettext_lazy("All sites"), required=False)
    sites = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Sites it may read"), queryset=Site.objects.none(), required=False, widget=PickList
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("Calls a minute"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Empty: what the rule table says"),
    )
    expires_at = forms.DateTimeField(label=gettext_lazy("Expires"), widget=AdminDateTimeInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sites"].queryset = Site.objects.exclude(site_name="").order_by("site_name")
        self.fields["sites"].label_from_instance = lambda site: site.site_name
        self.initial.setdefault("expires_at", timezone.now().replace(second=0, microsecond=0) + timedelta(days=365))


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return _("Revoked")
    return _("Valid") if key.expires_at > timezone.now() else _("Expired")


def _expiry(key: ApiKey) -> str:
    return date_format(timezone.localtime(key.expires_at), "Y-m-d")


class KeyListView(IndexView):
    """All keys, the newest first."""

    model = ApiKey
    page_title = gettext_lazy("API keys")
    header_icon = "key"
    is_searchable = False
    paginate_by = 50
    default_ordering = ("-created_at", "-pk")
    index_url_name = "api_keys:list"

    @property
    def permission_policy(self):
        return policy_registry.get_by_type(ApiKey)

    permission_required = "view"

    def get_base_queryset(self):
        of_today = FilteredRelation("uses", condition=Q(uses__day=today()))
        found = ApiKey.objects.annotate(today=of_today, calls_today=F("today__calls"))
        return found.annotate(last=Max("uses__minute")).order_by("-created_at", "-pk")

    @property
    def columns(self):
        return [
            TitleColumn("name", label=_("System"), get_url=lambda key: reverse("api_keys:calls", args=[key.pk])),
            Column("hint", label=_("Key begins with")),
            Column("contact", label=_("Contact")),
            Column("state", label=_("State"), accessor=_state),
            Column("calls_today", label=_("Calls today"), accessor=lambda key: key.calls_today or 0),
            DateColumn("last", label=_("Last call")),
            Column("expires_at", label=_("Expires"), accessor=_expiry),
        ]

    def get_queryset(self):
        return self.get_base_queryset()

    @property
    def header_buttons(self):
        return [HeaderButton(_("Issue a key"), url=reverse("api_keys:issue"), icon_name="plus")]

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": _("Desk")}, {"url": "", "label": self.page_title}]


class IssueView(WagtailAdminTemplateMixin, FormView):
    """发放: the answer to the form is the only page that ever shows the key."""

    form_class = IssueForm
    template_name = "resource_library/admin/api_keys/issue.html"
    page_title = gettext_lazy("Issue a key")
    header_icon = "key"

    def get_breadcrumbs_items(self):
        return _trail(self.page_title)

    def form_valid(self, form: IssueForm) -> HttpResponse:
        try:
            key, token = api_keys.issue(**form.cleaned_data, by=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        context = {"key": key, "token": token, **self.get_context_data(form=form)}
        response = render(self.request, "resource_library/admin/api_keys/issued.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class CallsView(WagtailAdminTemplateMixin, TemplateView):
    """One key: what it may, its days, its last calls."""

    template_name = "resource_library/admin/api_keys/calls.html"
    header_icon = "key"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.key = get_object_or_404(ApiKey.objects.select_related("created_by", "revoked_by"), pk=pk)

    def get_page_title(self):
        return self.key.name

    def get_breadcrumbs_items(self):
        return _trail(self.key.name)

    def get_context_data(self, **kwargs):
        key = self.key
        return super().get_context_data(
            key=key,
            state=_state(key),
            is_valid=api_keys.is_valid(key),
            sites=[site.site_name for site in key.sites.order_by("site_name")],
            days=key.uses.order_by("-day")[:DAYS],
            calls=key.calls.order_by("-at", "-pk")[:MOST_CALLS],
            **kwargs,
        )


class RevokeView(View):
    """吊销."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = get_object_or_404(ApiKey, pk=pk)
        api_keys.revoke(key, by=request.user)
        messages.success(request, _("The key of “%(name)s” opens nothing any more.") % {"name": key.name})
        return redirect("api_keys:calls", pk)


def _trail(last) -> list[dict]:
    return [{"url": reverse("api_keys:list"), "label": _("API keys")}, {"url": "", "label": last}]


class ApiKeyViewSet(ViewSet):
    name = "api_keys"
    icon = "key"
    menu_label = gettext_lazy("API keys")
    menu_order = 240
    add_to_settings_menu = True

    def get_urlpatterns(self):
        return [
            path("", KeyListView.as_view(), name="list"),
            path("issue/", IssueView.as_view(), name="issue"),
            path("<int:pk>/", CallsView.as_view(), name="calls"),
            path("<int:pk>/revoke/", RevokeView.as_view(), name="revoke"),
        ]

    @property
    def menu_url(self):
        return reverse("api_keys:list")


api_key_viewset = ApiKeyViewSet()
