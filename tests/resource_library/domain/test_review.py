"""From draft to signed off, each step by another person (R-1.7.16, R-1.13.6)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Task, TaskState, Workflow, WorkflowState

from resource_library.domain import drafting, publishing, review, scheduling
from resource_library.enums import State, WithdrawReason
from resource_library.models import Resource, ReviewStep
from tests.factories.accounts import UserFactory, person
from tests.factories.offices import draft, public, revise, sign_off
from unified_platform.accounts.enums import Role
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db


def state_of(resource: Resource) -> str:
    return Resource.objects.values_list("state", flat=True).get(pk=resource.pk)


def is_public(resource: Resource) -> bool:
    return Resource.objects.values_list("live", flat=True).get(pk=resource.pk)


def step_of(resource: Resource) -> str | None:
    """Which right the step that waits now asks for."""
    task = Resource.objects.get(pk=resource.pk).current_workflow_task
    return task and task.permission


def told(resource: Resource) -> list[str]:
    return list(Event.objects.filter(subject_id=str(resource.pk)).order_by("pk").values_list("kind", flat=True))


# The way


def test_review_takes_three_people_from_draft_to_the_public(portal):
    resource = draft(portal, by=portal.writer)
    assert (state_of(resource), step_of(resource), is_public(resource)) == (State.DRAFT, None, False)

    review.submit(resource, portal.writer)
    assert (state_of(resource), step_of(resource), is_public(resource)) == (State.SUBMITTED, "review", False)

    review.approve(resource, portal.reviewer)
    assert (state_of(resource), step_of(resource), is_public(resource)) == (State.SUBMITTED, "publish", False)

    review.approve(resource, portal.publisher)
    assert (state_of(resource), step_of(resource), is_public(resource)) == (State.PUBLISHED, None, True)
    assert told(resource) == [
        "resource.drafted",
        "resource.submitted",
        "resource.submitted",
        "resource.published",
    ]


def test_review_reads_who_decided_what_from_the_record(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.send_back(resource, portal.reviewer, "日期有误")
    revise(resource, portal.editor, title="改正了日期")
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer, "可以")
    review.approve(resource, portal.publisher)

    decided = TaskState.objects.filter(workflow_state__object_id=str(resource.pk)).order_by("pk")
    assert list(decided.values_list("status", "finished_by", "comment")) == [
        ("rejected", portal.reviewer.pk, "日期有误"),
        ("approved", portal.reviewer.pk, "可以"),
        ("approved", portal.publisher.pk, ""),
    ]


def test_submit_incomplete_names_what_is_missing(portal):
    resource = draft(portal, source=" ", region=None)

    with pytest.raises(ValidationError) as refusal:
        review.submit(resource, portal.editor)

    assert [error.code for error in refusal.value.error_list] == ["source", "region"]
    assert state_of(resource) == State.DRAFT


def test_workflow_started_past_the_domain_still_refuses_what_is_incomplete(portal):
    resource = draft(portal, source=" ")

    with pytest.raises(ValidationError):
        review.review_chain().start(resource, portal.editor)

    assert WorkflowState.objects.count() == 0


def test_submit_twice_is_refused(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.submit(resource, portal.editor)

    assert WorkflowState.objects.count() == 1


def test_submit_of_a_public_text_nobody_changed_is_refused(portal):
    resource = public(portal)

    with pytest.raises(PermissionDenied):
        review.submit(resource, portal.editor)

    assert state_of(resource) == State.PUBLISHED


def test_submit_reads_the_stored_version_not_the_copy_in_hand(portal):
    """A caller that changed something without saving it submits nothing unsaved."""
    resource = draft(portal, title="已保存")
    resource.title = "未保存"
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    review.approve(resource, portal.publisher)

    resource.refresh_from_db()
    assert resource.title == "已保存"


def test_submit_of_an_imported_draft_makes_its_first_version(portal):
    """An import leaves rows without versions; whoever hands one in counts as its author."""
    from resource_library.domain.placing import place_at_home
    from tests.factories.library import ResourceFactory

    resource = ResourceFactory(owner_site=portal.site)
    place_at_home(resource, portal.column)
    review.submit(resource, portal.editor)

    resource.refresh_from_db()
    assert (resource.latest_revision.user, resource.state) == (portal.editor, State.SUBMITTED)


# Who may not


def test_author_never_reviews_her_own_text(portal):
    both = person(Role.EDITOR, portal.site)
    _also(both, Role.REVIEWER, portal)
    resource = draft(portal, by=both)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, both)

    assert step_of(resource) == "review"


def test_author_of_any_version_since_the_public_one_never_reviews(portal):
    """Who changed a comma two versions ago has had a hand in the text; who wrote what is public long since has not."""
    both = person(Role.EDITOR, portal.site)
    _also(both, Role.REVIEWER, portal)
    resource = draft(portal, by=both)
    sign_off(resource, portal)

    revise(resource, portal.editor, title="新标题")
    review.submit(resource, portal.editor)
    assert review.may_take_step(both, _step("review"), _fresh(resource)) is True
    review.recall(resource, portal.editor)

    revise(resource, both, title="新标题，")
    revise(resource, portal.editor, title="新标题。")
    review.submit(resource, portal.editor)
    assert review.may_take_step(both, _step("review"), _fresh(resource)) is False


def test_submitter_never_reviews_what_she_handed_in(portal):
    """Handing in is the first look (R-1.7.16): of three looks each is somebody else's."""
    both = person(Role.EDITOR, portal.site)
    _also(both, Role.REVIEWER, portal)
    resource = draft(portal, by=portal.writer)
    review.submit(resource, both)

    with pytest.raises(PermissionDenied):
        review.approve(resource, both)

    assert step_of(resource) == "review"


