"""The search page of a site, on the embedded engine."""

from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from resource_library.domain.publishing import withdraw
from resource_library.enums import Kind, WithdrawReason
from resource_library.models import Placement, Resource
from sites.views.search import Asked
from tests.factories import public
from tests.factories.accounts import person
from tests.factories.library import ResourceFactory, paragraph, published
from tests.factories.public import LONG_AGO, address, publish_many, reposted
from unified_platform.accounts.enums import Role
from unified_platform.search import domain

from .reading import Visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.ELASTICSEARCH_URL = ""


def titles(page) -> list[str]:
    return [words(link) for link in page.cssselect(".result h2 a")]


def find(visitor, text: str, more: str = ""):
    return visitor.read(f"/search/?q={quote(text)}{more}")


def test_result_shows_title_text_number_kind_and_where_it_is(city, visitor):
    document = published(
        city.documents,
        at=LONG_AGO,
        policy=True,
        title="住房公积金提取办法",
        description="",
        doc_no="宁政办发〔2024〕7号",
        body=[paragraph("缴存人可以提取公积金，用于购房。")],
    )
    domain.rebuild()

    page = find(visitor, "公积金")
    result = page.cssselect(".result")[0]

    assert titles(page) == ["住房公积金提取办法"]
    assert result.cssselect("h2 a")[0].get("href") == address(document)
    assert {words(mark) for mark in result.cssselect("mark")} == {"公积金"}
    assert "缴存人可以提取公积金" in words(result.cssselect(".result-text")[0])
    facts = words(result.cssselect(".facts")[0])
    assert all(fact in facts for fact in ("宁政办发〔2024〕7号", "政策文件", "2024-03-01", str(Kind.POLICY.label)))


@pytest.mark.parametrize(
    "query", ["宁政办发〔2017〕134号", "宁政办发[2017]134号", "宁政办发（2017）134号", "住房公积金", "公积"]
)
def test_document_is_found_by_its_number_in_any_brackets_and_by_any_part_of_a_word(city, visitor, query):
    published(city.documents, policy=True, title="住房公积金政策", doc_no="宁政办发〔2017〕134号")
    published(city.documents, policy=True, title="另一份文件", doc_no="宁政办发〔2017〕135号")
    domain.rebuild()

    assert titles(find(visitor, query)) == ["住房公积金政策"]


def test_search_of_this_site_finds_reposts_under_their_address_here_and_nothing_of_others(city, visitor):
    other = public.city("two")
    theirs = published(other.news, title="排水规划别站")
    shared = published(other.news, title="排水规划共享")
    placement = reposted(shared, city.news, title="排水规划转载")
    published(city.news, title="排水规划本站")
    domain.rebuild()

    page = find(visitor, "排水规划")
    assert set(titles(page)) == {"排水规划本站", "排水规划转载"}
    assert address(shared, pk=placement.pk) in [link.get("href") for link in page.cssselect(".result h2 a")]

    everywhere = find(visitor, "排水规划", "&scope=all")
    assert set(titles(everywhere)) == {"排水规划本站", "排水规划转载", "排水规划别站"}
    where = f"http://two.test:8000{address(theirs)}"
    assert where in [link.get("href") for link in everywhere.cssselect(".result h2 a")]


def test_tabs_count_each_kind_and_keep_their_numbers(city, visitor):
    published(city.news, title="养老服务动态")
    published(city.documents, policy=True, title="养老服务意见")
    published(city.documents, policy=True, title="养老服务规划")
    domain.rebuild()

    def tabs(page):
        return [(words(tab), tab.get("aria-current")) for tab in page.cssselect(".kinds a")]

    assert tabs(find(visitor, "养老")) == [
        (_("All") + "3", "true"),
        (f"{Kind.NEWS.label}1", None),
        (f"{Kind.POLICY.label}2", None),
    ]
    page = find(visitor, "养老", "&kind=policy")
    assert tabs(page) == [(_("All") + "3", None), (f"{Kind.NEWS.label}1", None), (f"{Kind.POLICY.label}2", "true")]
    assert set(titles(page)) == {"养老服务意见", "养老服务规划"}


def test_newest_first_is_a_choice(city, visitor):
    published(city.news, at=LONG_AGO, title="公园公园公园", body=[paragraph("公园")])
    published(city.news, at=LONG_AGO + timedelta(days=1), title="新闻", body=[paragraph("新开放的公园")])
    domain.rebuild()

    assert titles(find(visitor, "公园")) == ["公园公园公园", "新闻"]
    assert titles(find(visitor, "公园", "&sort=newest")) == ["新闻", "公园公园公园"]


def test_pages_lead_through_all_results(city, visitor):
    publish_many(city.news, 23)
    domain.rebuild()

    seen, path = [], "/search/?q=" + quote("消息")
    while path:
        page = visitor.read(path)
        seen += titles(page)
        path = next((link.get("href") for link in page.cssselect(".pager a[rel=next]")), None)

    assert sorted(seen) == [f"消息{n:03d}" for n in range(23)]


