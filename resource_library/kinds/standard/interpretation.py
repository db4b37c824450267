"""政策解读: explains a policy document (R-1.8.2, R-1.8.3)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Schema, Type

register(
    Schema(
        Kind.INTERPRETATION,
        _("Interpretation"),
        purpose=_("Explains a policy document; linked to the document"),
        icon="help",
        order=40,
        mandatory=("description",),
        fields=(
            Field(  # 解读形式, R-1.8.2: counted in the yearly report
                "form",
                _("Form of the interpretation"),
                Type.CHOICE,
                options=(
                    ("text", _("Text")),
                    ("chart", _("Chart")),
                    ("audio", _("Audio")),
                    ("video", _("Video")),
                    ("animation", _("Animation")),
                ),
                headings=("解读形式", "解读方式"),
            ),
        ),
    )
)
