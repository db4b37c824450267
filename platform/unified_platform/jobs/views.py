"""Jobs in the back end (作业): what runs, how far it is, what it did to each record, and the way back."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature
from django.core.signing import dumps as sign
from django.core.signing import loads as unsign
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from unified_platform.spreadsheets import xlsx
from unified_platform.tables import MomentColumn

from . import domain
from .kinds import find_kind, kind_named
from .models import Job, Outcome
from .permissions import visible_jobs

LINES_A_PAGE = 50
ACTS = {"stop": domain.stop, "go_on": domain.go_on}


def job_or_404(user, pk: int) -> Job:
    job = visible_jobs(user).select_related("created_by", "undoes", "undone_by").filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


class ProgressColumn(Column):
    cell_template_name = "jobs/progress_cell.html"


class JobListView(BaseListingView):
    """The person's own jobs, newest first; the information centre sees everybody's."""

    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "jobs/list_results.html"
    page_title = gettext_lazy("Jobs")
    header_icon = "tasks"
    paginate_by = 20
    model = Job
    index_url_name = "jobs:list"
    index_results_url_name = "jobs:results"

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=_("Title"), get_url=lambda job: reverse("jobs:detail", args=[job.pk])),
            ProgressColumn("progress", label=_("Progress")),
            Column("created_by", label=_("Started by"), accessor="created_by.get_full_name"),
            MomentColumn("created_at", label=_("Started")),
        ]

    def get_base_queryset(self):
        return visible_jobs(self.request.user).select_related("created_by", "undone_by")

    def order_queryset(self, queryset):
        return queryset.order_by("-pk")


class JobView(WagtailAdminTemplateMixin, TemplateView):
    """One job: its bar, its counts, its lines."""

    template_name = "jobs/detail.html"
    header_icon = "tasks"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.job = job_or_404(request.user, pk)

    def get_page_title(self):
        return self.job.title

    def get_breadcrumbs_items(self):
        return [{"url": reverse("jobs:list"), "label": _("Jobs")}, {"url": "", "label": self.job.title}]

    def get_context_data(self, **kwargs):
        chosen = self.request.GET.get("outcome", "")
        lines = self.job.lines.order_by("pk")
        if chosen in Outcome.values:
            lines = lines.filter(outcome=chosen)
        page = WagtailPaginator(lines, LINES_A_PAGE).get_page(self.request.GET.get("p"))
        page.object_list = domain.in_words(self.job, list(page.object_list))
        return super().get_context_data(
            job=self.job,
            lines=page,
            outcomes=_counted(self.job),
            chosen=chosen,
            why_not_undo=_why_not_undo(self.job),
            **kwargs,
        )


def _counted(job: Job) -> list[tuple[str, str, int]]:
    return [(outcome.value, str(outcome.label), getattr(job, outcome.value)) for outcome in Outcome]


def _why_not_undo(job: Job) -> str:
    return domain.why_not_undo(job) if find_kind(job.kind) else _("This job cannot be undone.")


class ProgressView(View):
    """The bar alone, asked for every other second by the page that shows it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "jobs/progress.html", {"job": job_or_404(request.user, pk)})


class ActView(View):
    """Stop, go on, undo."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        job = job_or_404(request.user, pk)
        try:
            if act == "undo":
                return redirect("jobs:detail", domain.undo(job, by=request.user).pk)
            if act not in ACTS:
                raise Http404
            ACTS[act](job, by=request.user)
        except (PermissionDenied, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            messages.error(request, " ".join(reasons))
        return redirect("jobs:detail", job.pk)


class ReportView(View):
    """All lines of the job as a table to take along."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = job_or_404(request.user, pk)
        headings = [_("Record"), _("Title"), _("Outcome"), _("Reason"), _("Before"), _("After")]
        return xlsx(f"{_('Job')}-{job.pk}", headings, _rows(job))


def _rows(job: Job) -> Iterator[list[Any]]:
    for line in domain.report(job):
        yield [line.record, line.label, line.get_outcome_display(), line.reason, _told(line.before), _told(line.after)]


def _told(value: Any) -> str:
    """A value of a line as text for people."""
    if isinstance(value, dict):
        return "；".join(f"{name}：{_told(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(_told(inner) for inner in value)
    return "" if value is None else str(value)


class JobStartView(WagtailAdminTemplateMixin, FormView):
    """Base of the pages on which a job begins: ask, show what would happen, then do it.

    A subclass names `kind` and `form_class`, and says in `arguments_of` and `title_of` what the form's answers mean.
    The dry run is shown first, always; what is confirmed is what was shown, because it is signed.
    """

    template_name = "jobs/start.html"
    header_icon = "tasks"
    kind: str

    def arguments_of(self, form) -> dict[str, Any]:
        return form.cleaned_data

    def title_of(self, arguments: dict[str, Any]) -> str:
        return str(kind_named(self.kind).label)

    def get_page_title(self):
        return kind_named(self.kind).label

    def get_breadcrumbs_items(self):
        return [{"url": reverse("jobs:list"), "label": _("Jobs")}, {"url": "", "label": self.get_page_title()}]

    def post(self, request, *args, **kwargs):
        if "confirmed" in request.POST:
            return self._start(request.POST["confirmed"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        arguments = self.arguments_of(form)
        try:
            shown = domain.preview(self.kind, arguments, by=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        title = self.title_of(arguments)
        signed = sign({"arguments": arguments, "title": title, "by": self.request.user.pk}, salt=f"job.{self.kind}")
        return self.render_to_response(self.get_context_data(form=form, preview=shown, signed=signed, job_title=title))

    def _start(self, signed: str) -> HttpResponse:
        try:
            wanted = unsign(signed, salt=f"job.{self.kind}", max_age=24 * 3600)
        except BadSignature:
            raise PermissionDenied from None
        if wanted["by"] != self.request.user.pk:
            raise PermissionDenied
        try:
            job = domain.start(self.kind, wanted["arguments"], by=self.request.user, title=wanted["title"])
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect(self.request.get_full_path())
        return redirect("jobs:detail", job.pk)


class JobViewSet(ViewSet):
    name = "jobs"

    def get_urlpatterns(self):
        return [
            path("", JobListView.as_view(), name="list"),
            path("results/", JobListView.as_view(results_only=True), name="results"),
            path("<int:pk>/", JobView.as_view(), name="detail"),
            path("<int:pk>/progress/", ProgressView.as_view(), name="progress"),
            path("<int:pk>/report.xlsx", ReportView.as_view(), name="report"),
            path("<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
        ]


job_viewset = JobViewSet()
