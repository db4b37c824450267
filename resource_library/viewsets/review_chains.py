"""How many steps of review, per column and kind (审核设置): the site manager for her site, the centre for all."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page, Site

from ..columns import columns_of
from ..domain import chains, deputies, reviewers
from ..domain.chains import ANY_KIND, CITY, WHOLE_SITE, Rules
from ..enums import State
from ..kinds import SCHEMAS
from ..models import Resource
from . import deputy_pages

MOST_WAITING = 50


@dataclass(frozen=True)
class Cell:
    """How many steps hold at one place for one kind, and whether they are said right there."""

    kind: str
    steps: int
    is_own: bool


@dataclass(frozen=True)
class Row:
    """A place: the city, a site, or a column as deep as it stands."""

    title: str
    url: str
    depth: int
    cells: list[Cell]


class MayLook:
    """Only who sets the chains of a site opens its page; for everybody else it does not exist."""

    request: object

    def setup(self, request, *args, site: int | None = None, **kwargs):
        super().setup(request, *args, **kwargs)
        self.site = Site.objects.select_related("root_page").filter(pk=site).first() if site else None
        if (site and self.site is None) or not chains.may_set(request.user, self.site):
            raise Http404


def _trail(*rest: dict) -> list[dict]:
    return [{"url": reverse("review_chains:list"), "label": _("Review chains")}, *rest]


class SitesView(WagtailAdminTemplateMixin, TemplateView):
    """The sites whose chains somebody sets; with one site only, its page at once."""

    template_name = "resource_library/admin/review/sites.html"
    page_title = gettext_lazy("Review chains")
    header_icon = "tasks"

    def get(self, request, *args, **kwargs):
        sites = chains.sites_to_set(request.user)
        if sites is not None and not sites:
            raise PermissionDenied
        if sites is not None and len(sites) == 1:
            return redirect("review_chains:site", next(iter(sites)))
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": _("Desk")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        mine = chains.sites_to_set(self.request.user)
        found = Site.objects.exclude(site_name="").order_by("site_name", "pk")
        return super().get_context_data(
            sites=found if mine is None else found.filter(pk__in=mine), sets_the_city=mine is None, **kwargs
        )


class TableView(MayLook, WagtailAdminTemplateMixin, TemplateView):
    """Columns and kinds, what holds where, and what is only inherited; the people who are there for it."""

    template_name = "resource_library/admin/review/table.html"
    header_icon = "tasks"

    def get_page_title(self):
        return self.site.site_name if self.site else _("The whole city")

    def get_breadcrumbs_items(self):
        return _trail({"url": "", "label": self.get_page_title()})

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.site)

    def get_context_data(self, **kwargs):
        kinds = [ANY_KIND, *SCHEMAS]
        rows = [self._row(place, title, url, depth, kinds) for place, title, url, depth in self._places()]
        shown = [kind for n, kind in enumerate(kinds) if n == 0 or any(self._tells(row.cells, n) for row in rows)]
        rows = [Row(row.title, row.url, row.depth, [c for c in row.cells if c.kind in shown]) for row in rows]
        return super().get_context_data(
            rows=rows,
            headings=[SCHEMAS[kind].label if kind else _("Every kind") for kind in shown],
            is_city=self.site is None,
            chains=[(count, chains.steps_of(count)) for count in chains.STEPS],
            **(self._people({cell.steps for row in rows for cell in row.cells}) if self.site else {}),
            **kwargs,
        )

    def _tells(self, cells: list[Cell], n: int) -> bool:
        """Whether a kind goes its own way somewhere; the others need no column of the table."""
        return cells[n].is_own or cells[n].steps != cells[0].steps

    def _places(self) -> list[tuple[str, str, str, int]]:
        if self.site is None:
            return [(CITY, _("The whole city"), reverse("review_chains:city_edit"), 0)]
        number = self.site.pk
        top = [(WHOLE_SITE, _("The whole site"), reverse("review_chains:site_edit", args=[number]), 0)]
        start = self.site.root_page.depth
        columns = columns_of(self.site).values_list("path", "title", "pk", "depth")
        return top + [
            (path, title, reverse("review_chains:column_edit", args=[number, pk]), depth - start)
            for path, title, pk, depth in columns
        ]

    def _row(self, place: str, title: str, url: str, depth: int, kinds: list[str]) -> Row:
        demands = [self.rules.demand(place, kind) for kind in kinds]
        cells = [
            Cell(kind, demand.steps, self.rules.own(place, kind) is not None)
            for kind, demand in zip(kinds, demands, strict=True)
        ]
        return Row(title, url, depth, cells)

    def _people(self, used: set[int]) -> dict:
        """What the people of the site can do, who stands in for whom, and what waits for nobody."""
        known = {count: chains.steps_of(count) for count in sorted(used)}
        return {
            "staffing": [reviewers.staffing(self.site, steps) for steps in known.values()],
            "deputies": deputies.in_force().filter(site=self.site).order_by("ends_on", "pk"),
            "waiting_in_vain": _waiting_in_vain(self.site),
        }


def _waiting_in_vain(site: Site) -> list[Resource]:
    """Texts under review whose step nobody can take any more, since somebody left."""
    waiting = Resource.objects.filter(owner_site=site, state=State.SUBMITTED).defer("body", "extra", "archive")
    found = []
    for resource in waiting.select_related("owner_site").order_by("updated_at", "pk")[:MOST_WAITING]:
        step = resource.current_workflow_task
        if step and not reviewers.who_may(step, resource):
            found.append(resource)
    return found


class ChainForm(forms.Form):
    """How many steps for every kind, and for each kind that goes its own way; empty inherits."""

    def __init__(self, *args, rules: Rules, place: str, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in [ANY_KIND, *SCHEMAS]:
            inherited = rules.demand_above(place, kind)
            label = SCHEMAS[kind].label if kind else _("Every kind")
            self.fields[f"steps_{kind or 'any'}"] = forms.TypedChoiceField(
                label=label,
                choices=[
                    ("", _("As above: %(steps)s") % {"steps": told(inherited)}),
                    *((n, told(n)) for n in chains.STEPS),
                ],
                coerce=int,
                empty_value=None,
                required=False,
                initial=rules.own(place, kind) or "",
            )

    def chosen(self) -> dict[str, int | None]:
        return {kind: self.cleaned_data[f"steps_{kind or 'any'}"] for kind in [ANY_KIND, *SCHEMAS]}


def told(steps: int) -> str:
    """一审、二审、三审 with the steps they have."""
    names = {
        1: _("one step (sign-off)"),
        2: _("two steps (review, sign-off)"),
        3: _("three steps (first review, review, sign-off)"),
    }
    return str(names[steps])


class EditChainView(MayLook, WagtailAdminTemplateMixin, FormView):
    """The chains of one place."""

    template_name = "resource_library/admin/review/edit.html"
    form_class = ChainForm
    header_icon = "tasks"

    def setup(self, request, *args, column: int | None = None, **kwargs):
        super().setup(request, *args, **kwargs)
        self.column = columns_of(self.site).filter(pk=column).first() if self.site and column else None
        if column and self.column is None:
            raise Http404

    @property
    def place(self) -> str:
        if self.column:
            return self.column.path
        return WHOLE_SITE if self.site else CITY

    def get_page_title(self):
        if self.column:
            return self.column.title
        return _("The whole site") if self.site else _("The whole city")

    def get_breadcrumbs_items(self):
        middle = [{"url": self.get_success_url(), "label": self.site.site_name}] if self.site else []
        return _trail(*middle, {"url": "", "label": self.get_page_title()})

    def get_success_url(self):
        return reverse("review_chains:site", args=[self.site.pk]) if self.site else reverse("review_chains:city")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "rules": Rules(self.site), "place": self.place}

    def form_valid(self, form: ChainForm) -> HttpResponse:
        column = Page.objects.get(pk=self.column.pk) if self.column else None
        try:
            chains.set_chains(self.site, column, form.chosen(), by=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Set for “%(place)s”. What is under review goes on as it began.") % {"place": self.get_page_title()},
        )
        return redirect(self.get_success_url())


class ReviewChainViewSet(ViewSet):
    name = "review_chains"
    url_prefix = "review"
    icon = "tasks"
    menu_label = gettext_lazy("Review chains")

    def get_urlpatterns(self):
        table, edit = TableView.as_view(), EditChainView.as_view()
        return [
            path("", SitesView.as_view(), name="list"),
            path("city/", table, name="city"),
            path("city/edit/", edit, name="city_edit"),
            path("sites/<int:site>/", table, name="site"),
            path("sites/<int:site>/edit/", edit, name="site_edit"),
            path("sites/<int:site>/edit/<int:column>/", edit, name="column_edit"),
            path("deputies/", deputy_pages.DeputiesView.as_view(), name="deputies"),
            path("deputies/<int:pk>/end/", deputy_pages.EndDeputyView.as_view(), name="deputy_end"),
        ]


review_chain_viewset = ReviewChainViewSet()
