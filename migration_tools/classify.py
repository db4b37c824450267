"""What a column of a closed site is by its name, and so what its articles are (栏目归类)."""

import re

from resource_library.enums import Kind
from sites.enums import ColumnType

# The first rule that fits decides. The narrower names stand first: 政策解读 is no 政策文件.
_RULES: tuple[tuple[re.Pattern[str], ColumnType, Kind], ...] = tuple(
    (re.compile(pattern), column_type, kind)
    for pattern, column_type, kind in (
        (r"解读|图解|问答", ColumnType.INTERPRETATION, Kind.INTERPRETATION),
        (r"领导之窗|(?:政府|县|市|区|局)领导$|^(?:副)?(?:县|市|区|镇|乡)长$", ColumnType.LEADERS, Kind.LEADER),
        (r"^领导(?:信息|简介|分工)?$", ColumnType.LEADERS, Kind.LEADER),
        (r"年报|年度报告", ColumnType.DISCLOSURE_REPORT, Kind.DISCLOSURE),
        (r"公开指南", ColumnType.DISCLOSURE_GUIDE, Kind.DISCLOSURE),
        (r"公开制度|公开规定", ColumnType.DISCLOSURE_CATALOGUE, Kind.DISCLOSURE),
        (r"依申请|依法申请", ColumnType.DISCLOSURE_REQUEST, Kind.DISCLOSURE),
        (r"文件|法规|规章|政策|政发|政办|^.政$|^.政办$", ColumnType.POLICY, Kind.POLICY),
        (r"公告|公示|通知|通告|公报|采购|招标|中标", ColumnType.NOTICE, Kind.NOTICE),
        (r"统计|数据", ColumnType.STATISTICS, Kind.NEWS),
        (r"专题|专栏", ColumnType.TOPIC, Kind.TOPIC_ENTRY),
        (r"征集|调查", ColumnType.SURVEY, Kind.NOTICE),
        (r"热线|信箱|访谈", ColumnType.INTERVIEW, Kind.NEWS),
        (r"视频|图片|图说|影像", ColumnType.NEWS, Kind.MEDIA),
        (r"动态|要闻|新闻|关注|聚焦|信息$|快讯", ColumnType.NEWS, Kind.NEWS),
        (r"概况|简介|名人|荣誉|地理|人口|联系我们|关于我们|历史|沿革", ColumnType.OVERVIEW, Kind.NEWS),
    )
)  # fmt: skip


def column_type(name: str) -> ColumnType:
    return next((column for pattern, column, _kind in _RULES if pattern.search(name)), ColumnType.OTHER)


def kind_of(names: list[str]) -> Kind:
    """The kind of an article in the column whose names, from the top down, are these: the nearest name decides."""
    for name in reversed(names):
        for pattern, _column, kind in _RULES:
            if pattern.search(name):
                return kind
    return Kind.NEWS
