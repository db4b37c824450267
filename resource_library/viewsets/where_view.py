"""Where it is shown (落位): one text, everywhere it stands."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from unified_platform.rules.domain import value as rule

from .. import permissions
from ..domain.readership import total_of
from ..models import Resource
from ..whereabouts import score_of, sparkline, stands_of
from .access import OneResource


class WhereView(OneResource, WagtailAdminTemplateMixin, TemplateView):
    """Placements with their readers, the age of the text, and its quality; the same number of queries for all."""

    template_name = "resource_library/admin/resources/where.html"
    page_title = gettext_lazy("Where it is shown")
    header_icon = "site"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.resource: Resource = self.guarded

    @cached_property
    def header_more_buttons(self):
        return []

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("resources:list"), "label": _("Resources")},
            {"url": reverse("resources:read", args=[self.resource.pk]), "label": self.resource.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        resource, user = self.resource, self.request.user
        stands = stands_of(resource, by=user)
        by_day = [sum(counts) for counts in zip(*(stand.reads.days for stand in stands), strict=True)]
        may_write = permissions.can(user, "change", resource)
        return super().get_context_data(
            resource=resource,
            stands=stands,
            total=total_of(resource.pk),
            week=sum(stand.week for stand in stands),
            spark=sparkline(by_day) if any(by_day) else "",
            kept_days=rule("views-days"),
            ages=_ages(resource),
            score=score_of(resource.get_latest_revision_as_object(), may_write=may_write),
            **kwargs,
        )


def _ages(resource: Resource) -> list[tuple[str, object, int]]:
    """(what happened, when, days ago) of what tells how old a text is."""
    moments = (
        (_("Published"), resource.published_at),
        (_("Last changed for the public"), resource.last_published_at),
        (_("Last draft"), resource.updated_at),
    )
    today = timezone.localdate()
    return [(word, moment, (today - timezone.localdate(moment)).days) for word, moment in moments if moment]
