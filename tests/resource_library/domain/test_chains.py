"""One, two or three steps per column and kind, what was demanded, one step back, and steps nobody could take (R-1.7.16)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, TaskState, WorkflowState

from resource_library.domain import chains, review, reviewers
from resource_library.domain.chains import CITY, WHOLE_SITE, Rules
from resource_library.enums import Kind, State
from resource_library.models import Resource, ReviewRule, Submission
from resource_library.progress import progress_of
from resource_library.reading import remarks_on
from sites.enums import ColumnType
from tests.factories import sites
from tests.factories.accounts import UserFactory, person
from tests.factories.offices import draft, revise
from unified_platform.accounts.domain import assign, revoke
from unified_platform.accounts.enums import Role
from unified_platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def fresh(resource: Resource) -> Resource:
    return Resource.objects.get(pk=resource.pk)


def step_of(resource: Resource) -> str | None:
    task = fresh(resource).current_workflow_task
    return task and task.permission


def demand(steps: int, at=None, column=None, kind="") -> None:
    """A rule as its manager (or the centre) sets it."""
    by = at.manager if at else person(Role.INFORMATION_CENTRE)
    page = Page.objects.get(pk=column.pk) if column else None
    chains.set_chain(at.site if at else None, page, kind, steps, by=by)


def demanded_of(resource: Resource) -> list[str]:
    """The rights of the steps that were demanded when it was handed in."""
    record = Submission.objects.get(workflow_state=fresh(resource).current_workflow_state)
    return [chains.ReviewStep.objects.get(pk=pk).permission for pk in record.steps]


# Which chain


@pytest.mark.parametrize(
    ("steps", "rights"), [(1, ["publish"]), (2, ["review", "publish"]), (3, ["first", "review", "publish"])]
)
def test_chain_of_each_length_takes_as_many_people(portal, steps, rights):
    demand(steps, portal)
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)

    assert demanded_of(resource) == rights
    takers = {"first": portal.editor, "review": portal.reviewer, "publish": portal.publisher}
    for right in rights:
        assert (step_of(resource), fresh(resource).live) == (right, False)
        review.approve(resource, takers[right])

    resource = fresh(resource)
    people = set(TaskState.objects.values_list("finished_by", flat=True))
    assert (resource.live, len(people)) == (True, steps)


def test_nearest_place_decides_and_there_the_kind_before_the_rest(portal):
    below = sites.add_column(portal.column, "xia", "下级栏目", column_type=ColumnType.NEWS, in_menu=True)
    rules = {
        (CITY, ""): 2, (CITY, "policy"): 3, (WHOLE_SITE, ""): 1, (portal.column.path, "news"): 3, (below.path, ""): 2,
    }  # fmt: skip
    ReviewRule.objects.bulk_create(
        ReviewRule(
            site=None if place == CITY else portal.site,
            column=Page.objects.filter(path=place).first(),
            kind=kind,
            steps=steps,
        )
        for (place, kind), steps in rules.items()
    )
    found = Rules(portal.site)

    assert [found.demand(CITY, kind).steps for kind in ("", "policy", "news")] == [2, 3, 2]
    assert [found.demand(WHOLE_SITE, kind).steps for kind in ("", "policy", "news")] == [1, 1, 1]
    assert [found.demand(portal.column.path, kind).steps for kind in ("", "policy", "news")] == [1, 1, 3]
    assert [found.demand(below.path, kind).steps for kind in ("", "policy", "news")] == [2, 2, 2]
    assert (found.demand_above(below.path, ""), found.demand(below.path, "").is_own) == (1, True)


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from(["", "a", "b"])), st.integers(1, 3)))
def test_what_is_set_at_a_place_holds_there_and_nothing_else_decides_before_it(rules):
    paths = [CITY, WHOLE_SITE, "0001", "00010001", "000100010001"]
    found = Rules(None, rows=[])
    found._steps = {(paths[place], kind): steps for (place, kind), steps in rules.items()}

    for depth, path in enumerate(paths):
        for kind in ("", "a", "b"):
            said = [rules.get((n, each)) for n in range(depth, -1, -1) for each in dict.fromkeys((kind, ""))]
            expected = next((steps for steps in said if steps), chains.DEFAULT)
            assert found.demand(path, kind).steps == expected


def test_of_several_columns_the_strictest_decides(portal):
    strict = sites.column(portal.site.profile, "yan", "严格栏目")
    demand(3, portal, strict)
    resource = draft(portal, portal.column, strict, by=portal.writer)

    review.submit(resource, portal.writer)

    assert len(demanded_of(resource)) == 3
    assert "严格栏目" in Submission.objects.get().demanded_by


def test_important_policy_has_three_people_behind_it_whatever_is_set(portal):
    demand(1, portal)
    plain = draft(portal, policy=True)
    important = draft(portal, policy=True, extra={"important": True, "exemption": "涉密"})

    assert chains.demand_for(plain, plain).steps == 1
    assert chains.demand_for(important, important).steps == 2


def test_chain_changed_later_drops_no_step_of_what_is_under_way(portal):
    demand(3, portal)
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)
    demand(1, portal)

    review.approve(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    assert (step_of(resource), fresh(resource).live) == ("publish", False)
    review.approve(resource, portal.publisher)

    assert fresh(resource).live


def test_shorter_chain_than_was_demanded_publishes_nothing(portal):
    """Whoever starts the chain of one by hand has not handed anything in: the default is demanded."""
    resource = draft(portal)
    state = chains.chain_of(1).start(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.publisher)

    state.refresh_from_db()
    assert (state.status, fresh(resource).live) == (WorkflowState.STATUS_IN_PROGRESS, False)


# Who sets it


def test_chain_is_set_by_the_manager_for_her_site_and_by_the_centre_for_all(portal, district):
    centre = person(Role.INFORMATION_CENTRE)
    chains.set_chain(portal.site, None, "", 3, by=portal.manager)
    chains.set_chain(None, None, Kind.POLICY, 3, by=centre)
    chains.set_chain(district.site, None, "", 1, by=centre)

    for site, column in ((district.site, None), (None, None), (portal.site, district.column)):
        with pytest.raises((PermissionDenied, ValidationError)):
            chains.set_chain(site, column, "", 1, by=portal.manager)
    for who in (portal.editor, portal.publisher, district.manager):
        with pytest.raises(PermissionDenied):
            chains.set_chain(portal.site, None, "", 1, by=who)

    assert sorted(ReviewRule.objects.values_list("site", "kind", "steps"), key=str) == sorted(
        [(portal.site.pk, "", 3), (None, "policy", 3), (district.site.pk, "", 1)], key=str
    )


@pytest.mark.parametrize(("kind", "steps"), [("", 0), ("", 4), ("strange", 2)])
def test_chain_of_another_length_or_kind_is_refused(portal, kind, steps):
    with pytest.raises(ValidationError):
        chains.set_chain(portal.site, None, kind, steps, by=portal.manager)

    assert ReviewRule.objects.count() == 0


def test_setting_a_chain_stands_in_the_audit_with_before_and_after(portal):
    for steps in (3, 3, 1, None):
        chains.set_chain(portal.site, None, "", steps, by=portal.manager)

    told = AuditEntry.objects.filter(action="review.chain").order_by("pk").values_list("data", "site_id", "actor_id")
    assert [(data["before"], data["after"], site, actor) for data, site, actor in told] == [
        (None, 3, portal.site.pk, portal.manager.pk),
        (3, 1, portal.site.pk, portal.manager.pk),
        (1, None, portal.site.pk, portal.manager.pk),
    ]
    assert ReviewRule.objects.count() == 0


# Nobody twice


def test_first_review_is_taken_by_an_editor_or_a_reviewer_but_never_two_steps_by_one(portal):
    demand(3, portal)
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)
    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.publisher)

    review.approve(resource, portal.reviewer)
    with pytest.raises(PermissionDenied, match="同一人"):
        review.approve(resource, portal.reviewer)
    second = person(Role.REVIEWER, portal.site, display_name="第二审核人")
    review.approve(resource, second)
    review.approve(resource, portal.publisher)

    assert fresh(resource).live


def test_refusal_tells_who_may_go_on(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)

    for who in (portal.editor, portal.publisher):
        with pytest.raises(PermissionDenied) as refusal:
            review.approve(resource, who)
        assert str(portal.reviewer) in str(refusal.value)


# Nobody at all


def test_text_is_not_handed_in_when_a_step_would_wait_for_nobody(portal):
    demand(3, portal)
    resource = draft(portal, by=portal.editor)

    with pytest.raises(ValidationError) as refusal:
        review.submit(resource, portal.editor)
    assert "审核" in refusal.value.messages[0]
    assert (WorkflowState.objects.count(), fresh(resource).state) == (0, State.DRAFT)

    person(Role.REVIEWER, portal.site)
    review.submit(resource, portal.editor)
    assert step_of(resource) == "first"


def test_staffing_names_missing_steps_and_whose_texts_would_get_stuck(portal):
    three = reviewers.staffing(portal.site, chains.steps_of(3))
    assert ([str(who) for who, _steps in three.stuck], three.missing) == ([str(portal.editor)], [])
    assert reviewers.staffing(portal.site, chains.steps_of(2)).stuck == []

    revoke(portal.publisher, Role.PUBLISHER, portal.site)
    assert [step.permission for step in reviewers.staffing(portal.site, chains.steps_of(1)).missing] == ["publish"]


def test_one_person_with_two_offices_fills_only_one_step(portal):
    revoke(portal.editor, Role.EDITOR, portal.site)
    assign(portal.reviewer, Role.EDITOR, portal.site)

    assert [step.permission for step in reviewers.gaps(chains.steps_of(3), portal.site)] == ["review"]


# One step back


def test_step_back_lets_the_step_before_be_taken_again_by_the_same_person(portal):
    demand(3, portal)
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)
    review.approve(resource, portal.editor)
    review.approve(resource, portal.reviewer)

    review.step_back(resource, portal.publisher, "数字请再核对")
    assert (step_of(resource), fresh(resource).state) == ("review", State.SUBMITTED)
    review.step_back(resource, portal.reviewer, "编辑请看")
    assert step_of(resource) == "first"
    for who in (portal.editor, portal.reviewer, portal.publisher):
        assert not fresh(resource).live
        review.approve(resource, who)

    assert fresh(resource).live
    assert {each.comment for each in remarks_on(resource)} >= {"数字请再核对", "编辑请看"}


def test_step_back_needs_remarks_and_a_step_before(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(ValidationError):
        review.step_back(resource, portal.reviewer, "为什么不行")
    review.approve(resource, portal.reviewer)
    with pytest.raises(ValidationError):
        review.step_back(resource, portal.publisher, " ")

    assert step_of(resource) == "publish"


# How far it is


def test_progress_tells_who_did_what_and_whom_it_waits_for(portal):
    resource = draft(portal)
    assert progress_of(resource) is None
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)

    told = progress_of(fresh(resource))

    assert [(step.state, step.person, step.waits_for) for step in told.steps] == [
        ("done", portal.reviewer, ""),
        ("now", None, str(portal.publisher)),
    ]


def test_progress_costs_the_same_on_a_crowded_site(portal, django_assert_max_num_queries):
    for _ in range(8):
        person(Role.PUBLISHER, portal.site)
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    revise_later = fresh(resource)

    with django_assert_max_num_queries(15):
        progress_of(revise_later)


def test_superuser_holds_no_office_in_any_chain(portal):
    demand(1, portal)
    resource = draft(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, UserFactory(is_superuser=True))

    assert not fresh(resource).live


def test_returned_text_goes_under_the_chain_of_the_day_it_comes_back(portal):
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)
    review.send_back(resource, portal.reviewer, "请改")
    demand(3, portal)
    revise(resource, portal.writer, title="改过了")

    review.submit(resource, portal.writer)

    assert demanded_of(resource) == ["first", "review", "publish"]
