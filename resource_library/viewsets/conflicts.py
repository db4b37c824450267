"""Two people at one text (并发编辑): nobody's words are lost, and nothing is written over unseen."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Revision

from ..comparing import changes
from ..domain import drafting
from ..models import Resource


class NobodysWordsLost:
    """Who saves second sees what the first one saved, and decides; her own words stay in the form, also while the text
    is locked.

    The form carries along on which version it was opened; the domain compares under the lock of the row.
    """

    conflict = False

    @cached_property
    def seen(self) -> str:
        """On which version the form was opened, or which newer one was before her eyes when she chose."""
        if self.request.method != "POST":
            return drafting.seen_now(self.guarded)
        return self.request.POST.get("over") or self.request.POST.get("seen", "")

    @cached_property
    def is_out_of_date(self):
        # Wagtail's own tokens are renewed by every page that shows the form again; these are not.
        try:
            overwrite = self.overwrite_revision
        except PermissionDenied:
            return True
        return drafting.is_overtaken(self.guarded, self.seen, overwrite, self.request.user)

    def is_valid(self, form):
        valid = super().is_valid(form)
        if self.locked_for_user:
            self.produced_error_message = _(
                "Not saved: the text is locked while it is reviewed or waits for its hour. What you wrote stands below."
            )
            return False
        if self.is_out_of_date:
            return self._refuse()
        return valid

    def store(self, resource: Resource, **options) -> Revision:
        """Save it as a new version. Overtaken, which Wagtail makes a refusal of, when somebody was quicker."""
        try:
            return drafting.save(resource, by=self.request.user, seen=self.seen, **options)
        except drafting.Overtaken:
            self._refuse()
            raise

    def _refuse(self) -> bool:
        self.conflict = True
        self.produced_error_code = "invalid_revision"
        self.produced_error_message = _("Not saved yet: somebody has saved a newer version meanwhile. See below.")
        return False

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # What the form saved by itself is no surprise to whoever typed it.
        known = self.request.POST.get("overwrite_revision_id") and not self.is_out_of_date
        context["seen"] = drafting.seen_now(self.guarded) if known else self.seen
        if self.conflict or (self.locked_for_user and self.request.method == "POST"):
            # Nothing is saved by itself before she has decided.
            context |= {"autosave_enabled": False, "autosave_indicator": None}
        if self.conflict:
            context["conflict"] = self._both()
        return context

    def _both(self) -> dict:
        """What was saved meanwhile, by whom, and how hers differs from it; no comparison of a form that is no text."""
        row = Resource.objects.select_related("latest_revision__user").get(pk=self.guarded.pk)
        theirs, latest = row.get_latest_revision_as_object(), row.latest_revision
        mine = self.form.save(commit=False) if self.form.is_valid() else None
        return {
            "who": latest.user,
            "myself": latest.user_id == self.request.user.pk,
            "when": latest.created_at,
            "over": drafting.seen_now(row),
            "changes": changes(theirs, mine, by=self.request.user) if mine else None,
        }
