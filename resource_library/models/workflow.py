"""The review steps between a draft and the public (审核流程)."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class ReviewStep(Task):
    """One step of the review chain, taken by whoever holds its right on the resource's own site (审核环节).

    One chain serves every site: who may act is read from the rights on the owner site, not from a list of groups.
    """

    permission = models.CharField(
        _("right"),
        max_length=10,
        choices=[("review", _("Review")), ("publish", _("Sign off"))],
    )

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

        return permissions.can(user, self.permission, obj)

    def locked_for_user(self, obj, user):
        # While it is being reviewed nobody changes the text under the reviewer's eyes.
        return True

    def user_can_lock(self, obj, user):
        return False

    def user_can_unlock(self, obj, user):
        return False

    def get_actions(self, obj, user):
        from ..domain.review import may_take_step

        if not may_take_step(user, self, obj):
            return []
        return [
            ("reject", _("Return for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Every door to a decision leads here: raises PermissionDenied or ValidationError unless it may be taken."""
        from ..domain.review import may_decide

        task_state = may_decide(task_state, user, action_name, kwargs.get("comment", ""))
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from .. import permissions

        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        ids = waiting.values_list("workflow_state__object_id", flat=True)
        mine = permissions.resources(user, self.permission).filter(pk__in=[int(pk) for pk in ids])
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in mine.values_list("pk", flat=True)])

    @classmethod
    def get_description(cls):
        return _("Taken by people with the right on the resource's own site; never by its author")
