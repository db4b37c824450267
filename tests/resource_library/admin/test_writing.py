"""Writing in the back end: what an editor fills in is what is kept, and nothing reaches the public from here."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from resource_library.domain import review
from resource_library.domain.media import collection_of
from resource_library.enums import Kind, PlacementRole, State
from resource_library.kinds import SCHEMAS
from resource_library.models import LibraryDocument, Relation, Resource
from tests.factories import offices, sites
from tests.factories.accounts import person
from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role

from .files import picture, text_file
from .forms import fields, newest, policy_fields, seen, words


def add_url(at, kind=Kind.NEWS) -> str:
    return reverse("resources:add_kind", args=[kind, at.site.pk])


def edit_url(resource) -> str:
    return reverse("resources:edit", args=[resource.pk])


def errors_of(response) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_choosing_a_kind_offers_every_kind(ours, browse):
    page = browse(ours.writer).get(reverse("resources:add"))

    links = {reverse("resources:add_kind", args=[kind, ours.site.pk]) for kind in SCHEMAS}
    assert {link for link in links if f'href="{link}"' in page.content.decode()} == links


def test_choosing_a_kind_asks_for_the_site_only_where_there_is_a_choice(ours, theirs, browse):
    assign(ours.editor, Role.EDITOR, theirs.site)

    one = browse(ours.writer).get(reverse("resources:add")).content.decode()
    two = browse(ours.editor).get(reverse("resources:add"), {"site": theirs.site.pk}).content.decode()

    assert "<select" not in one
    assert reverse("resources:add_kind", args=[Kind.NEWS, theirs.site.pk]) in two


@pytest.mark.parametrize("kind", SCHEMAS)
def test_form_of_a_kind_has_its_fields_and_marks_what_it_demands(ours, browse, kind):
    form = browse(ours.editor).get(add_url(ours, kind)).context["form"]

    schema = SCHEMAS[kind]
    assert [name for name in form.fields if name.startswith("extra_")] == [
        f"extra_{one.name}" for one in schema.form_fields
    ]
    demanded = {*schema.all_mandatory, *(f"extra_{one.name}" for one in schema.form_fields if one.required)}
    assert {name for name in demanded if form.fields[name].required} == demanded


def test_new_resource_is_a_draft_of_whoever_wrote_it(ours, browse):
    answer = browse(ours.writer).post(add_url(ours), fields(ours))

    draft = newest()
    assert answer.headers["Location"] == edit_url(draft)
    assert (draft.title, draft.kind, draft.state, draft.live) == ("关于开展安全检查的通知", "news", State.DRAFT, False)
    assert (draft.owner_site, draft.editor) == (ours.site, ours.writer)
    assert [(p.column_id, p.role) for p in draft.placements.all()] == [(ours.column.pk, PlacementRole.ORIGIN)]
    assert words(draft) == ["正文内容。"]


def test_new_resource_in_several_columns_has_the_first_as_its_origin(ours, browse):
    second = sites.column(ours.site.profile, "news", "部门动态")

    browse(ours.editor).post(add_url(ours), fields(ours, origin=second.pk, also=[ours.column.pk]))

    assert dict(newest().placements.values_list("column", "role")) == {
        second.pk: PlacementRole.ORIGIN,
        ours.column.pk: PlacementRole.SAME_SITE,
    }


def test_draft_needs_nothing_but_a_title(ours, browse):
    answer = browse(ours.writer).post(
        add_url(ours, Kind.POLICY), {**fields(ours), "issuer": "", "source": "", "region": ""}
    )

    assert answer.status_code == 302
    assert newest().issuer is None


def test_fields_of_the_kind_are_kept_under_their_names(ours, browse):
    given = {
        "item_name": "公租房资格申请", "basis": "《办法》", "conditions": "具有本市户籍", "materials": "申请表",
        "place": "二楼", "hours": "工作日", "phone": "025-00000000", "procedure": "申请、受理", "audience": "",
        "agency": "某局", "time_limit": "5个工作日", "fee": "不收费", "fee_basis": "", "note": "", "route": "",
        "online_url": "https://www.example.org/", "complaints": "12345",
    }  # fmt: skip

    browse(ours.editor).post(
        add_url(ours, Kind.SERVICE_GUIDE), {**fields(ours), **{f"extra_{name}": value for name, value in given.items()}}
    )

    assert newest().extra == given


def test_what_no_field_of_the_form_knows_survives_an_edit(ours, browse):
    draft = offices.draft(ours, extra={"of_an_import": "留着"})

    browse(ours.editor).post(edit_url(draft), fields(ours, seen=seen(draft)))

    draft.refresh_from_db()
    assert draft.extra == {"of_an_import": "留着"}


def test_metadata_of_a_document_is_kept(ours, browse):
    browse(ours.editor).post(add_url(ours, Kind.POLICY), policy_fields(ours, keywords="安全,检查", signer="某某"))

    document = newest()
    assert (document.doc_no, document.subject.code, document.validity) == ("宁政办发〔2026〕1号", "0201", "valid")
    assert (document.keywords, document.signer, str(document.created_date)) == ("安全,检查", "某某", "2026-03-01")


def test_attachments_and_relations_are_kept_with_their_titles(ours, browse):
    file = text_file("附件一.txt", collection_of(ours.site), ours.editor)
    target = offices.public(ours)

    browse(ours.editor).post(
        add_url(ours),
        fields(
            ours,
            attachments=inline_formset([{"document": file.pk, "title": "申请表"}]),
            relations=inline_formset([{"type": "interprets", "target": target.pk}]),
        ),
    )

    assert list(newest().attachments.values_list("document", "title")) == [(file.pk, "申请表")]
    assert list(newest().relations.values_list("type", "target")) == [("interprets", target.pk)]


def test_submitting_incomplete_says_what_is_missing_and_loses_nothing(ours, browse):
    answer = browse(ours.editor).post(
        add_url(ours, Kind.POLICY),
        {**policy_fields(ours), "issuer": "", "doc_no": "宁教发〔2026〕7号", "genre": "", "action-submit": "1"},
    )

    assert answer.status_code == 200
    assert set(errors_of(answer)) == {"issuer", "genre"}
    assert answer.context["form"]["doc_no"].value() == "宁教发〔2026〕7号"
    assert Resource.objects.count() == 0


def test_submitting_contradicting_dates_says_so_at_the_field(ours, browse):
    dates = {"effect_date": "2026-05-01", "abolish_date": "2026-04-01"}

    answer = browse(ours.editor).post(add_url(ours), fields(ours, **dates, **{"action-submit": "1"}))

    assert set(errors_of(answer)) == {"abolish_date"}


def test_submitting_without_text_or_attachment_says_so_at_the_text(ours, browse):
    empty = streamfield([("paragraph", rich_text("<p></p>"))])

    answer = browse(ours.editor).post(add_url(ours), fields(ours, body=empty, **{"action-submit": "1"}))

    assert set(errors_of(answer)) == {"body"}


def test_submitting_a_complete_text_hands_it_to_the_reviewers(ours, browse):
    answer = browse(ours.editor).post(add_url(ours), fields(ours, **{"action-submit": "1"}))

    resource = newest()
    assert answer.headers["Location"] == reverse("resources:read", args=[resource.pk])
    assert (resource.state, resource.live) == (State.SUBMITTED, False)


def test_publishing_by_hand_is_not_among_the_acts_of_the_form(ours, browse):
    draft = offices.draft(ours)

    for who in (ours.editor, ours.publisher):
        browse(who).post(edit_url(draft), fields(ours, seen=seen(draft), **{"action-publish": "1"}))

    draft.refresh_from_db()
    assert (draft.state, draft.live) == (State.DRAFT, False)


def test_empty_paragraphs_are_not_kept(ours, browse):
    body = streamfield([("paragraph", rich_text("<p>有字</p>")), ("paragraph", rich_text("<p></p>"))])

    browse(ours.editor).post(add_url(ours), fields(ours, body=body))

    assert words(newest()) == ["有字"]


def test_edit_of_a_public_resource_leaves_what_the_public_reads(ours, browse):
    resource = offices.public(ours, title="公开的标题")

    browse(ours.editor).post(edit_url(resource), fields(ours, title="改过的标题", seen=seen(resource)))

    resource.refresh_from_db()
    assert resource.title == "公开的标题"
    assert resource.get_latest_revision_as_object().title == "改过的标题"


def test_origin_of_a_public_resource_cannot_be_changed(ours, browse):
    resource = offices.public(ours)
    other = sites.column(ours.site.profile, "news", "部门动态")

    browse(ours.editor).post(edit_url(resource), fields(ours, origin=other.pk, seen=seen(resource)))

    assert resource.placements.get(role=PlacementRole.ORIGIN).column_id == ours.column.pk


def test_column_of_another_site_is_no_choice(ours, theirs, browse):
    answer = browse(ours.editor).post(add_url(ours), fields(ours, origin=theirs.column.pk))

    assert set(errors_of(answer)) == {"origin"}


def test_form_for_another_site_does_not_exist(ours, theirs, browse):
    assert browse(ours.editor).get(add_url(theirs)).status_code == 404
    assert browse(ours.editor).post(add_url(theirs), fields(theirs)).status_code == 404
    assert Resource.objects.count() == 0


def test_edit_of_anothers_draft_is_for_editors_not_for_writers(ours, browse):
    draft = offices.draft(ours, by=ours.editor)
    colleague = person(Role.EDITOR, ours.site)

    read = reverse("resources:read", args=[draft.pk])
    assert browse(ours.writer).get(edit_url(draft)).headers["Location"] == read
    assert browse(colleague).get(edit_url(draft)).status_code == 200


def test_text_in_review_is_read_and_not_written(ours, browse):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)

    assert browse(ours.editor).get(edit_url(draft)).headers["Location"] == reverse("resources:read", args=[draft.pk])
    browse(ours.editor).post(edit_url(draft), fields(ours, title="偷换", seen=seen(draft)))
    assert draft.get_latest_revision_as_object().title == draft.title


@pytest.mark.parametrize("where", ["image", "attachments", "body", "relations"])
def test_reference_to_another_sites_secret_is_refused_and_shown_nowhere(ours, theirs, browse, where):
    """R-1.11.4: the number of a picture, a file or a draft is easily guessed."""
    collection = collection_of(theirs.site)
    image = picture("乙站图片.png", collection, theirs.editor)
    file = text_file("乙站文件.txt", collection, theirs.editor)
    secret = offices.draft(theirs, title="乙站草稿")
    changes = {
        "image": {"image": image.pk},
        "attachments": {"attachments": inline_formset([{"document": file.pk, "title": "甲"}])},
        "relations": {"relations": inline_formset([{"type": "interprets", "target": secret.pk}])},
        "body": {"body": streamfield([("picture", {"image": {"image": image.pk, "alt_text": "甲"}, "caption": ""})])},
    }[where]
    draft = offices.draft(ours)
    client = browse(ours.editor)

    for url in (add_url(ours), edit_url(draft), reverse("resources:preview_on_edit", args=[draft.pk])):
        answer = client.post(url, fields(ours, seen=seen(draft), **changes), follow=True)
        assert "乙站" not in answer.content.decode()

    assert Relation.objects.count() == 0
    assert Resource.objects.filter(owner_site=ours.site).count() == 1


def test_saving_while_typing_keeps_one_version(ours, browse):
    draft = offices.draft(ours)
    client, version = browse(ours.editor), draft.latest_revision

    for title in ("第一", "第一稿", "第一稿完"):
        answer = client.post(
            edit_url(draft),
            {
                **fields(ours, title=title, seen=seen(draft)),
                "overwrite_revision_id": version.pk if title != "第一" else "",
            },
            HTTP_ACCEPT="application/json",
        )
        version = draft.revisions.get(pk=json.loads(answer.content)["revision_id"])

    draft.refresh_from_db()
    assert (draft.title, draft.revisions.count()) == ("第一稿完", 2)


def test_upload_goes_into_the_collection_of_the_site(ours, browse):
    client = browse(ours.editor)

    client.post(
        reverse("wagtaildocs_chooser:create"),
        {"document-chooser-upload-title": "申请表", "document-chooser-upload-file": _upload("申请表.txt")},
    )

    assert list(LibraryDocument.objects.values_list("title", "collection__name")) == [("申请表", ours.site.site_name)]
    assert Collection.objects.filter(name=ours.site.site_name).count() == 1


def _upload(name: str):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, b"text")
