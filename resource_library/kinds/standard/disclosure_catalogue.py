"""政府信息公开目录: what is disclosed, by whom, how soon (R-1.7.10)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type
from ..tables import DOCUMENT

register(
    Schema(
        Kind.DISCLOSURE_CATALOGUE,
        _("Disclosure catalogue"),
        purpose=_("A list of what is disclosed: item, basis, time limit, where to read it"),
        icon="list-ol",
        order=80,
        mandatory=("group", "created_date"),
        fields=(
            Field(  # 公开事项
                "entries",
                _("Items disclosed"),
                Type.ROWS,
                columns=(
                    Field("name", _("Item"), obligation=Obligation.MANDATORY),
                    Field("basis", _("Legal basis")),
                    Field("time_limit", _("Time limit")),
                    Field("organ", _("Organ in charge")),
                    Field("url", _("Web address"), Type.URL),
                ),
                headings=("公开事项", "目录"),
            ),
        ),
        display=DOCUMENT,
        indexed=True,
        needs_text=False,
    )
)