def test_reviewer_never_signs_off(portal):
    """The offices exclude each other; even a group that grants both rights does not let one person take two steps."""
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    _grant_past_the_offices(portal.reviewer, "publish", portal)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.reviewer)

    assert (step_of(resource), is_public(resource)) == ("publish", False)


@pytest.mark.parametrize("name", ["writer", "editor", "manager", "publisher"])
def test_review_step_is_for_reviewers_only(portal, name):
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)

    with pytest.raises(PermissionDenied):
        review.approve(resource, getattr(portal, name))

    assert step_of(resource) == "review"


@pytest.mark.parametrize("name", ["writer", "editor", "manager", "reviewer"])
def test_sign_off_is_for_publishers_only(portal, name):
    resource = draft(portal, by=person(Role.WRITER, portal.site))
    review.submit(resource, person(Role.EDITOR, portal.site))
    review.approve(resource, person(Role.REVIEWER, portal.site))

    with pytest.raises(PermissionDenied):
        review.approve(resource, getattr(portal, name))

    assert step_of(resource) == "publish"


def test_reviewer_and_publisher_of_another_site_never_decide(portal, district):
    resource = draft(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, district.reviewer)
    with pytest.raises(PermissionDenied):
        review.send_back(resource, district.reviewer, "不同意")
    review.approve(resource, portal.reviewer)
    with pytest.raises(PermissionDenied):
        review.approve(resource, district.publisher)

    assert (step_of(resource), is_public(resource)) == ("publish", False)


@pytest.mark.parametrize("role", [Role.INFORMATION_CENTRE, Role.AUTHORITY])
def test_platform_offices_decide_no_text(portal, role):
    resource = draft(portal)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, person(role))

    assert step_of(resource) == "review"


def test_superuser_holds_no_office_and_decides_nothing(portal):
    """Who runs the system does not publish (R-1.13.6), however many rights Django says she has."""
    root = UserFactory(is_superuser=True)
    resource = draft(portal)
    review.submit(resource, portal.editor)
    with pytest.raises(PermissionDenied):
        review.approve(resource, root)
    review.approve(resource, portal.reviewer)
    with pytest.raises(PermissionDenied):
        review.approve(resource, root)

    assert (step_of(resource), is_public(resource)) == ("publish", False)


def test_reviewer_who_left_decides_nothing(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)
    portal.reviewer.is_active = False
    portal.reviewer.save()

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.reviewer)

    assert step_of(resource) == "review"


# Returned, taken back, changed


