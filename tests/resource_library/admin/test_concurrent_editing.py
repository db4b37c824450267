"""Two people at one text: nobody writes over what she has not seen, and nobody's words are thrown away."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from resource_library.domain import drafting, review
from resource_library.models import Resource
from tests.factories import offices
from tests.factories.accounts import person
from tests.threads import at_once, refill, several_connections
from unified_platform.accounts.enums import Role

from .forms import fields


def edit_url(resource) -> str:
    return reverse("resources:edit", args=[resource.pk])


@pytest.fixture
def second(ours):
    return person(Role.EDITOR, ours.site, display_name="第二编辑")


def opened(client, resource) -> str:
    """The token in the form somebody opens."""
    return token_in(client.get(edit_url(resource)))


def token_in(answer) -> str:
    return re.search(r'<input type="hidden" name="seen" value="([^"]*)">', answer.content.decode())[1]


def title_of(resource) -> str:
    return Resource.objects.get(pk=resource.pk).get_latest_revision_as_object().title


def titles(resource) -> list[str]:
    return list(resource.revisions.order_by("pk").values_list("object_str", flat=True))


def test_second_to_save_sees_what_the_first_one_saved_and_loses_nothing(ours, browse, second):
    draft = offices.draft(ours, title="关于检查的通知")
    mine, theirs = browse(ours.editor), browse(second)
    my_token, their_token = opened(mine, draft), opened(theirs, draft)
    theirs.post(edit_url(draft), fields(ours, title="关于安全检查的通知", seen=their_token))

    answer = mine.post(edit_url(draft), fields(ours, title="关于消防检查的通知", seen=my_token))

    assert title_of(draft) == "关于安全检查的通知"
    assert answer.context["form"]["title"].value() == "关于消防检查的通知"
    conflict = answer.context["conflict"]
    assert (conflict["who"], conflict["changes"][0].label) == (second, "标题")
    assert answer.context["autosave_enabled"] is False
    page = answer.content.decode()
    assert "第二编辑" in page
    assert "安全</del>" in page
    assert "消防</ins>" in page

    again = mine.post(edit_url(draft), fields(ours, title="关于消防检查的通知", seen=answer.context["seen"]))
    assert again.context["conflict"]["who"] == second
    assert title_of(draft) == "关于安全检查的通知"

    mine.post(edit_url(draft), fields(ours, title="关于消防检查的通知", seen=my_token, over=conflict["over"]))
    assert titles(draft) == ["关于检查的通知", "关于安全检查的通知", "关于消防检查的通知"]


def test_choice_counts_only_for_what_was_before_her_eyes(ours, browse, second):
    """While she compares, the other one saves once more."""
    draft = offices.draft(ours, title="初稿")
    mine, theirs = browse(ours.editor), browse(second)
    token = opened(mine, draft)
    offices.revise(draft, second, title="第二稿")
    over = mine.post(edit_url(draft), fields(ours, title="我的稿", seen=token)).context["conflict"]["over"]
    theirs.post(edit_url(draft), fields(ours, title="第三稿", seen=opened(theirs, draft)))

    answer = mine.post(edit_url(draft), fields(ours, title="我的稿", seen=token, over=over))

    assert answer.context["conflict"]["who"] == second
    assert title_of(draft) == "第三稿"


@pytest.mark.parametrize("token", ["", "none", "1|x", "4711|2026-01-01T00:00:00+00:00", "<script>"])
def test_form_without_a_true_token_writes_over_nothing(ours, browse, token):
    draft = offices.draft(ours, title="初稿")

    answer = browse(ours.editor).post(edit_url(draft), fields(ours, title="伪造", seen=token))

    assert (title_of(draft), draft.revisions.count()) == ("初稿", 1)
    assert "<script>" not in answer.content.decode().partition('name="seen"')[2][:60]


def test_saving_while_typing_stops_where_somebody_else_has_saved(ours, browse, second):
    draft = offices.draft(ours, title="初稿")
    client = browse(ours.editor)
    token = opened(client, draft)
    first = client.post(edit_url(draft), fields(ours, title="自动一", seen=token), HTTP_ACCEPT="application/json")
    version = json.loads(first.content)["revision_id"]
    offices.revise(draft, second, title="别人的稿")

    form = {**fields(ours, title="自动二", seen=token), "overwrite_revision_id": version}
    answer = client.post(edit_url(draft), form, HTTP_ACCEPT="application/json")

    assert (answer.status_code, json.loads(answer.content)["error_code"]) == (400, "invalid_revision")
    assert titles(draft) == ["初稿", "自动一", "别人的稿"]
    assert client.post(edit_url(draft), form).context["conflict"]["who"] == second


def test_version_of_somebody_else_is_not_written_over_by_its_number(ours, browse, second):
    draft = offices.draft(ours, title="初稿")
    theirs = offices.revise(draft, second, title="别人的稿")

    form = {**fields(ours, title="冒充"), "overwrite_revision_id": theirs.pk}
    browse(ours.editor).post(edit_url(draft), form, HTTP_ACCEPT="application/json")

    assert titles(draft) == ["初稿", "别人的稿"]


def test_mistake_in_the_form_does_not_renew_its_token(ours, browse, second):
    """The page with the marked fields is newer than the form it shows."""
    draft = offices.draft(ours, title="初稿")
    client = browse(ours.editor)
    token = opened(client, draft)
    offices.revise(draft, second, title="别人的稿")

    wrong = client.post(edit_url(draft), fields(ours, title="", seen=token))
    answer = client.post(edit_url(draft), fields(ours, title="我的稿", seen=wrong.context["seen"]))

    assert answer.context["conflict"]["who"] == second
    assert title_of(draft) == "别人的稿"


def test_what_was_typed_is_shown_again_when_the_text_was_handed_in_meanwhile(ours, browse, second):
    draft = offices.draft(ours, title="初稿")
    client = browse(ours.editor)
    token = opened(client, draft)
    review.submit(draft, second)

    answer = client.post(edit_url(draft), fields(ours, title="写了一个小时的标题", seen=token))

    assert answer.status_code == 200
    assert answer.context["form"]["title"].value() == "写了一个小时的标题"
    assert title_of(draft) == "初稿"


def test_going_back_to_an_older_version_does_not_write_over_a_newer_one(ours, browse, second):
    draft = offices.draft(ours, title="第一稿")
    client, first = browse(ours.editor), draft.latest_revision
    url = reverse("resources:revisions_revert", args=[draft.pk, first.pk])
    token = token_in(client.get(url))
    offices.revise(draft, second, title="别人的稿")

    answer = client.post(url, fields(ours, title="第一稿", seen=token))

    assert answer.context["conflict"]["who"] == second
    assert title_of(draft) == "别人的稿"


def test_remarks_of_a_return_stand_above_the_form_until_it_is_handed_in_again(ours, browse):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)
    review.send_back(draft, ours.reviewer, "请核对<b>数字</b>")
    client = browse(ours.editor)

    def told() -> int:
        page = client.get(edit_url(draft))
        assert "<b>数字" not in page.content.decode()
        return ["请核对" in str(message) for message in page.context["messages"]].count(True)

    assert told() == 1
    offices.revise(draft, ours.editor, title="改了")
    assert told() == 1
    review.submit(draft, ours.editor)
    review.recall(draft, ours.editor)
    assert told() == 0


def test_mistake_in_a_row_of_the_form_does_not_hide_that_somebody_else_has_saved(ours, browse, second):
    """A form that is no text yet is shown again, with the warning and without a comparison."""
    draft = offices.draft(ours, title="初稿")
    offices.revise(draft, second, title="别人的稿")

    row = {"type": "interprets", "target": ""}
    form = fields(ours, title="我的稿", seen="1|x", relations=inline_formset([row]))
    answer = browse(ours.editor).post(edit_url(draft), form)

    assert (answer.context["conflict"]["who"], answer.context["conflict"]["changes"]) == (second, None)
    assert title_of(draft) == "别人的稿"


@several_connections
def test_of_two_who_save_at_the_same_moment_one_is_told():
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")
    refill()
    at = offices.office("tongshi")
    draft = offices.draft(at, title="初稿")
    seen = drafting.seen_now(Resource.objects.get(pk=draft.pk))
    other = person(Role.EDITOR, at.site)

    def save(title: str, by):
        text = Resource.objects.get(pk=draft.pk).get_latest_revision_as_object()
        text.title = title
        return drafting.save(text, by=by, seen=seen)

    results = at_once(lambda: save("甲", at.editor), lambda: save("乙", other))

    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "Revision"]
    assert draft.revisions.count() == 2
