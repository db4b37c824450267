"""Organ profiles (机构职能) and leaders (负责人信息), all people invented."""

from datetime import datetime

from resource_library.enums import Kind

from ..author import Author
from ..drafts import Draft
from ..fields import Field
from ..voice import phone

_COMMON_DIVISIONS = ("办公室", "组织人事处")
_HOURS = "工作日 9:00—12:00，13:00—17:00"
_DEGREES = ("大学学历", "研究生学历", "大学学历，工学学士", "研究生学历，管理学硕士", "研究生学历，法学硕士")
_EARLIER = ("街道党工委书记", "综合处处长", "办公室主任", "园区管委会副主任", "镇长", "信息中心主任", "规划处处长")
_INVENTED = "（演示资料，人物、经历均为虚构。）"


def profile(author: Author, moment: datetime, about: Field, name: str, head: str) -> Draft:
    """The uniform form of R-1.7.6."""
    street = author.voice.choose(author.member.places)
    divisions = [*_COMMON_DIVISIONS, *about.divisions]
    extra = {
        "organ_name": name,
        "duties": "\n".join(
            f"（{number}）{duty}" for number, duty in zip("一二三四五六七八九", about.duties, strict=False)
        ),
        "head": head,
        "address": f"{street}{1 + int(author.chance() * 90)}号",
        "phone": phone(author.chance),
        "hours": _HOURS,
        "divisions": "、".join(divisions),
    }
    return author.write(
        Kind.ORGAN_PROFILE,
        name,
        moment,
        author.body(),
        extra=extra,
        description=f"{name}的主要职责、内设机构和联系方式。",
        keywords=f"{name},机构职能,{about.short}",
        subject=about.subject,
    )


def leader(author: Author, moment: datetime, post: str, duties: str, *, rank: int, portrait: int, name: str) -> Draft:
    """A leader with everything R-1.7.7 names. `rank`: larger stands higher."""
    born = 1966 + int(author.chance() * 16)
    month = 1 + int(author.chance() * 12)
    start = born + 22
    earlier, later = author.voice.random.sample(_EARLIER, 2)
    cv = (
        f"{name}，{'女' if portrait % 3 == 2 else '男'}，汉族，{born}年{month}月生，{author.voice.choose(_DEGREES)}，中共党员。\n"
        f"{start}年8月参加工作，历任{author.voice.choose(author.member.places)}{earlier}、{later}等职。"
        f"现任{author.member.name}{post}。{_INVENTED}"
    )
    extra = {
        "name": name,
        "post": post,
        "cv": cv,
        "portfolio": duties,
        "phone": phone(author.chance),
        "email": f"{author.member.slug}-{rank:02d}@demo.invalid",
        "address": author.voice.choose(author.member.places),
    }
    return author.write(
        Kind.LEADER,
        name,
        moment,
        author.body(),
        extra=extra,
        description=f"{author.member.name}{post}",
        keywords=f"{name},{post},领导信息",
        subject="0201",
        image=author.album.portrait(portrait),
        pin=rank,
    )
