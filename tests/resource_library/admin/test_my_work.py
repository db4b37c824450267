"""My work today: what each role finds in the morning (今日工作)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from resource_library.domain import placing, review
from resource_library.domain.validity import today
from resource_library.enums import State
from resource_library.models import ReadTotal, Resource
from tests.factories import library, offices
from tests.factories.accounts import person
from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User
from unified_platform.accounts.work import COUNTED, Pile, piles_of, waited

pytestmark = pytest.mark.django_db


def on_desk(user) -> dict[str, Pile]:
    # A new object, as every request has: rights are kept on it.
    return {pile.name: pile for pile in piles_of(User.objects.get(pk=user.pk))}


def titles(pile: Pile) -> list[str]:
    return [row.title for row in pile.rows]


def in_review(at, title: str):
    text = offices.draft(at, title=title)
    review.submit(text, at.editor)
    return text


def age(text, **span) -> None:
    """It has been lying there for this long."""
    then = timezone.now() - timedelta(**span)
    Resource.objects.filter(pk=text.pk).update(updated_at=then)
    waiting = TaskState.objects.filter(workflow_state__object_id=str(text.pk), status=TaskState.STATUS_IN_PROGRESS)
    waiting.update(started_at=then)


def test_writer_finds_her_drafts_what_came_back_and_where_the_rest_is(ours):
    offices.draft(ours, title="草稿")
    in_review(ours, "待审")
    returned = in_review(ours, "退回")
    review.send_back(returned, ours.reviewer, "标题与正文不符，请核对")

    desk = on_desk(ours.editor)
    assert titles(desk["drafts"]) == ["草稿"]
    assert titles(desk["submitted"]) == ["待审"]
    assert [(row.title, row.remark) for row in desk["returned"].rows] == [("退回", "标题与正文不符，请核对")]
    assert str(ours.reviewer) in desk["returned"].rows[0].facts[0]
    step = Resource.objects.get(title="待审").current_workflow_task.name
    assert desk["submitted"].rows[0].facts[0] == step


def test_reviewer_finds_what_waits_for_her_the_longest_waiting_first(ours):
    young, old = in_review(ours, "新到"), in_review(ours, "久候")
    age(young, hours=3)
    age(old, days=4)

    waiting = on_desk(ours.reviewer)["waiting"]
    assert [(row.title, row.tone) for row in waiting.rows] == [("久候", "warning"), ("新到", "")]
    assert [row.mark for row in waiting.rows] == [waited(timezone.now() - timedelta(days=4)), waited(_hours_ago(3))]
    assert on_desk(ours.publisher)["waiting"].count == 0

    review.approve(old, ours.reviewer)
    assert titles(on_desk(ours.reviewer)["waiting"]) == ["新到"]
    assert titles(on_desk(ours.publisher)["waiting"]) == ["久候"]


def _hours_ago(hours):
    return timezone.now() - timedelta(hours=hours)


def test_writer_has_no_pile_for_decisions_and_reviewer_none_for_drafts(ours):
    assert not {"waiting", "reposts", "hanging", "expiring"} & set(on_desk(ours.writer))
    assert not {"drafts", "returned", "submitted", "hanging"} & set(on_desk(ours.reviewer))


def test_manager_sees_everything_of_her_site_that_hangs_and_nothing_of_others(ours, theirs):
    in_review(theirs, "别站待审")
    late = in_review(ours, "本站待审")
    age(late, days=5)
    returned = in_review(ours, "本站退回")
    review.send_back(returned, ours.reviewer, "改")
    offices.draft(ours, title="本站草稿")

    hanging = on_desk(ours.manager)["hanging"]
    assert titles(hanging) == ["本站待审", "本站退回"]
    assert hanging.count == 2


def test_centre_sees_what_hangs_on_all_sites(ours, theirs):
    in_review(theirs, "别站待审")
    in_review(ours, "本站待审")
    centre = person(Role.INFORMATION_CENTRE)
    assert sorted(titles(on_desk(centre)["hanging"])) == ["别站待审", "本站待审"]


def test_reposts_lie_on_the_desk_of_the_receiving_site_but_not_of_the_proposer(ours, theirs):
    placing.repost(offices.public(theirs, title="乙站新闻"), ours.column, by=ours.editor)

    assert titles(on_desk(ours.reviewer)["reposts"]) == ["乙站新闻"]
    assert titles(on_desk(ours.manager)["reposts"]) == ["乙站新闻"]
    assert "reposts" not in on_desk(ours.editor)
    assert titles(on_desk(theirs.reviewer)["reposts"]) == []


def test_what_ends_soon_lies_on_the_desk_of_the_manager(ours, theirs):
    soon, later = timezone.now() + timedelta(days=3), timezone.now() + timedelta(days=60)
    library.published(ours.column, title="三日后下架", expire_at=soon)
    library.published(ours.column, title="两月后下架", expire_at=later)
    library.published(theirs.column, title="别站下架", expire_at=soon)
    library.published(
        ours.column, title="明日废止", policy=True, abolish_date=today() + timedelta(days=1), doc_no="宁政发〔2026〕9号"
    )
    library.published(
        ours.column, title="后日到期", public_time_limit="limited", public_until=today() + timedelta(days=2)
    )
    assert titles(on_desk(ours.manager)["expiring"]) == ["明日废止", "后日到期", "三日后下架"]


def test_scheduled_texts_lie_in_the_order_of_their_hour(ours):
    for title, days in (("后天", 2), ("明天", 1)):
        text = offices.draft(ours, title=title)
        Resource.objects.filter(pk=text.pk).update(
            state=State.SCHEDULED, go_live_at=timezone.now() + timedelta(days=days)
        )
    assert titles(on_desk(ours.editor)["scheduled"]) == ["明天", "后天"]


def test_office_that_was_taken_away_takes_its_drafts_off_the_desk(ours, theirs):
    """What she wrote belongs to the site, not to her (R-1.11.4)."""
    text = offices.draft(ours, title="旧站草稿")
    Resource.objects.filter(pk=text.pk).update(editor=theirs.editor)
    assert titles(on_desk(theirs.editor)["drafts"]) == []


def test_page_shows_remarks_counts_and_kind_words_for_empty_piles(ours, browse):
    returned = in_review(ours, "<b>退回</b>")
    review.send_back(returned, ours.reviewer, "<script>alert(1)</script>")
    page = browse(ours.editor).get(reverse("wagtailadmin_home")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>退回</b>" not in page
    assert reverse("resources:read", args=[returned.pk]) in page
    drafts = on_desk(ours.editor)["drafts"]
    assert str(drafts.nothing) in page


def test_page_costs_the_same_however_much_lies_on_the_desk(ours, theirs, browse):
    """Ten to twelve of them are the frame of the back end: session, person, rights, menu."""
    both = person(Role.EDITOR, ours.site)
    assign(both, Role.REVIEWER, ours.site)
    people = [ours.editor, ours.reviewer, ours.manager, person(Role.INFORMATION_CENTRE), both]
    placing.repost(offices.public(theirs), ours.column, by=ours.editor)
    review.send_back(in_review(ours, "退回"), ours.reviewer, "改")
    in_review(ours, "待审")
    offices.draft(ours)
    before = [_cost(browse(who)) for who in people]
    for number in range(4):
        in_review(ours, f"又一篇{number}")
        offices.draft(ours)
        placing.repost(offices.public(theirs), ours.column, by=ours.editor)
    assert [_cost(browse(who)) for who in people] == before
    assert max(before) <= 22


def _cost(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("wagtailadmin_home"))
    return len(queries)


def test_pile_is_counted_to_its_bound_and_says_so(ours):
    drafts = library.ResourceFactory.build_batch(
        COUNTED + 3, owner_site=ours.site, editor=ours.editor, issuer=None, region=None
    )
    Resource.objects.bulk_create(drafts)
    pile = on_desk(ours.editor)["drafts"]
    assert (pile.count, pile.counted, len(pile.shown), pile.is_cut) == (COUNTED, f"{COUNTED}+", 8, True)


def test_whole_list_behind_a_pile_is_filtered_as_the_pile_is(ours, browse):
    in_review(ours, "待我审核")
    text = offices.draft(ours, title="审核员自己的稿", by=ours.writer)
    review.submit(text, ours.writer)
    review.approve(text, ours.reviewer)
    for who in (ours.reviewer, ours.publisher):
        pile = on_desk(who)["waiting"]
        answer = browse(who).get(pile.more)
        assert [row.title for row in answer.context["object_list"]] == titles(pile), who


def test_list_shows_how_often_each_text_was_read(ours, browse):
    resource = library.published(ours.column, title="热读")
    ReadTotal.objects.create(resource=resource, count=4711)
    library.published(ours.column, title="未读")
    page = browse(ours.editor).get(reverse("resources:list"))
    assert {row.title: row.views for row in page.context["object_list"]} == {"热读": 4711, "未读": None}
    assert "4711" in page.content.decode()
