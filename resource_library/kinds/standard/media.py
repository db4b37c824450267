"""图片、视频、音频: a picture, a film or a recording that stands for itself."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Schema, Type

register(
    Schema(
        Kind.MEDIA,
        _("Picture, audio or video"),
        purpose=_("A picture, a recording or a film that stands for itself"),
        icon="image",
        order=110,
        fields=(
            Field(
                "form",
                _("Form"),
                Type.CHOICE,
                options=(("picture", _("Picture")), ("video", _("Video")), ("audio", _("Audio"))),
                headings=("媒体类型", "类型"),
            ),
            Field("maker", _("Photographer or producer"), Type.PERSON, headings=("摄影", "制作", "作者")),
            Field("taken_on", _("Taken on"), Type.DATE, headings=("拍摄日期", "录制日期")),
            Field("duration", _("Duration"), headings=("时长",)),
        ),
        needs_text=False,
    )
)
