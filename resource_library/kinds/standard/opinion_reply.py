"""意见反馈: what somebody asked, and what was answered."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type

_MUST = Obligation.MANDATORY

register(
    Schema(
        Kind.OPINION_REPLY,
        _("Reply to an opinion"),
        purpose=_("What somebody asked, and what was answered"),
        icon="comment",
        order=150,
        fields=(
            Field("question", _("Opinion"), Type.TEXT, _MUST, headings=("意见内容", "留言内容", "来信内容")),
            Field("asked_on", _("Received on"), Type.DATE, _MUST, headings=("受理日期", "来信日期", "留言时间")),
            Field("answered_by", _("Answered by"), obligation=_MUST, headings=("答复部门", "答复单位")),
        ),
    )
)
