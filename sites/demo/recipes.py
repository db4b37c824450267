"""What is written for each column of the demo city: a plan's recipe names a function here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from resource_library.enums import Validity

from .author import Author
from .compose import answers, data, disclosures, guides, news, notices, organs, policies, scenes
from .compose.policies import Issuer, Policy
from .desk import Desk
from .drafts import Draft
from .fields import Field, Service
from .members import Member, Rank, departments
from .plans import Plan
from .timeline import LOCAL, after, at_work

Recipe = Callable[[Desk, str, Plan], None]

# Which fields an entrance for people and one for firms leads to.
_FOR_FIRMS = ("enterprises", "institutions", "social_organisations", "investors", "organs")
_BUSINESS = ("fgw", "amr", "swj", "gxj", "kjxjj", "czj")
# How often a document is followed by an interpretation, and how often an older one is taken back by a new one.
_INTERPRETED, _REVISED = 0.8, 0.12
_SETTLED = timedelta(days=300)
# Every so many reports have a picture; the newest ones all do, because they stand on the home page.
_ILLUSTRATED, _ALL_ILLUSTRATED = 3, 9
# The newest of a column tell a story, because one of them leads the home page.
_STORIES = 2


def write_column(desk: Desk, path: str, plan: Plan) -> None:
    """Write what belongs into this column. Columns filled by others' texts have no recipe here."""
    recipe = _RECIPES.get(plan.recipe)
    if recipe:
        recipe(desk, path, plan)


def _each(
    write: Callable[[Author, datetime], Draft], *, steep: float = 2.2, newest_hours: float = 30, years: float = 3
) -> Recipe:
    """A recipe that writes one text for each moment."""

    def recipe(desk: Desk, path: str, plan: Plan) -> None:
        for moment in desk.when(plan, steep=steep, newest_hours=newest_hours, years=years):
            desk.put(path, write(desk.author, moment))

    return recipe


def _news(desk: Desk, path: str, plan: Plan) -> None:
    """The first news column goes back to the beginning, the others some two years."""
    years = 8 if path == desk.place.path_of("news") else 2
    for number, moment in enumerate(desk.when(plan, steep=3.4, newest_hours=4, years=years)):
        illustrated = number < _ALL_ILLUSTRATED or number % _ILLUSTRATED == 0
        desk.put(path, news.news(desk.author, moment, illustrated=illustrated, story=number < _STORIES))


def _pictures(desk: Desk, path: str, plan: Plan) -> None:
    for moment in desk.when(plan, steep=2.6, newest_hours=16, years=1.5):
        desk.put(path, news.news(desk.author, moment, illustrated=True))


def _business(desk: Desk, path: str, plan: Plan) -> None:
    """News of the fields that firms deal with."""
    fields = [each for each in desk.author.voice.busy_fields if each.slug in _BUSINESS]
    for moment in desk.when(plan, steep=2.8, newest_hours=10, years=2):
        about = desk.author.voice.choose(fields) if fields else None
        desk.put(path, news.news(desk.author, moment, illustrated=True, about=about))


# Documents


def _documents(issuer: Callable[[Desk], Issuer]) -> Recipe:
    """Documents of one issuer, oldest first so that their numbers rise; some are taken back by later ones."""

    def recipe(desk: Desk, path: str, plan: Plan) -> None:
        earlier: list[Policy] = []
        for number, moment in enumerate(reversed(desk.when(plan, steep=1.9, newest_hours=40)), start=1):
            found = _one_document(desk, issuer(desk), moment, earlier, revise=number == plan.count)
            earlier.append(found)
            desk.policies.append(found)
            desk.put(path, found.draft)

    return recipe


def _one_document(desk: Desk, issuer: Issuer, moment: datetime, earlier: list[Policy], *, revise: bool) -> Policy:
    """The last of a normative column always takes the place of an older one, so that every city shows the case."""
    author, old = desk.author, [each for each in earlier if each.form and each.draft.validity == Validity.VALID]
    wanted = author.chance() < _REVISED or (revise and not issuer.direct)
    if old and wanted and (moment - old[0].draft.moment) > _SETTLED:
        return policies.revised(author, old[0], moment, issuer, today=desk.today)
    return policies.policy(author, moment, issuer, joint=_joint(desk, issuer), today=desk.today)


