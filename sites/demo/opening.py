"""Opening the sites of the city: organs, themes, sites, columns, people. Through the same doors as a real opening."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wagtail.models import Collection, Page, Site

from resource_library.models import Organ, OrganLevel, Term
from themes.models import Theme
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User

from ..domain.column_trees import ColumnTree, add_columns
from ..domain.columns import new_column
from ..domain.opening import NewSite, open_site
from ..enums import SiteKind, UpdateRule
from ..models import ColumnPage, SiteProfile
from .fields import all_fields
from .members import Member, Rank, departments, portal
from .names import NamePool
from .people import Staff
from .plans import Plan, by_path, plans_for
from .rows import Owner

DOMAIN = "nanjing.localhost"
_OPENED = date(2017, 11, 1)
OFFICE, CENTRE = "nanjing-office", "nanjing-centre"


@dataclass
class OpenSite:
    """A site of the city with what its writers need to know. `columns` are pages by path: `zwgk/zcwj`."""

    member: Member
    profile: SiteProfile
    plans: dict[str, Plan]
    columns: dict[str, ColumnPage]
    people: dict[Role, User]
    owner: Owner

    @property
    def site(self) -> Site:
        return self.profile.site

    def path_of(self, recipe: str) -> str | None:
        """The first column made by this recipe."""
        return next((path for path, plan in self.plans.items() if plan.recipe == recipe), None)


def organs_for(members: Iterable[Member]) -> dict[str, Organ]:
    """The organs behind these sites by key: `edu`, `xuanwu`, `xuanwu-office`, `xuanwu/edu`. Codes say they are demo."""
    rows = list(_organ_rows(list(members)))
    codes = {key: f"DEMO{number:05d}" for number, (key, *_rest) in enumerate(rows, start=1)}
    Organ.objects.bulk_create(
        Organ(code=codes[key], name=name, short_name=short, level=level, address=address)
        for key, name, short, level, address in rows
    )
    by_code = {organ.code: organ for organ in Organ.objects.in_being().filter(code__in=codes.values())}
    return {key: by_code[code] for key, code in codes.items()}


def _organ_rows(members: list[Member]) -> Iterable[tuple[str, str, str, str, str]]:
    """(key, name, short name, level, address), without a name twice."""
    city = portal()
    yield city.slug, city.name, city.short, OrganLevel.CITY, "南京市"
    yield OFFICE, f"{city.name}办公厅", "市政府办公厅", OrganLevel.CITY_DEPARTMENT, "南京市"
    yield CENTRE, "南京市信息中心", "市信息中心", OrganLevel.INSTITUTION, "南京市"
    for member in departments():
        yield member.slug, member.name, member.short, OrganLevel.CITY_DEPARTMENT, "南京市"
    for member in members:
        if member.rank == Rank.INSTITUTION:
            yield member.slug, member.name, member.short[:40], OrganLevel.INSTITUTION, "南京市"
        elif member.rank == Rank.DISTRICT:
            yield from _of_district(member)


def _of_district(member: Member) -> Iterable[tuple[str, str, str, str, str]]:
    place = member.region_name
    yield member.slug, member.name, f"{place}政府" if place.endswith("区") else place, OrganLevel.DISTRICT, place
    yield f"{member.slug}-office", f"{member.name}办公室", f"{place}政府办", OrganLevel.DISTRICT_DEPARTMENT, place
    for about in all_fields():
        name = f"南京市{place}{about.agency}"
        yield f"{member.slug}/{about.slug}", name, f"{place}{about.agency_short}", OrganLevel.DISTRICT_DEPARTMENT, place


class Opener:
    """Opens the members' sites one after the other. `today` decides the columns of this year and the last."""

    def __init__(self, organs: dict[str, Organ], themes: dict[str, Theme], today: date) -> None:
        self._organs, self._themes, self._today = organs, themes, today
        self._regions = dict(Term.objects.filter(vocabulary__code="region").values_list("code", "pk"))
        self._staff = Staff()
        self._opened = 0

    def open(self, member: Member, names: NamePool) -> OpenSite:
        """The site with its columns and people."""
        self._opened += 1
        profile = open_site(self._new_site(member))
        plans = plans_for(member, self._today)
        columns = _columns(profile.site.root_page, plans, self._organs[member.slug])
        people = self._staff.of_site(member.slug, profile.site, names)
        owner = Owner(
            site_id=profile.site_id,
            name=member.name,
            organ=member.slug,
            region_id=self._regions[member.region],
            editor_id=people[Role.EDITOR].pk,
            approver_id=people[Role.REVIEWER].pk,
        )
        return OpenSite(member, profile, by_path(plans), columns, people, owner)

    def open_platform(self, names: NamePool) -> dict[Role, User]:
        """The two offices that look after all sites."""
        return self._staff.of_platform(names)

    def _new_site(self, member: Member) -> NewSite:
        number = self._opened
        is_portal = member.rank == Rank.PORTAL
        kind = SiteKind.PORTAL if member.rank in (Rank.PORTAL, Rank.DISTRICT) else SiteKind.DEPARTMENT
        return NewSite(
            slug=member.slug,
            host=DOMAIN if is_portal else f"{member.slug}.{DOMAIN}",
            aliases=("localhost",) if is_portal else (),
            standard_name=member.name,
            slogan="演示站点 数据均为虚构",
            kind=kind,
            site_code=f"3201{9_000 + number:06d}",
            sponsor=self._organs[OFFICE if is_portal else member.slug],
            operator=self._organs[CENTRE],
            authority=self._organs[OFFICE],
            theme=self._themes[member.theme],
            icp_number=f"苏ICP备{number:08d}号-演示",
            police_number=f"苏公网安备 3201{number:010d}号（演示）",
            mark_id=f"DEMO{number:04d}",
            contact=f"025-0000{number:04d}（演示）",
            address=f"{member.region_name}（演示地址）",
            postcode="210000",
            open_date=_OPENED,
        )


def _columns(home: Page, plans: tuple[Plan, ...], organ: Organ) -> dict[str, ColumnPage]:
    pages = add_columns(home, [_tree(plan, organ, in_menu=plan.menu) for plan in plans])
    return dict(zip(by_path(plans), pages, strict=True))


def _tree(plan: Plan, organ: Organ, *, in_menu: bool = False) -> ColumnTree:
    """Only columns of the first level can stand in the menu."""
    column = new_column(plan.slug, plan.title, column_type=plan.type, list_style=plan.style, in_menu=in_menu)
    column.duty_organ, column.open_date, column.how_to_use = organ, _OPENED, plan.use
    if plan.children:
        # A column that only holds columns has nothing of its own to be late with.
        column.update_rule = UpdateRule.STATIC
    return ColumnTree(column, [_tree(child, organ) for child in plan.children])


def shared_collection() -> Collection:
    """The pictures of the city, for every site to use."""
    root = Collection.get_first_root_node()
    return Collection.objects.filter(name="城市图库", depth=2).first() or root.add_child(name="城市图库")
