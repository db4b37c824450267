"""领导信息: a leader (R-1.7.7)."""

from django.utils.translation import gettext_lazy as _

from ...enums import Kind
from ..registry import register
from ..schema import Field, Obligation, Schema, Type

register(
    Schema(
        Kind.LEADER,
        _("Leader"),
        purpose=_("A leader: post, curriculum vitae, portfolio"),
        icon="user",
        order=130,
        fields=(
            Field("name", _("Name"), Type.PERSON, Obligation.MANDATORY, headings=("姓名",)),
            Field("post", _("Post"), obligation=Obligation.MANDATORY, headings=("领导职务", "职务")),
            Field("cv", _("Curriculum vitae"), Type.TEXT, Obligation.MANDATORY, headings=("个人简历", "简历")),
            Field("portfolio", _("Portfolio"), Type.TEXT, Obligation.MANDATORY, headings=("工作分工", "分管工作")),
            Field("phone", _("Phone"), Type.PHONE, headings=("电话", "联系电话")),
            Field("email", _("E-mail"), headings=("邮箱", "电子邮箱")),
            Field("address", _("Address"), headings=("地址", "办公地址")),
            Field(  # 重要讲话
                "speeches",
                _("Important speeches"),
                Type.ROWS,
                columns=(
                    Field("title", _("Title"), obligation=Obligation.MANDATORY),
                    Field("day", _("Date"), Type.DATE),
                    Field("url", _("Web address"), Type.URL),
                ),
                headings=("重要讲话",),
            ),
        ),
        needs_text=False,
        has_portrait=True,
    )
)
