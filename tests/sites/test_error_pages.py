"""Pages for what is not there, and for when something is wrong (R-2.1.14)."""

import pytest
from django.db import OperationalError
from django.test import Client
from lxml import html

from sites.presentation import navigation
from sites.views import errors

from .reading import Visitor, meta, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(city, monkeypatch):
    """The menu of every page raises what it is told to raise."""

    def set_error(error: Exception) -> Client:
        def fail(root):
            raise error

        monkeypatch.setattr(navigation, "pages_of", fail)
        return Client(HTTP_HOST=city.host, raise_request_exception=False)

    return set_error


def test_404_has_the_name_of_the_site_and_ways_on(city):
    page = Visitor(city.host).read("/nope/", status=404)

    assert city.profile.standard_name in words(page.cssselect("title")[0])
    assert [link.get("href") for link in page.cssselect(".ways-on a")] == ["/", "/search/", "/sitemap/"]


def test_404_repeats_nothing_of_the_address(city):
    body = Visitor(city.host).get("/zzqqxx/%3Cscript%3E").content.decode()

    assert "zzqqxx" not in body


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret detail"), 500), (OperationalError("the server is gone"), 503)]
)
def test_failure_gets_a_page_of_the_site_without_a_query_and_without_detail(
    city, broken, error, status, django_assert_num_queries
):
    client = broken(error)
    with django_assert_num_queries(1):  # which site is it for
        response = client.get("/")

    page = html.document_fromstring(response.content.decode())
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert response.get("Retry-After") == ("30" if status == 503 else None)
    assert {name for name, _content in meta(page)} == {"SiteName", "SiteDomain", "SiteIDCode"}
    assert [link.get("href") for link in page.cssselect(".ways-on a")] == ["/"]
    assert page.cssselect("form[role=search] input[name=q]")
    assert len(page.cssselect("footer [data-footer]")) == 8
    assert str(error) not in response.content.decode()


def test_500_and_421_need_no_database(rf, city, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert errors.server_error(rf.get("/")).status_code == 500
        assert errors.misdirected(rf.get("/")).status_code == 421


def test_500_is_answered_even_when_its_page_cannot_be_rendered(rf, monkeypatch):
    def fail(*args):
        raise ValueError("no manifest")

    monkeypatch.setattr(errors, "render_to_string", fail)

    response = errors.server_error(rf.get("/"))

    assert response.status_code == 500
    assert html.document_fromstring(response.content.decode()).cssselect("a")[0].get("href") == "/"


def test_every_error_answer_has_the_policy(city, broken):
    client = Client(HTTP_HOST=city.host, raise_request_exception=False)
    paths = {"/nope/": 404, "/admin/": 404, "/media/images/..%2f..%2fx.png": 404, "/media/images/%00.png": 404}
    for path, status in paths.items():
        response = client.get(path)
        assert (response.status_code, "default-src 'none'" in response["Content-Security-Policy"]) == (status, True), (
            path
        )
    response = broken(RuntimeError()).get("/")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in Client(HTTP_HOST="nobody.test").get("/")["Content-Security-Policy"]