def test_returned_text_comes_back_with_its_remarks_and_begins_again(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    review.send_back(resource, portal.publisher, "请补充附件")
    assert (state_of(resource), step_of(resource)) == (State.RETURNED, None)

    revise(resource, portal.editor, title="补充之后")
    review.submit(resource, portal.editor)

    assert (state_of(resource), step_of(resource)) == (State.SUBMITTED, "review")


def test_send_back_without_a_reason_is_refused_by_every_door(portal):
    resource = draft(portal)
    review.submit(resource, portal.editor)
    waiting = resource.current_workflow_task_state

    with pytest.raises(ValidationError):
        review.send_back(resource, portal.reviewer, "  ")
    with pytest.raises(ValidationError):
        waiting.task.specific.on_action(waiting, portal.reviewer, "reject", comment="")

    assert (state_of(resource), step_of(resource)) == (State.SUBMITTED, "review")


def test_returned_text_resumed_by_wagtails_own_door_needs_every_step_for_the_new_version(portal):
    """Wagtail resumes with the step that said no. The other one's approval was for another text."""
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    review.send_back(resource, portal.publisher, "请改")
    revise(resource, portal.editor, title="改过")

    _fresh(resource).current_workflow_state.resume(user=portal.editor)
    assert (state_of(resource), step_of(resource)) == (State.SUBMITTED, "publish")
    review.approve(resource, portal.publisher)
    assert (is_public(resource), step_of(resource)) == (False, "review")
    review.approve(resource, portal.reviewer)

    resource.refresh_from_db()
    assert (resource.live, resource.title) == (True, "改过")


def test_text_changed_under_an_approval_needs_the_approval_again(portal):
    """While it is reviewed nobody may save; whoever gets past the lock gains nothing by it."""
    resource = draft(portal)
    review.submit(resource, portal.editor)
    review.approve(resource, portal.reviewer)
    text = _fresh(resource)
    text.title = "偷换的标题"
    with pytest.raises(PermissionDenied):
        drafting.save(text, by=portal.editor)

    text.save_revision(user=portal.editor)
    review.approve(resource, portal.publisher)

    assert (is_public(resource), step_of(resource)) == (False, "review")


def test_approved_version_written_over_is_no_approved_version(portal):
    """Wagtail saves a version over itself while somebody types. What was signed off must not change that way."""
    resource = public(portal, title="签发的标题")
    revision = resource.live_revision
    text = _fresh(resource)
    text.title = "签发之后改的"

    new = drafting.save(text, by=portal.editor, overwrite=revision)
    assert new.pk != revision.pk

    forged = _fresh(resource).get_latest_revision_as_object()
    forged.latest_revision = revision
    forged.save_revision(user=portal.editor, overwrite_revision=revision, clean=False)
    assert review.is_signed_off(revision) is False
    with pytest.raises(PermissionDenied):
        revision.publish()
    resource.refresh_from_db()
    assert resource.title == "签发的标题"


def test_recall_takes_a_submitted_text_back(portal):
    resource = draft(portal, by=portal.writer)
    review.submit(resource, portal.writer)
    with pytest.raises(PermissionDenied):
        review.recall(resource, portal.reviewer)
    with pytest.raises(PermissionDenied):
        review.recall(resource, person(Role.WRITER, portal.site))

    review.recall(resource, portal.writer)

    assert (state_of(resource), step_of(resource)) == (State.DRAFT, None)
    assert revise(resource, portal.writer, title="继续写").object_str == "继续写"


def test_recall_of_nothing_is_refused(portal):
    with pytest.raises(PermissionDenied):
        review.recall(draft(portal), portal.editor)


def test_approve_of_nothing_is_refused(portal):
    with pytest.raises(PermissionDenied):
        review.approve(draft(portal), portal.reviewer)


def test_decision_taken_already_cannot_be_taken_again(portal):
    """Two reviewers with the same page open: the second one comes too late and nothing happens twice."""
    other = person(Role.REVIEWER, portal.site)
    resource = draft(portal)
    review.submit(resource, portal.editor)
    seen_by_both = resource.current_workflow_task_state
    review.approve(resource, portal.reviewer)

    with pytest.raises(PermissionDenied):
        seen_by_both.task.specific.on_action(seen_by_both, other, "approve")

    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1


# Past the review: every door Wagtail has


def _by_revision(resource, root):
    resource.latest_revision.publish(user=root)


def _by_model(resource, root):
    resource.publish(resource.latest_revision, user=root, skip_permission_checks=True)


def _by_domain(resource, root):
    publishing.publish(resource, resource.latest_revision, by=root)


def _by_finishing_the_workflow(resource, root):
    state = resource.current_workflow_state or review.review_chain().start(resource, root)
    state.finish(user=root)


def _by_approving_past_the_steps(resource, root):
    """What `TaskState.approve` alone would do, without the step that asks who it is."""
    state = resource.current_workflow_state or review.review_chain().start(resource, root)
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state.approve(user=root)
        state.refresh_from_db()


def _by_the_clock(resource, root):
    resource.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def _by_a_chain_without_steps(resource, root):
    Task.objects.filter(pk__in=ReviewStep.objects.values("pk")).update(active=False)
    resource.latest_revision.publish(user=root)


def _by_no_chain(resource, root):
    Workflow.objects.update(active=False)
    resource.latest_revision.publish(user=root)


def _by_a_chain_of_one(resource, root):
    Task.objects.filter(pk=_step("publish").pk).update(active=False)
    state = review.review_chain().start(resource, resource.editor)
    state.current_task_state.approve(user=root)


@pytest.mark.parametrize(
    "door",
    [
        _by_revision,
        _by_model,
        _by_domain,
        _by_finishing_the_workflow,
        _by_approving_past_the_steps,
        _by_the_clock,
        _by_a_chain_without_steps,
        _by_no_chain,
        _by_a_chain_of_one,
    ],
)
def test_superuser_cannot_publish_past_the_review(portal, door):
    root = UserFactory(is_superuser=True)
    resource = draft(portal)

    with pytest.raises(PermissionDenied):
        door(resource, root)

    resource.refresh_from_db()
    assert (resource.live, resource.published_at, resource.version) == (False, None, 0)
    assert list(resource.placements.values_list("visible", flat=True)) == [False]


def test_worker_takes_what_was_never_signed_off_from_the_schedule(portal):
    resource = draft(portal)
    resource.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))

    assert scheduling.publish_due() == 0

    assert (is_public(resource), told(resource)[-1]) == (False, "resource.schedule_failed")


