"""Texts that read alike (重复资源): the list, the two side by side, and what a person says about them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from unified_platform.jobs import domain as jobs
from unified_platform.jobs.kinds import kind_named
from unified_platform.jobs.views import JobStartView

from ..comparing import words
from ..domain import duplicates
from ..models import DuplicatePair, Likeness, Placement, Resource, Verdict
from ..search_documents import public_words

A_PAGE = 20
# Longer texts are shown as far as this side by side.
LONGEST_SHOWN = 20_000


class ForDeciders:
    """The centre and site managers; nobody else knows the addresses."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not duplicates.may_decide_anything(request.user):
            raise PermissionDenied


class ListView(ForDeciders, WagtailAdminTemplateMixin, TemplateView):
    """Pairs, the likest first. The number of queries does not depend on how many there are."""

    template_name = "resource_library/admin/duplicates/list.html"
    page_title = gettext_lazy("Duplicates")
    header_icon = "copy"

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        verdict = asked.get("verdict") if asked.get("verdict") in Verdict.values else Verdict.OPEN.value
        likeness = asked.get("likeness") if asked.get("likeness") in Likeness.values else ""
        found = duplicates.listed(self.request.user, verdict, likeness)
        return super().get_context_data(
            pairs=WagtailPaginator(found, A_PAGE).get_page(asked.get("p")),
            verdict=verdict,
            likeness=likeness,
            verdicts=Verdict.choices,
            kinds=Likeness.choices,
            may_search=duplicates.decides_everywhere(self.request.user),
            **kwargs,
        )


def pair_or_404(user: Any, pk: int) -> DuplicatePair:
    pairs = duplicates.pairs_for(user).select_related("first__owner_site", "second__owner_site", "decided_by")
    pair = pairs.filter(pk=pk).first()
    if pair is None:
        raise Http404
    return pair


class PairView(ForDeciders, WagtailAdminTemplateMixin, TemplateView):
    """The two side by side with what differs marked, where each is shown, and the decision."""

    template_name = "resource_library/admin/duplicates/pair.html"
    page_title = gettext_lazy("Two that read alike")
    header_icon = "copy"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pair = pair_or_404(request.user, pk)

    def get_breadcrumbs_items(self):
        return [{"url": reverse("duplicates:list"), "label": _("Duplicates")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        both = (self.pair.first, self.pair.second)
        told = [_words_of(each) for each in both]
        pieces = words.pieces(*told)
        titles = words.pieces(both[0].title, both[1].title)
        return super().get_context_data(
            pair=self.pair,
            sides=[_side(each, own, pieces, titles) for each, own in zip(both, ("gone", "new"), strict=True)],
            identical=bool(both[0].content_hash) and both[0].content_hash == both[1].content_hash,
            **kwargs,
        )


def _words_of(resource: Resource) -> str:
    return "\n".join(public_words(resource.body, resource.kind, resource.extra))[:LONGEST_SHOWN]


def _side(resource: Resource, own: str, pieces: list, titles: list) -> dict[str, Any]:
    """`own`: which pieces only this side has."""
    shown = Placement.objects.filter(resource=resource, visible=True)
    return {
        "resource": resource,
        "title": [piece for piece in titles if piece.kind in ("same", own)],
        "text": [piece for piece in pieces if piece.kind in ("same", own)],
        "columns": shown.count(),
        "sites": shown.values("site").distinct().count(),
    }


class DecideView(ForDeciders, View):
    """Not the same; ask again."""

    http_method_names = ["post"]
    acts = {"distinct": duplicates.not_the_same, "ask": duplicates.ask_again}

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        pair = pair_or_404(request.user, pk)
        if act not in self.acts:
            raise Http404
        try:
            self.acts[act](pair, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("duplicates:pair", pair.pk)
        messages.success(request, _("Remembered."))
        return redirect("duplicates:list")


class KeepForm(forms.Form):
    keep = forms.TypedChoiceField(
        label=gettext_lazy("Which one stays"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The other one is withdrawn; its placements, attachments and addresses go over."),
    )

    def __init__(self, *args, pair: DuplicatePair, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [
            (each.pk, f"{each.title}（{each.owner_site.site_name}）") for each in (pair.first, pair.second)
        ]


class MergeView(ForDeciders, JobStartView):
    """Which one stays, what would happen, then the job."""

    kind = "library.merge"
    form_class = KeepForm
    header_icon = "copy"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pair = pair_or_404(request.user, pk)

    def get_initial(self):
        """The older one, which more people know by its address."""
        both = (self.pair.first, self.pair.second)
        older = min(both, key=lambda each: (each.published_at is None, each.published_at, each.pk))
        return {"keep": older.pk}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "pair": self.pair}

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("duplicates:list"), "label": _("Duplicates")},
            {"url": reverse("duplicates:pair", args=[self.pair.pk]), "label": _("Two that read alike")},
            {"url": "", "label": self.get_page_title()},
        ]

    def arguments_of(self, form) -> dict[str, Any]:
        keep = form.cleaned_data["keep"]
        return {"keep": keep, "merge": [pk for pk in (self.pair.first_id, self.pair.second_id) if pk != keep]}

    def title_of(self, arguments: dict[str, Any]) -> str:
        kept = self.pair.first if arguments["keep"] == self.pair.first_id else self.pair.second
        return f"{kind_named(self.kind).label} · {kept.title}"


class SearchView(ForDeciders, View):
    """Look through the whole library for what nobody has compared yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        job = jobs.start("library.sign", {}, by=request.user, title=str(kind_named("library.sign").label))
        return redirect("jobs:detail", job.pk)


class DuplicateViewSet(ViewSet):
    name = "duplicates"

    def get_urlpatterns(self):
        return [
            path("", ListView.as_view(), name="list"),
            path("search/", SearchView.as_view(), name="search"),
            path("<int:pk>/", PairView.as_view(), name="pair"),
            path("<int:pk>/merge/", MergeView.as_view(), name="merge"),
            path("<int:pk>/<slug:act>/", DecideView.as_view(), name="decide"),
        ]


duplicate_viewset = DuplicateViewSet()
