"""Choosing a resource, an organ: the windows behind the fields of a form."""

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenMultipleView,
    ChosenView,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from unified_platform.search.rows import having
from unified_platform.tables import MomentColumn

from .. import permissions
from ..domain.relations import HIDDEN
from ..finding import MOST, find, owner_sites
from ..models import Organ, Resource
from .listing import HEAVY
from .paging import BoundedPaginator


def choosable(user) -> QuerySet[Resource]:
    """What `user` may refer to: the resources of her sites, and whatever is public in the city."""
    return Resource.objects.filter(permissions.of_sites(user, "view") | Q(live=True)).select_related("owner_site")


class WordsForm(BaseFilterForm):
    """A field for words; the view does the searching."""

    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
    )

    def filter(self, objects):
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects


class ResourceChooseMixin:
    per_page = 12
    ordering = ("-updated_at", "-pk")
    paginator_class = BoundedPaginator
    filter_form_class = WordsForm
    page_title = _("Choose a resource")
    results_template_name = "wagtailadmin/generic/chooser/results.html"

    @property
    def columns(self):
        return [
            self.title_column,
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("site", label=_("Site"), accessor="owner_site.site_name"),
            MomentColumn("published_at", label=_("Published")),
        ]

    def get_object_list(self):
        return choosable(self.request.user).defer(*HEAVY)

    def filter_object_list(self, objects):
        objects = super().filter_object_list(objects)
        words = self.filter_form.search_query
        if not words:
            return objects
        mine = owner_sites(self.request.user)
        found = [find(objects, words, owner_sites=mine, live_only=False)]
        if mine is not None:  # who sees all sites has seen what is public with them
            found.append(find(objects, words, live_only=True))
        keys = (hits.resources.values_list("pk", flat=True)[:MOST] for hits in found)
        return objects.filter(pk__in={pk for some in keys for pk in some})


class ResourceChooseView(ResourceChooseMixin, ChooseViewMixin, CreationFormMixin, BaseChooseView):
    pass


class ResourceChooseResultsView(ResourceChooseMixin, ChooseResultsViewMixin, CreationFormMixin, BaseChooseView):
    pass


class ResourceChosenView(ChosenView):
    def get_object(self, pk):
        if not str(pk).isdigit():
            raise ObjectDoesNotExist
        return choosable(self.request.user).get(pk=pk)


class ResourceChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks):
        return choosable(self.request.user).filter(pk__in=[pk for pk in pks if pk.isdigit()])


class ResourceChooser(BaseChooser):
    """Shows the title of what is chosen. With `seen` (ids) set, of nothing else."""

    seen: set[int] | None = None

    def get_value_data_from_instance(self, instance):
        data = super().get_value_data_from_instance(instance)
        if self.seen is not None and instance.pk not in self.seen:
            data |= {self.display_title_key: str(HIDDEN), "edit_url": ""}
        return data


class ResourceChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ResourceChooseView
    choose_results_view_class = ResourceChooseResultsView
    chosen_view_class = ResourceChosenView
    chosen_multiple_view_class = ResourceChosenMultipleView
    base_widget_class = ResourceChooser
    choose_one_text = _("Choose a resource")
    choose_another_text = _("Choose another resource")
    edit_item_text = _("Read")
    icon = "doc-full"

    def get_urlpatterns(self):
        """Without the door for creating: a resource begins with its kind, not in a window."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]

    def get_common_view_kwargs(self, **kwargs):
        return {**super().get_common_view_kwargs(**kwargs), "create_url_name": None}


resource_chooser_viewset = ResourceChooserViewSet("resource_chooser", model=Resource, url_prefix="resources/choose")


class OrganSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Name or code")})
    )

    def filter(self, organs):
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return organs.filter(having(self.search_query, ("name", "short_name", "code")))


class OrganChooseMixin:
    """What is new names an organ in being; who names an older one already keeps it."""

    filter_form_class = OrganSearchForm
    per_page = 15
    ordering = ("level", "code")

    @property
    def columns(self):
        return [self.title_column, Column("code", label=_("Organ code")), Column("level", accessor="get_level_display")]

    def get_object_list(self):
        return Organ.objects.in_being()


class OrganChooseView(OrganChooseMixin, ChooseViewMixin, CreationFormMixin, BaseChooseView):
    pass


class OrganChooseResultsView(OrganChooseMixin, ChooseResultsViewMixin, CreationFormMixin, BaseChooseView):
    pass


class OrganChooserViewSet(ChooserViewSet):
    """Organs are public knowledge: everybody chooses from all of them."""

    model = Organ
    icon = "group"
    choose_view_class = OrganChooseView
    choose_results_view_class = OrganChooseResultsView
    choose_one_text = _("Choose an organ")
    choose_another_text = _("Choose another organ")
    edit_item_text = _("Edit this organ")

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]

    def get_common_view_kwargs(self, **kwargs):
        return {**super().get_common_view_kwargs(**kwargs), "create_url_name": None}


organ_chooser_viewset = OrganChooserViewSet("organ_chooser", url_prefix="organs/choose")
