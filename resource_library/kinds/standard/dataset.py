"""数据发布, 数据开放: figures with their period and method (R-1.7.11, R-1.7.12)."""

from django.utils.translation import gettext_lazy as _

from ...enums import InfoFormat, Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type, When

_IF_OPEN = When("open_data", (True,))

register(
    Schema(
        Kind.DATASET,
        _("Data set"),
        purpose=_("Statistics and tables with their period and method"),
        icon="table",
        order=100,
        fields=(
            Field("period", _("Period"), obligation=Obligation.MANDATORY, headings=("统计周期", "数据周期")),
            Field("unit", _("Unit of measure"), headings=("计量单位", "单位")),
            Field("caliber", _("Method"), Type.TEXT, headings=("统计口径", "统计方法")),
            Field("open_data", _("Open data"), Type.YES_NO, headings=("数据开放", "是否开放")),
            Field(  # an open set says how fresh it is kept
                "update_cycle",
                _("Update cycle"),
                Type.CHOICE,
                Obligation.CONDITIONAL,
                when=_IF_OPEN,
                options=(
                    ("daily", _("Daily")),
                    ("weekly", _("Weekly")),
                    ("monthly", _("Monthly")),
                    ("quarterly", _("Quarterly")),
                    ("yearly", _("Yearly")),
                    ("irregular", _("As needed")),
                ),
                headings=("更新周期", "更新频率"),
            ),
            Field("valid_until", _("Valid until"), Type.DATE, headings=("有效期至",)),
        ),
        initial={"info_format": InfoFormat.DATASET},
        needs_text=False,
    )
)
