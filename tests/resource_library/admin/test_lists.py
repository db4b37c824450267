"""Lists of the back end: who sees what, how it is narrowed, and that a longer list costs no more questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from resource_library.domain import placing, publishing, review
from resource_library.enums import Kind, PlacementState, State
from resource_library.viewsets import paging
from tests.factories import library, offices, sites
from tests.factories.accounts import UserFactory, person
from unified_platform.accounts.domain import assign
from unified_platform.accounts.enums import Role
from unified_platform.search.domain import index, rebuild


def titles(response) -> list[str]:
    return [row.title for row in response.context["object_list"]]


def queries_of(client, url: str) -> int:
    """How many queries a page takes; asked once before, so that what is read once and kept does not count."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def fill(column, count: int) -> None:
    for number in range(count):
        library.published(column, title=f"第{number}条", at=timezone.now() - timedelta(hours=number))


@pytest.mark.parametrize("name", ["resources:list", "library:list", "columns:content", "wagtailadmin_home"])
def test_page_takes_as_many_queries_for_30_rows_as_for_3(ours, theirs, browse, name):
    url = reverse(name, args=[ours.column.pk] if name == "columns:content" else [])
    client = browse(ours.reviewer)
    fill(ours.column, 3)
    _work(ours, theirs, 3)
    few = queries_of(client, url)

    fill(ours.column, 27)
    _work(ours, theirs, 12)

    assert queries_of(client, url) == few


def _work(ours, theirs, count: int) -> None:
    """What lies on desks: texts in review and proposed reposts."""
    for number in range(count):
        review.submit(offices.draft(ours, title=f"待审{number}"), ours.editor)
        placing.repost(offices.public(theirs), ours.column, by=ours.editor)


def test_list_shows_the_resources_of_ones_own_sites_only(ours, theirs, browse):
    offices.draft(ours, title="甲站草稿")
    offices.draft(theirs, title="乙站草稿")
    offices.public(theirs, title="乙站已公开")

    for name in ("writer", "editor", "reviewer", "publisher", "manager"):
        assert titles(browse(getattr(ours, name)).get(reverse("resources:list"))) == ["甲站草稿"]


def test_list_of_somebody_with_two_sites_shows_both_and_says_which(ours, theirs, browse):
    assign(ours.editor, Role.EDITOR, theirs.site)
    offices.draft(ours, title="甲站草稿")
    offices.draft(theirs, title="乙站草稿")
    client, url = browse(ours.editor), reverse("resources:list")

    assert titles(client.get(url)) == ["乙站草稿", "甲站草稿"]
    assert titles(client.get(url, {"site": theirs.site.pk})) == ["乙站草稿"]


@pytest.mark.parametrize("role", [Role.INFORMATION_CENTRE, Role.AUTHORITY])
def test_platform_offices_see_the_resources_of_all_sites(ours, theirs, browse, role):
    offices.draft(ours, title="甲站草稿")
    offices.draft(theirs, title="乙站草稿")

    assert titles(browse(person(role)).get(reverse("resources:list"))) == ["乙站草稿", "甲站草稿"]


def test_filters_narrow_the_list(ours, browse):
    other = sites.column(ours.site.profile, "news", "部门动态")
    offices.draft(ours, title="通知", kind=Kind.NOTICE, by=ours.writer)
    offices.draft(ours, other, title="动态")
    offices.public(ours, title="已发")
    client, url = browse(ours.editor), reverse("resources:list")

    assert titles(client.get(url, {"kind": "notice"})) == ["通知"]
    assert titles(client.get(url, {"state": "published"})) == ["已发"]
    assert titles(client.get(url, {"column": other.pk})) == ["动态"]
    assert titles(browse(ours.writer).get(url, {"editor": "mine"})) == ["通知"]
    assert titles(client.get(url, {"state": ["draft", "published"], "kind": "news"})) == ["已发", "动态"]


def test_filter_for_a_column_of_another_site_is_no_choice(ours, theirs, browse):
    offices.draft(ours, title="甲站草稿")
    offices.draft(theirs, title="乙站草稿")

    page = browse(ours.editor).get(reverse("resources:list"), {"column": theirs.column.pk, "site": theirs.site.pk})

    assert titles(page) == ["甲站草稿"]


