"""政府信息公开工作年度报告 (R-1.7.10, R-4.5.7)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Shown, Type
from ..tables import DOCUMENT

register(
    Schema(
        Kind.ANNUAL_REPORT,
        _("Annual report"),
        purpose=_("The yearly report on disclosure, or on the website"),
        icon="history",
        order=90,
        mandatory=("group", "created_date"),
        fields=(
            Field("year", _("Year covered"), Type.NUMBER, Obligation.MANDATORY, headings=("年度", "报告年度")),
            Field(
                "about",
                _("Report on"),
                Type.CHOICE,
                options=(("disclosure", _("Disclosure of information")), ("website", _("The government website"))),
                headings=("报告类型",),
            ),
        ),
        display=(*DOCUMENT, Shown("extra.year", _("Year covered"), is_wide=True)),
        indexed=True,
    )
)
