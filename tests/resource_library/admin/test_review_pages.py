"""The pages of chains and deputies, the progress on the reading page, and versions side by side."""

import pytest
from django.urls import reverse

from resource_library.domain import chains, deputies, review
from resource_library.domain.validity import today
from resource_library.enums import Kind, State
from resource_library.models import Deputy, ReviewRule
from tests.factories import offices, sites
from tests.factories.accounts import person
from unified_platform.accounts.domain import revoke
from unified_platform.accounts.enums import Role


def text_of(client, name: str, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def act(client, name: str, resource, **data):
    return client.post(reverse(f"resources:{name}", args=[resource.pk]), data, follow=True)


# Chains


def test_manager_of_one_site_comes_to_its_table_and_the_centre_to_all(ours, theirs, browse):
    answer = browse(ours.manager).get(reverse("review_chains:list"))
    assert answer.headers["Location"] == reverse("review_chains:site", args=[ours.site.pk])

    page = text_of(browse(person(Role.INFORMATION_CENTRE)), "review_chains:list")
    for site in (ours.site, theirs.site):
        assert reverse("review_chains:site", args=[site.pk]) in page
    assert reverse("review_chains:city") in page


def test_manager_sets_the_chain_of_a_column_and_the_columns_below_inherit_it(ours, browse):
    client = browse(ours.manager)
    below = sites.add_column(ours.column, "xia", "下级", column_type=ours.column.column_type)
    url = reverse("review_chains:column_edit", args=[ours.site.pk, ours.column.pk])

    answer = client.post(url, {"steps_any": "1", "steps_policy": "3"})
    assert answer.headers["Location"] == reverse("review_chains:site", args=[ours.site.pk])

    table = client.get(answer.headers["Location"]).context
    assert [str(heading) for heading in table["headings"]][1:] == ["政策文件"]
    rows = {row.title: [(cell.steps, cell.is_own) for cell in row.cells] for row in table["rows"]}
    assert rows[ours.column.title] == [(1, True), (3, True)]
    assert rows[below.title] == [(1, False), (3, False)]
    assert next(iter(rows.values())) == [(2, False), (2, False)]

    client.post(url, {"steps_any": "", "steps_policy": ""})
    assert ReviewRule.objects.count() == 0


@pytest.mark.parametrize("office", ["writer", "editor", "reviewer", "publisher"])
def test_chains_are_nothing_for_other_offices(ours, browse, office):
    client = browse(getattr(ours, office))

    assert client.get(reverse("review_chains:list")).status_code in (302, 403)
    for name, args in (("site", [ours.site.pk]), ("site_edit", [ours.site.pk]), ("city", []), ("city_edit", [])):
        assert client.get(reverse(f"review_chains:{name}", args=args)).status_code == 404
        assert client.post(reverse(f"review_chains:{name}", args=args), {"steps_any": "1"}).status_code in (404, 405)
    assert ReviewRule.objects.count() == 0


def test_manager_sets_nothing_for_the_city_or_another_site(ours, theirs, browse):
    client = browse(ours.manager)

    for name, args in (
        ("city_edit", []),
        ("site_edit", [theirs.site.pk]),
        ("column_edit", [theirs.site.pk, theirs.column.pk]),
        ("column_edit", [ours.site.pk, theirs.column.pk]),
    ):
        assert client.post(reverse(f"review_chains:{name}", args=args), {"steps_any": "1"}).status_code == 404
    assert ReviewRule.objects.count() == 0


def test_table_tells_the_manager_of_steps_nobody_could_take(ours, browse):
    client, url = browse(ours.manager), "review_chains:site"
    chains.set_chain(ours.site, None, "", 3, by=ours.manager)
    assert [str(who) for one in client.get(reverse(url, args=[ours.site.pk])).context["staffing"]
            for who, _ in one.stuck] == [str(ours.editor)]  # fmt: skip

    waiting = offices.draft(ours, by=ours.writer)
    review.submit(waiting, ours.writer)
    for who, role in ((ours.editor, Role.EDITOR), (ours.reviewer, Role.REVIEWER)):
        revoke(who, role, ours.site)
    context = client.get(reverse(url, args=[ours.site.pk])).context
    assert [[step.permission for step in one.missing] for one in context["staffing"]] == [["first", "review"]]
    assert context["waiting_in_vain"] == [waiting]


def test_table_costs_the_same_with_more_columns(ours, browse, django_assert_max_num_queries):
    for number in range(12):
        sites.column(ours.site.profile, f"lan{number}", f"栏目{number}")
    client, url = browse(ours.manager), reverse("review_chains:site", args=[ours.site.pk])
    client.get(url)

    with django_assert_max_num_queries(40):
        client.get(url)


def test_author_is_told_before_she_hands_it_in_that_nobody_could_review_it(ours, browse):
    revoke(ours.reviewer, Role.REVIEWER, ours.site)
    draft = offices.draft(ours, by=ours.editor)
    client = browse(ours.editor)

    assert "审核" in "".join(str(step.name) for step in client.get(
        reverse("resources:read", args=[draft.pk])).context["missing_people"])  # fmt: skip
    act(client, "submit", draft)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


# Deputies


def test_reviewer_names_a_deputy_from_her_own_menu_and_ends_it(ours, browse):
    client, url = browse(ours.reviewer), reverse("review_chains:deputies")
    assert url in text_of(client, "wagtailadmin_account")

    form = {"site": ours.site.pk, "person": ours.manager.pk, "starts_on": today(), "ends_on": today()}
    client.post(url, form)
    row = Deputy.objects.get()
    assert (row.principal, row.deputy, row.site) == (ours.reviewer, ours.manager, ours.site)
    assert str(ours.reviewer) in text_of(browse(ours.manager), "review_chains:deputies")

    client.post(reverse("review_chains:deputy_end", args=[row.pk]))
    assert deputies.in_force().count() == 0


def test_nobody_ends_or_names_deputies_of_strangers(ours, theirs, browse):
    row = deputies.name_deputy(theirs.reviewer, theirs.manager, theirs.site, today(), today())
    client = browse(ours.reviewer)

    assert client.post(reverse("review_chains:deputy_end", args=[row.pk])).status_code == 404
    for site, who in ((theirs.site, theirs.manager), (ours.site, theirs.manager), (theirs.site, ours.manager)):
        form = {"site": site.pk, "person": who.pk, "starts_on": today(), "ends_on": today()}
        client.post(reverse("review_chains:deputies"), form)
    assert list(Deputy.objects.values_list("pk", flat=True)) == [row.pk]
    assert str(theirs.manager) not in text_of(client, "review_chains:deputies")


def test_who_takes_no_step_has_nothing_to_hand_over(ours, browse):
    client, url = browse(ours.writer), reverse("review_chains:deputies")

    assert client.get(url).context["form"] is None
    assert client.post(url, {}).status_code in (302, 403)


def test_deputy_decides_on_the_reading_page_and_the_page_names_both(ours, browse):
    deputies.name_deputy(ours.reviewer, ours.manager, ours.site, today(), today())
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)
    client = browse(ours.manager)
    assert "formaction" in text_of(client, "resources:read", draft.pk)

    act(client, "approve", draft, remarks="代为审核")

    page = text_of(client, "resources:read", draft.pk)
    assert str(ours.manager) in page
    assert str(ours.reviewer) in page
    assert [(step.state, step.principal) for step in client.get(
        reverse("resources:read", args=[draft.pk])).context["progress"].steps] == [
            ("done", ours.reviewer), ("now", None)]  # fmt: skip


