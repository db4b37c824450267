"""通知公告: what people are told."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Schema

register(
    Schema(
        Kind.NOTICE,
        _("Notice"),
        purpose=_("What people are told: announcements, tenders, examinations, closures"),
        icon="warning",
        order=20,
        is_letter=True,
    )
)
