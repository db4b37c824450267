"""Disclosure items (政府信息公开): guides, rules, yearly reports, plans, budgets, enforcement."""

import tomllib
from collections.abc import Sequence
from datetime import datetime

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..fields import CONTENT, templates
from ..phrases import Phrase, phrases
from ..voice import Telling

_RAW = tomllib.loads((CONTENT / "disclosure.toml").read_text(encoding="utf-8"))
_TEXTS = {key: phrases(texts) for key, texts in _RAW.items() if key != "rules"}
_RULES = templates(_RAW["rules"])
RULES = len(_RULES)


def guide(author: Author, moment: datetime) -> Draft:
    """信息公开指南."""
    title = f"{author.member.name}政府信息公开指南"
    extra = {
        "office": f"{author.member.short}政务公开办公室",
        "address": f"{author.member.places[0]}1号",
        "hours": "工作日 9:00—12:00，13:00—17:00",
        "phone": "025-00000000",
    }
    return _item(author, moment, title, _TEXTS["guide"], "other", kind=Kind.DISCLOSURE_GUIDE, extra=extra)


def request(author: Author, moment: datetime) -> Draft:
    """依申请公开说明."""
    return _item(author, moment, f"{author.member.name}依申请公开政府信息说明", _TEXTS["request"], "other")


def rule(author: Author, moment: datetime, number: int) -> Draft:
    """信息公开制度; there are `RULES` of them."""
    telling = _telling(author, moment)
    form = _RULES[number]
    return _item(author, moment, telling.say(form.title), form.text, "documents03", telling)


def report(author: Author, moment: datetime, year: int) -> Draft:
    """信息公开年报 of `year`."""
    title = f"{author.member.name}{year}年政府信息公开工作年度报告"
    extra = {"year": year, "about": "disclosure"}
    return _item(author, moment, title, _TEXTS["report"], "other", year=year, kind=Kind.ANNUAL_REPORT, extra=extra)


def website_report(author: Author, moment: datetime, year: int) -> Draft:
    """政府网站工作年度报表 of `year` (R-2.6)."""
    title = f"{author.member.name}网站工作年度报表（{year}年度）"
    extra = {"year": year, "about": "website"}
    return _item(author, moment, title, _TEXTS["website"], "other", year=year, kind=Kind.ANNUAL_REPORT, extra=extra)


def plan(author: Author, moment: datetime) -> Draft:
    """规划计划: of five years, or the points of one year."""

    def attempt() -> tuple[str, Telling, str]:
        telling = _telling(author, moment)
        if author.chance() < 0.4:
            start = moment.year - moment.year % 5 + 1
            telling.said |= {"from": str(start), "to": str(start + 4)}
            return f"{telling.word('Zone')}{telling.word('m')}五年规划（{start}—{start + 4}年）", telling, "plan"
        return f"{author.member.name}{moment.year}年{telling.word('m')}工作要点", telling, "work"

    title, telling, text = author.voice.first_new(attempt)
    return _item(author, moment, title, _TEXTS[text], "plans", telling)


def budget(author: Author, moment: datetime, year: int, kind: str) -> Draft:
    """财政预决算; `kind` is 预算 or 决算."""
    telling = _telling(author, moment)
    telling.said["kind"] = kind
    title = f"{author.member.name}{year}年度部门{kind}公开"
    return _item(author, moment, title, _TEXTS["budget"], "budget", telling, year=year)


def enforcement(author: Author, moment: datetime, year: int) -> Draft:
    """行政执法公示."""
    title = f"{author.member.name}{year}年行政执法公示"
    return _item(author, moment, title, _TEXTS["enforcement"], "penalties", year=year)


def gazette(author: Author, moment: datetime, year: int, number: int) -> Draft:
    """政府公报."""
    title = f"{author.member.name}公报{year}年第{number}期"
    return _item(author, moment, title, _TEXTS["gazette"], "documents", year=year)


def government_report(author: Author, moment: datetime, year: int) -> Draft:
    """政府工作报告."""
    title = f"{author.member.region_name}{year}年政府工作报告"
    return _item(author, moment, title, _TEXTS["government"], "plans", year=year - 1)


def catalogue(author: Author, moment: datetime) -> Draft:
    """重点领域信息公开."""

    def attempt() -> tuple[str, Telling]:
        telling = _telling(author, moment)
        return f"{telling.word('m')}领域基层政务公开标准目录", telling

    title, telling = author.voice.first_new(attempt)
    entries = [
        {
            "name": f"{telling.word('m')}{what}",
            "basis": "《中华人民共和国政府信息公开条例》",
            "time_limit": "20个工作日内",
        }
        for what in ("政策文件", "办事指南", "工作动态")
    ]
    return _item(
        author,
        moment,
        title,
        _TEXTS["catalogue"],
        telling.about.group,
        telling,
        kind=Kind.DISCLOSURE_CATALOGUE,
        extra={"entries": entries},
    )


def _telling(author: Author, moment: datetime) -> Telling:
    telling = author.voice.tell(moment, organ=author.member.name)
    telling.said["covered"] = str(moment.year)
    return telling


def _item(
    author: Author,
    moment: datetime,
    title: str,
    text: Sequence[Phrase],
    group: str,
    telling: Telling | None = None,
    *,
    year: int | None = None,
    kind: Kind = Kind.DISCLOSURE,
    extra: dict | None = None,
) -> Draft:
    telling = telling or _telling(author, moment)
    if year is not None:
        telling.said["covered"] = str(year)
    paragraphs = [telling.say(phrase) for phrase in text]
    return author.write(
        kind,
        title,
        moment,
        author.body().text(paragraphs),
        keywords=f"政府信息公开,{author.member.short}",
        description=paragraphs[0],
        subject="0201",
        genre="other",
        group=group,
        created_date=moment.date(),
        extra=extra or {},
    )