# One step back


def test_publisher_sends_a_text_one_step_back_from_the_page(ours, browse):
    draft = offices.draft(ours)
    review.submit(draft, ours.editor)
    step_back = reverse("resources:step_back", args=[draft.pk])
    assert step_back not in text_of(browse(ours.reviewer), "resources:read", draft.pk)
    review.approve(draft, ours.reviewer)
    client = browse(ours.publisher)
    assert step_back in text_of(client, "resources:read", draft.pk)

    act(client, "step_back", draft, remarks=" ")
    assert draft.current_workflow_task.specific.permission == "publish"
    act(client, "step_back", draft, remarks="附件打不开")
    assert draft.current_workflow_task.specific.permission == "review"
    assert "附件打不开" in text_of(browse(ours.reviewer), "resources:read", draft.pk)


# Versions


def test_any_two_versions_are_chosen_from_lists(ours, browse):
    draft = offices.draft(ours, title="第一稿")
    first = draft.latest_revision
    second = offices.revise(draft, ours.editor, title="第二稿")
    offices.revise(draft, ours.editor, title="第三稿")
    client, url = browse(ours.reviewer), reverse("resources:compare", args=[draft.pk])

    answer = client.get(url, {"a": second.pk, "b": first.pk}, follow=True)
    assert answer.context["comparison"][0].html.count("<del") == 1
    assert "一</del>" in answer.content.decode()
    assert [choice.value for choice in answer.context["versions"]][-2:] == [str(second.pk), str(first.pk)]
    assert client.get(url, {"a": "x", "b": first.pk}).status_code == 404
    same = client.get(reverse("resources:revisions_compare", args=[draft.pk, first.pk, first.pk]))
    assert same.context["comparison"] == []


def test_reviewer_sees_what_changed_since_the_public_version_in_words(ours, browse):
    resource = offices.public(ours, title="关于三月检查的通知", kind=Kind.NEWS)
    offices.revise(resource, ours.editor, title="关于四月检查的通知")
    client = browse(ours.reviewer)

    page = client.get(
        reverse("resources:compare", args=[resource.pk]), {"b": "live", "a": resource.revisions.last().pk}, follow=True
    )

    html = page.context["comparison"][0].html
    assert html.index(">三</del>") < html.index(">四</ins>")


def test_versions_of_another_site_are_not_compared(ours, theirs, browse):
    draft = offices.draft(theirs)

    url = reverse("resources:compare", args=[draft.pk])
    assert browse(ours.editor).get(url, {"a": "latest", "b": "latest"}).status_code == 404
