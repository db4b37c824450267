"""Articles: what stands on one, where it is, and what stands where one was."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from resource_library.domain.describing import archive
from resource_library.domain.placing import arrange_home, hide
from resource_library.domain.publishing import unpublish, withdraw
from resource_library.enums import Kind, PlacementRole, PlacementState, RelationType, State, WithdrawReason
from resource_library.models import Attachment, LibraryDocument, Placement, Relation, Resource
from tests.factories import public
from tests.factories import sites as site_factories
from tests.factories.accounts import person
from tests.factories.library import OrganFactory, ResourceFactory, paragraph, published
from tests.factories.media import PDF
from tests.factories.public import LONG_AGO, address, publish_many, reposted
from unified_platform.accounts.enums import Role

from .reading import Visitor, links, meta, words

pytestmark = pytest.mark.django_db


def relate(resource: Resource, kind: RelationType, target: Resource) -> None:
    Relation.objects.create(resource=resource, type=kind, target=target)


# What stands on it


def test_article_shows_titles_time_source_author_editor_and_text(city, visitor):
    """R-4.2.19: the editor answers for the text by name."""
    editor = person(Role.EDITOR, city.profile.site, display_name="周明远")
    article = published(
        city.news,
        at=LONG_AGO,
        title="正题",
        top_title="引题",
        sub_title="副题",
        source="南京日报",
        author="李文",
        editor=editor,
        body=[{"type": "heading", "value": "一、背景"}, paragraph("第一段。"), {"type": "quote", "value": "引文。"}],
    )

    page = visitor.read(address(article))

    assert words(page.cssselect("h1")[0]) == "正题"
    assert [words(page.cssselect(name)[0]) for name in (".top-title", ".sub-title")] == ["引题", "副题"]
    assert [words(each) for each in page.cssselect(".article-line .facts span")] == [
        _("Published:") + "2024-03-01 09:30",
        _("Source:") + "南京日报",
        _("Author:") + "李文",
        _("Editor:") + "周明远",
    ]
    assert [(each.tag, words(each)) for each in page.cssselect(".prose > *")] == [
        ("h2", "一、背景"),
        ("p", "第一段。"),
        ("blockquote", "引文。"),
    ]


def test_publish_time_is_shown_in_the_time_of_the_city(city, visitor):
    """R-4.7.2: 2026-01-01T16:00Z is 2026-01-02 00:00 in Nanjing."""
    article = published(city.news, at=timezone.datetime(2026, 1, 1, 16, tzinfo=timezone.get_fixed_timezone(0)))

    page = visitor.read(address(article))

    assert dict(meta(page))["PubDate"] == "2026-01-02 00:00"
    assert words(page.cssselect(".article-line time")[0]) == "2026-01-02 00:00"


def test_display_table_of_a_document_has_its_cells_in_the_order_of_the_rule(city, visitor):
    """R-4.8.1; a cell without a value keeps its label, joint issuers stand together (R-4.2.8)."""
    document = published(
        city.documents,
        at=LONG_AGO,
        policy=True,
        title="办法",
        created_date=date(2024, 2, 3),
        issuer=OrganFactory(name="甲局"),
        doc_no="",
        index_no="014250001/2024-00007",
    )
    document.joint_issuers.set([OrganFactory(name="乙局")])
    document.save()

    cells = visitor.read(address(document)).cssselect(".display-table > div")

    assert [(words(cell[0]), words(cell[1])) for cell in cells][:7] == [
        (_("Index number"), "014250001/2024-00007"),
        (_("Subject"), document.subject.name),
        (_("Issuer"), "甲局、乙局"),
        (_("Date of the document"), "2024-02-03"),
        (_("Title"), "办法"),
        (_("Document number"), ""),
        (_("Date of publication"), "2024-03-01"),
    ]


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.NOTICE, Kind.INTERPRETATION])
def test_other_kinds_have_no_display_table(city, visitor, kind):
    article = published(city.news, kind=kind)

    assert visitor.read(address(article)).cssselect(".display-table") == []


@pytest.mark.parametrize(
    ("validity", "relation", "is_marked"),
    [
        ("valid", RelationType.REPEALS, False),
        ("repealed", RelationType.REPEALS, True),
        ("amended", RelationType.AMENDS, True),
        ("lapsed", RelationType.REPLACES, True),
        ("partly", RelationType.AMENDS, True),
    ],
)
def test_document_out_of_force_says_so_and_leads_to_what_holds_now(city, visitor, validity, relation, is_marked):
    """R-1.7.8."""
    old = published(city.documents, policy=True, title="旧办法", validity=validity, abolish_date=date(2026, 3, 1))
    new = published(city.documents, policy=True, title="新办法")
    relate(new, relation, old)

    marks = visitor.read(address(old)).cssselect(".validity")

    assert len(marks) == is_marked
    if is_marked:
        assert old.get_validity_display() in words(marks[0])
        assert [link.get("href") for link in marks[0].cssselect("a")] == [address(new)]


def test_document_and_interpretation_lead_to_each_other(city, visitor):
    """R-1.8.3."""
    document = published(city.documents, policy=True, title="办法")
    reading = published(city.interpretations, kind=Kind.INTERPRETATION, title="办法的解读")
    relate(reading, RelationType.INTERPRETS, document)

    def related(resource):
        block = visitor.read(address(resource)).cssselect(".related")
        return [(words(each[0]), [link.get("href") for link in each.cssselect("a")]) for each in block]

    assert related(document) == [(_("Interpretations"), [address(reading)])]
    assert related(reading) == [(_("Interprets the document"), [address(document)])]


def test_relation_to_what_is_not_public_is_not_shown(city, visitor):
    document = published(city.documents, policy=True, title="办法")
    draft = ResourceFactory(owner_site=city.profile.site, kind=Kind.INTERPRETATION, title="秘密草稿")
    relate(draft, RelationType.INTERPRETS, document)

    page = visitor.read(address(document))

    assert page.cssselect(".related") == []
    assert "秘密草稿" not in page.text_content()


def test_attachments_are_listed_under_their_titles_with_type_and_size(city, visitor):
    article = published(city.news)
    file = LibraryDocument.objects.create(title="plan", file=ContentFile(PDF.ljust(2048, b"\n"), name="plan.pdf"))
    Attachment.objects.create(resource=article, document=file, title="规划全文")

    row = visitor.read(address(article)).cssselect(".attachments li")[0]

    assert words(row.cssselect("a")[0]) == "规划全文"
    assert row.cssselect("a")[0].get("href") == file.url
    assert words(row.cssselect(".file-facts")[0]).startswith("PDF · 2.0")


def test_service_guide_is_a_table_with_its_eight_keys(city, visitor):
    """R-1.9.2."""
    guide = published(city.services, kind=Kind.SERVICE_GUIDE, body=[], extra=public.GUIDE)

    rows = visitor.read(address(guide)).cssselect(".guide tr")

    assert [words(row.cssselect("td")[0]) for row in rows] == list(public.GUIDE.values())
    assert len(rows) == 8


def test_leader_shows_name_post_cv_and_portfolio(city, visitor):
    """R-1.7.7."""
    leader = published(city.leaders, title="沈远舟", kind=Kind.LEADER, body=[], extra=public.LEADER)

    page = visitor.read(address(leader))

    assert words(page.cssselect("h1")[0]) == "沈远舟"
    assert words(page.cssselect(".leader-post")[0]) == "副市长"
    assert [words(part) for part in page.cssselect(".leader-part .prose")] == ["1972年6月生。", "分管教育工作。"]


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_page(city, visitor, kind):
    extra = {**public.GUIDE, **public.LEADER, "online_url": "https://www.example.org/", "organ_name": "甲局"}
    article = published(city.news, kind=kind, extra=extra, policy=kind == Kind.POLICY, title="标题")

    assert words(visitor.read(address(article)).cssselect("h1")[0]) == "标题"


def test_neighbours_are_the_entries_above_and_below_in_the_column(city, visitor):
    placements = publish_many(city.news, 5)
    published(city.documents, at=LONG_AGO + timedelta(minutes=90), policy=True)
    Placement.objects.filter(pk__in=[placements[1].pk, placements[2].pk]).update(date=LONG_AGO)

    def beside(number: int) -> list[str]:
        page = visitor.read(address(placements[number].resource))
        return [words(link) for link in page.cssselect(".beside a")]

    assert [beside(n) for n in range(5)] == [
        ["消息001"],
        ["消息002", "消息000"],
        ["消息003", "消息001"],
        ["消息004", "消息002"],
        ["消息003"],
    ]


def test_text_links_lead_to_pages_files_and_other_sites_with_a_mark(city, visitor):
    """R-2.1.13: only what leaves the government's sites is marked."""
    other = site_factories.site("two")
    far = site_factories.column(other, "far", "远方")
    file = LibraryDocument.objects.create(title="表", file=ContentFile(b"x", name="t.csv"))
    text = (
        f'<a linktype="page" id="{city.news.pk}">本站</a><a linktype="page" id="{far.pk}">他站</a>'
        f'<a linktype="document" id="{file.pk}">文件</a><a linktype="page" id="999999">没有</a>'
        '<a href="https://www.gov.cn/x">国务院</a><a href="http://two.test/far/">平台内</a>'
        '<a href="https://www.example.org/">外面</a><a href="javascript:alert(1)">坏</a>'
    )
    article = published(city.news, body=[paragraph(text)])

    found = visitor.read(address(article)).cssselect(".prose a")

    assert [(words(link), link.get("href"), link.get("class")) for link in found] == [
        ("本站", "/news/", None),
        ("他站", "http://two.test:8000/far/", None),
        ("文件", file.url, None),
        ("没有", None, None),
        ("国务院", "https://www.gov.cn/x", None),
        ("平台内", "http://two.test/far/", None),
        ("外面", "https://www.example.org/", "outside"),
        ("坏", None, None),
    ]
    assert found[6].get("rel") == "noopener noreferrer"


