"""Relations are said at one end and read at both (R-4.2.36, R-1.8.1, R-1.8.3)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from resource_library.domain import drafting, publishing, review
from resource_library.domain.interpreting import unfinished
from resource_library.domain.relations import INVERSE, edges, forward, lines_for, lines_from_elsewhere
from resource_library.enums import Kind, RelationType, State, WithdrawReason
from resource_library.models import Relation, Resource
from resource_library.search_documents import fetch
from tests.factories import offices, public
from tests.resource_library.admin.conftest import browse  # noqa: F401 - a fixture
from tests.resource_library.admin.forms import fields, newest, policy_fields
from tests.sites.reading import Visitor, words

pytestmark = pytest.mark.django_db
T = RelationType


def relate(resource, kind, target, by) -> None:
    text = Resource.objects.get(pk=resource.pk).get_latest_revision_as_object()
    text.relations.add(Relation(type=kind, target=target))
    drafting.save(text, by=by)


def related(office, resource) -> list[tuple[str, str]]:
    """(heading, title) of the related items on the public page."""
    page = Visitor(office.site.hostname).read(public.address(resource))
    return [
        (words(group.cssselect("h2")[0]), words(link))
        for group in page.cssselect(".related")
        for link in group.cssselect("a")
    ]


def test_every_relation_has_its_word_at_the_other_end():
    assert set(INVERSE) == set(T.values)
    assert all(INVERSE[INVERSE[word]] == word for word in INVERSE)
    assert forward(T.REPEALED_BY, False) == (T.REPEALS, True)
    assert forward(T.REPEALED_BY, True) == (T.REPEALS, False)
    assert forward(T.SAME_TOPIC, True) == (T.SAME_TOPIC, True)


@pytest.mark.parametrize("said_at", ["interpretation", "document"])
def test_entered_at_either_end_it_is_one_row_and_on_both_pages(portal, said_at):
    """R-1.8.3: saving one side writes both; there is no one-way link."""
    document = offices.public(portal, policy=True, title="办法", doc_no="")
    reading = offices.public(portal, kind=Kind.INTERPRETATION, description="摘要", title="解读")
    if said_at == "document":
        relate(document, T.INTERPRETED_BY, reading, portal.editor)
        offices.sign_off(document, portal)
    else:
        relate(reading, T.INTERPRETS, document, portal.editor)
        offices.sign_off(reading, portal)

    assert Relation.objects.count() == 1
    (edge,) = edges([document.pk], T.INTERPRETS)
    assert (edge.type, edge.source, edge.target) == (T.INTERPRETS, reading.pk, document.pk)
    assert [title for _heading, title in related(portal, document)] == ["解读"]
    assert [title for _heading, title in related(portal, reading)] == ["办法"]
    listed = Visitor(portal.site.hostname).read("/zcwj/")
    assert "解读" in words(listed.cssselect("main")[0])


def test_headings_say_what_each_is_to_the_other(portal):
    one = offices.public(portal, policy=True, title="甲", doc_no="")
    for kind in T.values:
        relate(one, kind, offices.public(portal, policy=True, title=f"乙{kind}", doc_no=""), portal.editor)
    offices.sign_off(one, portal)

    headings = {title: heading for heading, title in related(portal, one)}
    assert len(headings) == len(T.values)
    assert headings["乙interprets"] != headings["乙interpreted_by"]


def form_with(office, **row) -> dict:
    return fields(office, relations=inline_formset([row]))


def test_what_the_other_end_says_is_shown_and_not_said_again(portal, browse):  # noqa: F811 - a fixture
    document = offices.public(portal, policy=True, title="办法")
    reading = offices.public(portal, kind=Kind.INTERPRETATION, description="摘要", title="解读")
    relate(reading, T.INTERPRETS, document, portal.editor)
    offices.sign_off(reading, portal)
    edit = reverse("resources:edit", args=[document.pk])
    editor = browse(portal.editor)

    assert reverse("resources:read", args=[reading.pk]) in editor.get(edit).content.decode()
    row = {"type": T.INTERPRETED_BY, "target": reading.pk}
    answer = editor.post(edit, policy_fields(portal, relations=inline_formset([row])))
    assert answer.context["form"].formsets["relations"].forms[0].errors.keys() == {"target"}
    assert Relation.objects.count() == 1


# Rights: a link needs none at the other site, and shows nothing of it


def test_link_to_what_another_site_published_needs_no_right_there(portal, district, browse):  # noqa: F811
    theirs = offices.public(district, title="区里的公开文件")
    add = reverse("resources:add_kind", args=["news", portal.site.pk])

    browse(portal.editor).post(add, form_with(portal, type=T.SAME_TOPIC, target=theirs.pk))
    assert [(row.type, row.target_id) for row in newest().relations.all()] == [(T.SAME_TOPIC, theirs.pk)]


@pytest.mark.parametrize("kind", T.values)
def test_link_to_a_draft_of_another_site_is_refused(portal, district, kind):
    theirs = offices.draft(district, title="区里的草稿")
    mine = offices.draft(portal)

    with pytest.raises(PermissionDenied):
        relate(mine, kind, theirs, portal.editor)


@pytest.fixture
def hidden(portal, district):
    """A resource of ours linked to one of theirs that was public, and is a draft with a new title by now."""
    theirs = offices.public(district, title="原来公开的标题")
    mine = offices.public(portal, title="我们的")
    relate(mine, T.SAME_TOPIC, theirs, portal.editor)
    offices.sign_off(mine, portal)
    relate(mine, T.INTERPRETED_BY, theirs, portal.editor)
    publishing.withdraw(theirs, by=district.publisher, reason=WithdrawReason.WITHDRAWN)
    offices.revise(theirs, district.editor, title="撤稿之后的秘密标题")
    assert Resource.objects.get(pk=theirs.pk).title == "撤稿之后的秘密标题"
    return mine


@pytest.mark.parametrize("name", ["read", "edit", "history", "compare"])
def test_title_of_what_is_not_public_any_more_is_not_shown(hidden, portal, district, browse, name):  # noqa: F811
    address = (
        reverse(f"resources:{name}", args=[hidden.pk])
        if name != "compare"
        else reverse("resources:revisions_compare", args=[hidden.pk, "earliest", "latest"])
    )
    shown = browse(portal.editor).get(address).content.decode()
    assert "我们的" in shown
    assert "秘密标题" not in shown
    assert related(portal, hidden) == []


def test_there_was_something_to_hide(hidden, portal, district):
    draft = Resource.objects.get(pk=hidden.pk).get_latest_revision_as_object()
    assert [line.pk for line in lines_for(draft, by=portal.editor)] == [None, None]
    seen = lines_for(draft, by=district.editor)
    assert [line.title for line in seen] == ["撤稿之后的秘密标题"] * 2


def test_draft_that_links_to_us_is_nobodys_business(portal, district, browse):  # noqa: F811
    ours = offices.public(portal, policy=True, title="办法")
    draft = offices.draft(district, kind=Kind.INTERPRETATION, description="摘要", title="区里解读的秘密草稿")
    relate(draft, T.INTERPRETS, ours, district.editor)

    assert lines_from_elsewhere(ours, by=portal.editor) == []
    assert len(lines_from_elsewhere(ours, by=district.editor)) == 1
    for name in ("read", "edit"):
        assert (
            "秘密草稿" not in browse(portal.editor).get(reverse(f"resources:{name}", args=[ours.pk])).content.decode()
        )
    assert related(portal, ours) == []


# an important policy and its interpretation


def important(office, **extra) -> Resource:
    return offices.draft(office, policy=True, title="重要办法", extra={"important": True, **extra})


def test_important_policy_without_interpretation_is_not_published(portal):
    policy = important(portal)
    review.submit(policy, portal.editor)
    review.approve(policy, portal.reviewer)

    with pytest.raises(ValidationError) as refusal:
        review.approve(policy, portal.publisher)
    policy.refresh_from_db()
    assert ([error.code for error in refusal.value.error_list], policy.live) == (["relations"], False)


def test_other_policies_need_none(portal):
    assert offices.public(portal, policy=True, extra={"important": False}).live
    assert unfinished(offices.draft(portal, kind=Kind.NEWS)) == []


@pytest.mark.parametrize("said_at", ["interpretation", "document"])
@pytest.mark.parametrize("state", ["public", "scheduled", "draft"])
def test_interpretation_must_be_public_or_signed_off(portal, said_at, state):
    from datetime import timedelta

    from django.utils import timezone

    policy = important(portal)
    later = timezone.now() + timedelta(days=1) if state == "scheduled" else None
    reading = offices.draft(portal, kind=Kind.INTERPRETATION, description="摘要", go_live_at=later)
    if said_at == "interpretation":
        relate(reading, T.INTERPRETS, policy, portal.editor)
    if state != "draft":
        offices.sign_off(reading, portal)
    if said_at == "document":
        relate(policy, T.INTERPRETED_BY, reading, portal.editor)

    draft = Resource.objects.get(pk=policy.pk).get_latest_revision_as_object()
    assert [problem.element for problem in unfinished(draft)] == (["relations"] if state == "draft" else [])


def test_exemption_is_recorded_with_reason_person_and_hour(portal):
    policy = important(portal, exemption="内容简短，无需解读", exempted_by="别人", exempted_at="1999")

    stored = Resource.objects.get(pk=policy.pk).get_latest_revision_as_object().extra
    assert (stored["exempted_by"], stored["exempted_at"][:2]) == (str(portal.editor), "20")
    offices.sign_off(policy, portal)
    assert policy.state == State.PUBLISHED


def test_exemption_names_who_changed_the_reason(portal):
    policy = important(portal, exemption="第一个理由")
    first = dict(Resource.objects.get(pk=policy.pk).extra)
    offices.revise(policy, portal.editor, title="新标题")
    assert Resource.objects.get(pk=policy.pk).get_latest_revision_as_object().extra == first

    other = offices.person(offices.Role.EDITOR, portal.site)
    offices.revise(policy, other, extra={**first, "exemption": "第二个理由"})
    assert Resource.objects.get(pk=policy.pk).extra["exempted_by"] == str(other)
    offices.revise(policy, other, extra={**first, "exemption": " "})
    assert set(Resource.objects.get(pk=policy.pk).extra) == {"important", "exemption"}


def test_exemption_is_for_the_staff_alone(portal):
    policy = important(portal, exemption="内部的免解读理由")
    offices.sign_off(policy, portal)

    page = Visitor(portal.site.hostname).get(public.address(policy)).content.decode()
    (document,) = fetch([policy.pk])
    assert ("免解读" in page, "免解读" in document.body, str(portal.editor) in document.body) == (False, False, False)
