"""Reforms of organs in the back end (机构改革): what names an organ, the proposal, the decision, the job."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Left, StrIndex
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from unified_platform.search.rows import having

from ..domain import organs, reform
from ..domain.organ_holders import holders
from ..domain.reform_plan import Plan
from ..kinds import kind_choices
from ..models import Organ, Reform, ReformKind, ReformState, Resource
from . import reform_forms

# So many records of a sort are listed; their number is told in full.
SHOWN = 50


class ForReformers:
    """For whoever proposes or confirms."""

    request: HttpRequest

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        if not reform.may_see(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


def _way(*labels: Any) -> list[dict[str, Any]]:
    return [
        {"url": reverse("reforms:list"), "label": _("Reforms of organs")},
        *({"url": "", "label": each} for each in labels),
    ]


class ReformListView(ForReformers, WagtailAdminTemplateMixin, TemplateView):
    """Every reform, the newest first, and the organ with which the next one begins."""

    template_name = "resource_library/admin/reforms/list.html"
    page_title = gettext_lazy("Reforms of organs")
    header_icon = "history"

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": _("Desk")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        rows = Reform.objects.select_related("proposed_by", "decided_by").order_by("-pk")
        words = self.request.GET.get("q", "").strip()
        found = Organ.objects.none()
        if words:
            found = Organ.objects.filter(having(words, ("name", "short_name", "code")))
        return super().get_context_data(
            reforms=WagtailPaginator(rows, 20).get_page(self.request.GET.get("p")),
            organs=found.select_related("today").order_by("level", "code")[:SHOWN],
            words=words,
            may_propose=reform.may_propose(self.request.user),
            **kwargs,
        )


class OrganView(ForReformers, WagtailAdminTemplateMixin, TemplateView):
    """Everything that names an organ. Constant queries, whatever it has issued."""

    template_name = "resource_library/admin/reforms/organ.html"
    header_icon = "group"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.organ = get_object_or_404(Organ.objects.select_related("successor", "today", "parent"), pk=pk)

    def get_page_title(self):
        return self.organ.name

    def get_breadcrumbs_items(self):
        return _way(self.organ.name)

    def get_context_data(self, **kwargs):
        organ = self.organ
        may_propose = reform.may_propose(self.request.user) and organ.is_in_being
        return super().get_context_data(
            organ=organ,
            formerly=organ.formerly.order_by("-ended_on", "pk"),
            kinds=[(kind.value, kind.label) for kind in ReformKind] if may_propose else [],
            reforms=organ.reforms.order_by("-pk")[:20],
            issued=_by_kind(organ),
            jointly=Resource.objects.filter(joint_issuers=organ).count(),
            taken_over=organ.taken_over.count(),
            prefixes=_prefixes(organ),
            children=organ.children.order_by("code")[:SHOWN],
            held=[(holder.label, holder.naming([organ.pk])) for holder in holders()],
            newest=_newest(organ),
            **kwargs,
        )


def _by_kind(organ: Organ) -> list[dict[str, Any]]:
    """Documents by kind: in all, public, drafts that were never public."""
    rows = Resource.objects.filter(issuer=organ).order_by().values("kind")
    counted = rows.annotate(
        all=Count("pk"), live=Count("pk", filter=Q(live=True)), new=Count("pk", filter=Q(published_at=None))
    )
    labels = dict(kind_choices())
    found = [{**row, "label": labels.get(row["kind"], row["kind"])} for row in counted]
    return sorted(found, key=lambda row: -row["all"])


def _prefixes(organ: Organ) -> list[tuple[str, int]]:
    """The beginnings of its document numbers (发文代字), the most frequent first: they end with the organ, too."""
    numbered = Resource.objects.filter(issuer=organ).exclude(doc_no="").order_by()
    ends = numbered.annotate(end=StrIndex("doc_no", Value("〔"))).filter(end__gt=1)
    rows = ends.annotate(prefix=Left("doc_no", F("end") - 1)).values("prefix").annotate(uses=Count("pk"))
    return list(rows.order_by("-uses", "prefix").values_list("prefix", "uses")[:20])


def _newest(organ: Organ) -> list[Resource]:
    rows = Resource.objects.filter(issuer=organ).order_by("-published_at", "-pk")
    return list(rows.only("pk", "title", "kind", "published_at", "index_no")[:20])


class ProposeView(ForReformers, WagtailAdminTemplateMixin, TemplateView):
    """提出: one form for each kind of reform, for one organ."""

    template_name = "resource_library/admin/reforms/propose.html"
    header_icon = "edit"

    def setup(self, request, *args, pk: int, kind: str, **kwargs):
        super().setup(request, *args, **kwargs)
        if not reform.may_propose(request.user):
            raise PermissionDenied
        self.organ = get_object_or_404(Organ.objects.in_being(), pk=pk)
        if kind not in ReformKind.values:
            raise Http404
        self.kind = ReformKind(kind)

    def get_page_title(self):
        return self.kind.label

    def get_breadcrumbs_items(self):
        one = {"url": reverse("reforms:organ", args=[self.organ.pk]), "label": self.organ.name}
        way = _way(self.get_page_title())
        return [way[0], one, way[1]]

    @cached_property
    def forms(self) -> dict[str, Any]:
        data = self.request.POST if self.request.method == "POST" else None
        facts = {"short_name": self.organ.short_name, "code": self.organ.code, "level": self.organ.level}
        facts["parent"] = self.organ.parent_id
        if self.kind == ReformKind.MERGE:
            common: Any = reform_forms.MergerForm(data, organ=self.organ)
        else:
            common = reform_forms.ReformForm(data)
        found: dict[str, Any] = {"common": common}
        if self.kind == ReformKind.SPLIT:
            return {**found, **self._split_forms(data)}
        part_forms: dict[str, Any] = {
            ReformKind.RENAME: reform_forms.NameForm,
            ReformKind.MERGE: reform_forms.PartForm,
            ReformKind.ABOLISH: reform_forms.ChoiceOfOrgan,
            ReformKind.CORRECT: reform_forms.CorrectionForm,
        }
        if self.kind == ReformKind.CORRECT:
            facts["name"] = self.organ.name
        found["part"] = part_forms[self.kind](
            data, prefix="part", initial={} if self.kind == ReformKind.MERGE else facts
        )
        return found

    def _split_forms(self, data) -> dict[str, Any]:
        targets, columns = reform_forms.targets(), reform_forms.columns_of(self.organ)
        first = {"organ": self.organ.pk}
        return {
            "parts": [
                reform_forms.PartForm(data, prefix=f"part{n}", initial=first if n == 0 else {})
                for n in range(reform_forms.PARTS)
            ],
            "rules": [
                reform_forms.RuleForm(data, prefix=f"rule{n}", columns=columns, targets=targets)
                for n in range(reform_forms.RULES)
            ],
            "rest": reform_forms.RestForm(data, prefix="rest", targets=targets),
        }

    def _all(self) -> list[Any]:
        return [form for value in self.forms.values() for form in (value if isinstance(value, list) else [value])]

    def get_context_data(self, **kwargs):
        media = self.forms["common"].media
        for form in self._all():
            media += form.media
        return super().get_context_data(organ=self.organ, forms=self.forms, media=media, **kwargs)

    def post(self, request, *args, **kwargs):
        unfinished = [form for form in self._all() if not form.is_valid()]
        if unfinished:
            return self.render_to_response(self.get_context_data())
        said = self.forms["common"].cleaned_data
        sources = [self.organ, *said.pop("others", [])]
        try:
            found = reform.propose(
                self.kind, sources, reform_forms.plan_of(self.kind, self.forms), by=request.user, **said
            )
        except ValidationError as refusal:
            self.forms["common"].add_error(None, refusal.messages)
            return self.render_to_response(self.get_context_data())
        messages.success(request, _("“%(title)s” waits for another person to confirm it.") % {"title": found.title})
        return redirect("reforms:detail", found.pk)


class ReformView(ForReformers, WagtailAdminTemplateMixin, TemplateView):
    """One reform: what becomes of whom, what the job would do or did, and who decides."""

    template_name = "resource_library/admin/reforms/detail.html"
    header_icon = "history"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        related = ("proposed_by", "decided_by", "job")
        self.reform = get_object_or_404(Reform.objects.select_related(*related), pk=pk)

    def get_page_title(self):
        return self.reform.title

    def get_breadcrumbs_items(self):
        return _way(self.reform.title)

    @cached_property
    def header_buttons(self):
        job = self.reform.job
        return [HeaderButton(_("Job"), url=reverse("jobs:detail", args=[job.pk]), icon_name="tasks")] if job else []

    def get_context_data(self, **kwargs):
        waits = self.reform.state == ReformState.PROPOSED
        open_ = self.reform.state in (ReformState.PROPOSED, ReformState.CONFIRMED) and self.reform.job_id is None
        preview, why_not = None, ""
        if open_:
            try:
                preview = reform.preview(self.reform, by=self.request.user)
            except ValidationError as refusal:
                why_not = " ".join(refusal.messages)
        own = self.reform.proposed_by_id == self.request.user.pk
        may_decide = reform.may_decide(self.request.user, self.reform)
        return super().get_context_data(
            reform=self.reform,
            sources=self.reform.organs.select_related("today").order_by("pk"),
            parts=_parts(self.reform),
            rules=_rules(self.reform),
            preview=preview,
            why_not=why_not,
            may_confirm=waits and may_decide and not why_not,
            may_send_back=open_ and (own or may_decide),
            waits_for_another=waits and own,
            **kwargs,
        )


def _parts(found: Reform) -> list[dict[str, Any]]:
    plan = Plan.of(found.plan)
    existing = Organ.objects.in_bulk([part.organ for part in plan.into if part.organ])
    return [
        {
            "name": existing[part.organ].name if part.organ in existing else part.name,
            "code": existing[part.organ].code if part.organ in existing else part.code,
            "is_new": part.is_new,
            "is_heir": number == plan.heir and len(plan.into) > 1,
        }
        for number, part in enumerate(plan.into)
    ]


def _rules(found: Reform) -> list[dict[str, Any]]:
    """The rules of a split in words, with the one for what is left."""
    if found.kind != ReformKind.SPLIT:
        return []
    plan = Plan.of(found.plan)
    names = [part["name"] for part in _parts(found)]
    columns = organs.titles_of_columns(rule.column for rule in plan.rules if rule.column)
    kinds = dict(kind_choices())
    told = [
        {
            "column": columns.get(rule.column or 0, ""),
            "kind": kinds.get(rule.kind, ""),
            "since": rule.since,
            "until": rule.until,
            "to": _("nobody: stays as it is") if rule.to is None else names[rule.to],
        }
        for rule in plan.rules
    ]
    return [*told, {"rest": True, "to": _("nobody: stays as it is") if plan.rest is None else names[plan.rest]}]


class DecideView(ForReformers, View):
    """Confirm, or send back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        found = get_object_or_404(Reform, pk=pk)
        try:
            if act == "confirm":
                reform.confirm(found, by=request.user)
            elif act == "send-back":
                reform.send_back(found, by=request.user, remarks=request.POST.get("remarks", ""))
            else:
                raise Http404
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            messages.error(request, " ".join(reasons))
        return redirect("reforms:detail", pk)


class ReformViewSet(ViewSet):
    name = "reforms"

    def get_urlpatterns(self):
        return [
            path("", ReformListView.as_view(), name="list"),
            path("organ/<int:pk>/", OrganView.as_view(), name="organ"),
            path("organ/<int:pk>/<slug:kind>/", ProposeView.as_view(), name="propose"),
            path("<int:pk>/", ReformView.as_view(), name="detail"),
            path("<int:pk>/<slug:act>/", DecideView.as_view(), name="decide"),
        ]


reform_viewset = ReformViewSet()