def _joint(desk: Desk, issuer: Issuer) -> tuple[Issuer, ...]:
    """Now and then two departments issue together (R-8.6.10)."""
    member = desk.place.member
    if member.rank != Rank.DEPARTMENT or desk.author.chance() > 0.2:
        return ()
    partner = desk.author.voice.choose([each for each in departments() if each.slug != member.slug])
    return (Issuer(partner.slug, _title(partner), partner.prefix, issuer.group),)


def _title(member: Member) -> str:
    """How an organ is called in the titles of its documents."""
    if member.rank == Rank.PORTAL:
        return "市政府"
    if member.rank == Rank.DISTRICT:
        return f"{member.region_name}管委会" if member.slug == "njna" else f"{member.region_name}政府"
    return member.short


def _government(desk: Desk) -> Issuer:
    member = desk.place.member
    return Issuer(member.slug, _title(member), f"{member.prefix}发", "documents04")


def _office(desk: Desk) -> Issuer:
    member = desk.place.member
    return Issuer(
        f"{member.slug}-office", f"{_title(member)}办公{_hall(member)}", f"{member.prefix}办发", "documents05"
    )


def _hall(member: Member) -> str:
    return "厅" if member.rank == Rank.PORTAL else "室"


def _normative(desk: Desk) -> Issuer:
    member = desk.place.member
    forms = ("管理办法", "工作细则", "服务规范")
    return Issuer(member.slug, _title(member), f"{member.prefix}规字", "documents03", "normative", forms, direct=False)


def _regulation(desk: Desk) -> Issuer:
    member = desk.place.member
    return Issuer(
        member.slug, _title(member), f"{member.name}令", "documents02", "regulation", ("管理办法",), direct=False
    )


def _own(desk: Desk) -> Issuer:
    member = desk.place.member
    prefix = f"{member.prefix}规" if desk.author.chance() < 0.2 else member.prefix
    return Issuer(member.slug, _title(member), prefix, "documents06")


def _of_offices(desk: Desk) -> Issuer:
    """A department of a district."""
    member, about = desk.place.member, desk.author.voice.choose(desk.author.voice.busy_fields)
    prefix = f"{member.prefix.removesuffix('政')}{about.prefix.removeprefix('宁')}"
    return Issuer(f"{member.slug}/{about.slug}", f"{member.region_name}{about.agency_short}", prefix, "documents06")


# Columns of documents by recipe, and who issues what stands in them.
DOCUMENTS: dict[str, Callable[[Desk], Issuer]] = {
    "government": _government,
    "office": _office,
    "normative": _normative,
    "regulations": _regulation,
    "own_documents": _own,
    "of_offices": _of_offices,
}


def _interpretations(desk: Desk, path: str, plan: Plan) -> None:
    """Interpretations of the site's own documents. R-8.6.5: the education bureau's newest one has none."""
    own = sorted(desk.policies, key=lambda each: each.draft.moment)
    if desk.place.member.slug == "edu":
        own = own[:-1]
    for about in own:
        newest = about is own[-1] or about is own[-2]
        if newest or desk.author.chance() < _INTERPRETED:
            moment = after(about.draft.moment, 0.5 + 40 * desk.author.chance(), desk.now)
            desk.put(path, policies.interpretation(desk.author, about, moment))


# Services and organs


def services_of(desk: Desk) -> list[tuple[Field, Service]]:
    return [(about, service) for about in desk.author.voice.busy_fields for service in about.services]


def _guides(wanted: Callable[[Service], bool]) -> Recipe:
    def recipe(desk: Desk, path: str, plan: Plan) -> None:
        chosen = [pair for pair in services_of(desk) if wanted(pair[1])][: plan.count]
        for (about, service), moment in zip(chosen, desk.when(plan, steep=1.5, newest_hours=200), strict=False):
            desk.put(path, guides.guide(desk.author, moment, about, service))

    return recipe


def _is_for_firms(service: Service) -> bool:
    return service.aim in _FOR_FIRMS


def _is_for_people(service: Service) -> bool:
    return service.aim not in _FOR_FIRMS


