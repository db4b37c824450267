"""What every page has, found by walking a whole site (R-2.1, R-2.2 to R-2.5, R-6.4.2)."""

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from lxml import html

from resource_library.domain.publishing import withdraw
from resource_library.enums import WithdrawReason
from resource_library.models import Attachment, LibraryDocument, Placement, Resource
from tests.factories import public
from tests.factories.accounts import person
from tests.factories.media import PDF
from tests.factories.public import address, publish_many
from unified_platform.accounts.enums import Role

from .reading import Visitor, links, meta, words

SITE = {"SiteName", "SiteDomain", "SiteIDCode"}
COLUMN = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
ARTICLE = {"ArticleTitle", "PubDate", "ContentSource"}
OPTIONAL = {"Keywords", "Author", "Description", "Image", "Url"}
FOOTER = {"mark", "correction", "code", "icp", "police", "sponsor", "contact", "sitemap"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}


@dataclass
class Walk:
    """What a visitor saw of a site: every page that can be walked to, and the pages for what is not there."""

    city: public.City
    articles: int
    document: Resource
    answers: dict[str, HttpResponse]
    gone: str

    @cached_property
    def pages(self) -> dict[str, html.HtmlElement]:
        return {path: html.document_fromstring(answer.content.decode()) for path, answer in self.answers.items()}


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """One walk for all tests of this file; the database forgets it at once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = _walk()
        transaction.set_rollback(True)
    return made


def _walk() -> Walk:
    city = public.filled_city("one")
    publish_many(city.news, 45, start=10)
    article = Placement.objects.filter(column=city.news).first().resource
    file = LibraryDocument.objects.create(title="附件", file=ContentFile(PDF, name="a.pdf"))
    Attachment.objects.create(resource=article, document=file, title="附件")
    gone = Placement.objects.filter(column=city.child).order_by("pk").last()
    path = address(gone.resource)
    withdraw(gone.resource, by=person(Role.PUBLISHER, city.profile.site), reason=WithdrawReason.WITHDRAWN)
    document = Placement.objects.filter(column=city.documents).order_by("pk").first().resource
    visible = Placement.objects.filter(visible=True).count()
    return Walk(city, visible, document, _visit(city.host, path, ["/", "/search/", "/topics/"]), path)


def _visit(host: str, gone: str, waiting: list[str]) -> dict[str, HttpResponse]:
    visitor = Visitor(host)
    found = {path: visitor.get(path) for path in ("/nope/", gone, "/search/?q=x")}
    assert [answer.status_code for answer in found.values()] == [404, 410, 503]
    while waiting:
        path = waiting.pop()
        if path not in found and not path.endswith((".xml", ".pdf")):
            found[path] = visitor.get(path)
            assert found[path].status_code == 200, path
            waiting += links(html.document_fromstring(found[path].content.decode()), host)
    return found


@pytest.fixture
def pages(walk):
    return walk.pages


@pytest.fixture
def city(walk):
    return walk.city


def is_article(path: str) -> bool:
    return re.search(r"/t\d{8}_\d+\.html$", path) is not None


def test_whole_site_was_walked(pages, walk):
    assert {"/", "/news/", "/policies/", "/leaders/", "/services/", "/readings/", "/open/", "/open/notices/"} < set(
        pages
    )
    assert {"/people/", "/people/progress/", "/sitemap/", "/topics/", "/search/", "/news/index_1.html"} < set(pages)
    assert len([path for path in pages if is_article(path)]) == walk.articles + 1  # and the one that is gone


def test_tags_of_every_page_are_exactly_those_of_the_rule(pages, walk):
    """R-2.5.1, R-2.5.2: home 3 + 4, list 3 + 4, article 3 + 4 + 3 and what optional ones have a value."""
    for path, page in pages.items():
        tags = meta(page)
        names = {name for name, _content in tags}
        assert len(tags) == len(names), path
        assert all(content and content.strip() for _name, content in tags), path
        if path in ("/search/", "/search/?q=x", "/sitemap/", "/topics/", "/nope/", walk.gone):
            assert names == SITE, path
        elif is_article(path):
            assert names - OPTIONAL == SITE | COLUMN | ARTICLE, path
            assert "Url" in names
        else:
            assert names == SITE | COLUMN, path


def test_tags_say_what_the_register_the_column_and_the_article_say(pages, city, walk):
    article = walk.document
    path = next(path for path in pages if path.endswith(f"_{article.pk}.html"))

    assert dict(meta(pages["/"])) == {
        "SiteName": city.profile.standard_name,
        "SiteDomain": "one.test",
        "SiteIDCode": city.profile.site_code,
        "ColumnName": _("Home"),
        "ColumnDescription": city.profile.standard_name,
        "ColumnKeywords": city.profile.standard_name,
        "ColumnType": "首页",
    }
    assert dict(meta(pages[path])) == {
        "SiteName": city.profile.standard_name,
        "SiteDomain": "one.test",
        "SiteIDCode": city.profile.site_code,
        "ColumnName": "政策文件",
        "ColumnDescription": city.documents.description,
        "ColumnKeywords": city.documents.keywords,
        "ColumnType": "政策文件",
        "ArticleTitle": article.title,
        "PubDate": "2024-03-01 09:30",
        "ContentSource": "测试来源",
        "Description": "摘要",
        "Url": f"http://one.test:8000{path}",
    }


def test_dates_on_articles_have_the_form_of_the_rule(pages):
    """R-2.1.5."""
    dates = [dict(meta(page)).get("PubDate") for page in pages.values()]
    shown = [
        words(page.cssselect(".article-line time")[0]) for page in pages.values() if page.cssselect(".article-line")
    ]

    assert shown
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", date) for date in [*filter(None, dates), *shown])


def test_footer_of_every_page_has_its_eight_elements(pages, city):
    """R-2.1.8."""
    for path, page in pages.items():
        elements = page.cssselect("footer [data-footer]")
        assert sorted(each.get("data-footer") for each in elements) == sorted(FOOTER), path
        assert all(words(each) for each in elements), path
    text = words(pages["/"].cssselect("footer")[0])
    for value in ("site_code", "icp_number", "police_number", "contact"):
        assert getattr(city.profile, value) in text
    correction = pages["/"].cssselect("[data-footer=correction] a")[0].get("href")
    assert f"site_code={city.profile.site_code}" in correction
    assert city.profile.mark_id in pages["/"].cssselect("[data-footer=mark]")[0].get("href")


def test_every_page_has_its_landmarks_one_heading_and_a_way_past_the_menu(pages, city):
    """R-2.1.6, R-6.4.2."""
    for path, page in pages.items():
        assert page.get("lang") == "zh-CN", path
        assert [len(page.cssselect(f"body > {name}")) for name in ("header", "main", "footer")] == [1, 1, 1], path
        assert len(page.cssselect("header, main, footer")) == 3, path
        assert len(page.cssselect("h1")) == 1, path
        skip = page.cssselect("body > a")[0]
        assert page.cssselect(skip.get("href"))[0].tag == "main", path
        assert words(page.cssselect("header .brand-name")[0]) == city.profile.standard_name, path
        assert page.cssselect("header form[role=search] input[name=q]"), path
        assert city.profile.standard_name in words(page.cssselect("title")[0]), path


def test_every_control_has_a_name_and_every_picture_a_size(pages):
    for path, page in pages.items():
        labels = {label.get("for") for label in page.cssselect("label")}
        fields = [field for field in page.cssselect("input") if field.get("type") != "hidden"]
        assert all(field.get("id") in labels for field in fields), path
        assert all(words(link) or link.get("aria-label") or link.get("aria-hidden") for link in page.cssselect("a")), (
            path
        )
        assert all(words(button) for button in page.cssselect("button")), path
        for picture in page.cssselect("img"):
            assert {"alt", "width", "height"} <= set(picture.attrib), path


def test_no_page_carries_script_or_style_of_its_own(pages):
    for path, page in pages.items():
        assert page.cssselect("style, [style], iframe, object, embed, base") == [], path
        assert [words(script) for script in page.cssselect("script")] == [""], path
        for element in page.iter():
            assert not [name for name in element.attrib if name.startswith("on")], path


def test_ids_are_unique_and_what_refers_to_one_finds_it(pages):
    for path, page in pages.items():
        ids = [element.get("id") for element in page.cssselect("[id]")]
        assert len(ids) == len(set(ids)), path
        named = [element.get("aria-labelledby") for element in page.cssselect("[aria-labelledby]")]
        anchors = [link.get("href")[1:] for link in page.cssselect("a[href^='#']")]
        assert set(named + anchors) <= set(ids), path


class Nesting(HTMLParser):
    """Notes every end tag that does not close what was opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.wrong.append((tag, names))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, list(self.open)))


def test_tags_are_closed_in_the_order_they_were_opened(walk):
    for path, answer in walk.answers.items():
        nesting = Nesting()
        nesting.feed(answer.content.decode())
        nesting.close()
        assert (nesting.wrong, nesting.open) == ([], []), path


def test_breadcrumb_stands_on_lists_and_articles(pages):
    """R-2.1.16."""
    for path, page in pages.items():
        if path not in ("/", "/nope/") and not page.cssselect(".sorry"):
            assert len(page.cssselect("nav[aria-label=breadcrumb]")) == 1, path


def test_every_page_has_a_strict_policy_and_sets_no_cookie(walk):
    for path, answer in walk.answers.items():
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", path
        assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'"), path
        assert policy["frame-ancestors"] == "'none'", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer.cookies == {}, path
        assert "Cookie" not in answer.get("Vary", ""), path
