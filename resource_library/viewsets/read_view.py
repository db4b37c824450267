"""The reading page of a resource, and the acts that are done from it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.utils.decorators import xframe_options_sameorigin_override

from .. import permissions
from ..domain import review, scheduling
from ..domain.interpreting import unfinished
from ..domain.locking import unlock
from ..domain.relations import lines_for, lines_from_elsewhere
from ..domain.validation import problems
from ..enums import State
from ..kinds import schema_of
from ..models import Resource
from ..panels import GROUPS
from ..progress import progress_of
from ..reading import kind_lines, metadata_lines, reason_of_return, remarks_on, shown_where
from ..warnings import warnings_about
from ..whereabouts import score_of
from .access import OneResource, resource_or_404
from .columns_shown import TONES


class ReadView(OneResource, WagtailAdminTemplateMixin, TemplateView):
    """Everything about the newest version for whoever may see it, with the acts she may do.

    Reviewers work here: what the site will look like, what changed since the public version, what others said.
    """

    template_name = "resource_library/admin/resources/read.html"
    header_icon = "doc-full"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.resource: Resource = self.guarded
        self.draft: Resource = self.resource.get_latest_revision_as_object()

    def get_page_title(self):
        return self.draft.title

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Desk")},
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": "", "label": _("Read")},
        ]

    @cached_property
    def header_buttons(self):
        if not self.may_write:
            return []
        return [HeaderButton(_("Edit"), url=reverse("resources:edit", args=[self.resource.pk]), icon_name="edit")]

    @cached_property
    def header_more_buttons(self):
        buttons = [
            Button(_("History"), url=self.url_of("history"), icon_name="history", priority=10),
            Button(_("Where it is shown"), url=self.url_of("where"), icon_name="site", priority=15),
        ]
        if self.resource.live and self.resource.has_unpublished_changes:
            label = _("Compare with the public version")
            buttons.append(Button(label, url=self.compare_url, icon_name="resubmit", priority=20))
        if self.resource.live and permissions.can(self.request.user, "withdraw", self.resource):
            buttons.append(Button(_("Withdraw"), url=self.url_of("withdraw"), icon_name="download", priority=90))
        return buttons

    def url_of(self, name: str) -> str:
        return reverse(f"resources:{name}", args=[self.resource.pk])

    @property
    def compare_url(self) -> str:
        return reverse("resources:revisions_compare", args=[self.resource.pk, "live", "latest"])

    @cached_property
    def lock(self):
        return self.resource.get_lock()

    @cached_property
    def may_write(self) -> bool:
        locked = self.lock and self.lock.for_user(self.request.user)
        return permissions.can(self.request.user, "change", self.resource) and not locked

    def get_context_data(self, **kwargs):
        resource, draft, user = self.resource, self.draft, self.request.user
        state = resource.current_workflow_state
        step = resource.current_workflow_task
        why_not = review.why_not(user, step, resource) if step else ""
        found = problems(draft)
        return super().get_context_data(
            resource=resource,
            draft=draft,
            kind=schema_of(draft.kind).label,
            tone=TONES.get(State(resource.state), ""),
            label=resource.get_state_display(),
            newer=resource.live and resource.has_unpublished_changes,
            progress=progress_of(resource),
            step=step,
            may_step_back=bool(step) and review.may_step_back(resource),
            missing_people=self.missing_people() if self.may_write and not step else [],
            may_decide=bool(step) and not why_not,
            why_not=why_not,
            may_recall=review.may_recall(user, resource, state),
            may_unschedule=bool(resource.scheduled_revision) and permissions.can(user, "publish", resource),
            may_unlock=resource.locked and permissions.can(user, "unlock", resource),
            scheduled=resource.scheduled_revision,
            remarks=remarks_on(resource),
            returned=reason_of_return(resource),
            places=shown_where(resource),
            kind_lines=kind_lines(draft, for_staff=True),
            groups=[(heading, metadata_lines(draft, names)) for heading, names in GROUPS],
            attachments=draft.attachments.all(),
            relations=[*lines_for(draft, by=user), *lines_from_elsewhere(resource, by=user)],
            missing=[*found, *unfinished(draft)],
            score=score_of(draft, may_write=self.may_write, missing=found),
            warnings=warnings_about(draft, by=user),
            compare_url=self.compare_url if resource.live and resource.has_unpublished_changes else "",
            preview_url=self.url_of("preview_now"),
            **kwargs,
        )

    def missing_people(self) -> list:
        """Steps that would wait for nobody, told before the text is handed in."""
        if self.resource.state not in (State.DRAFT, State.RETURNED):
            return []
        return review.missing_people(self.resource, self.request.user)


class PreviewNowView(OneResource, View):
    """The newest version in the look of its site, also of a resource that an import left without versions."""

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.guarded.get_latest_revision_as_object()
        return draft.make_preview_request(request, draft.default_preview_mode)


class ActView(View):
    """An act on one resource by POST: does it, says so, and goes back to the reading page."""

    http_method_names = ["post"]
    done = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        resource = resource_or_404(request.user, pk)
        try:
            messages.success(request, self.act(request, resource))
        except (PermissionDenied, ValidationError, ValueError) as refusal:
            reasons = getattr(refusal, "messages", None) or [str(refusal) or _("You may not do this.")]
            messages.error(request, " ".join(reasons))
        return redirect("resources:read", pk)

    def act(self, request: HttpRequest, resource: Resource) -> str:
        """Do it, and return what to say about it. Raises what the domain raises."""
        raise NotImplementedError


class ApproveView(ActView):
    """通过 a step."""

    def act(self, request, resource):
        review.approve(resource, request.user, request.POST.get("remarks", "").strip())
        resource.refresh_from_db()
        if resource.state == State.PUBLISHED:
            return _("Signed off: “%(title)s” is public.") % {"title": resource.title}
        if resource.state == State.SCHEDULED:
            return _("Signed off: “%(title)s” becomes public at its hour.") % {"title": resource.title}
        return _("Approved. “%(title)s” goes on to the next step.") % {"title": resource.title}


class SendBackView(ActView):
    """退回 to the author, with the reason."""

    def act(self, request, resource):
        review.send_back(resource, request.user, request.POST.get("remarks", ""))
        return _("“%(title)s” went back to its author.") % {"title": resource.title}


class StepBackView(ActView):
    """退回上一环节, with the reason."""

    def act(self, request, resource):
        review.step_back(resource, request.user, request.POST.get("remarks", ""))
        return _("“%(title)s” went back one step.") % {"title": resource.title}


class SubmitView(ActView):
    """提交 the newest draft as it is saved."""

    def act(self, request, resource):
        review.submit(resource, request.user)
        return _("“%(title)s” has been handed to the reviewers.") % {"title": resource.title}


class RecallView(ActView):
    """撤回提交."""

    def act(self, request, resource):
        review.recall(resource, request.user)
        return _("“%(title)s” is a draft again.") % {"title": resource.title}


class UnscheduleView(ActView):
    """撤销定时."""

    def act(self, request, resource):
        scheduling.unschedule(resource, by=request.user)
        return _("“%(title)s” is off the schedule.") % {"title": resource.title}


class UnlockView(ActView):
    """解锁 what somebody keeps locked."""

    def act(self, request, resource):
        unlock(resource, by=request.user)
        return _("“%(title)s” can be edited again.") % {"title": resource.title}
