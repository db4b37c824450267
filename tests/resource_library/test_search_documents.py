"""The library as the search service reads it: all words, nothing but words, in a constant number of queries."""

from datetime import UTC, datetime

import pytest

from resource_library import search_documents
from resource_library.domain.placing import approve_repost, hide, repost
from resource_library.domain.publishing import withdraw
from resource_library.enums import Kind, State, WithdrawReason
from resource_library.models import Attachment, LibraryDocument, Resource
from tests.factories.library import ResourceFactory, paragraph, published, term
from tests.factories.offices import draft, office, public, revise, sign_off
from unified_platform.search.documents import SearchDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return office("portal")


@pytest.fixture
def district():
    return office("district")


def document(resource: Resource) -> SearchDocument:
    (found,) = search_documents.fetch([resource.pk])
    return found


def words(**fields) -> list[str]:
    """The lines of the document's text, of a resource that says nothing else."""
    site = office().site
    nothing = {"issuer": None, "region": None, "body": []}
    return document(ResourceFactory(owner_site=site, **{**nothing, **fields})).body.split("\n")


# Every word


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (paragraph("住房公积金政策解读"), ["住房公积金政策解读"]),
        ({"type": "heading", "value": "一、总则"}, ["一、总则"]),
        ({"type": "quote", "value": "引文"}, ["引文"]),
        (
            {"type": "table", "value": {"caption": "表一", "html": "<table><tr><td>甲</td><td>乙</td></tr></table>"}},
            ["表一", "甲", "乙"],
        ),
        (
            {
                "type": "picture",
                "value": {"image": {"image": 7, "alt_text": "大桥夜景", "decorative": False}, "caption": "图一"},
            },
            ["图一", "大桥夜景"],
        ),
        (
            {"type": "recording", "value": {"file": 7, "caption": "发布会", "transcript": "各位记者"}},
            ["发布会", "各位记者"],
        ),
    ],
)
def test_words_of_every_block(block, lines):
    assert words(body=[{**block, "id": "0b1bb2d2-0000-4000-8000-000000000001"}]) == lines


@pytest.mark.parametrize("field", ["top_title", "sub_title", "description", "keywords"])
def test_words_of_every_part_beside_the_text(field):
    assert words(**{field: "公积金"}) == ["公积金"]


def test_words_of_the_fields_of_a_kind():
    extra = {"item_name": "公积金提取", "materials": "身份证", "online_url": "", "number": 7, "empty": None}

    assert words(kind=Kind.SERVICE_GUIDE, extra=extra) == ["公积金提取", "身份证"]


def test_words_of_attachments(portal):
    """A file's name is often all that a reader remembers."""
    resource = draft(portal, body=[])
    file = LibraryDocument.objects.create(title="W020190805358345087656", file="documents/a.pdf")
    Attachment.objects.create(resource=resource, document=file, title="公积金提取申请表")

    assert document(resource).body == "公积金提取申请表"


def test_words_keep_their_neighbours_across_marks():
    """住房<b>公积金</b> is one word to a reader, and is found by 住房公积金."""
    assert words(body=[paragraph("住房<b>公积</b>金<a href='https://example.gov.cn/'>政策</a>")]) == ["住房公积金政策"]


def test_words_of_two_paragraphs_do_not_run_together():
    assert words(body=[{"type": "paragraph", "value": "<p>公积</p><p>金额</p><ul><li>一</li><li>二</li></ul>"}]) == [
        "公积",
        "金额",
        "一",
        "二",
    ]


def test_words_without_markup_entities_or_addresses():
    html = '<p>A&amp;B &lt;附件&gt;&nbsp;<a linktype="document" id="7">下载</a></p>'

    assert words(body=[{"type": "paragraph", "value": html}]) == ["A&B <附件> 下载"]


def test_sign_in_plain_text_is_a_sign():
    """Only paragraphs and tables are HTML. Elsewhere somebody typed “<” and meant it."""
    text = "血压<140且>90"
    block = {"type": "heading", "value": text}

    assert words(body=[block], description=text, extra={"basis": text}) == [text, text, text]


