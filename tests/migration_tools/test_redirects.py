"""Old addresses answer."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from migration_tools.domain import make_plan, run
from migration_tools.models import OldUrl
from migration_tools.redirects import resolve
from migration_tools.sources.mirror import MirrorSource
from resource_library.addresses import url_of
from resource_library.enums import PlacementRole
from resource_library.models import LibraryImage, Placement, Resource
from sites.models import ColumnPage
from sites.old_addresses import Gone, Redirect, Unknown
from tests.factories import sites
from tests.factories.migration_tools import HOST, article, mirror, town


@pytest.fixture
def site(db, tmp_path):
    profile = sites.site("xuanwu")
    run(make_plan(MirrorSource(town(tmp_path / "town")), profile))
    return profile.site


def url(title: str, role: str = PlacementRole.ORIGIN) -> str:
    return url_of(Placement.objects.get(resource__title=title, role=role))


@pytest.mark.parametrize(
    "spelling", ["/xw/2018-06-04/1.html", "//xw/2018-06-04/1.HTML", "/xw/2018-06-04/1.html/", "/XW/2018-06-04/1.html"]
)
def test_article_leads_to_its_new_place_in_every_spelling(site, spelling):
    assert resolve(HOST, spelling, "from=weixin") == Redirect(url("全镇工作会议召开"), site)


@pytest.mark.parametrize("host", [HOST, HOST.upper(), "oldtown.gov.cn", f"{HOST}:80", f"{HOST}."])
def test_host_is_known_in_every_spelling(site, host):
    assert resolve(host, "/xw/2018-06-05/2.html") == Redirect(url("镇长调研"), site)


def test_merged_article_leads_to_the_one_it_was_merged_into(site):
    assert resolve(HOST, "/xw/2018-06-07/4.html") == Redirect(url("停水通知"), site)


@pytest.mark.parametrize(("path", "slug"), [("/xw/", "xw"), ("/xw/index_2.html", "xw"), ("/xxgk", "tzgg")])
def test_lists_lead_to_columns(site, path, slug):
    column = ColumnPage.objects.get(slug=slug)
    assert resolve(HOST, path) == Redirect(f"http://xuanwu.test:8000{column.url_path.removeprefix('/xuanwu')}", site)


def test_home_page_leads_to_the_home_page(site):
    assert resolve(HOST, "/") == Redirect("http://xuanwu.test:8000/", site)


def test_picture_leads_to_the_picture(site):
    image = LibraryImage.objects.get()
    assert resolve(HOST, "/d/1.png") == Redirect(f"http://xuanwu.test:8000{image.file.url}", site)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/xw/9.html", "The site linked to it, but the copy does not hold it"),
        ("/img/gone.html", "A saved error page"),
        ("/css/a.css", "Style sheet, script or picture of the old design"),
    ],
)
def test_what_did_not_move_is_gone_with_its_reason(site, path, reason):
    with translation.override("en"):
        assert resolve(HOST, path) == Gone(reason, site)


def test_address_nobody_knew_is_unknown_and_a_strange_host_is_not_ours(site):
    assert resolve(HOST, "/nobody-knew") == Unknown(site)
    assert resolve("www.elsewhere.gov.cn", "/") is None
    assert resolve("xuanwu.test", "/") is None


def test_article_withdrawn_since_is_gone(site):
    Resource.objects.filter(title="镇长调研").update(live=False, withdrawn_at=timezone.now())
    Placement.objects.filter(resource__title="镇长调研").update(visible=False)
    assert resolve(HOST, "/xw/2018-06-05/2.html") == Gone("", site)


def test_article_hidden_in_its_first_column_is_found_in_the_other(site):
    Placement.objects.filter(resource__title="停水通知", role=PlacementRole.ORIGIN).update(visible=False)
    assert resolve(HOST, "/xw/2018-06-07/4.html") == Redirect(url("停水通知", PlacementRole.SAME_SITE), site)


def test_archived_address_leads_to_the_archive(site):
    OldUrl.objects.filter(path="/xw/9.html").update(verdict="archived", reason="", target="https://archive.example/9")
    assert resolve(HOST, "/xw/9.html") == Redirect("https://archive.example/9", site)


def test_parameters_by_which_pages_differed_count(db, tmp_path):
    profile = sites.site("xuanwu")
    pages = {f"show{n}.html": article(f"第{n}篇文章") for n in (1, 2)}
    stamp = "<!-- Mirrored from {0}/show.asp?id={1} by HTTrack Website Copier/3.x, Fri, 27 Jul 2018 23:45:22 GMT -->"
    pages = {name: stamp.format(HOST, name[4]) + page for name, page in pages.items()}
    run(make_plan(MirrorSource(mirror(tmp_path / "m", pages, stamped=False)), profile))
    assert resolve(HOST, "/show.asp", "id=2&utm_source=x") == Redirect(url("第2篇文章"), profile.site)
    assert resolve(HOST, "/show.asp", "id=3") == Unknown(profile.site)


# In the browser


def test_browser_under_the_old_name_is_sent_on(site, client):
    answer = client.get("/xw/2018-06-04/1.html", headers={"host": HOST})
    assert (answer.status_code, answer["Location"]) == (301, url("全镇工作会议召开"))


def test_browser_is_told_why_something_is_gone_on_a_page_of_the_new_site(site, client):
    answer = client.get("/img/gone.html", headers={"host": HOST})
    assert answer.status_code == 410
    assert site.profile.standard_name in answer.content.decode()


def test_browser_gets_404_for_what_nobody_knew_and_421_for_a_strange_host(site, client):
    assert client.get("/nobody-knew", headers={"host": HOST}).status_code == 404
    assert client.get("/", headers={"host": "www.elsewhere.gov.cn"}).status_code == 421


# On the command line


@pytest.mark.parametrize(
    ("old", "says"),
    [
        (f"http://{HOST}/xw/2018-06-04/1.html", "301 "),
        (f"{HOST}/img/gone.html", "410 "),
        (f"https://{HOST}/nobody-knew", "404 "),
    ],
)
def test_command_shows_the_verdict(site, capsys, old, says):
    call_command("old_url", old)
    assert capsys.readouterr().out.startswith(says)


@pytest.mark.parametrize("old", ["http://www.elsewhere.gov.cn/", "http://[broken"])
def test_command_says_when_no_such_site_moved_in(site, old):
    with pytest.raises(CommandError):
        call_command("old_url", old)