def _organs(desk: Desk, path: str, plan: Plan) -> None:
    """The bodies under a government, in the uniform form."""
    member, author = desk.place.member, desk.author
    for about, moment in zip(author.voice.busy_fields, desk.when(plan, steep=1.2, newest_hours=300), strict=False):
        name = f"南京市{member.region_name}{about.agency}" if member.is_local else f"南京市{about.agency}"
        desk.put(path, organs.profile(author, moment, about, name, author.names.next()))


def _own_profile(desk: Desk, path: str, plan: Plan) -> None:
    author, member = desk.author, desk.place.member
    moment = desk.when(plan, newest_hours=900)[0]
    draft = organs.profile(author, moment, author.voice.fields[0], f"{member.name}机构职能", author.chief)
    draft.extra["organ_name"] = member.name
    desk.put(path, draft)


# What the leaders of a government and of a department are called, the first one first.
_POSTS = {
    Rank.PORTAL: ("市长", "常务副市长", "副市长", "副市长", "副市长", "副市长", "副市长", "秘书长"),
    Rank.DISTRICT: ("区长", "常务副区长", "副区长", "副区长", "副区长", "副区长"),
    Rank.DEPARTMENT: ("局长", "副局长", "副局长", "副局长", "总工程师"),
    Rank.INSTITUTION: ("主任", "副主任", "副主任", "总工程师", "一级调研员"),
}
_LEADS = "主持全面工作，负责审计工作。"


def _leaders(desk: Desk, path: str, plan: Plan) -> None:
    member, author = desk.place.member, desk.author
    posts = _posts(member)[: plan.count]
    moment = at_work(desk.now - timedelta(days=120 + 200 * author.chance()), author.chance)
    first = int(author.chance() * 12)
    for number, post in enumerate(posts):
        duties = _LEADS if number == 0 else _portfolio(author)
        name = author.chief if number == 0 else author.names.next()
        draft = organs.leader(
            author, moment, post, duties, rank=len(posts) - number, portrait=(first + number * 5) % 12, name=name
        )
        desk.put(path, draft)


def _posts(member: Member) -> tuple[str, ...]:
    if member.slug == "njna":
        return ("管委会主任", *("管委会副主任",) * 5)
    posts = _POSTS[member.rank]
    if member.field and member.field.agency.endswith(("委员会", "中心")):
        return tuple(post.replace("局长", "主任") for post in posts)
    return posts


def _portfolio(author: Author) -> str:
    fields = author.voice.busy_fields
    if len(fields) == 1:
        return f"分管{'、'.join(author.voice.random.sample(fields[0].divisions, 2))}。"
    names = [each.short for each in author.voice.random.sample(fields, 4)]
    return f"负责{'、'.join(names)}等方面工作。"


# Disclosure


def _rules(desk: Desk, path: str, plan: Plan) -> None:
    for number, moment in enumerate(desk.when(plan, steep=1.2, newest_hours=2000)[: disclosures.RULES]):
        desk.put(path, disclosures.rule(desk.author, moment, number))


def _once(write: Callable[[Author, datetime], Draft]) -> Recipe:
    """One text that was written long ago and stays."""

    def recipe(desk: Desk, path: str, plan: Plan) -> None:
        moment = at_work(desk.now - timedelta(days=200 + 500 * desk.author.chance()), desk.author.chance)
        desk.put(path, write(desk.author, moment))

    return recipe


def _yearly(write: Callable[[Author, datetime, int], Draft], month: int) -> Recipe:
    """One a year about the year before, published in January or when `month` says (R-1.14.9)."""

    def recipe(desk: Desk, path: str, plan: Plan) -> None:
        for year in desk.years(plan.count):
            moment = _day_in(desk, year + 1, month)
            if moment:
                desk.put(path, write(desk.author, moment, year))

    return recipe


def _day_in(desk: Desk, year: int, month: int) -> datetime | None:
    """A working day of that month; None when it has not come yet."""
    chance = desk.author.chance
    moment = at_work(datetime(year, month, 8 + int(chance() * 16), tzinfo=LOCAL), chance)
    return moment if moment < desk.now else None


