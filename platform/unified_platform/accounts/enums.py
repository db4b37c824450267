"""The roles of the house (角色). Who edits does not sign off; who runs the system does not publish (R-1.13.6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's office on one site, or (the last two) on the whole platform."""

    WRITER = "writer", _("Writer")  # 信息员
    EDITOR = "editor", _("Editor")  # 编辑
    REVIEWER = "reviewer", _("Reviewer")  # 审核
    PUBLISHER = "publisher", _("Publisher")  # 签发
    SITE_MANAGER = "site_manager", _("Site manager")  # 站点管理员
    INFORMATION_CENTRE = "information_centre", _("Information centre")  # 信息中心
    AUTHORITY = "authority", _("Authority")  # 市政府办公厅


SITE_ROLES = (Role.WRITER, Role.EDITOR, Role.REVIEWER, Role.PUBLISHER, Role.SITE_MANAGER)
PLATFORM_ROLES = (Role.INFORMATION_CENTRE, Role.AUTHORITY)

# no account holds both sides of one of these pairs on the same site (or platform-wide).
INCOMPATIBLE = (
    frozenset({Role.WRITER, Role.PUBLISHER}),
    frozenset({Role.EDITOR, Role.PUBLISHER}),
    frozenset({Role.REVIEWER, Role.PUBLISHER}),
    frozenset({Role.INFORMATION_CENTRE, Role.PUBLISHER}),
    frozenset({Role.INFORMATION_CENTRE, Role.AUTHORITY}),
)
