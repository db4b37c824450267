"""Acts on many resources: through the same doors as on one, tried out first, undone by one act."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from resource_library.domain import describing, placing, review
from resource_library.models import Resource, Term
from resource_library.selections import Selection
from tests.factories import offices, sites
from unified_platform.events import drain
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import Job, JobState, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return offices.office("one")


@pytest.fixture
def three(office) -> list[Resource]:
    """Two that are public, and a draft in review."""
    found = [offices.public(office, title=f"第{n}篇") for n in "一二"]
    submitted = offices.draft(office, title="第三篇")
    review.submit(submitted, office.editor)
    return [*found, submitted]


@pytest.fixture
def subject() -> Term:
    return Term.objects.filter(vocabulary__code="subject").order_by("pk").first()


def done(kind: str, by, resources, **arguments) -> Job:
    selection = {"ids": [resource.pk for resource in resources]}
    job = jobs.start(kind, {"selection": selection, **arguments}, by=by, title="试")
    drain()
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    return job


def undone(job: Job, by) -> Job:
    undoing = jobs.undo(job, by=by)
    drain()
    undoing.refresh_from_db()
    return undoing


def counts(job: Job) -> tuple[int, int, int]:
    return job.changed, job.unchanged, job.refused


def snapshot() -> list[tuple]:
    rows = Resource.objects.order_by("pk").values_list("pk", "live", "state", "subject", "source", "archive")
    return [(*row, placing.shown_at_home(Resource(pk=row[0]))) for row in rows]


def test_describing_many_leaves_out_what_is_locked_and_is_undone(office, three, subject):
    before = snapshot()
    job = done("library.describe", office.editor, three, changes={"subject": subject.pk, "source": "新华社"})

    assert counts(job) == (2, 0, 1)
    assert job.lines.get(outcome=Outcome.REFUSED).record == three[2].pk
    assert [row[3:5] for row in snapshot()[:2]] == [(subject.pk, "新华社")] * 2

    assert counts(undone(job, office.editor)) == (2, 0, 0)
    assert snapshot() == before


def test_moving_many_and_back(office, three):
    column = sites.column(office.site.profile, "tzgg", "通知公告")
    before = snapshot()
    job = done("library.move", office.editor, three, column=column.pk)

    assert counts(job) == (2, 0, 1)
    assert [row[-1] for row in snapshot()] == [[column.pk], [column.pk], [office.column.pk]]
    assert counts(done("library.move", office.editor, three[:2], column=column.pk)) == (0, 2, 0)

    undone(job, office.editor)
    assert snapshot() == before


def test_column_of_another_site_is_refused_for_each(office, three):
    other = offices.office("two")
    job = done("library.move", office.editor, three[:2], column=other.column.pk)
    assert counts(job) == (0, 0, 2)


def test_withdrawing_many_and_putting_them_back(office, three):
    before = snapshot()
    job = done("library.withdraw", office.publisher, three, reason="lapsed", note="到期")

    assert counts(job) == (2, 0, 1)
    assert [row[1] for row in snapshot()] == [False, False, False]

    offices.revise(three[0], office.editor, title="改过了")
    undoing = undone(job, office.publisher)
    assert counts(undoing) == (1, 0, 1)
    assert snapshot()[1:] == before[1:]


def test_archiving_many_and_back(office, three):
    before = snapshot()
    job = done("library.archive", office.editor, three)
    assert counts(job) == (2, 0, 1)
    assert all(describing.is_archived(each) for each in Resource.objects.filter(pk__in=[r.pk for r in three[:2]]))
    undone(job, office.editor)
    assert snapshot() == before


def test_what_changed_since_is_not_overwritten(office, three, subject):
    job = done("library.describe", office.editor, three[:2], changes={"source": "新华社"})
    describing.describe(three[0], {"source": "人民日报"}, by=office.editor)

    assert counts(undone(job, office.editor)) == (1, 0, 1)
    assert Resource.objects.get(pk=three[0].pk).source == "人民日报"


def test_another_sites_resources_are_not_even_counted(office, three):
    stranger = offices.office("two").editor
    job = done("library.describe", stranger, three, changes={"source": "新华社"})
    assert (job.total, counts(job)) == (0, (0, 0, 0))


def test_everything_a_filter_finds_is_what_the_list_shows(office, three):
    found = Selection.of({"everything": True, "state": ["published"], "kind": ["nonsense"]})
    assert found.resources(office.editor).count() == 0
    found = Selection.of({"everything": True, "state": ["published"], "column": str(office.column.pk)})
    assert set(found.resources(office.editor)) == set(three[:2])
    assert Selection.of(found.stored()) == found


@pytest.mark.parametrize(
    "stored", [{}, {"ids": []}, {"ids": ["1"]}, {"ids": 7}, {"ids": list(range(1001))}, {"state": ["draft"]}]
)
def test_no_selection_is_never_everything(stored):
    with pytest.raises(ValidationError):
        Selection.of(stored)


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_person_ticks_sees_what_would_happen_and_starts(office, three, subject):
    client = browser(office.editor)
    page = client.get(reverse("resources:list")).content.decode()
    address = reverse("resources:bulk", args=["describe"])
    assert f'formaction="{address}"' in page
    assert page.count('name="ids"') == 3

    query = f"{address}?ids={three[0].pk}&ids={three[1].pk}"
    assert "已选 2 个资源" in client.get(query).content.decode()
    shown = client.post(query, {"subject": subject.pk, "source": ""})
    assert subject.name in shown.content.decode()
    assert Job.objects.count() == 0

    answer = client.post(query, {"confirmed": shown.context["signed"]})
    drain()
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert counts(job)[0] + counts(job)[1] == 2
    assert client.get(answer.url).status_code == 200


def test_signed_act_of_somebody_else_is_refused(office, three, subject):
    query = f"{reverse('resources:bulk', args=['describe'])}?ids={three[0].pk}"
    signed = browser(office.editor).post(query, {"subject": subject.pk}).context["signed"]

    assert browser(office.writer).post(query, {"confirmed": signed}).status_code in (302, 403)
    assert browser(office.editor).post(query, {"confirmed": signed[:-1] + "x"}).status_code in (302, 403)
    assert Job.objects.count() == 0


@pytest.mark.parametrize(("who", "act"), [("editor", "withdraw"), ("publisher", "move"), ("reviewer", "archive")])
def test_act_without_its_right_on_any_site_has_no_page(office, three, who, act):
    address = reverse("resources:bulk", args=[act])
    person = getattr(office, who)
    assert browser(person).get(f"{address}?ids={three[0].pk}").status_code in (302, 403)
    assert address not in browser(person).get(reverse("resources:list")).content.decode()


def test_nothing_ticked_is_not_found(office):
    address = reverse("resources:bulk", args=["archive"])
    for query in ("", "?ids=", "?ids=x", f"?ids={'9' * 30}"):
        assert browser(office.editor).get(address + query).status_code == 404
    assert browser(office.editor).get(reverse("resources:list") + "acts/burn/?ids=1").status_code == 404