def test_search_finds_a_piece_of_a_chinese_word_in_drafts_of_ones_own_sites(ours, theirs, browse):
    ours_found = offices.draft(ours, title="住房公积金提取办法")
    offices.draft(ours, title="交通管制通告")
    offices.draft(theirs, title="乙站的公积金草稿")
    rebuild()

    page = browse(ours.writer).get(reverse("resources:list"), {"q": "公积"})

    assert titles(page) == [ours_found.title]


def test_search_without_an_index_says_so_and_looks_at_titles(ours, browse, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    offices.draft(ours, title="住房公积金提取办法")
    offices.draft(ours, title="交通管制通告")

    page = browse(ours.writer).get(reverse("resources:list_results"), {"q": "公积金"})

    assert titles(page) == ["住房公积金提取办法"]
    assert 'class="help-block help-warning"' in page.content.decode()


def test_list_stops_counting_at_its_limit(ours, browse, monkeypatch):
    monkeypatch.setattr(paging, "LIMIT", 25)
    fill(ours.column, 30)

    page = browse(ours.editor).get(reverse("resources:list"), {"p": 2})

    assert (page.context["paginator"].count, len(page.context["object_list"])) == (25, 5)


def test_list_never_counts_all_rows(ours, browse):
    fill(ours.column, 3)
    client = browse(ours.editor)

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("resources:list"))

    counting = [one["sql"] for one in asked if "COUNT(" in one["sql"] and "resource_library_resource" in one["sql"]]
    assert counting == []


def test_library_shows_what_is_public_anywhere_and_no_draft(ours, theirs, browse):
    offices.public(theirs, title="乙站公开")
    hidden = offices.public(ours, title="甲站公开")
    offices.revise(hidden, ours.editor, title="甲站改动中的标题")
    offices.draft(ours, title="甲站草稿")

    page = browse(ours.writer).get(reverse("library:list"))

    assert sorted(titles(page)) == ["乙站公开", "甲站公开"]
    draft = offices.draft(ours)
    assert browse(ours.editor).get(reverse("library:detail", args=[draft.pk])).status_code == 404


def test_library_is_narrowed_by_site_kind_and_date(ours, theirs, browse):
    library.published(theirs.column, title="旧闻", at=timezone.now() - timedelta(days=400))
    library.published(theirs.column, title="新闻")
    library.published(ours.column, title="文件", policy=True)
    client, url = browse(ours.editor), reverse("library:list")

    assert titles(client.get(url, {"site": ours.site.pk})) == ["文件"]
    assert titles(client.get(url, {"kind": "policy"})) == ["文件"]
    since = timezone.localdate() - timedelta(days=30)
    assert titles(client.get(url, {"site": theirs.site.pk, "published_from": since})) == ["新闻"]


def test_library_search_never_finds_drafts_of_others(ours, theirs, browse):
    public = offices.public(theirs, title="公积金缴存比例调整")
    offices.draft(theirs, title="公积金内部讨论稿")
    rebuild()
    index([public.pk])

    assert titles(browse(ours.editor).get(reverse("library:list"), {"q": "公积金"})) == ["公积金缴存比例调整"]


def test_desk_agrees_with_the_rule_about_who_may_decide(ours, theirs):
    """`desk.waiting_for` asks about many at once what `review.may_take_step` asks about one."""
    from resource_library.desk import waiting_for

    texts = [offices.draft(at, by=by) for at in (ours, theirs) for by in (at.editor, at.writer)]
    for text in texts:
        review.submit(text, text.editor)
    review.approve(texts[0], ours.reviewer)
    both = person(Role.REVIEWER, ours.site)
    assign(both, Role.EDITOR, ours.site)
    offices.draft(ours, by=both)
    people = [getattr(at, name) for at in (ours, theirs) for name in ("editor", "reviewer", "publisher", "manager")]

    for who in [*people, both, UserFactory(is_superuser=True)]:
        expected = {
            text.pk
            for text in texts
            if review.may_take_step(who, type(text).objects.get(pk=text.pk).current_workflow_task.specific, text)
        }
        assert {resource.pk for resource in waiting_for(who)} == expected


