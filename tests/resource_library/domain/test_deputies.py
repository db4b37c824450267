"""Standing in for a reviewer: in her name, on her site, on her days, and never for a text one had a hand in."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from resource_library.desk import waiting_for
from resource_library.domain import chains, deputies, review, reviewers
from resource_library.domain.validity import today
from resource_library.models import Deputy, DeputyAct, Resource
from resource_library.progress import progress_of
from tests.factories.accounts import person
from tests.factories.offices import draft
from unified_platform.accounts.domain import assign, revoke
from unified_platform.accounts.enums import Role
from unified_platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def stand_in(at, deputy, principal=None, days: int = 7) -> Deputy:
    return deputies.name_deputy(principal or at.reviewer, deputy, at.site, today(), today() + timedelta(days=days))


def waiting(at) -> Resource:
    resource = draft(at, by=at.writer)
    review.submit(resource, at.writer)
    return resource


def step_of(resource: Resource) -> str:
    return Resource.objects.get(pk=resource.pk).current_workflow_task.permission


def test_deputy_takes_the_step_and_both_names_stand_in_the_record(portal):
    stand_in(portal, portal.manager)
    resource = waiting(portal)
    assert waiting_for(portal.manager) == [resource]

    review.approve(resource, portal.manager, "同意")

    act = DeputyAct.objects.select_related("task_state").get()
    assert (act.task_state.finished_by, act.principal) == (portal.manager, portal.reviewer)
    entry = AuditEntry.objects.get(action="review.as_deputy")
    assert (entry.actor_id, entry.data["principal"]) == (portal.manager.pk, str(portal.reviewer))
    done = progress_of(Resource.objects.get(pk=resource.pk)).steps[0]
    assert (done.person, done.principal) == (portal.manager, portal.reviewer)


def test_deputy_who_wrote_or_handed_in_the_text_does_not_review_it(portal):
    stand_in(portal, portal.editor)
    own = draft(portal, by=portal.editor)
    review.submit(own, person(Role.EDITOR, portal.site))
    handed_in = draft(portal, by=portal.writer)
    review.submit(handed_in, portal.editor)

    for resource in (own, handed_in):
        with pytest.raises(PermissionDenied):
            review.approve(resource, portal.editor)
        assert step_of(resource) == "review"
    assert waiting_for(portal.editor) == []


def test_nobody_acts_in_the_name_of_the_author(portal):
    """Who wrote the text cannot have it reviewed in her own name by somebody else."""
    both = person(Role.REVIEWER, portal.site)
    assign(both, Role.EDITOR, portal.site)
    stand_in(portal, portal.manager, principal=both)
    resource = draft(portal, by=both)
    review.submit(resource, portal.editor)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.manager)
    assert waiting_for(portal.manager) == []


def test_deputy_and_principal_do_not_take_two_steps_of_one_text(portal):
    chains.set_chain(portal.site, None, "", 3, by=portal.manager)
    second = person(Role.REVIEWER, portal.site)
    stand_in(portal, portal.manager)
    resource = waiting(portal)
    review.approve(resource, portal.manager)

    for who in (portal.manager, portal.reviewer):
        with pytest.raises(PermissionDenied):
            review.approve(resource, who)
    assert waiting_for(portal.reviewer) == []
    review.approve(resource, second)
    assert step_of(resource) == "publish"


def test_deputy_gains_nothing_on_another_site_and_no_other_step(portal, district):
    stand_in(portal, portal.manager)
    there, later = waiting(district), waiting(portal)
    review.approve(later, portal.reviewer)

    for resource in (there, later):
        with pytest.raises(PermissionDenied):
            review.approve(resource, portal.manager)
    assert waiting_for(portal.manager) == []


def test_reviewer_of_two_sites_is_stood_in_for_on_one(portal, district):
    assign(portal.reviewer, Role.REVIEWER, district.site)
    assign(portal.manager, Role.WRITER, district.site)
    stand_in(portal, portal.manager)
    resource = waiting(district)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.manager)


@pytest.mark.parametrize(("day", "may"), [(9, False), (10, True), (12, True), (13, False)])
def test_deputy_acts_from_the_first_to_the_last_day(portal, day, may):
    with time_machine.travel(datetime(2026, 3, 1, 4, tzinfo=UTC), tick=False):
        deputies.name_deputy(portal.reviewer, portal.manager, portal.site, date(2026, 3, 10), date(2026, 3, 12))
        resource = waiting(portal)

    with time_machine.travel(datetime(2026, 3, day, 4, tzinfo=UTC), tick=False):
        step = resource.current_workflow_task
        assert review.may_take_step(portal.manager, step, Resource.objects.get(pk=resource.pk)) is may


def test_principal_who_lost_her_office_is_stood_in_for_no_more(portal):
    stand_in(portal, portal.manager)
    resource = waiting(portal)
    revoke(portal.reviewer, Role.REVIEWER, portal.site)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.manager)


def test_deputy_is_no_principal(portal):
    """A deputy's deputy would be a chain of rights nobody gave."""
    stand_in(portal, portal.manager)

    with pytest.raises(PermissionDenied):
        stand_in(portal, portal.writer, principal=portal.manager)


