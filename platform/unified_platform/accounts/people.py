"""People and their offices (人员与角色), for whoever staffs a site."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site

from unified_platform.search.rows import having

from .domain import offices
from .enums import Role
from .models import SiteRole, User

PLATFORM = "platform"
# By what somebody is looked for: the name, how she signs in, her mail, her title and her telephone.
SEARCHED = ("display_name", "username", "email", "office_title", "phone")


class StaffOnly:
    """For people who look after anybody at all."""

    request: HttpRequest

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if not offices.manages_people(request.user):
            raise PermissionDenied


def person_or_404(by: User, pk: int) -> User:
    return get_object_or_404(offices.visible_people(by), pk=pk)


class OfficesColumn(Column):
    cell_template_name = "accounts/offices_cell.html"

    def __init__(self, *args, held: dict[int, list[SiteRole]], **kwargs):
        super().__init__(*args, **kwargs)
        self.held = held

    def get_value(self, instance: User):
        return self.held.get(instance.pk, [])


class PeopleView(StaffOnly, BaseListingView):
    """Everybody whose account the person looks after, with their offices."""

    page_title = gettext_lazy("People")
    header_icon = "group"
    index_url_name = "people:list"
    index_results_url_name = "people:results"
    is_searchable = True
    paginate_by = 30
    model = User

    def get_base_queryset(self):
        return offices.visible_people(self.request.user)

    def order_queryset(self, queryset):
        return queryset.order_by("-is_active", "display_name", "username")

    def search_queryset(self, queryset):
        return queryset.filter(having(self.search_query, SEARCHED))

    def get_table(self, object_list, **kwargs):
        self.held = offices.offices_of(object_list, self.request.user)
        return super().get_table(object_list, **kwargs)

    @property
    def columns(self):
        return [
            TitleColumn("name", label=_("Name"), accessor=str, get_url=self.get_person_url),
            Column("username", label=_("User name")),
            Column("office_title", label=_("Office title")),
            OfficesColumn("offices", label=_("Offices"), held=getattr(self, "held", {})),
            Column("active", label=_("Account"), accessor=_activity),
        ]

    def get_person_url(self, person: User) -> str:
        return reverse("people:person", args=[person.pk])

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("New account"), url=reverse("people:add"), icon_name="plus")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(appoint_form=AppointForm(by=self.request.user), **kwargs)

    template_name = "accounts/people.html"


def _activity(person: User) -> str:
    return _("active") if person.is_active else _("suspended")


class OfficeForm(forms.Form):
    """Which office on which site; only what the person may fill."""

    site = forms.ChoiceField(label=gettext_lazy("Site"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        sites: QuerySet[Site] = offices.staffed_sites(by).order_by("site_name")
        self.sites = {str(site.pk): site for site in sites}
        choices = [(pk, site.site_name) for pk, site in self.sites.items()]
        if offices.manages_all_people(by):
            choices.append((PLATFORM, _("The whole platform")))
        self.fields["site"].choices = choices
        roles = {role for pk, _name in choices for role in offices.roles_to_give(by, self.sites.get(pk))}
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]

    def office(self) -> tuple[Role, Site | None]:
        return Role(self.cleaned_data["role"]), self.sites.get(self.cleaned_data["site"])


class AppointForm(OfficeForm):
    """Gives an office to an account that exists, wherever it belongs."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=150)

    field_order = ["username", "site", "role"]

    def clean_username(self) -> User:
        person = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if person is None:
            raise ValidationError(_("There is no active account with this user name."))
        return person


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name", "office_title", "phone", "email", "is_active"]

    password = forms.CharField(
        label=gettext_lazy("New password"), required=False, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        self.fields["password"].help_text = password_validators_help_text_html()


class NewPersonForm(OfficeForm, AccountForm):
    class Meta(AccountForm.Meta):
        fields = ["username", "display_name", "office_title", "phone", "email"]

    field_order = ["username", "display_name", "office_title", "phone", "email", "password", "site", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True
        self.fields["password"].label = _("First password")


class PersonPage(StaffOnly, WagtailAdminTemplateMixin, FormView):
    header_icon = "user"

    def get_breadcrumbs_items(self):
        return [{"url": reverse("people:list"), "label": _("People")}, {"url": "", "label": self.get_page_title()}]

    def refuse(self, form, refusal: Exception) -> HttpResponse:
        """Say why, next to the form, with everything that was entered."""
        reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
        form.add_error(None, " ".join(reasons))
        return self.form_invalid(form)


class AddPersonView(PersonPage):
    """A new account with its first office."""

    page_title = gettext_lazy("New account")
    form_class = NewPersonForm
    template_name = "accounts/person.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        role, site = form.office()
        person = form.save(commit=False)
        try:
            offices.enrol(person, form.cleaned_data["password"], role, site, by=self.request.user)
        except (PermissionDenied, ValidationError) as refusal:
            return self.refuse(form, refusal)
        messages.success(self.request, _("The account of %(name)s is open.") % {"name": person})
        return redirect("people:person", person.pk)


class PersonView(PersonPage):
    """One person: the account, and the offices that may be given or taken."""

    template_name = "accounts/person.html"
    form_class = AccountForm

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.person = person_or_404(request.user, pk)
        self.may_edit = self.person != request.user and offices.may_edit_person(request.user, self.person)

    def get_page_title(self):
        return str(self.person)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.person}

    def get_context_data(self, **kwargs):
        by = self.request.user
        held = offices.offices_of([self.person], by).get(self.person.pk, [])
        rows = [(office, office.role in offices.roles_to_give(by, office.site)) for office in held]
        form = OfficeForm(by=by)
        return super().get_context_data(
            person=self.person,
            may_edit=self.may_edit,
            may_appoint=self.person != by,
            office_form=form,
            offices=rows,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            offices.change_account(
                form.save(commit=False), by=self.request.user, password=form.cleaned_data["password"]
            )
        except ValidationError as refusal:
            return self.refuse(form, refusal)
        messages.success(self.request, _("The account of %(name)s has been saved.") % {"name": self.person})
        return redirect("people:person", self.person.pk)


class OfficeActView(StaffOnly, View):
    """Giving and taking an office, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, act: str) -> HttpResponse:
        form = AppointForm(request.POST, by=request.user)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect("people:list")
        person, (role, site) = form.cleaned_data["username"], form.office()
        try:
            messages.success(request, self._do(act, person, role, site))
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            messages.error(request, " ".join(reasons))
        visible = offices.visible_people(request.user).filter(pk=person.pk).exists()
        return redirect("people:person", person.pk) if visible else redirect("people:list")

    def _do(self, act: str, person: User, role: Role, site: Site | None) -> str:
        told = {"name": person, "role": role.label, "site": site.site_name if site else _("the whole platform")}
        if act == "appoint":
            offices.appoint(person, role, site, by=self.request.user)
            return _("%(name)s is %(role)s of %(site)s now.") % told
        if act == "dismiss":
            offices.dismiss(person, role, site, by=self.request.user)
            return _("%(name)s is no longer %(role)s of %(site)s.") % told
        raise Http404


class PeopleViewSet(ViewSet):
    name = "people"

    def get_urlpatterns(self):
        return [
            path("", PeopleView.as_view(), name="list"),
            path("results/", PeopleView.as_view(results_only=True), name="results"),
            path("add/", AddPersonView.as_view(), name="add"),
            path("<int:pk>/", PersonView.as_view(), name="person"),
            path("office/<slug:act>/", OfficeActView.as_view(), name="office"),
        ]


people_viewset = PeopleViewSet()
