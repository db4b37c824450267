"""Merging: nothing that was shown is lost, no column shows two, every old address answers; and the way back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import ModelLogEntry

from resource_library.addresses import path_of
from resource_library.domain import merging, placing, publishing, review, signatures
from resource_library.enums import PlacementRole, PlacementState, RelationType, WithdrawReason
from resource_library.models import Attachment, DuplicatePair, LibraryDocument, Placement, Relation, Resource, Verdict
from resource_library.queries import with_addresses
from tests.factories import offices, sites
from tests.factories.accounts import person
from tests.factories.library import published
from tests.factories.media import PDF, document
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import JobState

pytestmark = pytest.mark.django_db


def shown() -> set[tuple[int, int]]:
    """(column, resource) of everything the public sees."""
    return set(Placement.objects.filter(visible=True, resource__live=True).values_list("column", "resource"))


def rows() -> list[tuple]:
    """All that a merge may touch, without what says when."""
    placements = Placement.objects.exclude(state=PlacementState.HIDDEN).order_by("column", "resource")
    return [
        *placements.values_list("column", "resource", "role", "state", "visible", "title", "date", "pin"),
        *Attachment.objects.order_by("resource", "document").values_list("resource", "document", "title"),
        *Relation.objects.order_by("resource", "type", "target").values_list("resource", "type", "target"),
        *Resource.objects.order_by("pk").values_list("pk", "live", "state", "successor", "index_no", "validity"),
    ]


def fetch(host: str, path: str):
    return Client(HTTP_HOST=host).get(path)


def addresses(resource: Resource) -> list[tuple[str, str]]:
    """(host, path) at which the public reads it."""
    found = with_addresses(Placement.objects.filter(resource=resource, visible=True))
    return [(each.site.hostname, path_of(each)) for each in found]


def test_survivor_takes_the_place_of_the_other_on_its_site(office, other, centre):
    keep, copy = published(office.column, title="防汛通知"), published(other.column, title="防汛通知（转）")
    ((host, old),) = addresses(copy)
    merging.merge(keep, copy, by=centre)
    place = Placement.objects.get(resource=keep, column=other.column)
    assert (place.role, place.state, place.visible, place.approved_by) == (
        PlacementRole.REPOST, PlacementState.LIVE, True, centre,
    )  # fmt: skip
    answer = fetch(host, old)
    assert (answer.status_code, answer["Location"]) == (301, path_of(place))
    assert fetch(host, answer["Location"]).status_code == 200
    copy.refresh_from_db()
    assert (copy.live, copy.withdraw_reason, copy.successor) == (False, WithdrawReason.MERGED, keep)


def test_merge_within_a_site_makes_places_of_the_same_site(office):
    further = sites.column(office.site.profile, "tzgg", "通知公告")
    keep, copy = published(office.column), published(further)
    merging.merge(keep, copy, by=office.manager)
    assert set(keep.placements.values_list("column", "role")) == {
        (office.column.pk, PlacementRole.ORIGIN), (further.pk, PlacementRole.SAME_SITE),
    }  # fmt: skip


def test_hidden_place_of_the_survivor_is_shown_where_the_other_was(office, other, centre):
    keep, copy = published(office.column), published(other.column)
    hidden = Placement.objects.create(
        resource=keep, column=other.column, site=other.site, role=PlacementRole.REPOST, state=PlacementState.HIDDEN
    )
    done = merging.merge(keep, copy, by=centre)
    assert shown() == {(office.column.pk, keep.pk), (other.column.pk, keep.pk)}
    merging.unmerge(copy, done.stored(), by=centre)
    hidden.refresh_from_db()
    assert (hidden.state, hidden.visible) == (PlacementState.HIDDEN, False)


def test_proposal_goes_on_waiting_for_the_survivor(office, other, centre):
    third = offices.office("three")
    keep, copy = published(office.column), published(other.column)
    proposal = placing.repost(copy, third.column, by=third.editor)
    done = merging.merge(keep, copy, by=centre)
    proposal.refresh_from_db()
    assert (proposal.resource, proposal.state) == (keep, PlacementState.PROPOSED)
    placing.approve_repost(proposal, by=third.reviewer)
    assert (third.column.pk, keep.pk) in shown()
    merging.unmerge(copy, done.stored(), by=centre)
    proposal.refresh_from_db()
    assert proposal.resource == copy


def test_attachments_and_relations_join_and_part_again(office, other, centre):
    """R-4.2.35, R-4.2.36: what either said is said by the one that stays."""
    keep, copy = published(office.column), published(other.column)
    law, reading = published(office.column, policy=True), published(other.column)
    files = [document(other.site, title=name, content=PDF + f"\n%{name}".encode()) for name in ("甲", "乙")]
    for owner, file in ((keep, files[0]), (copy, files[0]), (copy, files[1])):
        Attachment.objects.create(resource=owner, document=file, title=file.title)
    for source, kind, target in (
        (copy, RelationType.INTERPRETS, law), (keep, RelationType.INTERPRETS, law), (copy, RelationType.SAME_TOPIC, law),
        (reading, RelationType.SAME_TOPIC, copy), (reading, RelationType.SAME_TOPIC, keep),
        (law, RelationType.HAS_ATTACHED, copy), (keep, RelationType.SAME_TOPIC, copy),
    ):  # fmt: skip
        Relation.objects.create(resource=source, type=kind, target=target)
    before = rows()
    done = merging.merge(keep, copy, by=centre)
    assert set(keep.attachments.values_list("document", flat=True)) == {file.pk for file in files}
    assert keep.attachments.count() == 2
    assert set(keep.relations.exclude(target=copy).values_list("type", "target")) == {
        ("interprets", law.pk), ("same_topic", law.pk),
    }  # fmt: skip
    assert not Relation.objects.filter(target=copy).exclude(resource=keep).exists()
    assert Relation.objects.filter(resource=law, target=keep, type="has_attached").exists()
    merging.unmerge(copy, done.stored(), by=centre)
    assert rows() == before
    assert LibraryDocument.objects.count() == 2


def test_draft_of_the_survivor_keeps_what_joined(office, centre):
    """A version written before the merge is published after it, and takes nothing away."""
    keep, copy = offices.public(office), offices.public(office)
    law = published(office.column, policy=True)
    Relation.objects.create(resource=copy, type="interprets", target=law)
    offices.revise(keep, office.editor, title="改过的标题")
    done = merging.merge(Resource.objects.get(pk=keep.pk), copy, by=centre)
    offices.sign_off(Resource.objects.get(pk=keep.pk), office)
    assert list(keep.relations.values_list("type", "target")) == [("interprets", law.pk)]
    drain()
    merging.unmerge(copy, done.stored(), by=centre)
    assert not Resource.objects.get(pk=keep.pk).relations.exists()


def test_index_number_stays_in_the_history(office, centre):
    keep, copy = published(office.column), published(office.column)
    Resource.objects.filter(pk=copy.pk).update(index_no="T00000001/2026-00007")
    merging.merge(keep, copy, by=centre)
    copy.refresh_from_db()
    assert copy.index_no == "T00000001/2026-00007"
    entry = ModelLogEntry.objects.get(action="resource.merge", object_id=str(keep.pk))
    assert entry.data["index_no"] == "T00000001/2026-00007"


def test_only_centre_and_manager_of_the_one_site_merge(office, other, centre):
    keep, copy, far = published(office.column), published(office.column), published(other.column)
    for who, pair in (
        (office.manager, (keep, far)), (other.manager, (keep, copy)), (office.publisher, (keep, copy)),
        (office.editor, (keep, copy)), (person(Role.AUTHORITY), (keep, copy)),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            merging.merge(*pair, by=who)
    merging.merge(keep, copy, by=office.manager)
    merging.merge(keep, far, by=centre)
    assert {pk for _column, pk in shown()} == {keep.pk}


def test_what_is_reviewed_or_down_is_not_merged(office, centre):
    keep, copy, down = (offices.public(office) for _each in range(3))
    publishing.withdraw(down, by=office.publisher, reason=WithdrawReason.WITHDRAWN)
    offices.revise(copy, office.editor, title="新标题")
    review.submit(Resource.objects.get(pk=copy.pk), office.editor)
    for pair in ((keep, copy), (copy, keep), (keep, down), (down, keep), (keep, keep)):
        with pytest.raises(ValidationError):
            merging.merge(*pair, by=centre)


def test_nobody_withdraws_or_puts_back_what_is_merged_by_another_door(office, centre):
    keep, copy = published(office.column), published(office.column)
    with pytest.raises(ValueError, match="merged"):
        publishing.withdraw(copy, by=office.publisher, reason=WithdrawReason.MERGED, successor=keep)
    merging.merge(keep, copy, by=centre)
    copy.refresh_from_db()
    with pytest.raises(PermissionDenied):
        publishing.reinstate(copy, by=office.publisher)


def test_chain_of_merges_leads_to_its_end(office, other, centre):
    first, second, third = published(office.column), published(other.column), published(office.column)
    ((host, old),) = addresses(second)
    merging.merge(first, second, by=centre)
    merging.merge(third, Resource.objects.get(pk=first.pk), by=centre)
    answer = fetch(host, old)
    assert (answer.status_code, f"_{third.pk}.html" in answer["Location"]) == (301, True)
    assert fetch(host, answer["Location"]).status_code == 200


def test_job_previews_merges_reports_and_is_undone(office, other, centre):
    keep = published(office.column, title="停水通知")
    copies = [published(other.column, title="停水通知") for _each in range(2)]
    signatures.sign([keep.pk, *(each.pk for each in copies)])
    before, arguments = rows(), {"keep": keep.pk, "merge": [each.pk for each in copies]}
    shown_first = jobs.preview("library.merge", arguments, by=centre)
    assert ([line.outcome for line in shown_first.lines], rows()) == (["changed", "changed"], before)
    job = jobs.start("library.merge", arguments, by=centre, title="合并")
    drain()
    job.refresh_from_db()
    assert (job.state, job.changed) == (JobState.DONE, 2)
    assert DuplicatePair.objects.get(first=keep, second=copies[0]).verdict == Verdict.MERGED
    assert shown() == {(office.column.pk, keep.pk), (other.column.pk, keep.pk)}
    assert [keep.title in line.after.values() for line in jobs.report(job)] == [True, True]
    jobs.undo(job, by=centre)
    drain()
    assert rows() == before
    assert DuplicatePair.objects.get(first=keep, second=copies[0]).verdict == Verdict.OPEN
    with pytest.raises(PermissionDenied):
        jobs.start("library.merge", arguments, by=office.manager, title="合并")


def test_queries_do_not_grow_with_placements(office, other, centre, django_assert_max_num_queries):
    columns = [sites.column(other.site.profile, f"c{n}", f"栏目{n}") for n in range(6)]
    keep, copy = published(office.column), published(other.column)
    for column in columns:
        placing.place_at_home(copy, column)
    with django_assert_max_num_queries(75):
        merging.merge(keep, copy, by=centre)
    assert len(shown()) == 8


COLUMNS = 4
# What stands in each column: of the survivor, of the other one.
CHOICES = ("no", "live", "hidden", "proposed")
places = st.lists(st.tuples(st.sampled_from(CHOICES), st.sampled_from(CHOICES)), min_size=COLUMNS, max_size=COLUMNS)


class AnyTwo(TestCase):
    """Whatever stands where before two resources are merged."""

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(places, st.booleans())
    def test_merge_loses_nothing_and_can_be_undone(self, drawn, one_site):
        centre, here = person(Role.INFORMATION_CENTRE), offices.office()
        there = here if one_site else offices.office()
        keep, copy = published(here.column), published(sites.column(there.site.profile, "own", "自家"))
        sides = [sites.column((here if n % 2 else there).site.profile, f"c{n}", f"栏目{n}") for n in range(COLUMNS)]
        for column, states in zip(sides, drawn, strict=True):
            for resource, state in zip((keep, copy), states, strict=True):
                put(resource, column, state)
        before, seen, old = rows(), shown(), addresses(copy)
        done = merging.merge(keep, copy, by=centre)
        # No column that showed one of the two shows nothing now, or two.
        assert shown() == {(column, keep.pk) for column, _resource in seen}
        for host, path in old:
            answer = fetch(host, path)
            assert (answer.status_code, f"_{keep.pk}.html" in answer["Location"]) == (301, True)
            assert fetch(host, answer["Location"]).status_code == 200
        merging.unmerge(copy, done.stored(), by=centre)
        assert (rows(), shown()) == (before, seen)
        for host, path in old:
            assert fetch(host, path).status_code == 200


def put(resource: Resource, column, state: str) -> None:
    site = placing.site_of_column(column)
    at_home = site.pk == resource.owner_site_id
    if state == "no" or (state == "proposed" and at_home):
        return
    Placement.objects.create(
        resource=resource,
        column=column,
        site=site,
        role=PlacementRole.SAME_SITE if at_home else PlacementRole.REPOST,
        state={"live": PlacementState.APPROVED, "hidden": PlacementState.HIDDEN}.get(state, PlacementState.PROPOSED),
    )
    placing.show_placements(resource)
