"""Data sets (数据发布): a table in the text, the same figures as files for download (R-1.7.11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from resource_library.enums import CarrierType, InfoFormat, Kind

from ..author import Author
from ..drafts import Draft
from ..fields import Field

_RATES = ("%", "上年同月=100", "微克/立方米", "分贝")
HEAD = ("指标", "单位", "本期", "同比（%）")
_CALIBER = (
    "数据来源于部门统计，按照全口径汇总；同比为与上年同期相比的增减幅度。部分数据因四舍五入存在分项与合计不等的情况。"
)


@dataclass(frozen=True)
class Figures:
    """The numbers of a data set, for its text and its files."""

    title: str
    rows: tuple[tuple[str, ...], ...]


def dataset(author: Author, moment: datetime, about: Field) -> tuple[Draft, Figures]:
    """The figures of the months before `moment`."""
    period = _period(moment)
    figures = Figures(f"{author.member.region_name}{period}{about.table.title}", _rows(about, author.chance))
    first = figures.rows[0]
    body = author.body()
    body.text([f"{period}，{first[0]}为{first[2]}{first[1]}，{_moved(first[3])}。主要指标见下表。"])
    body.table(HEAD, figures.rows, figures.title)
    draft = author.write(
        Kind.DATASET,
        figures.title,
        moment,
        body,
        extra={"period": period, "unit": "见表", "caliber": _CALIBER},
        description=f"{author.member.region_name}{about.short}领域{period}主要指标，提供表格下载。",
        keywords=f"统计数据,{about.short}",
        subject="0303",
        group="statistics",
        genre="data",
        info_format=InfoFormat.DATASET,
        carrier=CarrierType.CHART,
    )
    return draft, figures


def _period(moment: datetime) -> str:
    """The months of the year before this one: `2026年1—10月`."""
    if moment.month == 1:
        return f"{moment.year - 1}年1—12月"
    return f"{moment.year}年1—{moment.month - 1}月" if moment.month > 2 else f"{moment.year}年1月"


def _rows(about: Field, chance: Callable[[], float]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for name, unit, low, high in about.table.rows:
        value = low + (high - low) * chance()
        shown = f"{value:.0f}" if high >= 100 else f"{value:.1f}" if high >= 10 else f"{value:.2f}"
        # A rate moves by tenths of a point, a count by per cent.
        change = chance() * 1.6 - 0.4 if unit in _RATES else chance() * 14 - 3
        rows.append((name, unit, shown, f"{change:.1f}"))
    return tuple(rows)


def _moved(change: str) -> str:
    return f"同比下降{change[1:]}%" if change.startswith("-") else f"同比增长{change}%"
