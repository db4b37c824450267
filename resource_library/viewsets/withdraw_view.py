"""Withdrawing (撤稿): the reason, what replaces it, and on which sites it disappears."""

from itertools import groupby

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .. import permissions
from ..domain import publishing
from ..enums import WITHDRAW_CHOICES, WithdrawReason
from ..models import Resource
from ..reading import Place, shown_where
from .access import OneResource
from .chooser import resource_chooser_viewset


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=WITHDRAW_CHOICES,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The page that answers at the old addresses says it in these words."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        max_length=300,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Stands below the reason on that page."),
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Replaced by"),
        required=False,
        queryset=Resource.objects.none(),
        widget=resource_chooser_viewset.widget_class,
        help_text=gettext_lazy("The old addresses link to it."),
    )

    def __init__(self, *args, resource: Resource, **kwargs):
        super().__init__(*args, **kwargs)
        # The public page links to it, so it has to be public itself.
        self.fields["successor"].queryset = Resource.objects.filter(live=True).exclude(pk=resource.pk)


class WithdrawView(OneResource, WagtailAdminTemplateMixin, FormView):
    """Asks for the reason and shows what will disappear; POST withdraws."""

    act = "withdraw"
    template_name = "resource_library/admin/resources/withdraw.html"
    form_class = WithdrawForm
    page_title = gettext_lazy("Withdraw")
    header_icon = "download"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not self.guarded.live:
            raise PermissionDenied

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": reverse("resources:read", args=[self.guarded.pk]), "label": self.guarded.title},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "resource": self.guarded}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(resource=self.guarded, sites=by_site(shown_where(self.guarded)), **kwargs)
        context["media"] = context["form"].media
        return context

    def form_valid(self, form) -> HttpResponse:
        publishing.withdraw(
            self.guarded,
            by=self.request.user,
            reason=WithdrawReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            successor=form.cleaned_data["successor"],
        )
        messages.success(self.request, _("“%(title)s” has been withdrawn everywhere.") % {"title": self.guarded.title})
        return redirect("resources:read", self.guarded.pk)


def by_site(places: list[Place]) -> list[tuple[str, list[Place]]]:
    """(name of the site, its places), the home first."""
    return [(name, list(some)) for name, some in groupby(places, key=lambda place: place.site.site_name)]


def may_withdraw(user, resource: Resource) -> bool:
    return resource.live and permissions.can(user, "withdraw", resource)