# Where it is


def test_wrong_date_or_column_leads_to_the_right_address(city, visitor):
    """R-2.1.17."""
    article = published(city.news)
    right = address(article)
    wrong = [
        f"/news/202001/t20200101_{article.pk}.html",
        f"/policies/202001/t20200101_{article.pk}.html",
        f"/gone/for/ever/202001/t20200101_{article.pk}.html",
        f"/news/999999/t99999999_{article.pk}.html",
    ]

    assert visitor.get(right).status_code == 200
    assert {visitor.get(path)["Location"] for path in wrong} == {right}
    assert {visitor.get(path).status_code for path in wrong} == {301}


def test_article_that_moved_leads_from_its_old_address_to_the_new_one(city, visitor):
    """R-2.1.17: a changed address redirects for good."""
    article = published(city.news)
    old = address(article)

    arrange_home(article, [city.child], by=person(Role.EDITOR, city.profile.site), moving=True)

    new, answer = address(article), visitor.get(old)
    assert (old.startswith("/news/"), new.startswith("/open/notices/")) == (True, True)
    assert (answer.status_code, answer["Location"], visitor.get(new).status_code) == (301, new, 200)


def test_article_in_two_columns_has_two_addresses_and_one_canonical(city, visitor):
    article = published(city.news)
    Placement.objects.create(
        resource=article,
        column=city.child,
        site=city.profile.site,
        role=PlacementRole.SAME_SITE,
        state=PlacementState.LIVE,
        visible=True,
        address_date=date(2026, 1, 2),
    )
    second = address(article, role=PlacementRole.SAME_SITE)

    assert second == f"/open/notices/202601/t20260102_{article.pk}.html"
    for path in (address(article), second):
        canonical = visitor.read(path).cssselect("link[rel=canonical]")[0].get("href")
        assert canonical == f"http://one.test:8000{address(article)}"


