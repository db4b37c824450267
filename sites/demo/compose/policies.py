"""Policy documents (政策文件) and their interpretations (政策解读)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from resource_library.enums import CarrierType, Kind, RelationType, Validity

from ..author import Author
from ..bodies import Body
from ..drafts import Draft
from ..members import Rank
from ..voice import Telling
from ..wording import FORMS

_WORDS = FORMS.policy
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
# A document of this form says that it is in force for five years.
_LIMITED = ("管理办法", "工作细则", "服务规范")
_YEARS_IN_FORCE = 5
# So many say what they want in their own title; the others put a text into force and are named after it.
_DIRECT = 0.45


@dataclass(frozen=True)
class Issuer:
    """Who issues: `organ` is the key of the organ, `prefix` what its document numbers begin with, `group` the class
    its documents belong to (组配分类), `forms` the texts it puts into force, `direct` whether it also speaks itself."""

    organ: str
    title: str
    prefix: str
    group: str
    genre: str = "notice"
    forms: tuple[str, ...] = ("实施方案", "三年行动计划", "管理办法", "工作细则", "提升工程实施意见", "服务规范")
    direct: bool = True


@dataclass(frozen=True)
class Policy:
    """A document with what its interpretation has to know: the telling, the name in the book-title marks, the form
    of the text it puts into force (none when it speaks itself)."""

    draft: Draft
    telling: Telling
    name: str
    form: str

    def said(self) -> dict[str, str]:
        """What the document said, so that its interpretation does not say otherwise."""
        return {slot: said for slot, said in self.telling.said.items() if slot in _KEPT}


_KEPT = ("fact", "fact2", "task", "task2", "street", "part", "phone")


def policy(author: Author, moment: datetime, issuer: Issuer, *, joint: Sequence[Issuer] = (), today: date) -> Policy:
    """A document of 700 to 1,500 characters with everything R-4.2 demands of it."""

    def attempt() -> tuple[str, Telling, str]:
        telling = author.voice.tell(moment)
        if issuer.direct and author.chance() < _DIRECT:
            return telling.one_of(_WORDS["direct"]), telling, ""
        form = author.voice.choose(issuer.forms)
        return f"{telling.word('Zone')}{telling.word('m')}{form}", telling, form

    name, telling, form = author.voice.first_new(attempt)
    return _document(author, telling, issuer, name, form, joint=joint, today=today)


def revised(author: Author, old: Policy, moment: datetime, issuer: Issuer, *, today: date) -> Policy:
    """A new version of `old`, which it repeals (R-1.7.8, R-8.6.10): marked on the old one, linked from the new one."""
    telling = Telling(author.voice, old.telling.about, old.telling.matter, moment, {})
    new = _document(author, telling, issuer, old.name, old.form, joint=(), today=today, revision=True)
    old.draft.validity, old.draft.abolish_date = Validity.REPEALED, new.draft.created_date
    old.draft.successor = new.draft
    new.draft.relations += [(RelationType.REPEALS, old.draft), (RelationType.REPLACES, old.draft)]
    return new


def _document(
    author: Author,
    telling: Telling,
    issuer: Issuer,
    name: str,
    form: str,
    *,
    joint: Sequence[Issuer],
    today: date,
    revision: bool = False,
) -> Policy:
    signed = telling.moment.date() - timedelta(days=1 + int(author.chance() * 6))
    effect = signed + timedelta(days=30) if form in _LIMITED else signed
    telling.said |= {"doc": name, "form": form[-2:], "effect": f"{effect.year}年{effect.month}月{effect.day}日"}
    issuers = " ".join([issuer.title, *(each.title for each in joint)])
    validity, abolished = _validity(form, effect, today)
    draft = author.write(
        Kind.POLICY,
        issuers + (f"关于印发《{name}{'（修订）' if revision else ''}》的通知" if form else name),
        telling.moment,
        _text(author, telling, form, issuer, signed),
        telling,
        description=f"为推进{telling.word('m')}，{issuer.title}印发本文件，明确目标任务、工作措施和保障机制。",
        issuer=issuer.organ,
        joint_issuers=tuple(each.organ for each in joint),
        doc_no=author.doc_no(issuer.prefix, signed.year),
        duty_department=author.voice.choose(telling.about.divisions),
        signer=author.voice.choose(author.signers),
        created_date=signed,
        effect_date=effect,
        abolish_date=abolished,
        validity=validity,
        genre=issuer.genre if form else "opinion",
        group=issuer.group,
        audiences=telling.about.audience,
    )
    return Policy(draft, telling, name, form)


def _validity(form: str, effect: date, today: date) -> tuple[str, date | None]:
    """What says of itself that it is in force for five years lapses after five years."""
    end = effect + timedelta(days=365 * _YEARS_IN_FORCE + 1)
    if form in _LIMITED and end <= today:
        return Validity.LAPSED, end
    return Validity.VALID, None


def _text(author: Author, telling: Telling, form: str, issuer: Issuer, signed: date) -> Body:
    body = author.body()
    signature = [issuer.title, f"{signed.year}年{signed.month}月{signed.day}日", "（此件公开发布）"]
    if not form:
        body.text([_salutation(author, telling)])
        return _measures(body, telling).text(signature)
    body.text([_salutation(author, telling), telling.say(_WORDS["promulgate"][0]), *signature])
    body.heading(telling.word("doc"))
    if form in _LIMITED:
        return body.text(_articles(telling))
    return _measures(body, telling)


def _measures(body: Body, telling: Telling) -> Body:
    body.text([telling.say(_WORDS["requirement"][0])])
    body.heading("一、总体要求").text(
        [telling.one_of(_WORDS["goals"]), "".join(telling.some_of(_WORDS["principles"], 3))]
    )
    body.heading("二、主要任务").text(_tasks(telling))
    return body.heading("三、保障措施").text([telling.say(phrase) for phrase in _WORDS["guarantees"]])


def _salutation(author: Author, telling: Telling) -> str:
    if author.member.is_local:
        return telling.say(_WORDS["salutation_district"][0])
    if author.member.rank == Rank.PORTAL:
        return telling.say(_WORDS["salutation"][0])
    return telling.say(_WORDS["salutation_department"][0])


def _tasks(telling: Telling) -> list[str]:
    details = telling.some_of(_WORDS["detail"], len(telling.matter.tasks) + 1)
    tasks = telling.some_of(telling.matter.tasks, len(telling.matter.tasks))
    facts = [telling.word("fact"), telling.word("fact2"), ""]
    lines = [f"（{_NUMERALS[n]}）{task}。{facts[n % 3]}{details[n]}" for n, task in enumerate(tasks)]
    return [*lines, f"（{_NUMERALS[len(tasks)]}）健全长效机制。{details[-1]}"]


def _articles(telling: Telling) -> list[str]:
    texts = [*_WORDS["articles"], _WORDS["in_force"][0]]
    return [f"第{_NUMERALS[n]}条　{telling.say(phrase)}" for n, phrase in enumerate(texts)]


def interpretation(author: Author, about: Policy, moment: datetime) -> Draft:
    """An interpretation linked with its document; the document shows the same link backwards (R-1.8.3)."""
    words = FORMS.interpretation
    telling = Telling(
        author.voice, about.telling.about, about.telling.matter, moment, about.said() | {"doc": about.name}
    )
    title = telling.one_of(words["titles"])
    is_chart = title.startswith("图解")
    picture = author.album.deal(("chart",) if is_chart else telling.about.scenes)
    body = author.body()
    body.heading("出台背景").text([telling.say(phrase) for phrase in words["background"]])
    if is_chart:
        body.picture(picture, f"《{about.name}》图解")
    body.heading("主要内容").text([telling.say(phrase) for phrase in words["content"]])
    body.heading("新在哪里").text([telling.say(phrase) for phrase in words["novelty"]])
    body.heading("如何咨询").text([telling.say(phrase) for phrase in words["ways"]])
    return author.write(
        Kind.INTERPRETATION,
        title,
        moment,
        body,
        telling,
        description=telling.say(words["description"][0]),
        issuer=about.draft.issuer,
        carrier=CarrierType.CHART if is_chart else CarrierType.TEXT,
        genre="interpretation",
        image=picture,
        relations=[(RelationType.INTERPRETS, about.draft)],
    )
