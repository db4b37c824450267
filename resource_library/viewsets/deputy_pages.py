"""My deputies (我的代理): who takes my steps while I am away, and for whom I stand in."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Site

from ..domain import deputies
from ..domain.validity import today
from ..models import Deputy


class DeputyForm(forms.Form):
    """For which site, by whom, from when until when."""

    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=Site.objects.none(), empty_label=None)
    person = forms.TypedChoiceField(label=gettext_lazy("Deputy"), coerce=int)
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=AdminDateInput)

    def __init__(self, *args, principal, sites: list[Site], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites]).order_by("site_name")
        self.fields["site"].label_from_instance = lambda site: site.site_name
        people = {site: list(deputies.candidates(principal, site)) for site in sites}
        groups = [(site.site_name, [(person.pk, str(person)) for person in found]) for site, found in people.items()]
        self.people = {person.pk: person for found in people.values() for person in found}
        self.fields["person"].choices = groups[0][1] if len(groups) == 1 else groups
        self.initial.setdefault("starts_on", today())


class DeputiesView(WagtailAdminTemplateMixin, FormView):
    """One's own page: nobody names deputies for somebody else."""

    template_name = "resource_library/admin/review/deputies.html"
    form_class = DeputyForm
    page_title = gettext_lazy("My deputies")
    header_icon = "user"

    @cached_property
    def sites(self) -> list[Site]:
        return list(deputies.sites_with_steps(self.request.user))

    def get_breadcrumbs_items(self):
        account = {"url": reverse("wagtailadmin_account"), "label": _("Account")}
        return [account, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "principal": self.request.user, "sites": self.sites}

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.sites else None

    def post(self, request, *args, **kwargs):
        if not self.sites:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            mine=deputies.named_by(self.request.user),
            others=deputies.standing_in_for(self.request.user),
            today=today(),
            media=self.get_form().media if self.sites else "",
            **kwargs,
        )

    def form_valid(self, form: DeputyForm) -> HttpResponse:
        data = form.cleaned_data
        deputy = form.people[data["person"]]
        try:
            deputies.name_deputy(self.request.user, deputy, data["site"], data["starts_on"], data["ends_on"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("%(deputy)s stands in for you.") % {"deputy": deputy})
        return redirect("review_chains:deputies")


class EndDeputyView(View):
    """终止代理."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = Deputy.objects.select_related("site").filter(pk=pk).first()
        if row is None:
            raise Http404
        try:
            deputies.end_deputy(row, by=request.user)
        except PermissionDenied:
            raise Http404 from None
        messages.success(request, _("Ended."))
        if request.user.pk in (row.principal_id, row.deputy_id):
            return redirect("review_chains:deputies")
        return redirect("review_chains:site", row.site_id)
