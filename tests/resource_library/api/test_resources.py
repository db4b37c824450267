"""List and detail (R-4.7.1, R-4.7.2), and what never leaves the house (R-1.12.3)."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from wagtail.models import PageViewRestriction

from resource_library.api.openapi import resource_schema
from resource_library.api.paging import cursor_after, place_of
from resource_library.enums import Kind, PublicKind, PublicRange, PublicTimeLimit, WithdrawReason
from resource_library.kinds import SCHEMAS, schema_of
from resource_library.models import Attachment, LibraryDocument, OrganLevel, Relation, Resource, Term, TermState
from tests.factories import offices, public
from tests.factories.library import OrganFactory, ResourceFactory, published, term
from tests.resource_library.domain.test_validation import MANDATORY_EXTRA

from .conftest import BASE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 16, 0, tzinfo=UTC)


# Paging


def test_newest_come_first_page_by_page(system, portal):
    public.publish_many(portal.news, 7)
    titles, address = [], "/resources"
    asked: dict = {"size": 3}
    while address:
        answer = system.get(address, asked).json()
        titles.append([item["title"] for item in answer["items"]])
        parts = urlsplit(answer["next"] or "")
        address, asked = (
            parts.path.removeprefix(BASE),
            {name: value[0] for name, value in parse_qs(parts.query).items()},
        )

    assert titles == [["消息006", "消息005", "消息004"], ["消息003", "消息002", "消息001"], ["消息000"]]


def test_portal_of_the_citys_general_office_answers_and_that_of_a_district_does_not(system, portal):
    """Most city portals are sponsored by the general office (办公厅), which is a department."""
    sponsor = portal.profile.sponsor
    answers = []
    for level in (OrganLevel.CITY_DEPARTMENT, OrganLevel.DISTRICT):
        sponsor.level = level
        sponsor.save()
        answers.append(system.get().status_code)

    assert answers == [200, 404]


def test_page_stays_the_same_when_something_is_published_meanwhile(system, portal):
    public.publish_many(portal.news, 4)
    first = system.get(data={"size": 2}).json()
    published(portal.news, title="刚发布")
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]

    assert system.titles(size=2, cursor=cursor) == ["消息001", "消息000"]


def test_resources_of_one_moment_are_all_told_once(system, portal):
    for number in range(5):
        published(portal.news, at=AT, title=str(number))
    seen, cursor = [], ""
    while cursor is not None:
        answer = system.get(data={"size": 2, "cursor": cursor}).json()
        seen += [item["title"] for item in answer["items"]]
        cursor = parse_qs(urlsplit(answer["next"]).query)["cursor"][0] if answer["next"] else None

    assert seen == ["4", "3", "2", "1", "0"]


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 10**18 - 1))
def test_cursor_names_its_place(moment, pk):
    assert place_of(cursor_after(moment, pk)) == (moment, pk)


@given(
    st.text(max_size=60)
    | st.binary(max_size=40).map(lambda raw: raw.hex())
    | st.text("MTIzNDU2Nzg5LjA-_=", max_size=30)
)
def test_anything_is_a_cursor_or_refused(text):
    try:
        moment, pk = place_of(text)
    except ValueError:
        return
    assert place_of(cursor_after(moment, pk)) == (moment, pk)


def test_count_is_told_on_request(system, portal):
    public.publish_many(portal.news, 5)

    answer = system.get(data={"size": 2, "count": 1}).json()
    assert (answer["count"], answer["pageCount"], len(answer["items"])) == (5, 3, 2)
    assert "count" not in system.get().json()


# Filters


@pytest.fixture
def filled(portal, district):
    """Six resources that differ in everything one may filter by."""
    organ = OrganFactory(code="014349000")
    published(portal.news, at=AT, title="门户新闻")
    published(portal.documents, at=AT + timedelta(days=1), policy=True, title="门户文件", issuer=organ)
    published(district.news, at=AT + timedelta(days=2), title="区里新闻")
    guide = {"kind": Kind.SERVICE_GUIDE, "extra": public.GUIDE, "body": []}
    published(district.services, at=AT + timedelta(days=3), title="区里指南", **guide)
    return organ


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["区里指南", "区里新闻", "门户文件", "门户新闻"]),
        ({"site": "district.test"}, ["区里指南", "区里新闻"]),
        ({"kind": "policy"}, ["门户文件"]),
        ({"group": "documents05"}, ["门户文件"]),
        ({"group": "documents"}, ["门户文件"]),  # what stands below counts
        ({"subject": "0201"}, ["门户文件"]),
        ({"subject": "0301"}, []),
        ({"organ": "014349000"}, ["门户文件"]),
        ({"since": "2026-01-04"}, ["区里指南", "区里新闻"]),
        ({"until": "2026-01-02"}, ["门户新闻"]),  # 16:00 UTC is the next day in Nanjing
        ({"since": "2026-01-03", "until": "2026-01-03", "kind": "policy"}, ["门户文件"]),
        ({"size": "1"}, ["区里指南"]),
    ],
)
def test_filter_returns_only_matching_rows(system, filled, asked, titles):
    """R-4.7.1."""
    assert system.titles(**asked) == titles


def test_column_filter_finds_what_the_column_shows_reposts_included(system, portal, district, filled):
    public.reposted(Resource.objects.get(title="门户文件"), district.documents)

    assert system.titles(column=portal.news.pk) == ["门户新闻"]
    assert system.titles(column=district.documents.pk) == ["门户文件"]


def test_code_of_a_merged_class_leads_to_its_successor(system, filled):
    new = term("subject", "0201")
    vocabulary = new.vocabulary
    Term.objects.create(vocabulary=vocabulary, code="9999", name="旧类", state=TermState.MERGED, successor=new)

    assert system.titles(subject="9999") == ["门户文件"]


@pytest.mark.parametrize(
    "asked",
    [{"size": "0"}, {"size": "101"}, {"size": "x"}, {"size": "１"}, {"cursor": "!!"}, {"cursor": "MQ"}, {"site": "nowhere"},
     {"kind": "poem"}, {"group": "nonsense"}, {"organ": "x"}, {"since": "yesterday"}, {"until": "9999-12-31"},
     {"column": "news"}, {"column": "9" * 30}, {"fields": "title,password"}, {"colour": "red"}, {"subject": "\x00"}],
)  # fmt: skip
def test_wrong_parameter_is_named(system, filled, asked):
    answer = system.get(data=asked)

    if asked == {"until": "9999-12-31"} and answer.status_code == 200:
        return
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(next(iter(asked)))


# Scope


def test_key_of_one_site_reads_that_site_only(issue, portal, district, filled):
    one = issue(district.profile.site)
    theirs = Resource.objects.get(title="门户文件")

    assert one.titles() == ["区里指南", "区里新闻"]
    assert one.get(data={"site": portal.host}).status_code == 403
    assert one.get(f"/resources/{theirs.identifier}").status_code == 404
    assert issue().get(f"/resources/{theirs.identifier}").status_code == 200


# What it looks like


def test_times_are_utc(system, portal):
    """R-4.7.2."""
    published(portal.news, at=AT)

    assert system.items()[0]["pubDate"] == "2026-01-01T16:00:00Z"


def test_answer_has_the_names_of_the_standard(system, portal):
    organ = OrganFactory(code="014349000", name="市某局")
    document = published(portal.documents, policy=True, title="办法", issuer=organ, at=AT)
    document.joint_issuers.set([OrganFactory(code="014349001", name="市乙局")])
    document.terms.set([term("audience", Term.objects.filter(vocabulary__code="audience").first().code)])
    document.save()

    told = system.get(f"/resources/{document.identifier}").json()
    assert (told["docNo"], told["validity"], told["kind"]) == ("宁政办发〔2026〕1号", "valid", "policy")
    assert told["issuer"] == {"code": "014349000", "name": "市某局"}
    assert told["jointIssuers"] == [{"code": "014349001", "name": "市乙局"}]
    assert told["subjectClass"]["code"] == "0201"
    assert told["url"].endswith(public.address(document))
    assert told["columnRefs"] == [{"code": str(portal.documents.pk), "name": "政策文件"}]
    assert [block["text"] for block in told["body"]] == ["正文内容。"]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_answer_is_in_the_format_of_its_kind(system, portal, kind):
    extra = dict(MANDATORY_EXTRA.get(kind, {}))
    made = published(portal.documents, kind=kind, extra={**extra, "of_an_import": {"a": [1]}}, policy=kind == "policy")
    checker = Draft202012Validator(resource_schema(schema_of(kind)))

    for told in (system.items(kind=kind)[0], system.get(f"/resources/{made.identifier}").json()):
        assert [error.message for error in checker.iter_errors(told)] == []
        assert (told["kind"], set(told["extra"])) == (kind, set(extra))


def test_only_the_fields_that_were_asked_for(system, portal):
    published(portal.news)

    assert set(system.items(fields="title,docNo")[0]) == {"identifier", "kind", "title", "docNo"}
    assert "body" not in system.items()[0]
    assert "body" in system.items(fields="body")[0]


def test_relations_are_told_from_both_ends(system, portal):
    document = published(portal.documents, policy=True, title="办法")
    reading = published(portal.interpretations, kind=Kind.INTERPRETATION, title="解读")
    Relation.objects.create(resource=reading, type="interprets", target=document)

    told = {item["title"]: [(r["type"], r["title"]) for r in item["relations"]] for item in system.items()}
    assert told == {"办法": [("interpreted_by", "解读")], "解读": [("interprets", "办法")]}


def test_attachment_has_an_address(system, portal):
    made = published(portal.news)
    file = LibraryDocument.objects.create(title="表", file=ContentFile(b"x", name="t.csv"), file_size=1)
    Attachment.objects.create(resource=made, document=file, title="附件一")

    (told,) = system.items()[0]["attachments"]
    assert (told["title"], told["size"], urlsplit(told["url"]).hostname) == ("附件一", 1, portal.host)


def test_markup_is_cleaned_once_more(system, portal):
    nasty = '<p onclick="x()">字<script>alert(1)</script><a href="javascript:alert(2)">甲</a>'
    nasty += '<a linktype="page" id="4711">乙</a><a href="https://example.org/">丙</a></p>'
    made = published(portal.news, title='<script>"标题', body=[{"type": "paragraph", "value": nasty}])

    told = system.get(f"/resources/{made.identifier}")
    html = told.json()["body"][0]["html"]
    assert ("script" in html, "onclick" in html, "4711" in html) == (False, False, False)
    assert 'href="https://example.org/"' in html
    assert told["X-Content-Type-Options"] == "nosniff"


# Asked again


def test_nothing_new_is_told_in_one_word(system, portal):
    made = published(portal.news)
    for path in ("/resources", f"/resources/{made.identifier}"):
        first = system.get(path)
        again = system.get(path, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"] == "private, no-cache"
    Resource.objects.filter(pk=made.pk).update(title="改了")
    assert system.get("/resources", **{"If-None-Match": first["ETag"]}).status_code == 200


def queries_of(system, **asked) -> int:
    with CaptureQueriesContext(connection) as made:
        system.items(**asked)
    return len(made)


def test_page_costs_the_same_however_long_and_full(system, portal):
    def full(number: int) -> None:
        made = published(portal.documents, policy=True, title=str(number))
        made.joint_issuers.set(OrganFactory.create_batch(2))
        made.terms.set(Term.objects.filter(vocabulary__code="audience")[:2])
        made.save()
        file = LibraryDocument.objects.create(title="表", file=ContentFile(b"x", name="t.csv"), file_size=1)
        Attachment.objects.create(resource=made, document=file, title="附件")
        other = published(portal.interpretations, kind=Kind.INTERPRETATION)
        Relation.objects.create(resource=other, type="interprets", target=made)

    full(0)
    system.items()
    few = queries_of(system, size=100, fields=",".join(sorted({"title", "body", "relations", "attachments", "url"})))
    whole = queries_of(system, size=100)
    for number in range(1, 6):
        full(number)
    assert queries_of(system, size=100) == whole
    assert queries_of(system, size=100, fields="title,body,relations,attachments,url") == few
    assert whole <= 18


# What never leaves


SECRET = "绝密Zgxw"


def hide_draft(portal) -> Resource:
    office = offices.office("hidden")
    return offices.draft(office, title=SECRET)


def changed(**values):
    def hide(portal) -> Resource:
        made = published(portal.news, title=SECRET)
        Resource.objects.filter(pk=made.pk).update(**values)
        return made

    return hide


def behind_a_restriction(portal) -> Resource:
    made = published(portal.child, title=SECRET)
    PageViewRestriction.objects.create(page=portal.parent, restriction_type="login")
    return made


def newer_draft(portal) -> Resource:
    office = offices.office("hidden")
    made = offices.public(office, title="公开的标题")
    offices.revise(made, office.editor, title=SECRET, description=SECRET, extra={"x": SECRET})
    return made


def related_draft(portal) -> Resource:
    made = published(portal.news, title="公开的标题")
    draft = ResourceFactory(owner_site=portal.profile.site, title=SECRET, doc_no=SECRET)
    Relation.objects.create(resource=made, type="same_topic", target=draft)
    Relation.objects.create(resource=draft, type="interprets", target=made)
    return made


def internal_fields(portal) -> Resource:
    extra = {"important": True, "exemption": SECRET, "exempted_by": SECRET, "exempted_at": SECRET, "unknown": SECRET}
    return published(portal.documents, policy=True, title="公开的标题", extra=extra)


HIDDEN = {
    "draft": hide_draft,
    "withdrawn": changed(live=False, withdrawn_at=timezone.now(), withdraw_reason=WithdrawReason.WITHDRAWN, withdraw_note=SECRET),
    "internal": changed(public_range=PublicRange.INTERNAL),
    "closed": changed(public_kind=PublicKind.CLOSED),
    "on request": changed(public_kind=PublicKind.ON_REQUEST),
    "over": changed(public_time_limit=PublicTimeLimit.LIMITED, public_until=timezone.localdate() - timedelta(days=1)),
    "expired": changed(expire_at=timezone.now() - timedelta(minutes=1)),
    "restricted column": behind_a_restriction,
    "newer draft": newer_draft,
    "related draft": related_draft,
    "internal fields": internal_fields,
}  # fmt: skip


@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_not_public_never_leaves(system, portal, what):
    """Over every field of list and detail; and the word is there to be found."""
    made = HIDDEN[what](portal)
    rows = json.dumps(list(Resource.objects.values()), default=str, ensure_ascii=False)
    from wagtail.models import Revision

    rows += json.dumps(list(Revision.objects.values()), default=str, ensure_ascii=False)
    assert SECRET in rows

    everything = "identifier,body,extra,relations,attachments,title,docNo,description"
    answers = [system.get(data=asked) for asked in ({}, {"fields": everything}, {"count": "1"}, {"kind": made.kind})]
    answers += [system.get(f"/resources/{pk}") for pk in Resource.objects.values_list("identifier", flat=True)]
    assert [SECRET in answer.content.decode() for answer in answers] == [False] * len(answers)
    assert {answer.status_code for answer in answers} <= {200, 404, 410}


@pytest.mark.parametrize("what", ["withdrawn", "draft", "internal"])
def test_detail_of_what_may_not_be_read(system, portal, what):
    """What was public is gone (so take it down too); what never was does not exist."""
    made = HIDDEN[what](portal)

    answer = system.get(f"/resources/{made.identifier}")
    assert answer.status_code == {"withdrawn": 410, "draft": 404, "internal": 404}[what]
    assert answer["Content-Type"] == "application/problem+json"


# Where it answers, and what it says of itself


def test_only_the_portal_answers(system, portal, district):
    for host, status in ((portal.host, 401), (district.host, 404), ("unknown.test", 421)):
        assert Client(HTTP_HOST=host).get(f"{BASE}/resources").status_code == status
    system.host = district.host
    assert system.get().status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_library_is_read_only(system, portal, method):
    client = Client(HTTP_HOST=portal.host, enforce_csrf_checks=True)
    answer = getattr(client, method)(f"{BASE}/resources", headers={"Authorization": f"Bearer {system.token}"})

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_answers_set_no_cookie_and_let_nothing_run(system, portal):
    answer = system.get()

    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_description_is_valid_openapi_and_names_every_kind(portal):
    told = Client(HTTP_HOST=portal.host).get(f"{BASE}/openapi.json").json()

    OpenAPIV31SpecValidator(told).validate()
    assert told["openapi"] == "3.1.0"
    assert {f"Resource_{kind}" for kind in SCHEMAS} <= set(told["components"]["schemas"])


def test_description_names_the_parameters_there_are(system, portal, filled):
    told = Client(HTTP_HOST=portal.host).get(f"{BASE}/openapi.json").json()
    named = {one["name"] for one in told["paths"]["/resources"]["get"]["parameters"] if one["in"] == "query"}
    from resource_library.api.reading import PARAMETERS

    assert named == set(PARAMETERS)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_format_of_every_kind_is_served(portal, kind):
    told = Client(HTTP_HOST=portal.host).get(f"{BASE}/schemas/{kind}.json").json()

    Draft202012Validator.check_schema(told)


def test_page_for_people_is_chinese_and_lists_the_kinds(portal):
    page = Client(HTTP_HOST=portal.host).get(f"{BASE}/").content.decode()

    assert "统一信息资源库接口说明" in page
    assert [kind for kind in SCHEMAS if f"schemas/{kind}.json" not in page] == []
    assert "exemption" not in page