def test_repost_shows_own_title_summary_source_and_the_way_to_its_origin(city):
    """R-1.7.9; the text is the origin's own."""
    origin = published(city.news, title="原来的标题", source="市政府办公厅", body=[paragraph("正文。")])
    other = public.city("two")
    placement = reposted(origin, other.news, title="转载的标题", summary="自己的摘要")
    here = address(origin, pk=placement.pk)

    page = Visitor("two.test").read(here)

    where = f"http://one.test:8000{address(origin)}"
    assert words(page.cssselect("h1")[0]) == "转载的标题"
    assert dict(meta(page))["Description"] == "自己的摘要"
    assert dict(meta(page))["Url"] == f"http://two.test:8000{here}"
    assert words(page.cssselect(".prose")[0]) == "正文。"
    assert page.cssselect("link[rel=canonical]")[0].get("href") == where
    assert "市政府办公厅" in words(page.cssselect(".origin")[0])
    assert [link.get("href") for link in page.cssselect(".origin a")] == [where]


def test_repost_whose_origin_is_hidden_at_home_is_its_own_canonical(city):
    origin = published(city.news)
    other = public.city("two")
    placement = reposted(origin, other.news)
    Placement.objects.filter(resource=origin, role=PlacementRole.ORIGIN).update(visible=False)
    here = address(origin, pk=placement.pk)

    page = Visitor("two.test").read(here)

    assert page.cssselect("link[rel=canonical]")[0].get("href") == f"http://two.test:8000{here}"


