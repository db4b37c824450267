"""Service guides (办事指南) with the eight key classes of R-1.9.2."""

from collections.abc import Iterable
from datetime import datetime

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..fields import Field, Service
from ..voice import phone

_STEPS = (
    "申请：申请人通过线上平台或者到服务窗口提出申请；",
    "受理：窗口核对材料，材料齐全的当场受理，不齐全的一次性告知；",
    "审查：{agency}审查申请材料，需要现场核验的提前约定时间；",
    "决定：在承诺时限内作出决定；",
    "送达：通过短信告知结果，证照可以自取或者邮寄。",
)
_HOURS = "工作日 9:00—12:00，13:00—17:00（周六延时服务 9:00—12:00）"


def guide(author: Author, moment: datetime, about: Field, service: Service) -> Draft:
    """One service of a field, complete."""
    agency = author.voice.agency(about)
    floor, window = 1 + int(author.chance() * 4), 1 + int(author.chance() * 38)
    hall = f"{author.member.region_name}政务服务中心"
    street = author.voice.choose(author.member.places)
    papers = service.papers.split("；")
    extra = {
        "item_name": service.name,
        "basis": service.basis,
        "conditions": service.who,
        "materials": _numbered(f"{paper}（原件1份）" for paper in papers),
        "place": f"{street} {hall}{floor}楼{window}号窗口",
        "hours": _HOURS,
        "phone": phone(author.chance),
        "procedure": _numbered(step.format(agency=agency) for step in _STEPS),
        "time_limit": service.limit,
        "fee": "不收费",
        "note": "材料可以通过数据共享获取的，不再要求申请人提交。",
    }
    return author.write(
        Kind.SERVICE_GUIDE,
        service.name,
        moment,
        author.body(),
        extra=extra,
        description=f"{agency}办理{service.name}的条件、材料、地点、时间和流程。",
        keywords=f"{service.name},{about.short},办事指南",
        subject=about.subject,
        source=agency if author.member.field is None else "",
        audiences=(service.aim,),
    )


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
