"""政府信息公开指南: how to get at what an organ discloses (R-1.7.10, R-4.5.6)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type
from ..tables import DOCUMENT

_MUST = Obligation.MANDATORY

register(
    Schema(
        Kind.DISCLOSURE_GUIDE,
        _("Disclosure guide"),
        purpose=_("How to get at what this organ discloses, and whom to ask"),
        icon="help",
        order=70,
        mandatory=("group", "created_date"),
        fields=(
            Field("office", _("Office in charge"), obligation=_MUST, headings=("工作机构", "受理机构")),
            Field("address", _("Address"), obligation=_MUST, headings=("办公地址", "通信地址")),
            Field("hours", _("Office hours"), obligation=_MUST, headings=("办公时间", "受理时间")),
            Field("phone", _("Phone"), Type.PHONE, _MUST, headings=("联系电话",)),
            Field("fax", _("Fax"), Type.PHONE, headings=("传真",)),
            Field("email", _("E-mail"), headings=("电子邮箱", "邮箱")),
            Field("request_url", _("Request online"), Type.URL, headings=("网上申请", "申请网址")),
        ),
        display=DOCUMENT,
        indexed=True,
        is_letter=True,
    )
)
