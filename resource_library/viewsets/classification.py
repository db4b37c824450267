"""The classification in the back end (分类管理): everybody looks, the information centre keeps it.

What happens to resources when a class is merged is a job; everything else is one act on one class, done at once.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ModelLogEntry, Site

from unified_platform.jobs.views import JobStartView

from ..domain import classification, term_exchange, term_usage
from ..kinds import kind_choices
from ..models import Term, Vocabulary
from .term_import import ImportView
from .term_pages import CentreOnly, way_to


def indented_choices(terms: list[Term], *, active_only: bool = True) -> list[tuple[int, str]]:
    """(id, name with its code) of the classes in the order of their tree, each below its parent's place."""
    return [
        (term.pk, f"{'　' * depth}{term.name}（{term.code}）")
        for term, depth in classification.in_tree_order(terms)
        if term.is_active or not active_only
    ]


class TreeView(WagtailAdminTemplateMixin, TemplateView):
    """One vocabulary as a tree, with how many resources use each class. Four queries whatever its size."""

    template_name = "resource_library/admin/classification/tree.html"
    header_icon = "tag"

    def setup(self, request, *args, code: str = "", **kwargs):
        super().setup(request, *args, **kwargs)
        self.vocabularies = list(Vocabulary.objects.order_by("pk"))
        found = [each for each in self.vocabularies if each.code == code or not code]
        if not found:
            raise Http404
        self.vocabulary = found[0]

    def get_page_title(self):
        return self.vocabulary.name

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("classification:list"), "label": _("Classes")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def header_buttons(self):
        buttons = [self._button(_("Export CSV"), "export", "download")]
        if classification.may_classify(self.request.user):
            buttons = [
                self._button(_("Add class"), "add", "plus"),
                self._button(_("Import CSV"), "import", "upload"),
                *buttons,
            ]
        return buttons

    def _button(self, label: str, name: str, icon: str) -> HeaderButton:
        return HeaderButton(label, url=reverse(f"classification:{name}", args=[self.vocabulary.code]), icon_name=icon)

    def get_context_data(self, **kwargs):
        terms = Term.objects.filter(vocabulary=self.vocabulary).select_related("usage", "successor")
        return super().get_context_data(
            vocabularies=self.vocabularies,
            vocabulary=self.vocabulary,
            rows=[_row(term, depth) for term, depth in classification.in_tree_order(terms)],
            counted_at=term_usage.counted_at(),
            may_act=classification.may_classify(self.request.user),
            **kwargs,
        )


def _row(term: Term, depth: int) -> dict[str, Any]:
    usage = getattr(term, "usage", None)
    return {"term": term, "depth": depth, "own": usage.own if usage else 0, "total": usage.total if usage else 0}


class RecountView(CentreOnly, View):
    """Ask the worker to count again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        vocabulary = get_object_or_404(Vocabulary, code=code)
        classification.recount_wanted(vocabulary)
        messages.success(request, _("The numbers are being counted again."))
        return redirect("classification:tree", vocabulary.code)


class ExportView(View):
    """The vocabulary as a file to take along: it is public knowledge."""

    def get(self, request: HttpRequest, code: str) -> StreamingHttpResponse:
        vocabulary = get_object_or_404(Vocabulary, code=code)
        answer = StreamingHttpResponse(term_exchange.export(vocabulary), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{vocabulary.code}.csv"'
        return answer


class TermForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=30)
    name = forms.CharField(label=gettext_lazy("Name of the class"), max_length=100)
    parent = forms.TypedChoiceField(label=gettext_lazy("Class above"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, vocabulary: Vocabulary, **kwargs):
        super().__init__(*args, **kwargs)
        choices = indented_choices(list(vocabulary.terms.all()))
        self.fields["parent"].choices = [("", _("none: at the top")), *choices]


class AddView(CentreOnly, WagtailAdminTemplateMixin, FormView):
    """新增类目."""

    template_name = "resource_library/admin/classification/form.html"
    form_class = TermForm
    page_title = gettext_lazy("Add class")
    header_icon = "plus"

    def setup(self, request, *args, code: str, **kwargs):
        super().setup(request, *args, **kwargs)
        self.vocabulary = get_object_or_404(Vocabulary, code=code)

    def get_breadcrumbs_items(self):
        return way_to(self.vocabulary, self.page_title)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "vocabulary": self.vocabulary}

    def get_initial(self):
        return {"parent": self.request.GET.get("parent")}

    def form_valid(self, form):
        said = form.cleaned_data
        parent = Term.objects.filter(pk=said["parent"]).first() if said["parent"] else None
        try:
            term = classification.add(
                self.vocabulary, code=said["code"], name=said["name"], parent=parent, by=self.request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("“%(name)s” has been added.") % {"name": term.name})
        return redirect("classification:tree", self.vocabulary.code)


def term_or_404(pk: int) -> Term:
    return get_object_or_404(Term.objects.select_related("vocabulary", "parent", "successor", "usage"), pk=pk)


class TermView(WagtailAdminTemplateMixin, TemplateView):
    """One class: what it is, what was done with it, and what can be done."""

    template_name = "resource_library/admin/classification/term.html"
    header_icon = "tag"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.term = term_or_404(pk)

    def get_page_title(self):
        return self.term.name

    def get_breadcrumbs_items(self):
        return way_to(self.term.vocabulary, self.term.name)

    def get_context_data(self, **kwargs):
        may_act = classification.may_classify(self.request.user)
        siblings = list(Term.objects.filter(vocabulary=self.term.vocabulary_id)) if may_act else []
        history = ModelLogEntry.objects.for_instance(self.term).select_related("user").order_by("-pk")[:20]
        return super().get_context_data(
            term=self.term,
            row=_row(self.term, 0),
            choices=indented_choices(siblings),
            history=history,
            may_act=may_act,
            **kwargs,
        )


class TermActView(CentreOnly, View):
    """One act on one class, from the forms of its page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        term = term_or_404(pk)
        done = {
            "rename": self._rename, "move": self._move, "retire": self._retire, "reactivate": self._reactivate,
            "up": self._up, "down": self._down,
        }.get(act)  # fmt: skip
        if done is None:
            raise Http404
        try:
            done(term)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("“%(name)s”: done.") % {"name": term.name})
        return redirect("classification:term", term.pk)

    def _rename(self, term: Term) -> None:
        classification.rename(term, self.request.POST.get("name", ""), by=self.request.user)

    def _move(self, term: Term) -> None:
        classification.move(term, self._chosen(term, "parent"), by=self.request.user)

    def _retire(self, term: Term) -> None:
        classification.retire(term, by=self.request.user, successor=self._chosen(term, "successor"))

    def _reactivate(self, term: Term) -> None:
        classification.reactivate(term, by=self.request.user)

    def _up(self, term: Term) -> None:
        classification.shift(term, -1, by=self.request.user)

    def _down(self, term: Term) -> None:
        classification.shift(term, 1, by=self.request.user)

    def _chosen(self, term: Term, name: str) -> Term | None:
        """The class that was chosen; None for none. Of the same vocabulary, whatever was sent."""
        pk = self.request.POST.get(name, "")
        if not pk:
            return None
        found = Term.objects.filter(vocabulary=term.vocabulary_id, pk=int(pk)).first() if _is_number(pk) else None
        if found is None:
            raise ValidationError(_("The class you chose is no longer there."))
        return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


