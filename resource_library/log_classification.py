"""What the audit trail calls the acts on classes and organs."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = (
    ("term.add", _("Add class"), _("Class added")),
    ("term.rename", _("Rename class"), _("Class renamed")),
    ("term.move", _("Move class"), _("Class moved")),
    ("term.merge", _("Merge class"), _("Class merged into another")),
    ("term.merge_undone", _("Undo merge of class"), _("Merge of the class undone")),
    ("term.retire", _("Retire class"), _("Class retired")),
    ("term.reactivate", _("Take class into use again"), _("Class taken into use again")),
    ("term.retag", _("Move resources to another class"), _("Resources moved to another class")),
    ("term.retag_undone", _("Undo moving resources"), _("Moving of resources undone")),
    ("reform.propose", _("Propose reform"), _("Reform proposed")),
    ("reform.confirm", _("Confirm reform"), _("Reform confirmed")),
    ("reform.send_back", _("Send reform back"), _("Reform sent back")),
    ("reform.carry_out", _("Carry out reform"), _("Reform carried out")),
    ("reform.undo", _("Undo reform"), _("Reform undone")),
    ("organ.reform", _("Reform organ"), _("Organ reformed")),
)


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    for action, label, message in ACTIONS:
        actions.register_action(action, label, message)
