"""Closed value domains of the unified metadata (R-4.2). Codes are ours, labels are the trade's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of resources (资源类型) that the house brings along, so that code can name them.

    All there are, with their labels and what each demands, are in the register of `kinds`; a kind that no code names
    need not stand here.
    """

    NEWS = "news"  # 新闻动态
    NOTICE = "notice"  # 通知公告
    POLICY = "policy"  # 政策文件
    INTERPRETATION = "interpretation"  # 政策解读
    SERVICE_GUIDE = "service_guide"  # 办事指南
    LEADER = "leader"  # 领导信息
    ORGAN_PROFILE = "organ_profile"  # 机构职能
    DISCLOSURE = "disclosure"  # 法定主动公开内容
    DISCLOSURE_GUIDE = "disclosure_guide"  # 政府信息公开指南
    DISCLOSURE_CATALOGUE = "disclosure_catalogue"  # 政府信息公开目录
    ANNUAL_REPORT = "annual_report"  # 政府信息公开年报
    TOPIC_ENTRY = "topic_entry"  # 专题内容
    DATASET = "dataset"  # 数据发布
    MEDIA = "media"  # 图片、音视频
    OPINION_REPLY = "opinion_reply"  # 意见反馈

    @property
    def label(self):
        from .kinds import schema_of

        return schema_of(self.value).label


class State(models.TextChoices):
    """Where the working copy stands (状态, R-4.2.39). Whether the public sees anything is `Resource.live`."""

    DRAFT = "draft", _("Draft")  # 草稿
    SUBMITTED = "submitted", _("In review")  # 待审
    RETURNED = "returned", _("Returned")  # 退回
    SCHEDULED = "scheduled", _("Scheduled")  # 待发
    PUBLISHED = "published", _("Published")  # 已发
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 撤稿
    ARCHIVED = "archived", _("Archived")  # 归档


# 语种. Imports may bring others.
LANGUAGES = (
    ("zh-Hans", _("Simplified Chinese")),
    ("zh-Hant", _("Traditional Chinese")),
    ("en", _("English")),
)


class Validity(models.TextChoices):
    """信息有效性 (R-4.2.16)."""

    PENDING = "pending", _("Not yet in force")  # 尚未生效: until its first day
    VALID = "valid", _("In force")  # 有效
    PARTLY = "partly", _("Partly in force")  # 部分有效
    AMENDED = "amended", _("Amended")  # 已修改
    LAPSED = "lapsed", _("Lapsed")  # 失效
    REPEALED = "repealed", _("Repealed")  # 废止


class InfoFormat(models.TextChoices):
    """信息格式 (R-4.2.21)."""

    HTML = "html", "HTML"
    PDF = "pdf", "PDF"
    OFD = "ofd", "OFD"
    IMAGE = "image", _("Picture")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")
    DATASET = "dataset", _("Data set")


class CarrierType(models.TextChoices):
    """载体类型 (R-4.2.22)."""

    TEXT = "text", _("Text")
    CHART = "chart", _("Chart")
    PHOTO = "photo", _("Photo")
    FILM = "film", _("Film")
    OTHER = "other", _("Other")


class PublicWay(models.TextChoices):
    """公开形式 (R-4.2.23)."""

    WEBSITE = "website", _("Government website")
    GAZETTE = "gazette", _("Gazette")
    PRESS = "press", _("Press conference")
    OTHER = "other", _("Other")


class PublicKind(models.TextChoices):
    """公开方式 (R-4.2.24)."""

    ACTIVE = "active", _("Disclosed actively")  # 主动公开
    ON_REQUEST = "on_request", _("Disclosed on request")  # 依申请公开
    CLOSED = "closed", _("Not disclosed")  # 不予公开


class PublicRange(models.TextChoices):
    """公开范围 (R-4.2.25)."""

    SOCIETY = "society", _("The public")  # 面向社会
    REGION = "region", _("This region")  # 面向本地区
    INTERNAL = "internal", _("Internal")  # 内部


class PublicTimeLimit(models.TextChoices):
    """公开时限 (R-4.2.26)."""

    LASTING = "lasting", _("Lasting")  # 长期公开
    LIMITED = "limited", _("Until a date")  # 限时公开


class RelationType(models.TextChoices):
    """How one resource refers to another (关联, R-4.2.36), said from either end; see domain/relations.py.

    One row is stored, with the word of the end at which it was entered; the other end reads it backwards.
    """

    INTERPRETS = "interprets", _("Interprets")  # 解读
    INTERPRETED_BY = "interpreted_by", _("Interpreted by")  # 被解读
    AMENDS = "amends", _("Amends")  # 修改
    AMENDED_BY = "amended_by", _("Amended by")  # 被修改
    REPEALS = "repeals", _("Repeals")  # 废止
    REPEALED_BY = "repealed_by", _("Repealed by")  # 被废止
    REPLACES = "replaces", _("Replaces")  # 替代
    REPLACED_BY = "replaced_by", _("Replaced by")  # 被替代
    REPOSTED_FROM = "reposted_from", _("Reposted from")  # 转载自
    REPOSTED_AS = "reposted_as", _("Reposted as")  # 被转载为
    SAME_TOPIC = "same_topic", _("Same topic")  # 同专题
    ATTACHED = "attached", _("Attached to")  # 附件
    HAS_ATTACHED = "has_attached", _("Has attached")  # 有附件


class PlacementRole(models.TextChoices):
    """What a placement is to its resource: its home, a further column at home, another site's column."""

    ORIGIN = "origin", _("Origin")  # 首发栏目
    SAME_SITE = "same_site", _("Also shown")  # 同站引用
    REPOST = "repost", _("Repost")  # 转载


class PlacementState(models.TextChoices):
    """The life of a placement: proposed, approved (waits for the resource), live, hidden."""

    PROPOSED = "proposed", _("Proposed")  # 待审
    APPROVED = "approved", _("Approved")  # 已通过
    LIVE = "live", _("Live")  # 已发布
    HIDDEN = "hidden", _("Hidden")  # 已隐藏


class WithdrawReason(models.TextChoices):
    """Why something was taken down; the 410 page says it in these words."""

    WITHDRAWN = "withdrawn", _("Withdrawn")  # 撤稿
    CORRECTED = "corrected", _("Withdrawn for correction")  # 更正
    REPEALED = "repealed", _("Repealed")  # 废止
    LAPSED = "lapsed", _("Lapsed")  # 失效
    MERGED = "merged", _("Merged with another")  # 并入: only by merging duplicates, see domain/merging.py


# What a person may choose.
WITHDRAW_CHOICES = [(code, label) for code, label in WithdrawReason.choices if code != WithdrawReason.MERGED]


class Licence(models.TextChoices):
    """Under which terms a picture or a file is used (授权方式)."""

    OWN = "own", _("Made by ourselves")  # 自有
    COMMISSIONED = "commissioned", _("Made for us")  # 委托制作
    GOVERNMENT = "government", _("From another organ")  # 其他机关提供
    LICENSED = "licensed", _("Licensed")  # 授权使用
    PUBLIC_DOMAIN = "public", _("Free of rights")  # 公有领域
