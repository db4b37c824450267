"""合并类目、批量改标: jobs over resources, in a constant number of queries, resumed after a crash, undone exactly."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from resource_library.domain import classification, drafting, retagging
from resource_library.models import Resource, Term, TermState
from tests.factories import offices
from tests.factories.accounts import person
from tests.factories.library import ResourceFactory, term
from unified_platform import bulk
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.events.models import Event
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.kinds import kind_named
from unified_platform.jobs.models import Job, JobState, Outcome

pytestmark = pytest.mark.django_db
MERGE, RETAG = "library.merge_terms", "library.retag"


@pytest.fixture
def source(db) -> Term:
    return term("subject", "0601")


@pytest.fixture
def target(db) -> Term:
    return term("subject", "0602")


def merge(source: Term, target: Term, by) -> Job:
    return jobs.start(MERGE, {"source": source.pk, "target": target.pk}, by=by, title="合并")


def done(job: Job) -> Job:
    drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    return job


def tags() -> list[tuple]:
    """What every resource says of its classes."""
    links = Resource.terms.through.objects.order_by("resource_id", "term_id")
    rows = Resource.objects.order_by("pk").values_list("pk", "subject_id", "genre_id", "group_id", "region_id")
    return [*rows, *links.values_list("resource_id", "term_id")]


def many(site, source: Term, target: Term, count: int) -> None:
    """Resources in all the ways in which they can name the two classes, and some that name neither."""
    other = term("subject", "0101")
    pks = bulk.reserve_ids(Resource, count)
    for at in range(0, count, 500):
        Resource.objects.bulk_create(
            ResourceFactory.build(
                pk=pk, owner_site=site, issuer=None, region=None, subject=(source, target, other, None)[pk % 4]
            )
            for pk in pks[at : at + 500]
        )
    links = Resource.terms.through
    wanted = {0: [source, other], 1: [target], 2: [source, target], 3: [source]}
    links.objects.bulk_create(
        [links(resource_id=pk, term_id=each.pk) for pk in pks for each in wanted[pk // 4 % 4]], batch_size=2000
    )


def test_every_resource_follows_and_none_names_the_class_twice(portal, source, target, centre):
    other = term("subject", "0101")
    rows = [
        (source, []), (source, [target]), (other, [source]), (other, [source, target]), (target, [source]),
        (other, [other]), (None, [source]),
    ]  # fmt: skip
    resources = []
    for primary, further in rows:
        resources.append(ResourceFactory(owner_site=portal.site, subject=primary))
        resources[-1].terms.set(further)
        resources[-1].save()

    done(merge(source, target, centre))

    found = [Resource.objects.get(pk=each.pk) for each in resources]
    assert [(each.subject, list(each.terms.all())) for each in found] == [
        (target, []), (target, []), (other, [target]), (other, [target]), (target, []), (other, [other]),
        (None, [target]),
    ]  # fmt: skip


def test_old_code_goes_on_meaning_something_through_chains(portal, source, target, centre):
    third = term("subject", "0603")
    resource = ResourceFactory(owner_site=portal.site, subject=source)
    done(merge(source, target, centre))
    done(merge(Term.objects.get(pk=target.pk), third, centre))

    assert classification.resolve("subject", "0601") == third
    assert classification.resolve_all("subject", ["0601", "0602"]) == {"0601": third, "0602": third}
    assert Resource.objects.get(pk=resource.pk).subject == third


def test_classes_below_follow_and_the_history_says_so(source, centre):
    above, target = term("subject", "06"), term("subject", "05")
    job = done(merge(above, target, centre))

    assert {t.parent.code for t in Term.objects.filter(code__in=["0601", "0602", "0603"])} == {"05"}
    assert Term.objects.get(pk=above.pk).state == TermState.MERGED
    assert (job.changed, job.total) == (5, 5)

    done(jobs.undo(job, by=centre))
    assert {t.parent.code for t in Term.objects.filter(code__in=["0601", "0602", "0603"])} == {"06"}
    assert Term.objects.get(pk=above.pk).state == TermState.ACTIVE


@pytest.mark.parametrize(("one", "other"), [("06", "0601"), ("0601", "0601")])
def test_class_does_not_go_into_itself(centre, one, other):
    with pytest.raises(ValidationError):
        merge(term("subject", one), term("subject", other), centre)


def test_class_goes_only_into_one_in_use_of_its_own_vocabulary(source, target, centre):
    with pytest.raises(ValidationError):
        merge(source, term("genre", "notice"), centre)
    classification.retire(target, by=centre)
    with pytest.raises(ValidationError):
        merge(source, target, centre)


def test_only_the_centre_merges(portal, source, target):
    for stranger in (portal.editor, portal.manager, person(Role.AUTHORITY)):
        with pytest.raises(PermissionDenied):
            merge(source, target, stranger)
        with pytest.raises(PermissionDenied):
            jobs.preview(MERGE, {"source": source.pk, "target": target.pk}, by=stranger)


def test_preview_shows_names_and_changes_nothing(portal, source, target, centre):
    many(portal.site, source, target, 40)
    before = tags()

    shown = jobs.preview(MERGE, {"source": source.pk, "target": target.pk}, by=centre)

    using = Resource.objects.filter(Q(subject=source) | Q(terms=source)).distinct().count()
    assert shown.total == 1 + using
    assert shown.lines[0].after == {_("State"): "已合并", _("Goes into"): f"{target.name}（0602）"}
    assert tags() == before
    assert Term.objects.get(pk=source.pk).is_active


def all_steps(job: Job) -> list[int]:
    """Queries of every step but the first, which also closes the class."""
    jobs.step(job.pk)
    counts = []
    while not Job.objects.filter(pk=job.pk, state=JobState.DONE).exists():
        with CaptureQueriesContext(connection) as queries:
            jobs.step(job.pk)
        counts.append(len(queries))
    return counts


def test_batch_takes_as_many_queries_for_500_resources_as_for_50(portal, source, target, centre, monkeypatch):
    many(portal.site, source, target, 3000)
    large = all_steps(merge(source, target, centre))
    many(portal.site, target, term("subject", "0603"), 300)
    monkeypatch.setattr(kind_named(MERGE), "size", 50, raising=False)
    small = all_steps(merge(target, term("subject", "0603"), centre))

    assert len(large) >= 4
    # SQLite takes so many values a statement and no more: there the lines of a large batch go in by several.
    spare = 0 if connection.features.max_query_params is None else 4
    assert max(small) <= max(large) <= max(small) + spare
    assert max(large) <= 22 + spare


def test_job_over_thousands_goes_on_after_a_crash_in_the_middle(portal, source, target, centre, monkeypatch):
    many(portal.site, source, target, 3000)
    job = merge(source, target, centre)
    for _batch in range(2):
        jobs.step(job.pk)
    before = tags()

    # The power goes after the rows of a batch were written, before they were committed.
    monkeypatch.setattr(retagging, "_announce", lambda ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.step(job.pk)
    monkeypatch.undo()
    assert tags() == before

    job = done(job)
    assert (job.done, job.changed) == (job.total, job.total)
    assert not Resource.objects.filter(Q(subject=source) | Q(terms=source)).exists()


def test_undo_restores_exactly(portal, source, target, centre):
    many(portal.site, source, target, 1200)
    before, terms = tags(), list(Term.objects.order_by("pk").values_list())

    job = done(merge(source, target, centre))
    assert tags() != before
    undoing = done(jobs.undo(job, by=centre))

    assert tags() == before
    assert list(Term.objects.order_by("pk").values_list()) == terms
    assert (undoing.changed, undoing.refused) == (job.changed, 0)


def test_undo_names_what_somebody_changed_since_and_leaves_it(portal, source, target, centre):
    resources = [ResourceFactory(owner_site=portal.site, subject=source) for _n in range(3)]
    job = done(merge(source, target, centre))
    Resource.objects.filter(pk=resources[1].pk).update(subject=term("subject", "0101"))

    undoing = done(jobs.undo(job, by=centre))

    assert [Resource.objects.get(pk=each.pk).subject.code for each in resources] == ["0601", "0101", "0601"]
    assert undoing.lines.get(outcome=Outcome.REFUSED).record == resources[1].pk


def test_what_is_tagged_behind_the_jobs_back_follows_too(portal, source, target, centre, monkeypatch):
    kind = kind_named(MERGE)
    monkeypatch.setattr(kind, "size", 2, raising=False)
    early = ResourceFactory(owner_site=portal.site, subject=target)
    late = [ResourceFactory(owner_site=portal.site, subject=source) for _n in range(4)]
    job = merge(source, target, centre)
    jobs.step(job.pk)
    Resource.objects.filter(pk=early.pk).update(subject=source)
    done(job)

    assert {Resource.objects.get(pk=each.pk).subject for each in (early, *late)} == {target}


def test_unused_class_is_merged_and_its_merge_undone(source, target, centre):
    job = done(merge(source, target, centre))
    assert (job.total, job.changed) == (1, 1)
    done(jobs.undo(job, by=centre))
    assert classification.resolve("subject", "0601") == source


def test_merged_target_leads_on_while_the_job_runs(portal, source, target, centre):
    resource = ResourceFactory(owner_site=portal.site, subject=source)
    first = merge(source, target, centre)
    done(merge(target, term("subject", "0603"), centre))
    first.refresh_from_db()
    # The first job began before the second one in the worker's order; what it moves ends where the chain ends.
    assert Resource.objects.get(pk=resource.pk).subject.code == "0603"


def test_one_event_for_each_batch(portal, source, target, centre):
    many(portal.site, source, target, 700)
    Event.objects.all().delete()
    job = done(merge(source, target, centre))
    events = list(Event.objects.filter(kind=retagging.RECLASSIFIED))
    named = [pk for event in events for pk in event.payload["resources"]]
    assert len(events) <= 4
    assert (len(named), len(set(named))) == (job.changed - 1, job.changed - 1)


# Drafts


def test_draft_that_names_a_merged_class_is_read_with_the_one_it_went_into(portal, source, target, centre):
    """A version holds ids in JSON; it is not rewritten, it is read through the successor."""
    resource = offices.draft(portal, policy=True, subject=source)
    draft = resource.get_latest_revision_as_object()
    draft.terms.set([source, target])
    revision = drafting.save(draft, by=portal.editor)
    done(merge(source, target, centre))
    done(merge(target, term("subject", "0603"), centre))

    revision.refresh_from_db()
    assert revision.content["subject"] == source.pk
    read = Resource.objects.get(pk=resource.pk).get_latest_revision_as_object()
    assert read.subject.code == "0603"
    assert list(read.terms.all()) == []

    offices.sign_off(resource, portal)
    assert Resource.objects.get(pk=resource.pk).subject.code == "0603"


def test_version_that_names_nothing_merged_is_read_with_one_more_query_at_most(portal, source):
    resource = offices.draft(portal, policy=True, subject=source)
    content = resource.latest_revision.content
    with CaptureQueriesContext(connection) as queries:
        assert classification.without_merged(content) == content
    assert len(queries) == 1


def test_retagging_reaches_the_draft_and_its_undoing_too(portal, source, target, centre):
    live = offices.public(portal, policy=True, subject=source)
    job = jobs.start(RETAG, {"source": source.pk, "target": target.pk}, by=centre, title="改标")
    done(job)

    live = Resource.objects.get(pk=live.pk)
    assert (live.subject, live.get_latest_revision_as_object().subject) == (target, target)
    assert Term.objects.get(pk=source.pk).is_active

    done(jobs.undo(job, by=centre))
    live = Resource.objects.get(pk=live.pk)
    assert (live.subject, live.get_latest_revision_as_object().subject) == (source, source)


def test_retagging_takes_only_what_is_meant(portal, source, target, centre):
    policy, news = (ResourceFactory(owner_site=portal.site, kind=kind, subject=source) for kind in ("policy", "news"))
    elsewhere = ResourceFactory(owner_site=offices.office("away").site, kind="policy", subject=source)
    arguments = {"source": source.pk, "target": target.pk, "among": {"site": portal.site.pk, "kind": "policy"}}

    assert jobs.preview(RETAG, arguments, by=centre).total == 1
    done(jobs.start(RETAG, arguments, by=centre, title="改标"))

    found = [Resource.objects.get(pk=each.pk).subject for each in (policy, news, elsewhere)]
    assert found == [target, source, source]


def test_lines_are_told_in_words_with_one_query(portal, source, target, centre):
    many(portal.site, source, target, 60)
    job = done(merge(source, target, centre))
    with CaptureQueriesContext(connection) as queries:
        told = jobs.in_words(job, list(job.lines.order_by("pk")[:50]))
    assert len(queries) == 2
    assert f"{target.name}（0602）" in json.dumps([line.after for line in told], ensure_ascii=False)
