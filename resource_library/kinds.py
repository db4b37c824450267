"""What each kind of resource demands and adds (R-4.2, R-4.2.42). The editor's form and the validator read this."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import Kind


@dataclass(frozen=True)
class ExtraField:
    """A field only this kind has; kept in `Resource.extra` under `name`."""

    name: str
    label: str | Promise
    required: bool = False
    long: bool = False


@dataclass(frozen=True)
class Schema:
    """`mandatory` names fields of `Resource` a publication cannot do without."""

    kind: Kind
    mandatory: tuple[str, ...] = ()
    extra: tuple[ExtraField, ...] = field(default=())
    indexed: bool = False  # carries an index number (R-4.2.2: the disclosure kinds)
    needs_text: bool = True

    @property
    def all_mandatory(self) -> tuple[str, ...]:
        return COMMON_MANDATORY + self.mandatory


# Mandatory for every kind. What the system itself fills in (identifier, dates, version…) cannot be missing.
COMMON_MANDATORY = ("title", "issuer", "source", "region", "language")

_DOCUMENT = ("description", "subject", "genre", "group", "created_date", "validity")

# The eight key classes of a service guide: what the inspection counts.
GUIDE_KEY_FIELDS = (
    ExtraField("item_name", _("Item"), required=True),  # 事项名称
    ExtraField("basis", _("Legal basis"), required=True, long=True),  # 设定依据
    ExtraField("conditions", _("Conditions"), required=True, long=True),  # 申请条件
    ExtraField("materials", _("Materials"), required=True, long=True),  # 办理材料
    ExtraField("place", _("Place"), required=True),  # 办理地点
    ExtraField("hours", _("Opening hours"), required=True),  # 办理时间
    ExtraField("phone", _("Phone"), required=True),  # 联系电话
    ExtraField("procedure", _("Procedure"), required=True, long=True),  # 办理流程
)

SCHEMAS: dict[str, Schema] = {
    schema.kind: schema
    for schema in (
        Schema(Kind.NEWS),
        Schema(Kind.NOTICE),
        Schema(Kind.POLICY, mandatory=_DOCUMENT, indexed=True),
        Schema(Kind.INTERPRETATION, mandatory=("description",)),
        Schema(
            Kind.SERVICE_GUIDE,
            extra=(
                *GUIDE_KEY_FIELDS,
                ExtraField("time_limit", _("Time limit")),  # 办理时限
                ExtraField("fee", _("Fee")),  # 收费标准
                ExtraField("online_url", _("Online service")),  # 网上办理
                ExtraField("note", _("Notes"), long=True),  # 备注
            ),
            needs_text=False,
        ),
        Schema(
            Kind.LEADER,
            extra=(
                ExtraField("name", _("Name"), required=True),  # 姓名
                ExtraField("post", _("Post"), required=True),  # 领导职务
                ExtraField("cv", _("Curriculum vitae"), required=True, long=True),  # 个人简历
                ExtraField("portfolio", _("Portfolio"), required=True, long=True),  # 工作分工
                ExtraField("phone", _("Phone")),
                ExtraField("email", _("E-mail")),
                ExtraField("address", _("Address")),
            ),
            needs_text=False,
        ),
        Schema(
            Kind.ORGAN_PROFILE,
            extra=(
                ExtraField("organ_name", _("Organ"), required=True),  # 机构名称
                ExtraField("duties", _("Main duties"), required=True, long=True),  # 主要职责
                ExtraField("head", _("Head"), required=True),  # 负责人
                ExtraField("address", _("Address"), required=True),
                ExtraField("phone", _("Phone"), required=True),
                ExtraField("hours", _("Office hours"), required=True),  # 办公时间
                ExtraField("divisions", _("Internal divisions"), long=True),  # 内设机构
            ),
            needs_text=False,
        ),
        Schema(Kind.DISCLOSURE, mandatory=("group", "created_date"), indexed=True),
        Schema(Kind.TOPIC_ENTRY),
        Schema(
            Kind.DATASET,
            extra=(
                ExtraField("period", _("Period"), required=True),  # 统计周期
                ExtraField("unit", _("Unit of measure")),
                ExtraField("caliber", _("Method"), long=True),  # 统计口径
            ),
            needs_text=False,
        ),
        Schema(Kind.MEDIA, needs_text=False),
        Schema(
            Kind.OPINION_REPLY,
            extra=(
                ExtraField("question", _("Opinion"), required=True, long=True),  # 意见内容
                ExtraField("asked_on", _("Received on"), required=True),  # 受理日期
                ExtraField("answered_by", _("Answered by"), required=True),  # 答复部门
            ),
        ),
    )
}


def schema_of(kind: str) -> Schema:
    return SCHEMAS[kind]
