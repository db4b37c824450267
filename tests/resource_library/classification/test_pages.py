"""The pages of the classification: everybody looks, the information centre acts, queries stay few."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_library.domain import classification
from resource_library.models import Resource, Term, TermState, Vocabulary
from tests.factories.accounts import person
from tests.factories.library import ResourceFactory, term
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def confirmed(page: str) -> str:
    return re.search(r'name="confirmed" value="([^"]+)"', page)[1]


def test_tree_is_read_by_everybody_with_numbers_and_marks(portal, tree, centre):
    classification.retire(tree["b"], by=centre, successor=tree["a2"])
    page = text_of(client_of(portal.writer).get(reverse("classification:tree", args=["special"])))

    assert re.findall(r"--depth: (\d)", page) == ["0", "1", "2", "1", "0"]
    assert "类a11" in page
    assert "已停用" in page
    assert "→ 类a2" in page
    assert reverse("classification:add", args=["special"]) not in page


def test_tree_takes_as_many_queries_for_a_thousand_classes_as_for_five(tree, centre):
    browser, url = client_of(centre), reverse("classification:tree", args=["special"])
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    Term.objects.bulk_create(
        Term(vocabulary=tree["a"].vocabulary, code=f"n{n}", name=f"新{n}", parent=tree["a1"]) for n in range(1000)
    )
    with CaptureQueriesContext(connection) as many:
        page = text_of(browser.get(url))
    assert "新999" in page
    assert len(many) == len(few)


def test_numbers_come_from_the_last_counting(portal, centre):
    ResourceFactory(owner_site=portal.site, subject=term("subject", "0601"))
    browser = client_of(centre)
    browser.post(reverse("classification:recount", args=["subject"]))
    drain()
    page = text_of(browser.get(reverse("classification:tree", args=["subject"])))
    row = re.search(r'农业、林业、水利</a>.*?class-number">(\d+)<.*?class-number">(\d+)<', page, re.S)
    assert row.groups() == ("0", "1")


def test_centre_acts_from_the_page_of_a_class(tree, centre):
    browser = client_of(centre)

    def post(act: str, code: str = "a2", **data):
        return browser.post(reverse("classification:act", args=[tree[code].pk, act]), data, follow=True)

    post("rename", name="新名字")
    post("move", parent=tree["b"].pk)
    post("up")
    post("retire", successor=tree["a1"].pk)
    found = Term.objects.get(pk=tree["a2"].pk)
    assert (found.name, found.parent, found.state, found.successor) == (
        "新名字", tree["b"], TermState.RETIRED, tree["a1"],
    )  # fmt: skip
    post("reactivate")
    assert Term.objects.get(pk=found.pk).is_active
    post("retire", "a")
    assert Term.objects.get(pk=tree["a"].pk).is_active
    assert post("burn").status_code == 404
    post("move", parent="999999")
    assert Term.objects.get(pk=found.pk).parent == tree["b"]


def test_new_class_is_entered_and_a_bad_one_is_explained(tree, centre):
    browser, url = client_of(centre), reverse("classification:add", args=["special"])
    assert f'value="{tree["a1"].pk}" selected' in text_of(browser.get(url, {"parent": tree["a1"].pk}))
    browser.post(url, {"code": "a12", "name": "甲一二", "parent": tree["a1"].pk})
    assert Term.objects.get(code="a12").parent == tree["a1"]
    assert "a12" in text_of(browser.post(url, {"code": "a12", "name": "又"}))
    assert Term.objects.filter(name="又").count() == 0


def test_merge_is_previewed_confirmed_and_done(portal, centre):
    source, target = term("subject", "0601"), term("subject", "0602")
    resource = ResourceFactory(owner_site=portal.site, subject=source)
    browser, url = client_of(centre), reverse("classification:merge", args=[source.pk])

    page = text_of(browser.post(url, {"target": target.pk}))
    assert resource.title in page
    browser.post(url, {"confirmed": confirmed(page)})
    drain()

    job = Job.objects.get()
    assert (job.state, job.changed) == (JobState.DONE, 2)
    assert job.title == _("%(source)s merged into %(target)s") % {
        "source": f"{source.name}（0601）",
        "target": f"{target.name}（0602）",
    }
    assert Resource.objects.get(pk=resource.pk).subject == target
    assert "林业（0602）" in text_of(browser.get(reverse("jobs:detail", args=[job.pk])))


def test_retagging_is_narrowed_down(portal, centre):
    source, target = term("subject", "0601"), term("subject", "0602")
    news, policy = (ResourceFactory(owner_site=portal.site, subject=source, kind=k) for k in ("news", "policy"))
    browser, url = client_of(centre), reverse("classification:retag", args=[source.pk])
    page = text_of(browser.post(url, {"target": target.pk, "kind": "policy", "site": portal.site.pk}))
    browser.post(url, {"confirmed": confirmed(page)})
    drain()
    assert [Resource.objects.get(pk=each.pk).subject for each in (news, policy)] == [source, target]


def test_file_is_shown_first_and_then_imported(tree, centre):
    browser, url = client_of(centre), reverse("classification:import", args=["special"])
    content = "代码,名称,上级代码\nc,丙类,a\n".encode()

    page = text_of(browser.post(url, {"file": SimpleUploadedFile("x.csv", content)}))
    assert "丙类" in page
    assert not Term.objects.filter(code="c").exists()
    browser.post(url, {"confirmed": confirmed(page)})
    assert Term.objects.get(code="c").parent == tree["a"]


def test_errors_of_a_file_stand_with_their_lines_and_nothing_can_be_confirmed(tree, centre):
    url = reverse("classification:import", args=["special"])
    content = '代码,名称,上级代码\nc,"<script>alert(1)</script>",nowhere\n'.encode()
    page = text_of(client_of(centre).post(url, {"file": SimpleUploadedFile("<b>.csv", content)}))
    assert "nowhere" in page
    assert 'name="confirmed"' not in page
    assert "<script>alert" not in page
    assert "<b>.csv" not in page


def test_rows_that_somebody_else_signed_or_forged_are_refused(tree, centre, second):
    url = reverse("classification:import", args=["special"])
    content = "代码,名称\nc,丙类\n".encode()
    page = text_of(client_of(centre).post(url, {"file": SimpleUploadedFile("x.csv", content)}))
    for browser, signed in ((client_of(second), confirmed(page)), (client_of(centre), "forged")):
        browser.post(url, {"confirmed": signed})
    assert not Term.objects.filter(code="c").exists()


def test_export_is_a_file_excel_opens(tree, portal):
    answer = client_of(portal.writer).get(reverse("classification:export", args=["special"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert text_of(answer).startswith("\ufeff代码,")


@pytest.mark.parametrize("role", ["writer", "editor", "reviewer", "publisher", "manager", "authority"])
def test_nobody_else_acts(tree, portal, role):
    user = person(Role.AUTHORITY) if role == "authority" else getattr(portal, role)
    browser, before = client_of(user), list(Term.objects.order_by("pk").values_list())
    one = tree["a2"].pk
    tries = [
        *((reverse("classification:act", args=[one, act]), {"name": "坏", "parent": "", "successor": ""})
          for act in ("rename", "move", "retire", "reactivate", "up", "down")),
        (reverse("classification:add", args=["special"]), {"code": "x", "name": "坏"}),
        (reverse("classification:import", args=["special"]), {"file": SimpleUploadedFile("x.csv", b"code,name\nx,x\n")}),
        (reverse("classification:merge", args=[one]), {"target": tree["b"].pk}),
        (reverse("classification:retag", args=[one]), {"target": tree["b"].pk}),
        (reverse("classification:recount", args=["special"]), {}),
    ]  # fmt: skip
    for url, data in tries:
        answer = browser.post(url, data)
        assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home")), url
    assert list(Term.objects.order_by("pk").values_list()) == before
    assert Job.objects.count() == 0
    assert browser.get(reverse("classification:term", args=[one])).status_code == 200


def test_unknown_vocabularies_and_classes_do_not_exist(centre):
    browser = client_of(centre)
    for url in (
        reverse("classification:tree", args=["nowhere"]),
        reverse("classification:add", args=["nowhere"]),
        reverse("classification:export", args=["nowhere"]),
        reverse("classification:term", args=[999999]),
    ):
        assert browser.get(url).status_code == 404
    assert Vocabulary.objects.count() >= 5
