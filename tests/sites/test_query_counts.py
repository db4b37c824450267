"""What a page costs on a cold cache, whatever the size of the city (issue 2: home 12, list 6, article 6)."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Page, Site

from resource_library.enums import Kind
from resource_library.models import Attachment, LibraryDocument, LibraryImage, Placement, Relation
from sites.enums import ListStyle, SiteKind
from sites.models import ColumnPage, HomePage, SiteDomain, SiteProfile
from tests.factories import public
from tests.factories import sites as site_factories
from tests.factories.library import OrganFactory, paragraph, published
from tests.factories.public import address, publish_many, reposted

from .reading import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return public.filled_city("one")


def grow(count: int, first: int = 0) -> list[ColumnPage]:
    """So many further live sites, each with a column; without the roles and rights that public pages never read."""
    root, organ, theme = Page.get_first_root_node(), OrganFactory(), site_factories.theme()
    columns = []
    for number in range(first, first + count):
        home = root.add_child(instance=HomePage(title=f"网站{number}", slug=f"grown{number}"))
        site = Site.objects.create(hostname=f"grown{number}.test", site_name=f"网站{number}", root_page=home)
        profile = SiteProfile.objects.create(
            site=site,
            slug=f"grown{number}",
            standard_name=f"网站{number}",
            kind=SiteKind.DEPARTMENT,
            site_code=f"3299{number:06d}",
            sponsor=organ,
            operator=organ,
            authority=organ,
            theme=theme,
        )
        SiteDomain.objects.create(profile=profile, host=site.hostname)
        column = ColumnPage(title="栏目", slug="news", description="说明", keywords="词")
        columns.append(home.add_child(instance=column))
    return columns


def rich_article(city):
    """An article with everything an article can have."""
    image = LibraryImage.objects.create(title="图", file="original_images/x.jpg", width=1600, height=900)
    file = LibraryDocument.objects.create(title="录音", file=ContentFile(b"ID3\x04", name="x.mp3"))
    other = site_factories.column(site_factories.site("far"), "news", "远方")
    picture = {"image": {"image": image.pk, "decorative": False, "alt_text": "图"}, "caption": "图"}
    links = (
        f'<a linktype="page" id="{city.news.pk}">a</a><a linktype="page" id="{other.pk}">b</a>'
        f'<a linktype="document" id="{file.pk}">c</a><a href="https://www.example.org/">d</a>'
    )
    article = published(
        city.documents,
        policy=True,
        title="办法",
        image=image,
        origin_url="https://www.example.net/x",
        body=[
            paragraph(links),
            {"type": "picture", "value": picture},
            {"type": "picture", "value": picture},
            {"type": "recording", "value": {"file": file.pk, "caption": "", "transcript": ""}},
            paragraph(links),
        ],
    )
    article.joint_issuers.set([OrganFactory(), OrganFactory()])
    article.save()
    for number in range(3):
        Attachment.objects.create(resource=article, document=file, title=f"附件{number}")
        reading = published(city.interpretations, kind=Kind.INTERPRETATION)
        Relation.objects.create(resource=reading, type="interprets", target=article)
    return article


def costs(visitor, paths: list[str], django_assert_max_num_queries) -> list[int]:
    """Queries of each page, on the second visit: what a process keeps for itself (content types) is not counted."""
    found = []
    for path in paths:
        visitor.read(path)
        with django_assert_max_num_queries(100) as captured:
            visitor.read(path)
        found.append(len(captured))
    return found


LISTS = ["/news/", "/news/index_1.html", "/policies/", "/readings/", "/leaders/", "/services/", "/open/", "/people/"]


def test_pages_stay_within_their_budget_at_40_and_at_120_sites(city, visitor, django_assert_max_num_queries):
    publish_many(city.news, 45, start=10)
    articles = [
        address(rich_article(city)),
        *(address(each.resource) for each in Placement.objects.filter(pin=0)[:40:7]),
    ]

    def measure() -> tuple[list[int], list[int], list[int]]:
        return tuple(costs(visitor, paths, django_assert_max_num_queries) for paths in (["/"], LISTS, articles))

    grow(40)
    small = measure()
    columns = grow(80, first=40)
    publish_many(city.news, 400, start=100)
    for column in columns[:40]:
        publish_many(column, 20)
    for placement in Placement.objects.filter(column=city.news)[:40]:
        reposted(placement.resource, columns[placement.pk % 40])
    large = measure()

    assert large == small
    home, lists, read = small
    assert max(home) <= 7
    assert max(lists) <= 6
    assert max(read) <= 5


def test_repost_costs_as_much_as_its_origin(city, django_assert_max_num_queries):
    other = public.city("two")
    article = rich_article(city)
    placement = reposted(article, other.documents)

    origin = costs(Visitor("one.test"), [address(article)], django_assert_max_num_queries)
    repost = costs(Visitor("two.test"), [address(article, pk=placement.pk)], django_assert_max_num_queries)

    assert origin == repost == [5]


def test_arranged_home_with_every_section_stays_within_its_budget(city, visitor, django_assert_max_num_queries):
    home = HomePage.objects.get(pk=city.profile.site.root_page_id)
    columns = [city.news, city.child, city.documents, city.interpretations]
    home.sections = [
        ("headlines", {"columns": columns[:2], "count": 7}),
        *[("columns", {"title": "", "columns": columns, "count": 6})] * 4,
        ("columns", {"title": "", "columns": [city.services], "count": 6}),
        ("leaders", {"title": "领导", "column": city.leaders}),
        ("topics", {"title": "专题", "topics": [city.topic]}),
        (
            "links",
            {"title": "服务", "links": [{"label": "外", "url": "https://www.example.org/", "note": "", "icon": ""}]},
        ),
    ]
    home.save()

    assert costs(visitor, ["/"], django_assert_max_num_queries) == [7]


def test_redirects_and_missing_pages_cost_little(city, visitor, django_assert_num_queries):
    for path, queries in (("/news", 2), ("/nope/", 2), ("/robots.txt", 1), ("/sitemap/", 2)):
        with django_assert_num_queries(queries):
            visitor.get(path)


def test_column_with_children_of_every_style_costs_as_much_as_one(city, visitor, django_assert_max_num_queries):
    for number, style in enumerate(ListStyle.values):
        child = public._below(city.parent, f"child{number}", style, "其他")
        ColumnPage.objects.filter(pk=child.pk).update(list_style=style)
        publish_many(child, 8)

    assert costs(visitor, ["/open/"], django_assert_max_num_queries) == [4]
