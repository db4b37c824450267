"""What the audit trail calls the library's own acts."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = (
    ("resource.withdraw", _("Withdraw"), _("Withdrawn")),
    ("resource.reinstate", _("Put back"), _("Put back after a mistaken withdrawal")),
    ("resource.merge", _("Merge duplicate"), _("A duplicate was merged into it")),
    ("resource.merged_into", _("Merge into another"), _("Merged into another resource")),
    ("resource.unmerge", _("Undo merge"), _("Merge undone")),
    ("resource.duplicate", _("Judge duplicates"), _("Judged whether it is a duplicate")),
    ("resource.describe", _("Change metadata"), _("Metadata changed")),
    ("resource.move", _("Move"), _("Moved to another column")),
    ("resource.archive", _("Archive"), _("Archived")),
    ("resource.unarchive", _("Take out of the archive"), _("Taken out of the archive")),
    ("review.chain", _("Set review chain"), _("Review chain set")),
    ("review.deputy", _("Name deputy"), _("Deputy named")),
    ("review.deputy_end", _("End deputyship"), _("Deputyship ended")),
    ("review.as_deputy", _("Act as deputy"), _("Decided as a deputy")),
    ("api_key.issue", _("Issue a key"), _("Key issued")),
    ("api_key.revoke", _("Revoke a key"), _("Key revoked")),
    ("resource.repost", _("Repost"), _("Proposed as a repost")),
    ("resource.repost_approve", _("Approve repost"), _("Repost approved")),
    ("resource.repost_decline", _("Decline repost"), _("Repost declined")),
    ("resource.hide", _("Hide"), _("Hidden in a column")),
    ("resource.unhide", _("Show again"), _("Shown again in a column")),
)


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    for action, label, message in ACTIONS:
        actions.register_action(action, label, message)
