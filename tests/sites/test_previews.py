"""How a draft looks on its own site, seen from the back end."""

import pytest
from django.core.files.base import ContentFile

from resource_library.domain.placing import place_at_home
from resource_library.enums import Kind
from resource_library.models import Attachment, LibraryDocument, Relation
from sites.models import ColumnPage, HomePage
from tests.factories.library import OrganFactory, ResourceFactory, paragraph, published
from tests.factories.media import PDF
from tests.factories.public import address

from .reading import Visitor, html, words

pytestmark = pytest.mark.django_db


def preview(thing):
    response = thing.make_preview_request()
    assert response.status_code == 200
    return response, html.document_fromstring(response.content.decode())


def test_preview_of_a_draft_shows_its_own_site_column_and_text(city):
    draft = ResourceFactory(owner_site=city.profile.site, title="草稿标题", body=[paragraph("草稿正文。")])
    place_at_home(draft, city.news)

    _response, page = preview(draft)

    assert words(page.cssselect("h1")[0]) == "草稿标题"
    assert words(page.cssselect(".prose")[0]) == "草稿正文。"
    assert words(page.cssselect(".brand-name")[0]) == city.profile.standard_name
    assert len(page.cssselect(".preview")) == 1
    crumbs = [link.get("href") for link in page.cssselect("nav[aria-label=breadcrumb] a")]
    assert crumbs == ["http://one.test:8000/", "http://one.test:8000/news/"]


def test_preview_may_be_framed_by_the_back_end_and_no_one_else(city):
    response, page = preview(ResourceFactory(owner_site=city.profile.site))

    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert page.cssselect("form[role=search]")[0].get("action") == "http://one.test:8000/search/"
    assert "form-action http://one.test:8000;" in response["Content-Security-Policy"]


def test_preview_links_lead_to_the_site_and_its_looks_come_from_where_it_is_shown(city):
    _response, page = preview(ResourceFactory(owner_site=city.profile.site))

    inside = [link.get("href") for link in page.cssselect("header a, main a")]
    assert all(link.startswith("http://one.test:8000/") for link in inside)
    assert all(sheet.get("href").startswith("/") for sheet in page.cssselect("link[rel=stylesheet]"))


def test_preview_shows_what_is_on_the_screen_not_what_is_stored(city):
    document = published(city.documents, policy=True, title="公开的标题")
    target = published(city.documents, policy=True, title="被废止的文件")
    file = LibraryDocument.objects.create(title="x", file=ContentFile(PDF, name="x.pdf"))
    document.title = "改过的标题"
    document.attachments.add(Attachment(document=file, title="新附件"))
    document.relations.add(Relation(type="repeals", target=target))
    document.joint_issuers.set([OrganFactory(name="乙局")])

    _response, page = preview(document.save_revision().as_object())

    assert words(page.cssselect("h1")[0]) == "改过的标题"
    assert [words(link) for link in page.cssselect(".attachments a")] == ["新附件"]
    assert [words(link) for link in page.cssselect(".related a")] == [f"被废止的文件{target.doc_no}"]
    assert "乙局" in words(page.cssselect(".display-table")[0])
    assert words(Visitor(city.host).read(address(document)).cssselect("h1")[0]) == "公开的标题"


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_can_be_previewed_before_it_is_complete(city, kind):
    draft = ResourceFactory.build(owner_site=city.profile.site, kind=kind, issuer=None, region=None, source="", body=[])

    _response, page = preview(draft)

    assert words(page.cssselect("h1")[0]) == draft.title


def test_preview_of_a_column_shows_its_new_name_with_what_is_public(city):
    published(city.news, title="公开消息")
    column = ColumnPage.objects.get(pk=city.news.pk)
    column.title = "新的栏目名"
    ResourceFactory(owner_site=city.profile.site, title="草稿")

    _response, page = preview(column)

    assert words(page.cssselect("h1")[0]) == "新的栏目名"
    assert [words(link) for link in page.cssselect("main .title")] == ["公开消息"]
    assert page.cssselect("main .title")[0].get("href").startswith("http://one.test:8000/news/")


def test_preview_of_a_home_page_shows_the_sections_on_the_screen(city):
    published(city.news, title="公开消息")
    home = HomePage.objects.get(pk=city.profile.site.root_page_id)
    home.sections = [("columns", {"title": "新版块", "columns": [city.news], "count": 3})]

    _response, page = preview(home)

    assert [words(title) for title in page.cssselect(".band-title")][:1] == ["新版块"]
    assert [words(link) for link in page.cssselect("main .title")] == ["公开消息"]


def test_preview_of_a_topic_and_of_a_column_not_yet_saved(city):
    assert words(preview(city.topic)[1].cssselect("h1")[0]) == "民生实事"
    new = ColumnPage(title="新栏目", slug="new", description="说明", keywords="词")
    new.path, new.depth = city.profile.site.root_page.path + "00ZZ", 3
    new.set_url_path(city.profile.site.root_page)

    assert words(preview(new)[1].cssselect("h1")[0]) == "新栏目"