def test_column_page_lists_what_stands_in_it_in_its_order(ours, browse):
    _new, _middle, old = (
        library.published(ours.column, title=title, at=timezone.now() - timedelta(hours=age))
        for title, age in (("新", 1), ("中", 2), ("旧", 3))
    )
    placing.pin(old.placements.get(), 1, by=ours.manager)

    page = browse(ours.editor).get(reverse("columns:content", args=[ours.column.pk]))

    assert [row.resource.title for row in page.context["object_list"]] == ["旧", "新", "中"]


def test_column_page_pins_hides_and_shows_again(ours, browse):
    placement = library.published(ours.column).placements.get()
    client = browse(ours.editor)

    def press(act: str):
        client.post(reverse("columns:act", args=[placement.pk, act]))
        placement.refresh_from_db()

    press("pin")
    assert placement.pin == 1
    press("unpin")
    assert placement.pin == 0
    press("hide")
    assert (placement.state, placement.visible) == (PlacementState.HIDDEN, False)
    press("unhide")
    assert (placement.state, placement.visible) == (PlacementState.LIVE, True)


def test_column_page_of_another_site_does_not_exist(ours, theirs, browse):
    placement = library.published(theirs.column).placements.get()
    client = browse(ours.manager)

    assert client.get(reverse("columns:content", args=[theirs.column.pk])).status_code == 404
    assert client.post(reverse("columns:act", args=[placement.pk, "hide"])).status_code == 404
    placement.refresh_from_db()
    assert placement.visible


def test_repost_is_proposed_from_the_library_and_approved_by_somebody_else(ours, theirs, browse):
    """R-1.7.15."""
    resource = offices.public(theirs, title="乙站文件")
    url = reverse("library:detail", args=[resource.pk])

    browse(ours.editor).post(url, {"column": ours.column.pk, "title": "自拟标题", "summary": "自拟摘要"})
    placement = resource.placements.get(site=ours.site)
    assert (placement.state, placement.visible, placement.title) == (PlacementState.PROPOSED, False, "自拟标题")

    approve = reverse("columns:act", args=[placement.pk, "approve"])
    browse(ours.editor).post(approve)
    placement.refresh_from_db()
    assert placement.state == PlacementState.PROPOSED

    browse(ours.reviewer).post(approve)
    placement.refresh_from_db()
    assert (placement.state, placement.visible) == (PlacementState.LIVE, True)


def test_repost_into_another_sites_column_is_no_choice(ours, theirs, browse):
    resource = offices.public(theirs)

    page = browse(ours.editor).post(reverse("library:detail", args=[resource.pk]), {"column": theirs.column.pk})

    assert set(page.context["form"].errors) == {"column"}
    assert resource.placements.count() == 1


def test_declined_repost_is_gone(ours, theirs, browse):
    placement = placing.repost(offices.public(theirs), ours.column, by=ours.editor)

    browse(ours.reviewer).post(reverse("columns:act", args=[placement.pk, "decline"]))

    assert not ours.column.placements.exists()


def test_chooser_offers_ones_own_and_what_is_public(ours, theirs, browse):
    own, public = offices.draft(ours, title="甲站草稿"), offices.public(theirs, title="乙站公开")
    secret = offices.draft(theirs, title="乙站草稿")
    client = browse(ours.editor)

    page = client.get(reverse("resource_chooser:choose_results")).content.decode()
    assert (own.title in page, public.title in page, secret.title in page) == (True, True, False)
    assert client.get(reverse("resource_chooser:chosen", args=[secret.pk])).status_code == 404
    assert client.get(reverse("resource_chooser:chosen", args=[own.pk])).status_code == 200


def test_withdrawn_text_of_another_site_shows_nothing_in_the_column_that_had_it(ours, theirs, browse):
    resource = offices.public(theirs, title="乙站曾公开")
    placing.approve_repost(placing.repost(resource, ours.column, by=ours.editor), by=ours.reviewer)
    publishing.withdraw(resource, by=theirs.publisher, reason="corrected")
    offices.revise(resource, theirs.editor, title="乙站改写中")

    page = browse(ours.editor).get(reverse("columns:content", args=[ours.column.pk])).content.decode()

    assert "乙站" not in page.replace(theirs.site.site_name, "")
    assert type(resource).objects.get(pk=resource.pk).state == State.WITHDRAWN
