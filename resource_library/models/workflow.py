"""The review steps between a draft and the public (审核流程)."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

FIRST, REVIEW, PUBLISH = "first", "review", "publish"
# Any of these rights on the site lets somebody take the step. The first look (初审) is an editor's work too, at the
# text of another; the last one is never hers.
RIGHTS_OF_STEP = {FIRST: ("change", "review"), REVIEW: ("review",), PUBLISH: ("publish",)}


class ReviewStep(Task):
    """One step of a review chain, taken by whoever holds its right on the resource's own site (审核环节).

    The same steps serve every site: who may act is read from the rights on the owner site, not from a list of groups.
    """

    permission = models.CharField(
        _("right"),
        max_length=10,
        choices=[(FIRST, _("First review")), (REVIEW, _("Review")), (PUBLISH, _("Sign off"))],
    )

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights on a site of which one is enough for this step."""
        return RIGHTS_OF_STEP[self.permission]

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")

    def start(self, workflow_state, user=None):
        """Nothing incomplete gets as far as a reviewer, whichever door it came through."""
        from ..domain.validation import require_publishable

        resource = workflow_state.content_object
        require_publishable(resource.get_latest_revision_as_object())
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj, user):
        from .. import permissions

        return any(permissions.can(user, right, obj) for right in self.rights)

    def locked_for_user(self, obj, user):
        # While it is being reviewed nobody changes the text under the reviewer's eyes.
        return True

    def user_can_lock(self, obj, user):
        return False

    def user_can_unlock(self, obj, user):
        return False

    def get_actions(self, obj, user):
        from ..domain.review import may_step_back, may_take_step

        if not may_take_step(user, self, obj):
            return []
        back = [("step_back", _("One step back"), True)] if may_step_back(obj) else []
        return [
            ("reject", _("Return for changes"), True),
            *back,
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Every door to a decision leads here: raises PermissionDenied or ValidationError unless it may be taken."""
        from ..domain.review import decided, may_decide, open_again

        task_state, principal = may_decide(task_state, user, action_name, kwargs.get("comment", ""))
        decided(task_state, user, principal)
        if action_name == "step_back":
            open_again(task_state, user, kwargs.get("comment", ""))
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from .. import permissions

        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        ids = waiting.values_list("workflow_state__object_id", flat=True)
        mine = permissions.resources_with_any(user, self.rights).filter(pk__in=[int(pk) for pk in ids])
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in mine.values_list("pk", flat=True)])

    @classmethod
    def get_description(cls):
        return _("Taken by people with the right on the resource's own site; never by its author")