def test_who_edits_does_not_sign_off_by_way_of_a_deputyship(portal):
    """R-1.13.6"""
    for who in (portal.writer, portal.editor, portal.reviewer):
        with pytest.raises(ValidationError):
            stand_in(portal, who, principal=portal.publisher)

    stand_in(portal, portal.manager, principal=portal.publisher)
    assert Deputy.objects.get().deputy == portal.manager


def test_office_given_later_ends_a_deputyship_it_excludes(portal):
    stand_in(portal, portal.manager, principal=portal.publisher)
    resource = waiting(portal)
    review.approve(resource, portal.reviewer)
    assign(portal.manager, Role.EDITOR, portal.site)

    with pytest.raises(PermissionDenied):
        review.approve(resource, portal.manager)


def test_deputy_works_for_the_same_site(portal, district):
    with pytest.raises(ValidationError):
        stand_in(portal, district.manager)


@pytest.mark.parametrize(("start", "end"), [(3, 2), (-5, -1), (0, 400)])
def test_days_that_make_no_sense_are_refused(portal, start, end):
    with pytest.raises(ValidationError):
        deputies.name_deputy(
            portal.reviewer,
            portal.manager,
            portal.site,
            today() + timedelta(days=start),
            today() + timedelta(days=end),
        )


def test_two_deputies_on_the_same_day_are_refused(portal):
    stand_in(portal, portal.manager)

    with pytest.raises(ValidationError):
        stand_in(portal, portal.writer)


def test_deputyship_is_ended_by_those_whom_it_concerns(portal, district):
    row = stand_in(portal, portal.writer)
    for who in (portal.editor, portal.publisher, district.manager):
        with pytest.raises(PermissionDenied):
            deputies.end_deputy(row, by=who)

    deputies.end_deputy(row, by=portal.manager)

    assert deputies.in_force().count() == 0
    told = AuditEntry.objects.filter(action__startswith="review.deputy").order_by("pk")
    assert list(told.values_list("action", "actor_id")) == [
        ("review.deputy", portal.reviewer.pk),
        ("review.deputy_end", portal.manager.pk),
    ]


def test_deputy_counts_when_it_is_asked_who_could_take_a_step(portal):
    """A site whose publisher stands in for nobody and is away is not stuck while somebody stands in for her."""
    stand_in(portal, portal.manager)

    found = reviewers.candidates(chains.steps_of(2)[0], portal.site, {portal.reviewer.pk})
    assert found == []  # the principal had a hand in it
    found = reviewers.candidates(chains.steps_of(2)[0], portal.site)
    assert [(one.person, one.principal) for one in found] == [
        (portal.reviewer, None),
        (portal.manager, portal.reviewer),
    ]
