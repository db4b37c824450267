"""All addresses of the library's own pages for one resource."""

from django.urls import path, re_path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from ..enums import Kind
from ..models import Resource
from ..panels import edit_handler
from . import read_view, versions, writing
from .bulk_acts import BulkActView
from .chooser import ResourceChooserViewSet
from .listing import ResourceIndexView
from .where_view import WhereView
from .withdraw_view import WithdrawView


class ResourceViewSet(SnippetViewSet):
    """Resources in the back end (资源).

    The addresses are listed here one by one and not taken from Wagtail: what is not listed (deleting, unpublishing,
    publishing without review) does not exist.
    """

    model = Resource
    icon = "doc-full"
    menu_label = _("Resources")
    menu_name = "resources"
    menu_order = 100
    add_to_admin_menu = True
    admin_url_namespace = "resources"
    base_url_path = "resources"
    chooser_admin_url_namespace = "resource_chooser"
    chooser_base_url_path = "resources/choose"
    chooser_viewset_class = ResourceChooserViewSet
    list_per_page = 20
    copy_view_enabled = False

    index_view_class = ResourceIndexView
    index_results_template_name = "resource_library/admin/resources/index_results.html"
    add_view_class = writing.ResourceCreateView
    edit_template_name = "resource_library/admin/resources/edit.html"
    edit_view_class = writing.ResourceEditView
    history_view_class = versions.ResourceHistoryView
    revisions_view_class = versions.VersionView
    revisions_compare_view_class = versions.CompareView
    preview_on_add_view_class = writing.PreviewNewView
    preview_on_edit_view_class = writing.PreviewDraftView
    revisions_revert_view_class = writing.ResourceRevertView

    def get_edit_handler(self):
        """For whoever asks about the model and not about one resource; the views ask by kind."""
        return edit_handler(Kind.NEWS)

    @cached_property
    def _edit_handler(self):
        return self.get_edit_handler()

    def get_common_view_kwargs(self, **kwargs):
        known = super().get_common_view_kwargs(**kwargs)
        gone = ("delete", "usage", "unpublish", "revisions_unschedule", "lock", "unlock", "copy", "inspect")
        return {**known, **{f"{name}_url_name": None for name in gone}}

    def get_add_view_kwargs(self, **kwargs):
        return {**super().get_add_view_kwargs(**kwargs), "form_class": None}

    def get_edit_view_kwargs(self, **kwargs):
        known = super().get_edit_view_kwargs(**kwargs)
        return {
            **known,
            "form_class": None,
            "workflow_history_url_name": None,
            "confirm_workflow_cancellation_url_name": None,
        }

    def get_urlpatterns(self):
        one = "<int:pk>"
        version = f"history/{one}/revisions/<int:revision_id>"
        new = "<slug:kind>/<int:site>"
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("acts/<slug:act>/", BulkActView.as_view(), name="bulk"),
            path("add/", writing.ChooseKindView.as_view(), name="add"),
            path(f"add/{new}/", self.add_view, name="add_kind"),
            path(f"preview/{new}/", self.preview_on_add_view, name="preview_on_add"),
            path(f"read/{one}/", read_view.ReadView.as_view(), name="read"),
            path(f"where/{one}/", WhereView.as_view(), name="where"),
            path(f"preview-now/{one}/", read_view.PreviewNowView.as_view(), name="preview_now"),
            path(f"edit/{one}/", self.edit_view, name="edit"),
            path(f"preview/{one}/", self.preview_on_edit_view, name="preview_on_edit"),
            path(f"history/{one}/", self.history_view, name="history"),
            path(f"history-results/{one}/", self.history_results_view, name="history_results"),
            path(f"{version}/view/", self.revisions_view, name="revisions_view"),
            path(f"{version}/revert/", self.revisions_revert_view, name="revisions_revert"),
            re_path(
                r"history/(?P<pk>\d+)/revisions/compare/"
                r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$",
                self.revisions_compare_view,
                name="revisions_compare",
            ),
            path(f"compare/{one}/", versions.ChooseVersionsView.as_view(), name="compare"),
            path(f"submit/{one}/", read_view.SubmitView.as_view(), name="submit"),
            path(f"recall/{one}/", read_view.RecallView.as_view(), name="recall"),
            path(f"approve/{one}/", read_view.ApproveView.as_view(), name="approve"),
            path(f"send-back/{one}/", read_view.SendBackView.as_view(), name="send_back"),
            path(f"step-back/{one}/", read_view.StepBackView.as_view(), name="step_back"),
            path(f"unschedule/{one}/", read_view.UnscheduleView.as_view(), name="unschedule"),
            path(f"unlock/{one}/", read_view.UnlockView.as_view(), name="unlock"),
            path(f"withdraw/{one}/", WithdrawView.as_view(), name="withdraw"),
        ]