def test_correction_at_the_origin_is_seen_in_every_place(city):
    origin = published(city.news, title="旧标题")
    other = public.city("two")
    placement = reposted(origin, other.news)

    Resource.objects.filter(pk=origin.pk).update(title="新标题")

    assert words(Visitor("one.test").read(address(origin)).cssselect("h1")[0]) == "新标题"
    assert words(Visitor("two.test").read(address(origin, pk=placement.pk)).cssselect("h1")[0]) == "新标题"


def test_article_of_another_site_is_not_found_here(city, visitor):
    other = public.city("two")
    article = published(other.news)

    assert Visitor("two.test").get(address(article)).status_code == 200
    assert visitor.get(address(article)).status_code == 404


# What stands where one was


def test_withdrawn_article_is_gone_everywhere_and_says_why(city, visitor):
    publisher = person(Role.PUBLISHER, city.profile.site)
    article = published(city.news, title="有错的标题")
    successor = published(city.news, title="更正后的稿件")
    other = public.city("two")
    placement = reposted(article, other.news)
    places = {"one.test": address(article), "two.test": address(article, pk=placement.pk)}

    withdraw(article, by=publisher, reason=WithdrawReason.CORRECTED, note="数据有误。", successor=successor)

    for host, path in places.items():
        page = Visitor(host).read(path, status=410)
        text = words(page.cssselect("main")[0])
        assert str(WithdrawReason.CORRECTED.label) in text
        assert "数据有误。" in text
        assert "有错的标题" not in page.text_content()
        assert f"{timezone.localtime(Resource.objects.get(pk=article.pk).withdrawn_at):%Y-%m-%d %H:%M}" in text
        assert any(address(successor) in link.get("href") for link in page.cssselect(".sorry-now a"))
    assert (
        words(Visitor("two.test").read(places["two.test"], 410).cssselect(".brand-name")[0])
        == other.profile.standard_name
    )


def test_withdrawn_article_is_off_every_list(city, visitor):
    publisher = person(Role.PUBLISHER, city.profile.site)
    article = published(city.news, title="撤下的稿件")
    lists = ("/", "/news/", "/rss.xml", "/news/atom.xml", "/sitemap-1.xml")
    path = address(article)
    assert [path in visitor.get(each).body.decode() for each in lists] == [True] * 5

    withdraw(article, by=publisher, reason=WithdrawReason.WITHDRAWN)

    assert [path in visitor.get(each).body.decode() for each in lists] == [False] * 5


def test_expired_article_is_gone(city, visitor):
    article = published(city.news, expire_at=timezone.now() - timedelta(minutes=1))
    path = address(article)
    assert visitor.get(path).status_code == 200

    unpublish(article, expired=True)

    assert _("The time for which this item was public is over") in visitor.read(path, 410).text_content()


def test_archived_article_stays_where_it_is_and_says_so(city, visitor):
    """R-1.6.6: still reachable, marked in a prominent place, with the day."""
    article = published(city.news, at=LONG_AGO)
    assert "已归档" not in words(visitor.read(address(article)).cssselect("article")[0])

    with time_machine.travel("2026-11-22 10:00+08:00", tick=False):
        archive(article, by=person(Role.EDITOR, city.profile.site))

    mark = visitor.read(address(article)).cssselect("article .archived")[0]
    assert words(mark).startswith("已归档 2026-11-22")


