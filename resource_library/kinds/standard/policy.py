"""政策文件: an official document (R-1.7.8, R-1.8.1)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind, Validity
from ..registry import register
from ..schema import Field, Schema, Type
from ..tables import DOCUMENT

register(
    Schema(
        Kind.POLICY,
        _("Policy document"),
        purpose=_("An official document with its number, date and validity"),
        icon="clipboard-list",
        order=30,
        mandatory=("description", "subject", "genre", "group", "created_date", "validity"),
        fields=(
            Field(  # 重要政策: demands an interpretation, or a reason why there is none
                "important",
                _("Important policy"),
                Type.YES_NO,
                headings=("重要政策", "是否重要"),
                internal=True,
                help=_("Goes public only with a linked interpretation, or with the reason why it needs none."),
            ),
            Field(  # 免解读理由
                "exemption",
                _("Why it needs no interpretation"),
                Type.TEXT,
                longest=500,
                internal=True,
                help=_("For an important policy without interpretation. Your name and the hour are recorded with it."),
            ),
            Field("exempted_by", _("Exempted by"), Type.PERSON, internal=True, by_system=True),  # 登记人
            Field("exempted_at", _("Exempted on"), internal=True, by_system=True),  # 登记时间, UTC
        ),
        display=DOCUMENT,
        initial={"validity": Validity.VALID},
        indexed=True,
        is_letter=True,
    )
)