def test_older_version_does_not_return_without_a_review(portal):
    """It was signed off once. So was the correction that replaced it."""
    resource = public(portal, title="有错的标题")
    first = resource.live_revision
    revise(resource, portal.editor, title="更正的标题")
    sign_off(resource, portal)

    with pytest.raises(PermissionDenied):
        first.publish(user=UserFactory(is_superuser=True))

    resource.refresh_from_db()
    assert resource.title == "更正的标题"


def test_version_of_another_resource_cannot_be_passed_off(portal):
    signed_off, other = public(portal), draft(portal)

    with pytest.raises(ValueError, match="not a version of"):
        publishing.publish(other, signed_off.live_revision)

    assert is_public(other) is False


def test_version_changed_in_memory_is_published_as_it_was_signed_off(portal):
    resource = public(portal, title="签发的标题")
    revision = resource.live_revision
    revision.content["title"] = "没有签发的标题"

    revision.publish()

    resource.refresh_from_db()
    assert resource.title == "签发的标题"


def test_withdrawn_resource_needs_a_new_review_of_a_new_version(portal):
    resource = public(portal)
    old = resource.live_revision
    publishing.withdraw(resource, by=portal.publisher, reason=WithdrawReason.CORRECTED)
    with pytest.raises(PermissionDenied):
        old.publish()
    with pytest.raises(PermissionDenied):
        review.submit(resource, portal.editor)

    new = revise(resource, portal.editor, title="更正之后")
    with pytest.raises(PermissionDenied):
        new.publish()
    sign_off(resource, portal)

    assert (resource.live, resource.state, resource.withdrawn_at, resource.withdraw_reason) == (
        True,
        State.PUBLISHED,
        None,
        "",
    )


# What else happens meanwhile


def test_workflow_cancelled_while_public_leaves_the_state_public(portal):
    resource = public(portal)
    revise(resource, portal.editor, title="新标题")
    review.submit(resource, portal.editor)
    assert state_of(resource) == State.SUBMITTED

    review.recall(resource, portal.editor)

    assert (state_of(resource), is_public(resource)) == (State.PUBLISHED, True)


def test_workflow_cancelled_after_a_withdrawal_leaves_the_state_withdrawn(portal):
    resource = public(portal)
    publishing.withdraw(resource, by=portal.publisher, reason=WithdrawReason.WITHDRAWN)
    revise(resource, portal.editor, title="新标题")
    review.submit(resource, portal.editor)

    review.recall(resource, portal.editor)

    assert state_of(resource) == State.WITHDRAWN


def test_reviewer_sees_only_what_waits_on_her_site(portal, district):
    here, there = draft(portal), draft(district)
    review.submit(here, portal.editor)
    review.submit(there, district.editor)

    waiting = TaskState.objects.reviewable_by(portal.reviewer)

    assert list(waiting.values_list("workflow_state__object_id", flat=True)) == [str(here.pk)]
    assert list(TaskState.objects.reviewable_by(portal.publisher)) == []


def _fresh(resource: Resource) -> Resource:
    return Resource.objects.get(pk=resource.pk)


def _step(right: str) -> ReviewStep:
    return ReviewStep.objects.get(permission=right)


def _also(user, role, at) -> None:
    from unified_platform.accounts.domain import assign

    assign(user, role, at.site)


def _grant_past_the_offices(user, act: str, at) -> None:
    """A right that a superuser handed out directly, past the table of offices."""
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupSitePermission

    group = Group.objects.create(name="例外")
    right = Permission.objects.get(codename=f"{act}_resource")
    GroupSitePermission.objects.create(group=group, site=at.site, permission=right)
    user.groups.add(group)
    user.__dict__.pop("_site_permission_cache", None)
