"""专题内容: a text made for a special topic."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Schema

register(
    Schema(
        Kind.TOPIC_ENTRY,
        _("Topic entry"),
        purpose=_("A text made for a special topic"),
        icon="pick",
        order=120,
    )
)