def _budgets(desk: Desk, path: str, plan: Plan) -> None:
    """Each year a budget in February and the accounts of the year before in September."""
    written = 0
    for year in [desk.today.year, *desk.years(plan.count)]:
        for month, covered, kind in ((9, year - 1, "决算"), (2, year, "预算")):
            moment = _day_in(desk, year, month)
            if moment and written < plan.count:
                desk.put(path, disclosures.budget(desk.author, moment, covered, kind))
                written += 1


def _gazettes(desk: Desk, path: str, plan: Plan) -> None:
    moments = [at_work(desk.now - timedelta(days=9 + 31 * n), desk.author.chance) for n in range(plan.count)]
    for moment in moments:
        desk.put(path, disclosures.gazette(desk.author, moment, moment.year, moment.month))


def _proposals(desk: Desk, path: str, plan: Plan) -> None:
    """Answers of one year where the column's title names it, of the last years otherwise."""
    kind = "政协提案" if "政协" in plan.title and "人大" not in plan.title else "人大建议"
    year = int(plan.title[:4]) if plan.title[:4].isdecimal() else None
    for number in range(plan.count):
        moment = _day_in(desk, year or desk.today.year - number // 3, 6 + number % 4)
        if moment:
            shown = ("人大建议", "政协提案")[number % 2] if year is None else kind
            desk.put(path, answers.proposal(desk.author, moment, shown))


def _datasets(desk: Desk, path: str, plan: Plan) -> None:
    """One a month, of one field after the other."""
    fields = desk.author.voice.busy_fields
    for number in range(plan.count):
        moment = at_work(desk.now - timedelta(days=6 + 30 * (number // max(1, len(fields) // 2))), desk.author.chance)
        about = fields[number % len(fields)] if len(fields) > 1 else fields[0]
        if len(fields) == 1:
            moment = at_work(desk.now - timedelta(days=6 + 31 * number), desk.author.chance)
        draft, figures = data.dataset(desk.author, moment, about)
        desk.put(path, draft)
        desk.figures.append((draft, figures))


def _overview(desk: Desk, path: str, plan: Plan) -> None:
    """The part the column is named after, or all parts in one column."""
    parts = scenes.OVERVIEW.get(desk.place.member.slug, {})
    moment = at_work(desk.now - timedelta(days=260 + 300 * desk.author.chance()), desk.author.chance)
    for number, part in enumerate(parts):
        if plan.title == part or plan.title not in parts:
            desk.put(path, scenes.overview(desk.author, moment - timedelta(days=number), part))


_RECIPES: dict[str, Recipe] = {
    "news": _news,
    "pictures": _pictures,
    "business": _business,
    "press": _each(news.press_conference, steep=2.0),
    "responses": _each(news.response, steep=1.8, newest_hours=60),
    "notices": _each(notices.notice, steep=2.4, newest_hours=12),
    "surveys": _each(notices.survey, steep=1.6, newest_hours=90),
    "appointments": _each(notices.appointment, steep=1.8, newest_hours=120, years=6),
    **{recipe: _documents(issuer) for recipe, issuer in DOCUMENTS.items()},
    "interpretations": _interpretations,
    "leaders": _leaders,
    "organs": _organs,
    "own_profile": _own_profile,
    "own_services": _guides(lambda service: True),
    "services_for_people": _guides(_is_for_people),
    "services_for_firms": _guides(_is_for_firms),
    "guide": _once(disclosures.guide),
    "request": _once(disclosures.request),
    "rules": _rules,
    "reports": _yearly(disclosures.report, 1),
    "website_reports": _yearly(disclosures.website_report, 1),
    "government_reports": _yearly(
        lambda author, moment, year: disclosures.government_report(author, moment, year + 1), 1
    ),
    "plans": _each(disclosures.plan, steep=1.5, newest_hours=300, years=6),
    "budgets": _budgets,
    "enforcement": _yearly(disclosures.enforcement, 1),
    "gazettes": _gazettes,
    "catalogues": _each(disclosures.catalogue, steep=1.4, newest_hours=300, years=6),
    "proposals": _proposals,
    "datasets": _datasets,
    "answers": _each(answers.answer, steep=2.2, newest_hours=20),
    "interviews": _each(answers.interview, steep=1.7, newest_hours=120),
    "overview": _overview,
    "picture_stories": _each(scenes.picture_story, steep=1.7, newest_hours=40),
}
