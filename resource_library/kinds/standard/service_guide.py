"""办事指南: how to get something done, with the eight key classes of R-1.9.2."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type

_MUST = Obligation.MANDATORY

# What the inspection counts: four of them missing is a finding.
KEY_FIELDS = (
    Field("item_name", _("Item"), obligation=_MUST, headings=("事项名称", "办理事项")),
    Field("basis", _("Legal basis"), Type.TEXT, _MUST, headings=("设定依据", "事项依据", "办理依据")),
    Field("conditions", _("Conditions"), Type.TEXT, _MUST, headings=("申请条件", "办理条件", "受理条件")),
    Field("materials", _("Materials"), Type.TEXT, _MUST, headings=("办理材料", "申请材料", "办理手续")),
    Field("place", _("Place"), obligation=_MUST, headings=("办理地点", "办公地址", "受理地点")),
    Field("hours", _("Opening hours"), obligation=_MUST, headings=("办理时间", "办公时间")),
    Field("phone", _("Phone"), Type.PHONE, _MUST, headings=("联系电话", "咨询电话")),
    Field("procedure", _("Procedure"), Type.TEXT, _MUST, headings=("办理流程", "办理程序")),
)

register(
    Schema(
        Kind.SERVICE_GUIDE,
        _("Service guide"),
        purpose=_("How to get something done: conditions, materials, place, procedure"),
        icon="list-ul",
        order=50,
        fields=(
            *KEY_FIELDS,
            Field("audience", _("For whom"), Type.CHOICE, vocabulary="audience", headings=("办理对象", "服务对象")),
            Field("agency", _("Agency"), headings=("办事机构", "受理机构", "实施主体")),
            Field("time_limit", _("Time limit"), headings=("办理时限", "承诺时限")),
            Field("fee", _("Fee"), headings=("收费标准", "是否收费")),
            Field("fee_basis", _("Basis of the fee"), Type.TEXT, headings=("收费依据",)),
            Field("online_url", _("Online service"), Type.URL, headings=("网上办理", "在线办理")),
            Field("complaints", _("Complaints"), headings=("监督投诉", "投诉电话", "网上投诉")),
            Field("route", _("How to get there"), headings=("乘车路线", "交通指引")),
            Field("note", _("Notes"), Type.TEXT, headings=("备注",)),
        ),
        needs_text=False,
    )
)