class TargetForm(forms.Form):
    """Into which class."""

    target = forms.TypedChoiceField(label=gettext_lazy("Into the class"), coerce=int)

    def __init__(self, *args, term: Term, **kwargs):
        super().__init__(*args, **kwargs)
        terms = list(Term.objects.filter(vocabulary=term.vocabulary_id))
        choices = [choice for choice in indented_choices(terms) if choice[0] != term.pk]
        self.fields["target"].choices = [("", "---------"), *choices]


def kinds_or_any() -> list[tuple[str, Any]]:
    return [("", "---------"), *kind_choices()]


class RetagForm(TargetForm):
    """Which resources, and into which class."""

    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.order_by("site_name"), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kinds_or_any, required=False)
    since = forms.DateField(label=gettext_lazy("Published from"), widget=AdminDateInput, required=False)
    until = forms.DateField(label=gettext_lazy("Published until"), widget=AdminDateInput, required=False)


class TermJobView(CentreOnly, JobStartView):
    """A job that begins with one class."""

    template_name = "resource_library/admin/classification/job.html"
    header_icon = "tag"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.term = term_or_404(pk)

    def get_breadcrumbs_items(self):
        one = {"url": reverse("classification:term", args=[self.term.pk]), "label": self.term.name}
        way = way_to(self.term.vocabulary, self.get_page_title())
        return [*way[:2], one, *way[2:]]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "term": self.term}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(term=self.term, **kwargs)
        context["media"] = context["form"].media
        return context

    def arguments_of(self, form):
        return {"source": self.term.pk, "target": form.cleaned_data["target"]}

    def _named(self, arguments) -> dict[str, str]:
        target = Term.objects.get(pk=arguments["target"])
        return {"source": f"{self.term.name}（{self.term.code}）", "target": f"{target.name}（{target.code}）"}


class MergeView(TermJobView):
    """合并类目."""

    kind = "library.merge_terms"
    form_class = TargetForm

    def title_of(self, arguments):
        return _("%(source)s merged into %(target)s") % self._named(arguments)


class RetagView(TermJobView):
    """批量改标."""

    kind = "library.retag"
    form_class = RetagForm

    def arguments_of(self, form):
        said = form.cleaned_data
        among = {
            "site": said["site"].pk if said["site"] else None,
            "kind": said["kind"],
            "since": said["since"].isoformat() if said["since"] else "",
            "until": said["until"].isoformat() if said["until"] else "",
        }
        return {**super().arguments_of(form), "among": {name: value for name, value in among.items() if value}}

    def title_of(self, arguments):
        return _("Resources from %(source)s to %(target)s") % self._named(arguments)


class ClassificationViewSet(ViewSet):
    name = "classification"

    def get_urlpatterns(self):
        return [
            path("", TreeView.as_view(), name="list"),
            path("term/<int:pk>/", TermView.as_view(), name="term"),
            path("term/<int:pk>/merge/", MergeView.as_view(), name="merge"),
            path("term/<int:pk>/retag/", RetagView.as_view(), name="retag"),
            path("term/<int:pk>/<slug:act>/", TermActView.as_view(), name="act"),
            path("<slug:code>/", TreeView.as_view(), name="tree"),
            path("<slug:code>/add/", AddView.as_view(), name="add"),
            path("<slug:code>/import/", ImportView.as_view(), name="import"),
            path("<slug:code>/export.csv", ExportView.as_view(), name="export"),
            path("<slug:code>/recount/", RecountView.as_view(), name="recount"),
        ]


classification_viewset = ClassificationViewSet()
