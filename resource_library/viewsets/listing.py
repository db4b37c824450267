"""The list of resources (资源列表)."""

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from unified_platform.tables import MomentColumn

from .. import permissions
from ..columns import columns_of, indented
from ..desk import waiting_for
from ..domain import completeness
from ..enums import PlacementRole, State
from ..finding import find, limits, owner_sites
from ..kinds import kind_choices
from ..models import Placement, ReadTotal, Resource
from .bulk_acts import acts_of
from .columns_shown import HomeColumn, PersonColumn, StateColumn, TickColumn
from .filters import AnyOfFilter, site_choices
from .paging import BoundedPaginator

HEAVY = ("body", "extra", "archive")


def listed(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """With all that a row of a list shows, in one query however many rows there are."""
    homes = Placement.objects.filter(resource=OuterRef("pk"), role=PlacementRole.ORIGIN).values("column__title")
    reads = ReadTotal.objects.filter(resource=OuterRef("pk")).values("count")
    rows = resources.select_related("editor", "owner_site").defer(*HEAVY)
    return rows.annotate(home=Subquery(homes[:1]), views=Subquery(reads[:1]))


class ResourceFilterSet(WagtailFilterSet):
    """State, kind, responsible editor; the site where there is a choice, the column where the site is clear."""

    state = AnyOfFilter(label=_("State"), choices=State.choices, widget=CheckboxSelectMultiple)
    kind = AnyOfFilter(label=_("Kind"), choices=kind_choices, widget=CheckboxSelectMultiple)
    editor = django_filters.ChoiceFilter(
        label=_("Responsible editor"), choices=[("mine", _("Mine"))], method="of_editor", widget=RadioSelect
    )
    work = django_filters.ChoiceFilter(
        label=_("My work"), choices=[("waiting", _("Waiting for my decision"))], method="of_work", widget=RadioSelect
    )
    site = django_filters.ChoiceFilter(label=_("Site"), field_name="owner_site", widget=RadioSelect)
    column = django_filters.ChoiceFilter(label=_("Column"), method="in_column", widget=RadioSelect)

    # Where the overview leads to; nobody chooses it out of a hundred.
    missing = django_filters.ChoiceFilter(label=_("Missing"), method="without", widget=RadioSelect)

    class Meta:
        model = Resource
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_missing(self.data.get("missing", ""), self.data.get("kind", ""))
        mine = list(permissions.sites(self.request.user, "view").select_related("root_page").order_by("site_name"))
        self.filters["site"].extra["choices"] = site_choices(mine)
        chosen = [site for site in mine if len(mine) == 1 or str(site.pk) == self.data.get("site")]
        self.filters["column"].extra["choices"] = indented(columns_of(*chosen)) if chosen else []
        if len(mine) == 1:
            del self.filters["site"]
        if not chosen:
            del self.filters["column"]

    def _offer_missing(self, element: str, kind: str) -> None:
        if element in completeness.known_elements():
            self.filters["missing"].extra["choices"] = [(element, completeness.label_of(kind, element))]
        else:
            del self.filters["missing"]

    def without(self, resources, name, value):
        """What is public and lacks this element."""
        return resources.filter(completeness.is_missing(value), live=True)

    def of_editor(self, resources, name, value):
        return resources.filter(editor=self.request.user)

    def of_work(self, resources, name, value):
        """The same texts that lie on her desk."""
        return resources.filter(pk__in=[text.pk for text in waiting_for(self.request.user)])

    def in_column(self, resources, name, value):
        return resources.filter(placements__column=value)


class ResourceIndexView(IndexView):
    """What the person may see, newest change first."""

    filterset_class = ResourceFilterSet
    paginator_class = BoundedPaginator
    is_searchable = True
    page_title = _("Resources")
    table_classname = "listing resource-list"
    warning = ""
    # No export: it would read out everything at once.
    FORMATS = ()

    @cached_property
    def columns(self):
        columns = [
            *([TickColumn("tick", label="")] if self.acts else []),
            TitleColumn("title", label=_("Title"), get_url=self.get_edit_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display", classname="wide-only short-words"),
            StateColumn("state", label=_("State")),
            HomeColumn("home", label=_("First column"), classname="wide-only short-words"),
            PersonColumn("editor", label=_("Responsible editor"), classname="wide-only short-words"),
            Column("views", label=_("Views"), classname="wide-only number"),
            MomentColumn("updated_at", label=_("Changed")),
        ]
        if self.shows_sites:
            columns.insert(-2, Column("owner_site", label=_("Site"), accessor="owner_site.site_name"))
        return columns

    @cached_property
    def acts(self) -> list[dict]:
        """What can be done to several of them at once."""
        return acts_of(self.request.user)

    @cached_property
    def shows_sites(self) -> bool:
        ids = permissions.site_ids(self.request.user, "view")
        return ids is None or len(ids) > 1

    def get_edit_url(self, instance: Resource) -> str:
        """Where a title leads: to reading. Who may write goes on from there with one click."""
        return reverse("resources:read", args=[instance.pk])

    def get_base_queryset(self):
        return listed(permissions.resources(self.request.user, "view"))

    def order_queryset(self, queryset):
        return queryset.order_by("-updated_at", "-pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        chosen = limits(self.filters.form.cleaned_data) if self.filters.form.is_valid() else {}
        where = {"owner_sites": owner_sites(self.request.user), **chosen}
        hits = find(queryset, self.search_query, live_only=False, **where)
        self.warning = hits.warning
        return hits.resources

    @cached_property
    def add_url(self):
        return reverse("resources:add") if permissions.anywhere(self.request.user, "add") else None

    @cached_property
    def header_buttons(self):
        if not self.add_url:
            return []
        return [HeaderButton(_("New resource"), url=self.add_url, icon_name="plus")]

    @cached_property
    def header_more_buttons(self):
        return []

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": _("Desk")}, {"url": "", "label": self.page_title}]
