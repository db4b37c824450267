"""The site register in the back end (网站名录): entries, domains, opening a site."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from resource_library.viewsets.chooser import organ_chooser_viewset
from unified_platform.search.rows import having

from .domain.opening import NewSite, open_site
from .domain.register import change_entry, may_keep_register
from .enums import DomainRole
from .models import SiteDomain, SiteProfile

FACTS = (
    "standard_name", "slogan", "kind", "site_code", "sponsor", "operator", "authority", "theme", "icp_number",
    "police_number", "mark_id", "contact", "address", "postcode", "open_date",
)  # fmt: skip


class CentreOnly:
    request: HttpRequest

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if not may_keep_register(request.user):
            raise PermissionDenied


class SitesView(CentreOnly, BaseListingView):
    page_title = gettext_lazy("Site register")
    header_icon = "site"
    index_url_name = "site_register:list"
    index_results_url_name = "site_register:results"
    is_searchable = True
    paginate_by = 50
    model = SiteProfile

    @cached_property
    def columns(self):
        return [
            TitleColumn("name", label=_("Name"), accessor="standard_name", get_url=_entry_url),
            Column("host", label=_("Main domain"), accessor=lambda row: row.main[0].host if row.main else ""),
            Column("site_code", label=_("Site code")),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("sponsor", label=_("Sponsor"), accessor="sponsor.name"),
            Column("theme", label=_("Theme"), accessor="theme.name"),
        ]

    def get_base_queryset(self):
        main = SiteDomain.objects.filter(role=DomainRole.PRIMARY)
        return SiteProfile.objects.select_related("sponsor", "theme").prefetch_related(
            Prefetch("domains", queryset=main, to_attr="main")
        )

    def order_queryset(self, queryset):
        return queryset.order_by("kind", "site_code")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return queryset.filter(having(self.search_query, ("standard_name", "site_code", "domains__host"))).distinct()

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Open a site"), url=reverse("site_register:open"), icon_name="plus")]


def _entry_url(profile: SiteProfile) -> str:
    return reverse("site_register:entry", args=[profile.pk])


class EntryForm(forms.ModelForm):
    """What stands in the register. The state of a site has its own way and is not typed in here."""

    class Meta:
        model = SiteProfile
        fields = FACTS
        labels = {"kind": gettext_lazy("type of website")}
        widgets = {
            **dict.fromkeys(("sponsor", "operator", "authority"), organ_chooser_viewset.widget_class),
            "open_date": AdminDateInput,
        }


class NewSiteForm(EntryForm):
    host = forms.CharField(label=gettext_lazy("Main domain"), max_length=253)

    class Meta(EntryForm.Meta):
        fields = ("slug", *FACTS)

    field_order = ["standard_name", "slug", "host"]


class DomainForm(forms.ModelForm):
    class Meta:
        model = SiteDomain
        fields = ("host", "role")

    def clean_host(self):
        return self.cleaned_data["host"].strip().lower().rstrip(".")


# Hosts of the same entry may change places, so uniqueness is for the domain function to judge.
DomainForms = forms.inlineformset_factory(
    SiteProfile, SiteDomain, form=DomainForm, extra=1, can_delete=True, formset=forms.BaseInlineFormSet
)


class RegisterPage(CentreOnly, WagtailAdminTemplateMixin, FormView):
    header_icon = "site"

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("site_register:list"), "label": _("Site register")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        return context

    def refuse(self, form, refusal: ValidationError) -> HttpResponse:
        """Each reason at its field, the rest above the form."""
        if hasattr(refusal, "error_dict"):
            for name, errors in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, errors)
        else:
            form.add_error(None, refusal.messages)
        return self.form_invalid(form)


class OpenSiteView(RegisterPage):
    """开设: register entry, domain, home page, collection, roles and rights in one act."""

    page_title = gettext_lazy("Open a site")
    template_name = "sites/admin/open.html"
    form_class = NewSiteForm

    def form_valid(self, form):
        facts = {name: form.cleaned_data[name] for name in ("slug", "host", *FACTS)}
        try:
            profile = open_site(NewSite(**facts))
        except ValidationError as refusal:
            return self.refuse(form, refusal)
        messages.success(self.request, _("“%(name)s” is open. Now appoint its people.") % {"name": profile})
        return redirect("site_register:entry", profile.pk)


class EntryView(RegisterPage):
    """变更: one entry with its domains."""

    template_name = "sites/admin/entry.html"
    form_class = EntryForm

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.profile = get_object_or_404(SiteProfile.objects.select_related("site__root_page"), pk=pk)

    def get_page_title(self):
        return self.profile.standard_name

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.profile}

    @cached_property
    def domains(self):
        return DomainForms(self.request.POST or None, instance=self.profile)

    def get_context_data(self, **kwargs):
        return super().get_context_data(profile=self.profile, domains=self.domains, **kwargs)

    def form_valid(self, form):
        # The forms of the domains are not saved by themselves, so what they say about uniqueness does not count.
        self.domains.is_valid()
        rows = [row.cleaned_data for row in self.domains.forms if row.is_valid() and row.cleaned_data]
        if len(rows) < sum(row.has_changed() or bool(row.instance.pk) for row in self.domains.forms):
            return self.form_invalid(form)
        wanted = [(row["host"], DomainRole(row["role"])) for row in rows if not row.get("DELETE")]
        try:
            change_entry(form.save(commit=False), wanted, by=self.request.user)
        except ValidationError as refusal:
            self.profile.refresh_from_db()
            return self.refuse(form, refusal)
        messages.success(self.request, _("The entry of “%(name)s” has been saved.") % {"name": self.profile})
        return redirect("site_register:list")


class SiteRegisterViewSet(ViewSet):
    name = "site_register"
    url_prefix = "site-register"

    def get_urlpatterns(self):
        return [
            path("", SitesView.as_view(), name="list"),
            path("results/", SitesView.as_view(results_only=True), name="results"),
            path("open/", OpenSiteView.as_view(), name="open"),
            path("<int:pk>/", EntryView.as_view(), name="entry"),
        ]


site_register_viewset = SiteRegisterViewSet()
