"""机构职能: what a body does, in one form for all of them (R-1.7.6)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type

_MUST = Obligation.MANDATORY

register(
    Schema(
        Kind.ORGAN_PROFILE,
        _("Organ profile"),
        purpose=_("What a body does, who heads it, where it is found"),
        icon="group",
        order=140,
        fields=(
            Field("organ_name", _("Organ"), obligation=_MUST, headings=("机构名称", "单位名称")),
            Field("duties", _("Main duties"), Type.TEXT, _MUST, headings=("主要职责", "机构职能")),
            Field("head", _("Head"), Type.PERSON, _MUST, headings=("负责人", "负责人姓名")),
            Field("address", _("Address"), obligation=_MUST, headings=("地址", "办公地址")),
            Field("phone", _("Phone"), Type.PHONE, _MUST, headings=("电话", "联系电话", "办公电话")),
            Field("hours", _("Office hours"), obligation=_MUST, headings=("办公时间",)),
            Field("divisions", _("Internal divisions"), Type.TEXT, headings=("内设机构",)),
        ),
        needs_text=False,
    )
)