def test_text_in_brackets_is_text():
    """Many titles begin with 【 or [, and so does JSON."""
    assert words(body=[paragraph("[通知] 关于放假"), {"type": "heading", "value": '{"一": 1}'}]) == [
        "[通知] 关于放假",
        '{"一": 1}',
    ]


# What it is and where it stands


def test_document_of_a_public_resource_knows_all_its_places(portal, district):
    at = datetime(2026, 7, 1, 4, tzinfo=UTC)
    resource = published(portal.column, at=at, title="标题", kind=Kind.POLICY, doc_no="宁政办发〔2017〕134号")
    Resource.objects.filter(pk=resource.pk).update(index_no="MB1886843/2026-00001", updated_at=at)
    placement = repost(resource, district.column, by=district.editor)
    assert document(resource).sites == (portal.site.pk,)
    approve_repost(placement, by=district.reviewer)

    assert document(resource) == SearchDocument(
        id=resource.pk,
        title="标题",
        body="正文内容。",
        doc_no="宁政办发〔2017〕134号",
        index_no="MB1886843/2026-00001",
        kind=Kind.POLICY,
        owner_site=portal.site.pk,
        state=State.PUBLISHED,
        live=True,
        sites=(portal.site.pk, district.site.pk),
        columns=(portal.column.pk, district.column.pk),
        published=at,
        stamp=int(at.timestamp()),
    )


def test_document_of_a_draft_is_shown_nowhere(portal):
    found = document(draft(portal))

    assert (found.live, found.sites, found.columns, found.published, found.state) == (
        False,
        (),
        (),
        None,
        State.DRAFT,
    )


def test_document_of_what_was_withdrawn_is_shown_nowhere(portal, district):
    resource = public(portal)
    approve_repost(repost(resource, district.column, by=district.editor), by=district.reviewer)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)

    found = document(resource)
    assert (found.live, found.sites, found.columns, found.state) == (False, (), (), State.WITHDRAWN)


def test_document_leaves_out_the_site_that_hid_it(portal, district):
    resource = public(portal)
    placement = repost(resource, district.column, by=district.editor)
    approve_repost(placement, by=district.reviewer)
    hide(placement, by=district.editor)

    assert document(resource).sites == (portal.site.pk,)


def test_document_of_a_public_resource_tells_nothing_of_its_draft(portal):
    resource = public(portal, title="公开的标题", body=[paragraph("公开的正文")])
    revise(resource, portal.editor, title="草稿标题", body=[paragraph("草稿正文")])

    found = document(resource)
    assert (found.title, found.body) == ("公开的标题", "公开的正文")


def test_stamp_never_falls(portal):
    """The index refuses what is older than what it holds."""
    stamps = []
    resource = draft(portal)
    first = resource.latest_revision
    stamps.append(document(resource).stamp)
    revise(resource, portal.editor, title="第二版")
    stamps.append(document(resource).stamp)
    sign_off(resource, portal)
    stamps.append(document(resource).stamp)
    revise(resource, portal.editor, title=first.as_object().title)
    stamps.append(document(resource).stamp)
    withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)
    stamps.append(document(resource).stamp)

    assert stamps == sorted(stamps)


# In batches


def test_every_resource_once_in_order_across_batches(portal):
    made = [ResourceFactory(owner_site=portal.site).pk for _ in range(8)]

    assert ([found.id for found in search_documents.iterate_all(batch=3)], search_documents.count()) == (made, 8)


def test_nothing_gives_nothing():
    assert (list(search_documents.iterate_all()), list(search_documents.fetch([])), search_documents.count()) == (
        [],
        [],
        0,
    )


def test_what_is_gone_is_simply_not_among_them(portal):
    resource = ResourceFactory(owner_site=portal.site)

    assert [found.id for found in search_documents.fetch([resource.pk, 999_999])] == [resource.pk]


@pytest.mark.parametrize("resources", [1, 60])
def test_a_batch_costs_the_same_whatever_is_in_it(portal, resources, django_assert_num_queries):
    made = [published(portal.column, subject=term("subject", "0201")).pk for _ in range(resources)]

    with django_assert_num_queries(3):  # the rows, where they are shown, what is attached
        assert len(list(search_documents.fetch(made))) == resources
