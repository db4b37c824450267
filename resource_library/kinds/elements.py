"""The unified metadata (R-4.2) by the names of its standard: what the API calls them, what a table import may.

Mandatory or not is the kind's business (schema.py). What the system fills in itself cannot be imported.
"""

from dataclasses import dataclass
from typing import Any

from ..enums import (
    LANGUAGES,
    CarrierType,
    InfoFormat,
    PublicKind,
    PublicRange,
    PublicTimeLimit,
    PublicWay,
    Validity,
)


@dataclass(frozen=True)
class Element:
    """`field` of `Resource`, `code` of the standard, what its value `is`.

    `is`: text, date, moment, uuid, choice (of `options`), term or organ (one), terms or organs (several).
    """

    field: str
    code: str
    value: str = "text"
    headings: tuple[str, ...] = ()
    options: Any = ()
    by_system: bool = False

    @property
    def codes(self) -> list[str]:
        """The codes of a choice."""
        return [code for code, _label in getattr(self.options, "choices", self.options)]


ELEMENTS = (
    Element("identifier", "identifier", "uuid", ("资源标识符",), by_system=True),
    Element("index_no", "indexNo", headings=("索引号",), by_system=True),
    Element("title", "title", headings=("标题", "信息名称", "名称", "文件名称")),
    Element("top_title", "topTitle", headings=("上标题", "引题")),
    Element("sub_title", "subTitle", headings=("副标题",)),
    Element("description", "description", headings=("内容摘要", "摘要", "内容概述", "内容概览")),
    Element("keywords", "keywords", headings=("关键词", "主题词")),
    Element("doc_no", "docNo", headings=("发文字号", "文号", "文件编号")),
    Element("issuer", "issuer", "organ", ("发文机关", "发布机构", "发文单位")),
    Element("joint_issuers", "jointIssuers", "organs", ("联合发文机关", "联合发文单位")),
    Element("duty_department", "dutyDept", headings=("责任部门", "责任科室")),
    Element("signer", "signer", headings=("签发人",)),
    Element("created_date", "createdDate", "date", ("生成日期", "成文日期", "发文日期")),
    Element("published_at", "pubDate", "moment", ("发布时间", "发布日期", "公开日期"), by_system=True),
    Element("first_published_at", "firstPubTime", "moment", ("首次发布时间",), by_system=True),
    Element("effect_date", "effectDate", "date", ("生效日期", "施行日期", "实施日期")),
    Element("abolish_date", "abolishDate", "date", ("废止日期", "失效日期")),
    Element("validity", "validity", "choice", ("信息有效性", "有效性", "时效性"), Validity),
    Element("source", "source", headings=("来源", "信息来源")),
    Element("origin_url", "originUrl", headings=("原文地址", "原文链接")),
    Element("author", "author", headings=("作者",)),
    Element("language", "language", "choice", ("语种",), LANGUAGES),
    Element("info_format", "format", "choice", ("信息格式",), InfoFormat),
    Element("carrier_type", "carrierType", "choice", ("载体类型",), CarrierType),
    Element("public_way", "publicWay", "choice", ("公开形式",), PublicWay),
    Element("public_kind", "publicKind", "choice", ("公开方式", "公开属性"), PublicKind),
    Element("public_range", "publicRange", "choice", ("公开范围",), PublicRange),
    Element("public_time_limit", "publicTimeLimit", "choice", ("公开时限",), PublicTimeLimit),
    Element("public_until", "publicUntil", "date", ("公开截止日期",)),
    Element("subject", "subjectClass", "term", ("主题分类",)),
    Element("genre", "genreClass", "term", ("体裁分类", "体裁")),
    Element("group", "groupClass", "term", ("组配分类", "信息分类")),
    Element("region", "regionCode", "term", ("行政区划",)),
    Element("terms", "furtherClasses", "terms", ("服务对象分类", "其他分类")),  # .30, .31: beside the first
    Element("place_key", "placeKey", headings=("位置关键词",)),
    Element("version", "version", "number", ("版本",), by_system=True),
    Element("content_hash", "hash", headings=("校验值",), by_system=True),
)
BY_FIELD = {element.field: element for element in ELEMENTS}
BY_CODE = {element.code: element for element in ELEMENTS}