def test_hidden_placement_is_gone_here_and_stays_elsewhere(city, visitor):
    article = published(city.news)
    other = public.city("two")
    placement = reposted(article, other.news)
    path = address(article, pk=placement.pk)

    hide(placement, by=person(Role.EDITOR, other.profile.site))

    assert Visitor("two.test").get(path).status_code == 410
    assert visitor.get(address(article)).status_code == 200


# What never shows


def test_draft_is_seen_nowhere(city, visitor):
    """The draft is real: it has an address to be guessed, and its words are in the database."""
    published(city.news, title="公开的消息")
    draft = ResourceFactory(owner_site=city.profile.site, title="未公开的消息", body=[paragraph("未公开的正文")])
    Placement.objects.create(
        resource=draft,
        column=city.news,
        site=city.profile.site,
        role=PlacementRole.ORIGIN,
        state=PlacementState.APPROVED,
    )
    today = timezone.localdate()
    guesses = [f"/news/{day:%Y%m}/t{day:%Y%m%d}_{draft.pk}.html" for day in (today, date(2024, 3, 1))]

    assert {visitor.get(path).status_code for path in guesses} == {404}
    for path in ("/", "/news/", "/news/rss.xml", "/rss.xml", "/sitemap-1.xml", "/sitemap/"):
        response = visitor.get(path)
        body = response.body.decode()
        assert "未公开" not in body, path
        assert f"_{draft.pk}.html" not in body, path


def test_change_that_is_not_signed_off_is_not_seen(city, visitor):
    article = published(city.news, title="公开的标题")
    article.title = "没有签发的标题"
    article.body = [paragraph("没有签发的正文")]
    article.save_revision()

    page = visitor.read(address(article))

    assert words(page.cssselect("h1")[0]) == "公开的标题"
    assert "没有签发" not in page.text_content()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.SCHEDULED, State.RETURNED])
def test_resource_on_its_way_to_the_public_is_not_found(city, visitor, state):
    waiting = ResourceFactory(owner_site=city.profile.site, state=state)
    Placement.objects.create(
        resource=waiting,
        column=city.news,
        site=city.profile.site,
        role=PlacementRole.ORIGIN,
        state=PlacementState.APPROVED,
    )

    assert visitor.get(f"/news/202611/t20261122_{waiting.pk}.html").status_code == 404


def test_column_with_a_restriction_and_all_below_it_is_not_public(city, visitor):
    inside = published(city.child, title="内部通知")
    public_one = published(city.news, title="公开消息")
    relate(public_one, RelationType.SAME_TOPIC, inside)
    path = address(inside)
    assert visitor.get(path).status_code == 200

    PageViewRestriction.objects.create(page=city.parent, restriction_type=PageViewRestriction.LOGIN)

    assert {visitor.get(each).status_code for each in (path, "/open/", "/open/notices/", "/open/rss.xml")} == {404}
    for each in ("/", "/rss.xml", "/sitemap/", "/sitemap-columns.xml", "/sitemap-1.xml", address(public_one)):
        body = visitor.get(each).body.decode()
        assert "内部通知" not in body, each
        assert "/open/" not in body, each


def test_repost_out_of_a_restricted_column_does_not_lead_there(city):
    article = published(city.child, title="内部通知")
    other = public.city("two")
    placement = reposted(article, other.news)
    PageViewRestriction.objects.create(page=city.parent, restriction_type=PageViewRestriction.LOGIN)

    page = Visitor("two.test").read(address(article, pk=placement.pk))

    assert "one.test" not in page.cssselect("link[rel=canonical]")[0].get("href")
    assert page.cssselect(".origin a") == []


def test_column_that_is_not_live_is_not_found(city, visitor):
    article = published(city.news)
    city.news.unpublish()

    assert visitor.get("/news/").status_code == 404
    assert visitor.get(address(article)).status_code == 404
    assert "/news/" not in links(visitor.read("/"), "one.test")


