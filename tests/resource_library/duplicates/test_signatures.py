"""Which pairs come up when texts become public, and which do not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from resource_library.domain import duplicates, publishing, signatures
from resource_library.enums import Kind, WithdrawReason
from resource_library.models import DuplicatePair, Likeness, Resource, Signature, Verdict
from tests.factories import offices
from tests.factories.library import paragraph, published
from unified_platform.events import drain
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import JobState

pytestmark = pytest.mark.django_db

TEXT = "".join(chr(0x4E00 + n * 7 % 3000) for n in range(400))


def article(at, title="关于做好防汛工作的通知", text=TEXT, **fields) -> Resource:
    return published(at.column, title=title, body=[paragraph(text)], **fields)


def signed(*resources: Resource) -> list[tuple]:
    signatures.sign([each.pk for each in resources])
    return sorted(DuplicatePair.objects.values_list("first", "second", "likeness", "score"))


def test_same_text_on_two_sites_is_an_exact_pair(office, other):
    one, two = article(office), article(other, text=TEXT[:200] + "，" + TEXT[200:])
    assert signed(one, two) == [(one.pk, two.pk, Likeness.EXACT, 1000)]


def test_nearly_the_same_text_carries_its_coefficient(office, other):
    one, two = article(office), article(other, text=TEXT[:395] + "结尾不同了")
    ((_first, _second, kind, score),) = signed(one, two)
    here, there = (found for _row, found in signatures.texts_of([one.pk, two.pk]).values())
    expected = len(here.shingles & there.shingles) / len(here.shingles | there.shingles)
    assert (kind, score) == (Likeness.NEAR, int(expected * 1000))
    assert 900 < score < 1000


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"doc_no": "宁政发〔2026〕1号"}, {"doc_no": "宁政发〔2026〕2号"}),
        ({"title": "2025年度报告"}, {"title": "2026年度报告"}),
        ({"kind": Kind.SERVICE_GUIDE}, {"kind": Kind.SERVICE_GUIDE}),
        ({"text": "见附件。"}, {"text": "见附件。", "title": "关于公布名单的公告"}),
    ],
)
def test_two_documents_in_like_words_are_no_pair(office, other, here, there):
    assert signed(article(office, **here), article(other, **there)) == []


def test_short_text_under_the_same_title_is_a_pair(office, other):
    one, two = article(office, text="本周六停水。"), article(other, text="本周六停水！")
    assert [row[2] for row in signed(one, two)] == [Likeness.EXACT]


def test_signing_twice_costs_nothing_and_changes_nothing(office, other, django_assert_num_queries):
    one, two = article(office), article(other)
    before = signed(one, two)
    assert signatures.sign([one.pk]) == 0
    assert signatures.unsigned(0, 10) == []
    with django_assert_num_queries(4):  # the two versions, in a transaction of their own
        signatures.sign([one.pk, two.pk])
    assert sorted(DuplicatePair.objects.values_list("first", "second", "likeness", "score")) == before
    assert all(cost > 0 for cost in Signature.objects.values_list("cost", flat=True))


def test_queries_do_not_grow_with_the_library(office, django_assert_max_num_queries):
    for number in range(12):
        signed(article(office, title=f"第{number}号通告", text=TEXT[:200] + str(number) * 9))
    fresh = article(office, title="关于供水的通告", text=TEXT[200:])
    with django_assert_max_num_queries(14):
        signatures.sign([fresh.pk])


def test_publishing_looks_and_withdrawing_forgets(office):
    article(office)
    signed(*Resource.objects.all())
    copy = offices.public(office, title="关于做好防汛工作的通知", body=[paragraph(TEXT)])
    drain()
    assert DuplicatePair.objects.get().second_id == copy.pk
    publishing.withdraw(copy, by=office.publisher, reason=WithdrawReason.WITHDRAWN)
    drain()
    assert not DuplicatePair.objects.exists()
    assert not Signature.objects.filter(pk=copy.pk).exists()


def test_pair_that_was_rewritten_is_none_any_more(office, other):
    one, two = article(office), article(other)
    signed(one, two)
    Resource.objects.filter(pk=two.pk).update(body=[paragraph(TEXT[::-1])], version=2)
    assert signed(two) == []


def test_what_somebody_decided_is_not_asked_again_until_taken_back(office, other, centre):
    one, two = article(office), article(other)
    signed(one, two)
    pair = DuplicatePair.objects.get()
    duplicates.not_the_same(pair, by=centre)
    Resource.objects.filter(pk=two.pk).update(version=2)
    signed(two)
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by) == (Verdict.DISTINCT, centre)
    duplicates.ask_again(pair, by=centre)
    assert (pair.verdict, pair.decided_by) == (Verdict.OPEN, None)
    with pytest.raises(ValidationError):
        duplicates.ask_again(pair, by=centre)


def test_manager_decides_only_about_pairs_of_her_own_site(office, other, centre):
    one, two, three = article(office), article(office), article(other)
    signed(one, two, three)
    assert duplicates.pairs_for(centre).count() == 3
    assert [(pair.first_id, pair.second_id) for pair in duplicates.pairs_for(office.manager)] == [(one.pk, two.pk)]
    assert not duplicates.pairs_for(office.editor).exists()
    across = DuplicatePair.objects.get(first=one, second=three)
    for person_ in (office.manager, other.manager, office.publisher):
        with pytest.raises(PermissionDenied):
            duplicates.not_the_same(across, by=person_)


def test_job_goes_through_what_was_there_before_and_tells_the_cost(office, other, centre):
    article(office), article(other), article(office, title="别的", text=TEXT[::-1])
    job = jobs.start("library.sign", {}, by=centre, title="查重")
    assert job.total == 1
    drain()
    job.refresh_from_db()
    assert (job.state, job.changed, job.unchanged) == (JobState.DONE, 1, 0)
    assert "ms" in job.lines.get().label or "毫秒" in job.lines.get().label
    assert DuplicatePair.objects.count() == 1
    again = jobs.start("library.sign", {}, by=centre, title="查重")
    drain()
    again.refresh_from_db()
    assert (again.state, again.total, again.done) == (JobState.DONE, 0, 0)
    with pytest.raises(PermissionDenied):
        jobs.start("library.sign", {}, by=office.manager, title="查重")
