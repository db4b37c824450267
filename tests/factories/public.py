"""A small website with one of everything, for the tests of what the public sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from resource_library.addresses import path_of
from resource_library.domain.placing import site_of_column
from resource_library.enums import Kind, PlacementRole, PlacementState, State
from resource_library.models import Placement, Relation, Resource
from sites.enums import ColumnType, ListStyle
from sites.models import ColumnPage, SiteProfile, TopicPage

from . import library
from . import sites as site_factories

# Long enough ago that nothing a test publishes stands before it by accident.
LONG_AGO = datetime(2024, 3, 1, 9, 30, tzinfo=timezone.get_fixed_timezone(480))

GUIDE = {
    "item_name": "公租房资格申请",
    "basis": "《公共租赁住房管理办法》",
    "conditions": "具有本市户籍",
    "materials": "申请表（原件1份）",
    "place": "市政务服务中心二楼",
    "hours": "工作日9:00—17:00",
    "phone": "025-00000000",
    "procedure": "申请、受理、审核、公示",
}
LEADER = {"name": "沈远舟", "post": "副市长", "cv": "1972年6月生。", "portfolio": "分管教育工作。"}


@dataclass
class City:
    """A site with a column of each list style and a topic; `host` is what a browser asks for."""

    profile: SiteProfile
    news: ColumnPage
    documents: ColumnPage
    interpretations: ColumnPage
    leaders: ColumnPage
    services: ColumnPage
    parent: ColumnPage
    child: ColumnPage
    topic: TopicPage

    @property
    def host(self) -> str:
        return self.profile.site.hostname


def city(slug: str = "") -> City:
    """The columns and the topic, all empty."""
    profile = site_factories.site(slug)
    parent = site_factories.column(
        profile, "open", "政务公开", column_type=ColumnType.OTHER, list_style=ListStyle.CHILDREN
    )
    topic = profile.site.root_page.add_child(instance=TopicPage(title="民生实事", slug="people", lead="办好十件实事。"))
    return City(
        profile=profile,
        news=site_factories.column(profile, "news", "部门动态"),
        documents=site_factories.column(profile, "policies", "政策文件", column_type=ColumnType.POLICY),
        interpretations=site_factories.column(profile, "readings", "政策解读", column_type=ColumnType.INTERPRETATION),
        leaders=site_factories.column(profile, "leaders", "领导信息", column_type=ColumnType.LEADERS),
        services=site_factories.column(profile, "services", "办事服务", column_type=ColumnType.SERVICE),
        parent=parent,
        child=_below(parent, "notices", "通知公告", ColumnType.NOTICE),
        topic=topic,
    )


def filled_city(slug: str = "") -> City:
    """The same with a few entries in every column."""
    made = city(slug)
    for number in range(3):
        at = LONG_AGO + timedelta(days=number)
        library.published(made.news, at=at, title=f"第{number}条消息")
        library.published(made.child, at=at, title=f"第{number}条通知", kind=Kind.NOTICE)
        document = library.published(made.documents, at=at, title=f"第{number}号文件", policy=True)
        reading = library.published(
            made.interpretations, at=at, title=f"第{number}号文件解读", kind=Kind.INTERPRETATION
        )
        Relation.objects.create(resource=reading, type="interprets", target=document)
        library.published(made.leaders, at=at, title=f"领导{number}", kind=Kind.LEADER, body=[], extra=LEADER)
        guide = {**GUIDE, "item_name": f"事项{number}"}
        library.published(made.services, at=at, title=f"事项{number}", kind=Kind.SERVICE_GUIDE, body=[], extra=guide)
    library.published(_below(made.topic, "progress", "进展通报", ColumnType.NEWS), at=LONG_AGO, title="进展")
    return made


def publish_many(column: ColumnPage, count: int, start: int = 0, **fields) -> list[Placement]:
    """Entries 消息000, 消息001… with an hour between them, in two inserts."""
    site, issuer, region = site_of_column(column), library.OrganFactory(), library.term("region", "320100")
    moments = [LONG_AGO + timedelta(hours=number) for number in range(start, start + count)]
    resources = Resource.objects.bulk_create(
        Resource(
            **{
                "owner_site": site,
                "title": f"消息{number:03d}",
                "issuer": issuer,
                "region": region,
                "source": "测试来源",
                "live": True,
                "state": State.PUBLISHED,
                "published_at": at,
                "body": [library.paragraph("正文内容。")],
                **fields,
            }
        )
        for number, at in enumerate(moments, start)
    )
    placed = {
        "column": column,
        "site": site,
        "role": PlacementRole.ORIGIN,
        "state": PlacementState.LIVE,
        "visible": True,
    }
    return Placement.objects.bulk_create(
        Placement(resource=resource, date=at, address_date=at.date(), **placed)
        for resource, at in zip(resources, moments, strict=True)
    )


def reposted(resource: Resource, column: ColumnPage, **fields) -> Placement:
    """A repost that the receiving site has approved and shows."""
    now = timezone.now()
    return Placement.objects.create(
        resource=resource,
        column=column,
        site=site_of_column(column),
        role=PlacementRole.REPOST,
        state=PlacementState.LIVE,
        visible=True,
        address_date=timezone.localdate(now),
        **{"date": now, **fields},
    )


def address(resource: Resource, **place) -> str:
    """The path of the article, at its origin unless `place` says where."""
    where = place or {"role": PlacementRole.ORIGIN}
    return path_of(resource.placements.select_related("column", "site__root_page").get(**where))


def _below(parent, slug: str, title: str, column_type: ColumnType) -> ColumnPage:
    return site_factories.add_column(parent, slug, title, column_type=column_type)
