"""Which host gets which site (R-1.13.2)."""

import pytest
from django.test import Client
from lxml import html

from sites import old_addresses
from sites.enums import DomainRole
from sites.models import SiteDomain
from sites.views.errors import misdirected
from tests.factories import sites as factories

from .reading import read_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return factories.site("one", aliases=("also.one.test",))


def ask(host: str, path: str = "/", **extra):
    return Client().get(path, HTTP_HOST=host, **extra)


def name_of(response) -> str:
    return response.content.decode().split("<title>")[1].split("</title>")[0].strip()


@pytest.mark.parametrize("host", ["one.test", "one.test:8000", "ONE.Test", "one.test.", "also.one.test"])
def test_host_of_a_site_shows_that_site_however_it_is_written(profile, host):
    response = ask(host)

    assert response.status_code == 200
    assert name_of(response) == profile.standard_name


def test_host_of_another_site_shows_the_other_site(profile):
    other = factories.site("two")

    assert name_of(ask("two.test")) == other.standard_name
    assert name_of(ask("one.test")) == profile.standard_name


HOSTILE = [
    "nobody.test",
    "one.test.evil.test",
    "evil.test:80:80",
    "one.test@evil.test",
    "one.test/",
    "one.test#x",
    "one..test",
    "",
    "[::1]",
    "127.0.0.1",
    "o\x00ne.test",
    "<script>alert(1)</script>",
    "a" * 400,
    "*",
    "%6fne.test",
    "one test",
]


@pytest.mark.parametrize("path", ["/", "/news/", "/static/themes/page.css", "/robots.txt", "/admin/"])
def test_unregistered_host_gets_421_and_nothing_of_any_site(profile, path):
    answers = {host: ask(host, path) for host in HOSTILE}

    assert {host: answer.status_code for host, answer in answers.items()} == dict.fromkeys(HOSTILE, 421)
    # The same page for everybody: neither a site's name nor what the visitor sent stands on it.
    assert len({answer.content for answer in answers.values()}) == 1
    assert profile.standard_name not in answers["nobody.test"].content.decode()


def test_forwarded_host_of_a_visitor_counts_for_nothing(profile):
    factories.site("two")

    assert name_of(ask("one.test", HTTP_X_FORWARDED_HOST="two.test")) == profile.standard_name
    assert ask("nobody.test", HTTP_X_FORWARDED_HOST="one.test").status_code == 421


def test_421_page_needs_no_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert misdirected(rf.get("/")).status_code == 421


def test_host_that_redirects_leads_to_the_same_path_of_the_main_domain(profile):
    SiteDomain.objects.create(profile=profile, host="old.test", role=DomainRole.REDIRECT)

    for path in ("/", "/news/?page=2", "//evil.test/x", "/%2f%2fevil.test"):
        response = ask("old.test", path)
        assert (response.status_code, response["Location"].startswith("http://one.test:8000/")) == (301, True)
    assert ask("old.test", "/news/?page=2")["Location"] == "http://one.test:8000/news/?page=2"


def test_back_end_is_not_found_on_a_public_host(profile):
    for path in ("/admin/", "/admin/login/", "/admin/pages/", "/readyz"):
        response = ask("one.test", path)
        assert response.status_code == 404
        assert profile.standard_name in response.content.decode()


def test_back_end_answers_on_its_own_host_and_shows_no_site(profile):
    assert ask("admin.localhost", "/admin/login/").status_code == 200
    assert ask("admin.localhost", "/news/")["Location"] == "/admin/"


def test_site_on_a_host_of_the_back_end_keeps_its_policy_and_has_the_back_end_beside_it(profile):
    SiteDomain.objects.create(profile=profile, host="localhost", role=DomainRole.ALIAS)

    assert name_of(ask("localhost")) == profile.standard_name
    assert "Content-Security-Policy" in ask("localhost").headers
    assert ask("localhost", "/admin/login/").status_code == 200


def test_page_under_the_name_of_a_closed_site_has_its_looks_and_leads_to_the_new_site(profile, monkeypatch):
    def resolve(host, path, query):
        if host != "closed.test":
            return None
        return old_addresses.Gone("不再保留", profile.site) if path == "/a.htm" else old_addresses.Unknown(profile.site)

    monkeypatch.setattr(old_addresses, "_resolvers", [resolve])

    gone = html.document_fromstring(ask("closed.test", "/a.htm").content.decode())
    sheets = [sheet.get("href") for sheet in gone.cssselect("link[rel=stylesheet]")]

    assert ask("closed.test", "/a.htm").status_code == 410
    assert ask("closed.test", "/b.htm").status_code == 404
    assert all(read_all(ask("closed.test", sheet)).status_code == 200 for sheet in sheets)
    inside = [link.get("href") for link in gone.cssselect("header a, main a")]
    assert all(link.startswith("http://one.test:8000/") for link in inside)
    assert ask("nobody.test", sheets[0]).status_code == 421
