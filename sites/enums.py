"""Closed lists of the site register and of columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteKind(models.TextChoices):
    """网站类型 (R-1.1.5)."""

    PORTAL = "portal", _("Government portal")  # 政府门户网站
    DEPARTMENT = "department", _("Department website")  # 部门网站
    SPECIAL = "special", _("Special website")  # 专项网站, only by exception


class SiteState(models.TextChoices):
    """网站状态. The guarded way between the states is the business of the register."""

    PREPARING = "preparing", _("In preparation")
    LIVE = "live", _("Live")
    OFFLINE = "offline", _("Temporarily offline")
    CLOSED = "closed", _("Closed")


class DomainRole(models.TextChoices):
    """What a host name does for its site (R-1.3.4)."""

    PRIMARY = "primary", _("Main domain")
    ALIAS = "alias", _("Also answers")
    REDIRECT = "redirect", _("Leads to the main domain")


class ColumnType(models.TextChoices):
    """栏目类别, the values of the page tag `ColumnType` (R-2.3.3). The list of the rule is open-ended."""

    HOME = "首页", "首页"
    OVERVIEW = "概况信息", "概况信息"
    ORGAN = "机构职能", "机构职能"
    LEADERS = "负责人信息", "负责人信息"
    NEWS = "工作动态", "工作动态"
    NOTICE = "通知公告", "通知公告"
    POLICY = "政策文件", "政策文件"
    DISCLOSURE_GUIDE = "信息公开指南", "信息公开指南"
    DISCLOSURE_CATALOGUE = "信息公开目录", "信息公开目录"
    DISCLOSURE_REPORT = "信息公开年报", "信息公开年报"
    DISCLOSURE_REQUEST = "依法申请公开", "依法申请公开"
    STATISTICS = "数据发布", "数据发布"
    OPEN_DATA = "数据开放", "数据开放"
    INTERPRETATION = "政策解读", "政策解读"
    RESPONSE = "回应关切", "回应关切"
    SERVICE = "办事服务", "办事服务"
    CONSULTATION = "咨询投诉", "咨询投诉"
    SURVEY = "征集调查", "征集调查"
    INTERVIEW = "在线访谈", "在线访谈"
    TOPIC = "专题专栏", "专题专栏"
    OTHER = "其他", "其他"


class ListStyle(models.TextChoices):
    """How a column shows its placements."""

    TITLES = "titles", _("Titles with dates")
    CARDS = "cards", _("Cards with pictures")
    DOCUMENTS = "documents", _("Documents with numbers")
    LEADERS = "leaders", _("Leaders")
    SERVICES = "services", _("Services")
    CHILDREN = "children", _("Sub-columns with their newest")


class UpdateRule(models.TextChoices):
    """监测类别 (R-4.3.3). Each but the last two is a row of the rule table, named by `column-cycle-…`."""

    NEWS = "news", _("News")  # 动态要闻
    NOTICE = "notice", _("Notices")  # 通知公告
    POLICY = "policy", _("Policy documents")  # 政策文件
    PLAN = "plan", _("Personnel and plans")  # 人事规划
    INTERACTION = "interaction", _("Interaction")  # 互动
    STATIC = "static", _("Static")  # 静态
