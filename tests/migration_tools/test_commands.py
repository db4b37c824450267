"""`migrate_site` as a person types it, and the report it leaves."""

import json
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command

from migration_tools.models import OldUrl
from resource_library.models import Resource
from tests.factories import sites
from tests.factories.migration_tools import SENTENCE, article, html, mirror, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    sites.site("xuanwu")
    return town(tmp_path / "town")


def test_site_moves_in_and_the_console_says_what_was_done(folder, capsys):
    call_command("migrate_site", "mirror", str(folder), into="xuanwu")
    said = capsys.readouterr().out
    assert Resource.objects.count() == 3
    assert "3" in said
    assert "--report" in said


def test_dry_run_says_so_and_writes_nothing(folder, capsys):
    call_command("migrate_site", "mirror", str(folder), into="xuanwu", dry_run=True)
    assert (Resource.objects.count(), OldUrl.objects.count()) == (0, 0)
    assert capsys.readouterr().out.strip().endswith((".", "。"))


@pytest.mark.parametrize(
    ("kind", "into"),
    [("missing", "xuanwu"), ("no pages", "xuanwu"), ("no host", "xuanwu"), ("town", "nowhere")],
)
def test_what_cannot_work_is_said_in_one_sentence(folder, tmp_path, kind, into):
    folders = {
        "missing": tmp_path / "missing",
        "no pages": mirror(tmp_path / "a", {"a.jpg": b"x"}),
        "no host": mirror(tmp_path / "b", {"a.html": html("x")}, stamped=False),
        "town": folder,
    }
    with pytest.raises(CommandError) as error:
        call_command("migrate_site", "mirror", str(folders[kind]), into=into)
    assert len(str(error.value).splitlines()) == 1
    assert Resource.objects.count() == 0


def test_host_and_name_can_be_given(tmp_path):
    sites.site("xuanwu")
    page = article("镇长调研", meta="发布日期：2018-06-04")
    folder = mirror(tmp_path / "m", {"xw/1.html": page}, stamped=False)
    call_command("migrate_site", "mirror", str(folder), into="xuanwu", host="www.a.gov.cn", name="甲镇人民政府网")
    assert Resource.objects.get().source == "甲镇人民政府网"  # the page names no source
    assert OldUrl.objects.get(path="/xw/1.html").host == "www.a.gov.cn"


def test_limit_leaves_the_rest(folder):
    call_command("migrate_site", "mirror", str(folder), into="xuanwu", limit=2)
    assert Resource.objects.count() == 2


# The report


@pytest.fixture
def report(folder, tmp_path):
    hostile = article(
        "<b>镇长</b>调研", f'<p>{SENTENCE}</p><div style="display:none"><a href="http://casino.example/">x</a></div>'
    )
    (folder / "xw/2018-06-05/2.html").write_text(hostile)
    (folder / "out").symlink_to("/")
    call_command("migrate_site", "mirror", str(folder), into="xuanwu", report=tmp_path / "report")
    return tmp_path / "report"


def test_report_for_machines_has_every_page_with_what_it_lost(report):
    said = json.loads((report / "report.json").read_text(encoding="utf-8"))
    pages = {page["key"]: page for page in said["pages"]}
    assert (said["host"], said["into"], said["mode"], len(pages)) == ("www.oldtown.gov.cn", "xuanwu", "run", 11)
    visit = pages["xw/2018-06-05/2.html"]
    assert (visit["outcome"], visit["action"], visit["evidence"]) == ("moved", "created", "visible")
    assert {"kind": "hidden_link", "what": "http://casino.example/", "count": 1} in visit["losses"]
    assert visit["address"].startswith("http://xuanwu.test")
    meeting = pages["xw/2018-06-04/1.html"]
    assert sorted(link["verdict"] for link in meeting["links"]) == ["column", "dead", "kept", "rewritten"]
    assert (pages["xw/2018-06-07/4.html"]["outcome"], pages["xw/2018-06-07/4.html"]["same_as"]) == (
        "merged",
        "xxgk/tzgg/2018-06-06/3.html",
    )
    assert (pages["img/gone.html"]["outcome"], pages["img/gone.html"]["reason"]) == ("dropped", "error_page")
    assert said["skipped"] == [{"key": "out", "reason": "symlink"}]
    assert sum(said["totals"]["outcomes"].values()) == len(pages)


def test_report_for_people_shows_the_same_and_runs_nothing(report):
    text = (report / "report.html").read_text(encoding="utf-8")

    class Reader(HTMLParser):
        tags: set[str] = set()

        def handle_starttag(self, tag, attrs):
            self.tags.add(tag)
            assert not [name for name, _value in attrs if name.startswith("on")]

    Reader().feed(text)
    assert Reader.tags & {"script", "iframe", "img", "b"} == set()
    assert 'lang="zh-CN"' in text
    assert "casino.example" in text
    assert "全镇工作会议召开" in text
