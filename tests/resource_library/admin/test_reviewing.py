"""From a draft to the public through the pages of the back end, each step by another person (R-1.7.16, R-1.13.6)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from resource_library.domain import placing, review
from resource_library.domain.scheduling import publish_due
from resource_library.enums import Kind, State
from tests.factories import offices

from .forms import newest, policy_fields, seen


def act(client, name: str, resource, **data):
    """Press a button on the reading page; the page that follows."""
    return client.post(reverse(f"resources:{name}", args=[resource.pk]), data, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def page_of(client, resource) -> str:
    return client.get(reverse("resources:read", args=[resource.pk])).content.decode()


def test_document_goes_from_the_form_to_the_public(ours, browse):
    form = policy_fields(ours, title="关于安全检查的通知")
    url = reverse("resources:add_kind", args=[Kind.POLICY, ours.site.pk])
    browse(ours.editor).post(url, {**form, "action-submit": "1"})
    document = newest()
    assert document.state == State.SUBMITTED

    act(browse(ours.reviewer), "approve", document, remarks="同意")
    document.refresh_from_db()
    assert (document.state, document.live) == (State.SUBMITTED, False)

    answer = act(browse(ours.publisher), "approve", document)
    document.refresh_from_db()
    assert (document.state, document.live, document.version) == (State.PUBLISHED, True, 1)
    assert len(said(answer)) == 1
    assert document.placements.get().visible


@pytest.mark.parametrize("name", ["writer", "editor", "publisher", "manager"])
def test_only_a_reviewer_takes_the_first_step(ours, browse, name):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)

    assert "formaction" not in page_of(browse(getattr(ours, name)), draft)
    act(browse(getattr(ours, name)), "approve", draft)

    draft.refresh_from_db()
    assert draft.current_workflow_task.specific.permission == "review"


def test_reading_page_tells_why_somebody_may_not_decide(ours, browse):
    draft = offices.draft(ours, by=ours.editor)
    review.submit(draft, ours.editor)
    review.approve(draft, ours.reviewer)

    step = draft.current_workflow_task.specific
    assert review.why_not(ours.reviewer, step, draft) in page_of(browse(ours.reviewer), draft)
    assert review.why_not(ours.editor, step, draft) in page_of(browse(ours.editor), draft)


def test_return_needs_remarks_and_shows_them_to_the_author(ours, browse):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)

    act(browse(ours.reviewer), "send_back", draft, remarks="  ")
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED

    act(browse(ours.reviewer), "send_back", draft, remarks="请核对第二段的日期")
    draft.refresh_from_db()
    assert draft.state == State.RETURNED
    assert "请核对第二段的日期" in page_of(browse(ours.editor), draft)
    assert "请核对第二段的日期" in browse(ours.editor).get(reverse("resources:edit", args=[draft.pk])).content.decode()


def test_author_takes_back_what_she_submitted(ours, browse):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)

    act(browse(ours.editor), "recall", draft)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert browse(ours.editor).get(reverse("resources:edit", args=[draft.pk])).status_code == 200


def test_scheduled_text_waits_for_its_hour(ours, browse):
    hour = datetime(2030, 5, 6, 9, 0, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(hour - timedelta(days=1), tick=False):
        draft = offices.draft(ours, title="五月六日发布")
        offices.revise(draft, ours.editor, go_live_at=hour)
        review.submit(draft, ours.editor)
        review.approve(draft, ours.reviewer)
        act(browse(ours.publisher), "approve", draft)
        draft.refresh_from_db()
        assert (draft.state, draft.live, publish_due()) == (State.SCHEDULED, False, 0)

    with time_machine.travel(hour, tick=False):
        assert publish_due() == 1
    draft.refresh_from_db()
    assert (draft.state, draft.live) == (State.PUBLISHED, True)


def test_publisher_takes_a_text_off_the_schedule(ours, browse):
    draft = offices.draft(ours)
    offices.revise(draft, ours.editor, go_live_at=timezone.now() + timedelta(days=2))
    offices.sign_off(draft, ours)

    act(browse(ours.editor), "unschedule", draft)
    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED

    act(browse(ours.publisher), "unschedule", draft)
    draft.refresh_from_db()
    assert (draft.state, draft.scheduled_revision) == (State.DRAFT, None)


@pytest.mark.parametrize("act_name", ["approve", "send_back", "submit", "recall", "unschedule", "unlock", "withdraw"])
def test_acts_on_another_sites_text_do_not_exist(ours, theirs, browse, act_name):
    draft = offices.draft(theirs)
    review.submit(draft, theirs.editor)

    for name in ("editor", "reviewer", "publisher", "manager"):
        url = reverse(f"resources:{act_name}", args=[draft.pk])
        assert browse(getattr(ours, name)).post(url, {"remarks": "x"}).status_code == 404
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_history_names_every_act_and_every_person(ours, browse):
    resource = offices.public(ours)

    page = browse(ours.writer).get(reverse("resources:history", args=[resource.pk]))

    people = {str(row.user) for row in page.context["object_list"]}
    assert people == {str(ours.editor), str(ours.reviewer), str(ours.publisher)}


def test_comparison_shows_what_changed_since_the_public_version(ours, browse):
    resource = offices.public(ours, title="旧标题", kind=Kind.SERVICE_GUIDE, extra=GUIDE)
    offices.revise(resource, ours.editor, title="新标题", extra={**GUIDE, "place": "新址二楼"})

    page = browse(ours.reviewer).get(reverse("resources:revisions_compare", args=[resource.pk, "live", "latest"]))

    assert [str(one.field_label()) for one in page.context["comparison"]] == ["标题", "办理地点"]


GUIDE = {
    "item_name": "事项", "basis": "依据", "conditions": "条件", "materials": "材料", "place": "一楼", "hours": "工作日",
    "phone": "025-00000000", "procedure": "流程",
}  # fmt: skip


def test_going_back_to_a_version_makes_it_the_newest_draft(ours, browse):
    draft = offices.draft(ours, title="第一稿")
    first = draft.latest_revision
    offices.revise(draft, ours.editor, title="第二稿")
    client = browse(ours.editor)
    url = reverse("resources:revisions_revert", args=[draft.pk, first.pk])

    shown = client.get(url).context["form"]
    client.post(url, {**policy_fields(ours, title=shown["title"].value(), seen=seen(draft))})

    draft.refresh_from_db()
    assert (draft.title, draft.revisions.count()) == ("第一稿", 3)


def test_withdrawing_asks_for_the_reason_and_names_the_sites(ours, theirs, browse):
    resource = offices.public(ours, title="要撤的稿件")
    placement = placing.repost(resource, theirs.column, by=theirs.editor)
    placing.approve_repost(placement, by=theirs.reviewer)
    client, url = browse(ours.publisher), reverse("resources:withdraw", args=[resource.pk])

    page = client.get(url).content.decode()
    assert ours.site.site_name in page
    assert theirs.site.site_name in page

    client.post(url, {"note": "数据有误"})
    resource.refresh_from_db()
    assert resource.live

    client.post(url, {"reason": "corrected", "note": "数据有误"})
    resource.refresh_from_db()
    assert (resource.live, resource.withdraw_reason, resource.withdraw_note) == (False, "corrected", "数据有误")
    assert not resource.placements.filter(visible=True).exists()


@pytest.mark.parametrize("name", ["writer", "editor", "reviewer"])
def test_withdrawing_is_not_for_whoever_writes_or_reviews(ours, browse, name):
    resource = offices.public(ours)
    client, url = browse(getattr(ours, name)), reverse("resources:withdraw", args=[resource.pk])

    client.post(url, {"reason": "corrected"})

    resource.refresh_from_db()
    assert resource.live
    assert url not in page_of(client, resource)