def test_page_without_results_helps(city, visitor):
    published(city.news, title="消息")
    domain.rebuild()

    page = find(visitor, "不存在的词")

    assert titles(page) == []
    helps = [link.get("href") for link in page.cssselect(".no-results a")]
    assert helps == ["/search/?q=" + quote("不存在的词") + "&scope=all", "/sitemap/"]


@pytest.mark.parametrize("path", ["/search/", "/search/?q=", "/search/?q=%20%20", "/search/?q=%00%0b"])
def test_search_for_nothing_shows_the_form(city, visitor, path):
    page = visitor.read(path)

    assert page.cssselect("main form input[name=q]")[0].get("value") == ""
    assert page.cssselect(".result, .no-results") == []


def test_missing_index_is_said_honestly(city, visitor):
    response = visitor.get("/search/?q=" + quote("公积金"))

    assert response.status_code == 503
    page = visitor.read("/search/?q=" + quote("公积金"), status=503)
    assert next(link.get("href") for link in page.cssselect(".ways-on a")) == "/"
    assert page.cssselect("header input[name=q]")[0].get("value") == "公积金"


HOSTILE = [
    "q=<script>alert(1)</script>",
    "q=%22%20onfocus%3Dalert(1)%20x%3D%22",
    "q=a&page=-1",
    "q=a&page=999999999999999999999",
    "q=a&page=%D9%A1",
    "q=a&page=1e3",
    "q=a&kind=nope&sort=nope&scope=nope",
    "q=a&kind=news&kind=policy",
    "q=" + "公" * 5000,
    "q=title:a OR 1=1 --",
    "q=%F0%28%8C%28",
    "q=" + quote("“*?~^:()[]{}\\/&|!'+-"),
    "q[]=a&q=b",
    "q=%ED%A0%80",
    "%00=%00&q=a%00b",
    "q=a&page=2&page=x",
]


def test_hostile_query_strings_get_a_page(city, visitor):
    published(city.news, title="a 消息")
    domain.rebuild()

    for query in HOSTILE:
        page = visitor.read(f"/search/?{query}")
        assert [script.get("src") for script in page.cssselect("script")] == ["/static/themes/page.js"], query
        assert page.cssselect("[onfocus]") == [], query
        assert len(page.cssselect("h1")) == 1, query


def test_query_of_a_visitor_reaches_no_other_page(city, visitor):
    for path in ("/", "/news/", "/topics/", "/sitemap/"):
        plain = visitor.get(path).content
        assert visitor.get(f"{path}?q=%3Cb%3E&page=2&mode=x&{'a' * 3000}=1").content == plain


def test_draft_withdrawn_and_restricted_are_not_found_although_the_index_has_them(city, visitor):
    """The index is as it was before: what it still has is checked against what the public may see."""
    draft = ResourceFactory(owner_site=city.profile.site, title="排水秘密草稿")
    withdrawn = published(city.news, title="排水撤下稿件")
    inside = published(city.child, title="排水内部通知")
    published(city.news, title="排水公开消息")
    Resource.objects.filter(pk=draft.pk).update(live=True)
    domain.rebuild()
    assert len(titles(find(visitor, "排水", "&scope=all"))) == 3
    Resource.objects.filter(pk=draft.pk).update(live=False)

    withdraw(withdrawn, by=person(Role.PUBLISHER, city.profile.site), reason=WithdrawReason.WITHDRAWN)
    PageViewRestriction.objects.create(page=city.parent, restriction_type=PageViewRestriction.LOGIN)

    for scope in ("", "&scope=all"):
        assert titles(find(visitor, "排水", scope)) == ["排水公开消息"]
    assert Visitor(public.city("two").host).get("/search/?scope=all&q=" + quote("排水")).status_code == 200
    assert titles(find(Visitor("two.test"), "排水", "&scope=all")) == ["排水公开消息"]
    assert inside.placements.filter(visible=True).count() == 1


def test_own_title_of_a_placement_is_shown(city, visitor):
    article = published(city.news, title="排水规划")
    Placement.objects.filter(resource=article).update(title="排水规划解读稿")
    domain.rebuild()

    assert titles(find(visitor, "排水")) == ["排水规划解读稿"]


def test_address_of_a_search_keeps_what_was_asked_and_goes_back_to_page_one():
    asked = Asked(text="a&b=c", everywhere=True, kind="news", newest=True, page=3)

    def parameters(url: str) -> dict:
        return dict(parse_qsl(urlsplit(url).query))

    kept = {"q": "a&b=c", "scope": "all", "kind": "news", "sort": "newest"}
    assert parameters(asked.address()) == kept
    assert parameters(asked.address(page=4)) == {**kept, "page": "4"}
    assert parameters(asked.address(kind="", everywhere=False)) == {"q": "a&b=c", "sort": "newest"}


def test_search_costs_few_queries(city, visitor, django_assert_max_num_queries):
    publish_many(city.news, 30)
    domain.rebuild()

    with django_assert_max_num_queries(4):
        visitor.read("/search/?q=" + quote("消息"))
