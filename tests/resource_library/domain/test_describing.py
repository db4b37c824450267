"""Changing what is said about a resource: classes, source, the archive mark; and putting back what was withdrawn."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from resource_library.domain import describing, placing, publishing, review
from resource_library.enums import PlacementRole, State, WithdrawReason
from resource_library.models import Resource, Term
from tests.factories import offices, sites
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return offices.office("one")


@pytest.fixture
def classes() -> list[int]:
    return list(Term.objects.filter(vocabulary__code="subject").order_by("pk").values_list("pk", flat=True)[:2])


def test_description_changes_on_the_page_and_in_the_draft_being_written(office, classes):
    resource = offices.public(office, subject_id=classes[0])
    offices.revise(resource, office.editor, title="新的标题")

    before = describing.describe(resource, {"subject": classes[1], "source": "新华社"}, by=office.editor)

    assert before == {"subject": classes[0], "source": resource.source}
    row = Resource.objects.get(pk=resource.pk)
    draft = row.get_latest_revision_as_object()
    assert [(each.subject_id, each.source) for each in (row, draft)] == [(classes[1], "新华社")] * 2
    assert (row.title, draft.title) == (resource.title, "新的标题")
    assert row.version == resource.version
    assert Event.objects.filter(kind="resource.described").count() == 1


def test_description_that_is_so_already_is_not_announced(office, classes):
    resource = offices.public(office, subject_id=classes[0])
    describing.describe(resource, {"subject": classes[0]}, by=office.editor)
    assert not Event.objects.filter(kind="resource.described").exists()


@pytest.mark.parametrize(
    "changes", [{"title": "x"}, {"subject": 0}, {"genre": "subject"}, {"source": " "}, {"source": "长" * 121}]
)
def test_only_descriptive_elements_with_values_from_their_lists(office, classes, changes):
    if changes.get("genre"):
        changes = {"genre": classes[0]}
    resource = offices.public(office)
    with pytest.raises(ValidationError):
        describing.describe(resource, changes, by=office.editor)


def test_who_may_not_change_what_the_public_sees_may_not_describe_it(office, classes):
    resource = offices.public(office)
    stranger = offices.office("two").editor
    for person in (office.reviewer, office.publisher, stranger):
        with pytest.raises(PermissionDenied):
            describing.describe(resource, {"subject": classes[0]}, by=person)


def test_text_under_review_is_not_described(office, classes):
    resource = offices.draft(office)
    review.submit(resource, office.editor)
    with pytest.raises(PermissionDenied):
        describing.describe(Resource.objects.get(pk=resource.pk), {"subject": classes[0]}, by=office.editor)


def test_archived_page_keeps_its_place_until_it_is_taken_out_again(office):
    resource = offices.public(office)

    describing.archive(resource, by=office.editor)
    row = Resource.objects.get(pk=resource.pk)
    assert (describing.is_archived(row), row.live) == (True, True)

    describing.unarchive(resource, by=office.editor)
    assert Resource.objects.get(pk=resource.pk).archive is None


def test_draft_is_not_archived(office):
    with pytest.raises(PermissionDenied):
        describing.archive(offices.draft(office), by=office.editor)


def test_moved_resource_is_shown_in_the_new_column_alone(office):
    resource = offices.public(office)
    new = sites.column(office.site.profile, "tzgg", "通知公告")

    placing.arrange_home(resource, [new], by=office.editor, moving=True)

    assert placing.shown_at_home(resource) == [new.pk]
    shown = resource.placements.filter(visible=True).values_list("column", "role")
    assert list(shown) == [(new.pk, PlacementRole.ORIGIN)]
    placing.arrange_home(resource, [office.column], by=office.editor, moving=True)
    assert placing.shown_at_home(resource) == [office.column.pk]
    assert resource.placements.get(visible=True).role == PlacementRole.ORIGIN


def test_withdrawal_by_mistake_is_taken_back(office):
    resource = offices.public(office)
    public = Resource.objects.get(pk=resource.pk)
    publishing.withdraw(resource, by=office.publisher, reason=WithdrawReason.WITHDRAWN)

    publishing.reinstate(resource, by=office.publisher)

    row = Resource.objects.get(pk=resource.pk)
    assert (row.live, row.state, row.version) == (True, State.PUBLISHED, public.version)
    assert (row.live_revision_id, row.has_unpublished_changes) == (public.live_revision_id, False)
    assert row.placements.filter(visible=True).count() == 1
    assert row.withdrawn_at is None


def test_what_changed_after_the_withdrawal_goes_through_review(office):
    resource = offices.public(office)
    publishing.withdraw(resource, by=office.publisher, reason=WithdrawReason.WITHDRAWN)
    offices.revise(resource, office.editor, title="改过")
    with pytest.raises(PermissionDenied):
        publishing.reinstate(resource, by=office.publisher)


def test_nobody_puts_back_without_the_right_to_withdraw_nor_what_is_public(office):
    resource = offices.public(office)
    with pytest.raises(PermissionDenied):
        publishing.reinstate(resource, by=office.publisher)
    publishing.withdraw(resource, by=office.publisher, reason=WithdrawReason.WITHDRAWN)
    with pytest.raises(PermissionDenied):
        publishing.reinstate(resource, by=office.editor)
