"""Acts on many resources (批量操作): ticked in the list or everything the list's filters find."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Site

from unified_platform.jobs.kinds import kind_named
from unified_platform.jobs.views import JobStartView

from .. import permissions
from ..columns import columns_of, indented
from ..domain.describing import TERMS
from ..enums import WITHDRAW_CHOICES
from ..models import Resource, Term
from ..models.taxonomy import TermState
from ..selections import FILTERS, MANY, Selection

_UNCHANGED = gettext_lazy("Leave as it is")


class ActForm(forms.Form):
    """The questions of one act."""

    def __init__(self, *args, sites: list[Site], **kwargs):
        super().__init__(*args, **kwargs)
        self.sites = sites
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the sites concerned."""

    def answers(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class MoveForm(ActForm):
    column = forms.TypedChoiceField(label=gettext_lazy("Into the column"), coerce=int)

    def prepare(self) -> None:
        if len(self.sites) == 1:
            self.fields["column"].choices = [("", ""), *indented(columns_of(*self.sites))]


class DescribeForm(ActForm):
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Empty: left as it is"),
    )

    def prepare(self) -> None:
        for name in TERMS:
            field: Any = Resource._meta.get_field(name)
            choices = _classes(field.get_limit_choices_to()["vocabulary__code"])
            self.fields[name] = forms.TypedChoiceField(
                label=field.verbose_name,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _UNCHANGED), *choices],
            )

    def answers(self) -> dict[str, Any]:
        return {"changes": {name: value for name, value in self.cleaned_data.items() if value}}


def _classes(vocabulary: str) -> list[tuple[int, str]]:
    """The classes in use, each below its parent."""
    rows = Term.objects.filter(vocabulary__code=vocabulary, state=TermState.ACTIVE).order_by("order", "code")
    below: dict[int | None, list[Term]] = {}
    for term in rows:
        below.setdefault(term.parent_id, []).append(term)

    def walk(parent: int | None, depth: int) -> list[tuple[int, str]]:
        return [
            line
            for term in below.get(parent, [])
            for line in [(term.pk, "　" * depth + term.name), *walk(term.pk, depth + 1)]
        ]

    return walk(None, 0)


class WithdrawForm(ActForm):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=WITHDRAW_CHOICES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note for readers"), required=False, max_length=300, widget=AdminAutoHeightTextInput
    )


# The last part of the address → the kind of job, its questions, the right that makes sense of it, its icon.
ACTS: dict[str, tuple[str, type[ActForm], str, str]] = {
    "move": ("library.move", MoveForm, "change", "arrow-right"),
    "describe": ("library.describe", DescribeForm, "change", "tag"),
    "archive": ("library.archive", ActForm, "change", "folder"),
    "withdraw": ("library.withdraw", WithdrawForm, "withdraw", "download"),
}


def acts_of(user) -> list[dict[str, Any]]:
    """The buttons below the list: what the person may do to some resource of some site."""
    return [
        {"name": name, "label": kind_named(kind).label, "icon": icon, "serious": name == "withdraw"}
        for name, (kind, _form, right, icon) in ACTS.items()
        if permissions.anywhere(user, right)
    ]


class BulkActView(JobStartView):
    """One act on a selection: its questions, what it would do, then the job."""

    template_name = "resource_library/admin/resources/bulk_act.html"

    def setup(self, request: HttpRequest, *args, act: str, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if act not in ACTS:
            raise Http404
        self.kind, self.form_class, right, self.header_icon = ACTS[act]
        if not permissions.anywhere(request.user, right):
            raise PermissionDenied

    @cached_property
    def selection(self) -> Selection:
        return selection_from(self.request)

    @cached_property
    def sites(self) -> list[Site]:
        """The sites whose resources are selected."""
        owners = self.selection.resources(self.request.user).order_by().values("owner_site").distinct()
        return list(Site.objects.filter(pk__in=owners).select_related("root_page").order_by("site_name")[:20])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "sites": self.sites}

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        chosen = self.selection.resources(self.request.user)
        return super().get_context_data(
            selected=chosen.count(), sites=self.sites, needs_one_site=self.form_class is MoveForm, **kwargs
        )

    def arguments_of(self, form) -> dict[str, Any]:
        return {"selection": self.selection.stored(), **form.answers()}

    def title_of(self, arguments: dict[str, Any]) -> str:
        label = str(kind_named(self.kind).label)
        if len(self.sites) == 1:
            return f"{label} · {self.sites[0].site_name}"
        return label


def selection_from(request: HttpRequest) -> Selection:
    """What was ticked, or with `everything` what the filters in the address find. Raises Http404 for neither."""
    if request.GET.get("everything"):
        stored: dict[str, Any] = {"everything": True, **{name: _asked(request, name) for name in FILTERS}}
    else:
        stored = {"ids": [int(pk) for pk in request.GET.getlist("ids") if pk.isdecimal() and len(pk) < 19]}
    try:
        return Selection.of(stored)
    except ValidationError:
        raise Http404 from None


def _asked(request: HttpRequest, name: str) -> Any:
    return request.GET.getlist(name) if name in MANY else request.GET.get(name, "")