@pytest.mark.parametrize(
    "path",
    [
        "/news/202611/t20261122_999999.html",
        "/news/202611/t20261122_999999999999999999.html",
        "/news/202611/t20261122_9999999999999999999.html",
        "/news/202611/t20261122_0.html",
        "/news/202611/t20261122_1.htm",
        "/news/202611/t2026112_1.html",
        "/news/202611/t20261122_١.html",
        "/news/202611/t20261122_1.html/",
        "/202611/t20261122_1.html",
    ],
)
def test_address_of_nothing_is_not_found(city, visitor, path):
    assert visitor.get(path).status_code == 404


# What a text may do to the page

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'{{ 7*7 }}{% now "Y" %}'


def test_markup_in_titles_and_fields_stays_text_on_every_page(city, visitor):
    nasty = dict.fromkeys(("title", "top_title", "sub_title", "description", "source", "author", "keywords"), NASTY)
    article = published(city.news, **nasty)
    published(city.documents, policy=True, **{**nasty, "doc_no": NASTY[:60]})
    published(city.leaders, kind=Kind.LEADER, body=[], title=NASTY, extra=dict.fromkeys(public.LEADER, NASTY))
    published(city.services, kind=Kind.SERVICE_GUIDE, body=[], title=NASTY, extra=dict.fromkeys(public.GUIDE, NASTY))
    published(city.interpretations, kind=Kind.INTERPRETATION, **nasty)
    resources = Resource.objects.all()

    paths = ["/", "/news/", "/policies/", "/leaders/", "/services/", "/readings/", "/search/?q=" + NASTY]
    for path in [*paths, *(address(each) for each in resources)]:
        page = visitor.read(path, status=503 if "search" in path else 200)
        assert [script.get("src") for script in page.cssselect("script")] == ["/static/themes/page.js"], path
        assert page.cssselect("[onerror]") == [], path
    assert words(visitor.read(address(article)).cssselect("h1")[0]) == " ".join(NASTY.split())


def test_script_in_a_stored_link_never_becomes_an_address(city, visitor):
    guide = {**public.GUIDE, "online_url": "javascript:alert(1)"}
    article = published(city.services, kind=Kind.SERVICE_GUIDE, body=[], extra=guide, origin_url="javascript:alert(2)")

    page = visitor.read(address(article))

    assert [link for link in page.cssselect("a[href]") if "script:" in link.get("href")] == []
    assert "javascript:alert(1)" in words(page.cssselect(".guide")[0])


# How it is set


def letter(*paragraphs: str) -> list[dict]:
    return [paragraph(text) for text in paragraphs]


def classes(page) -> list[tuple[str, str | None]]:
    return [(words(each), each.get("class")) for each in page.cssselect(".prose p")]


def test_official_letter_is_set_like_its_paper(city, visitor):
    text = letter("各区人民政府：", "现印发给你们。", "市政府办公厅", "2026年3月5日", "（此件公开发布）")
    document = published(city.documents, policy=True, body=text)

    assert classes(visitor.read(address(document))) == [
        ("各区人民政府：", "addressee"),
        ("现印发给你们。", None),
        ("市政府办公厅", "signature"),
        ("2026年3月5日", "signature"),
        ("（此件公开发布）", None),
    ]


def test_signature_inside_one_block_is_found_and_a_sentence_is_none(city, visitor):
    whole = {"type": "paragraph", "value": "<p>特此公告。</p><p>市教育局</p><p>二〇二六年三月五日</p>"}
    notice = published(city.news, kind=Kind.NOTICE, body=[*letter("此事已办结。", "2026年1月1日"), whole])

    assert classes(visitor.read(address(notice))) == [
        ("此事已办结。", None),
        ("2026年1月1日", "signature"),
        ("特此公告。", None),
        ("市教育局", "signature"),
        ("二〇二六年三月五日", "signature"),
    ]


def test_news_is_not_set_as_a_letter(city, visitor):
    article = published(city.news, body=letter("各位：", "市教育局", "2026年3月5日"))

    assert {mark for _text, mark in classes(visitor.read(address(article)))} == {None}


def test_blanks_typed_for_an_indent_are_left_to_the_style_sheet(city, visitor):
    article = published(city.news, body=letter("\u3000\u3000第一段。", "&nbsp;&nbsp; 第二段。"))

    assert [each.text for each in visitor.read(address(article)).cssselect(".prose p")] == ["第一段。", "第二段。"]
