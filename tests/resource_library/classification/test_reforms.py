"""机构改革 (R-1.4.1, docs/adr/010): reviewed by two, done by one job, and what was issued says what it said."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from resource_library.domain import organs, reform, validation
from resource_library.domain.numbering import allocate_index_no
from resource_library.domain.reform_plan import Part, Plan, Rule
from resource_library.models import Organ, OrganState, Reform, ReformState, Resource
from sites.models import ColumnPage, SiteProfile
from tests.factories import offices, sites
from tests.factories.accounts import UserFactory, person
from tests.factories.library import OrganFactory, ResourceFactory, published
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.events.models import Event
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import Job, JobState, Outcome

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def bureau(db) -> Organ:
    return OrganFactory(name="市大数据管理局", short_name="市大数据局", code="DATA00001")


@pytest.fixture
def profile(bureau) -> SiteProfile:
    return sites.site("data", organ=bureau)


@pytest.fixture
def column(profile):
    return column_of(profile, "tzgg", "通知公告", profile.sponsor)


def column_of(profile: SiteProfile, slug: str, title: str, duty: Organ) -> ColumnPage:
    found = sites.column(profile, slug, title)
    found.duty_organ = duty
    found.save()
    return found


def new(name="市数据局", code="DATA00001", **fields) -> Part:
    return Part(name=name, short_name=name, code=code, level="city_department", **fields)


def proposed(kind: str, organs_, plan: Plan, by, on=None) -> Reform:
    on = on or organs.today_in_the_city()
    return reform.propose(kind, organs_, plan, by=by, basis="市委编委〔2026〕9号", effective_on=on)


def carried_out(kind: str, organs_, plan: Plan, by, second) -> Reform:
    found = reform.confirm(proposed(kind, organs_, plan, by), by=second)
    drain()
    found.refresh_from_db()
    assert found.job.error == ""
    assert (found.state, found.job.state) == (ReformState.DONE, JobState.DONE)
    return found


def undone(found: Reform, by) -> Job:
    undoing = jobs.undo(found.job, by=by)
    drain()
    undoing.refresh_from_db()
    assert (undoing.state, undoing.error) == (JobState.DONE, "")
    return undoing


def everything() -> list:
    """All that a reform may change, row by row."""
    return [
        list(Organ.objects.order_by("pk").values_list()),
        list(Resource.objects.order_by("pk").values_list("pk", "issuer", "taken_over_by", "index_no", "title")),
        list(Resource.joint_issuers.through.objects.order_by("resource", "organ").values_list("resource", "organ")),
        list(SiteProfile.objects.order_by("pk").values_list()),
        list(ColumnPage.objects.order_by("pk").values_list("pk", "duty_organ")),
    ]


# Renaming


def test_public_document_stays_under_the_name_it_was_issued_under(bureau, column, centre, second):
    document = published(column, policy=True, issuer=bureau, index_no="DATA00001/2026-00007")
    guide = published(column, kind="service_guide", issuer=bureau)

    carried_out("rename", [bureau], Plan([new()]), centre, second)

    document.refresh_from_db()
    guide.refresh_from_db()
    bureau.refresh_from_db()
    now = Organ.objects.get(name="市数据局")
    assert (document.issuer, document.index_no) == (bureau, "DATA00001/2026-00007")
    assert (bureau.state, bureau.today, bureau.ended_on) == (OrganState.RENAMED, now, organs.today_in_the_city())
    assert guide.issuer == now
    assert organs.issuer_told(document) == organs.with_today("市大数据管理局", "市数据局")
    assert organs.issuer_told(guide) == "市数据局"


def test_page_of_an_old_document_says_both_names_and_the_footer_the_new_one(bureau, profile, column, centre, second):
    document = published(column, policy=True, issuer=bureau)
    document.joint_issuers.set([OrganFactory(name="市某局")])
    document.save()
    carried_out("rename", [bureau], Plan([new()]), centre, second)

    path = f"/tzgg/{document.placements.get().path}"
    page = Client(HTTP_HOST="data.test").get(path).content.decode()
    assert f"{organs.with_today('市大数据管理局', '市数据局')}、市某局" in page
    footer = page.partition("<footer")[2]
    assert "市数据局" in footer
    assert "市大数据管理局" not in footer


def test_sites_columns_and_lower_organs_follow_and_so_do_their_drafts(bureau, profile, column, centre, second):
    below = OrganFactory(parent=bureau)
    column.save_revision()
    carried_out("rename", [bureau], Plan([new()]), centre, second)

    now = Organ.objects.get(name="市数据局")
    profile.refresh_from_db()
    column.refresh_from_db()
    below.refresh_from_db()
    assert (profile.sponsor, profile.operator, profile.authority) == (now, now, now)
    assert (column.duty_organ, column.get_latest_revision_as_object().duty_organ, below.parent) == (now, now, now)
    assert set(Event.objects.filter(kind="site.changed").values_list("subject_id", flat=True)) == {str(profile.pk)}


def test_draft_that_was_never_public_follows_and_so_does_its_text(bureau, portal, centre, second):
    draft = offices.draft(portal, policy=True, issuer=bureau, created_date=None)
    published_then_revised = offices.public(portal, policy=True, issuer=bureau)
    carried_out("rename", [bureau], Plan([new()]), centre, second)

    now = Organ.objects.get(name="市数据局")
    draft = Resource.objects.get(pk=draft.pk)
    kept = Resource.objects.get(pk=published_then_revised.pk)
    assert (draft.issuer, draft.get_latest_revision_as_object().issuer) == (now, now)
    assert (kept.issuer, kept.get_latest_revision_as_object().issuer) == (bureau, bureau)


def test_who_asks_for_the_new_organ_finds_what_the_old_one_issued(bureau, column, portal, centre, second):
    old = published(column, policy=True, issuer=bureau)
    jointly = published(portal.column, policy=True)
    jointly.joint_issuers.set([bureau])
    jointly.save()
    carried_out("rename", [bureau], Plan([new()]), centre, second)
    now = Organ.objects.get(name="市数据局")
    later = published(column, policy=True, issuer=now)

    assert set(Resource.objects.filter(organs.issued_by(now))) == {old, jointly, later}
    assert set(Resource.objects.filter(organs.issued_by(bureau))) == {old, jointly}


def test_serials_go_on_under_the_code_that_was_kept(bureau, centre, second):
    assert allocate_index_no(bureau, 2026) == "DATA00001/2026-00001"
    carried_out("rename", [bureau], Plan([new()]), centre, second)
    now = Organ.objects.get(name="市数据局")
    bureau.refresh_from_db()
    assert [allocate_index_no(each, 2026) for each in (now, bureau, now)] == [
        f"DATA00001/2026-0000{n}" for n in (2, 3, 4)
    ]


def test_nothing_new_is_dated_after_the_end_of_its_issuer(bureau, portal, centre, second):
    carried_out("rename", [bureau], Plan([new()]), centre, second)
    bureau.refresh_from_db()
    today = organs.today_in_the_city()
    late = ResourceFactory(owner_site=portal.site, policy=True, issuer=bureau, created_date=today)
    early = ResourceFactory(owner_site=portal.site, policy=True, issuer=bureau, created_date=today - timedelta(days=1))
    assert [problem.element for problem in validation.problems(late)] == ["issuer"]
    assert validation.problems(early) == []


def test_second_change_of_name_leads_to_the_last_one(bureau, column, centre, second):
    document = published(column, policy=True, issuer=bureau)
    carried_out("rename", [bureau], Plan([new()]), centre, second)
    middle = Organ.objects.get(name="市数据局")
    carried_out("rename", [middle], Plan([new("市数据和政务局")]), centre, second)
    assert organs.issuer_told(Resource.objects.get(pk=document.pk)) == organs.with_today(
        "市大数据管理局", "市数据和政务局"
    )


# Merging, splitting, abolishing, correcting


def test_several_become_one(bureau, profile, column, centre, second):
    other = OrganFactory(name="市信息办", code="DATA00002")
    documents = [published(column, policy=True, issuer=each) for each in (bureau, other)]
    carried_out("merge", [bureau, other], Plan([new("市数字局", "DATA00009")]), centre, second)

    now = Organ.objects.get(name="市数字局")
    assert set(now.formerly.all()) == {bureau, other}
    assert [Resource.objects.get(pk=each.pk).issuer for each in documents] == [bureau, other]
    assert set(Resource.objects.filter(organs.issued_by(now))) == set(documents)


def test_one_goes_into_an_existing_one(bureau, profile, centre, second):
    existing = OrganFactory()
    carried_out("merge", [bureau], Plan([Part(organ=existing.pk)]), centre, second)
    profile.refresh_from_db()
    bureau.refresh_from_db()
    assert (profile.sponsor, bureau.state, bureau.today) == (existing, OrganState.MERGED, existing)


def test_abolished_organ_is_stood_for_by_its_successor(bureau, profile, centre, second):
    heir = OrganFactory()
    carried_out("abolish", [bureau], Plan([Part(organ=heir.pk)]), centre, second)
    profile.refresh_from_db()
    bureau.refresh_from_db()
    assert (bureau.state, bureau.today, profile.operator) == (OrganState.ABOLISHED, heir, heir)


def test_split_gives_documents_away_by_column_kind_and_date(bureau, profile, column, centre, second):
    deeper = sites.column(profile, "sj", "数据")
    old, fresh = timezone.now() - timedelta(days=900), timezone.now()
    by_column = published(deeper, policy=True, issuer=bureau)
    by_kind = published(column, kind="notice", issuer=bureau)
    by_date = published(column, kind="news", issuer=bureau, created_date=old.date())
    rest = published(column, kind="news", issuer=bureau, created_date=fresh.date())
    guide = published(column, kind="service_guide", issuer=bureau)
    rules = [
        Rule(to=0, column=deeper.pk),
        Rule(to=1, kind="notice"),
        Rule(to=1, kind="service_guide"),
        Rule(to=0, until=(old + timedelta(days=1)).date().isoformat()),
    ]
    plan = Plan([new("甲中心", "PART00001"), new("乙中心", "PART00002")], heir=1, rules=rules, rest=None)

    found = carried_out("split", [bureau], plan, centre, second)

    first, last = Organ.objects.get(name="甲中心"), Organ.objects.get(name="乙中心")
    rows = {each.pk: each for each in Resource.objects.all()}
    assert {rows[each.pk].issuer for each in (by_column, by_kind, by_date, rest)} == {bureau}
    assert [rows[each.pk].taken_over_by for each in (by_column, by_kind, by_date, rest)] == [first, last, first, None]
    assert (rows[guide.pk].issuer, rows[guide.pk].taken_over_by) == (last, None)
    profile.refresh_from_db()
    assert profile.sponsor == last
    assert organs.issuer_told(rows[by_kind.pk]) == organs.with_today("市大数据管理局", "乙中心")
    assert by_kind in Resource.objects.filter(organs.issued_by(last))
    assert found.job.lines.get(outcome=Outcome.UNCHANGED).record == rest.pk


def test_organ_may_go_on_after_a_part_was_split_off(bureau, profile, column, centre, second):
    document = published(column, kind="notice", issuer=bureau)
    plan = Plan([Part(organ=bureau.pk), new("乙中心", "PART00002")], rules=[Rule(to=1, kind="notice")], rest=0)
    carried_out("split", [bureau], plan, centre, second)
    bureau.refresh_from_db()
    profile.refresh_from_db()
    assert (bureau.is_in_being, profile.sponsor) == (True, bureau)
    assert Resource.objects.get(pk=document.pk).taken_over_by.name == "乙中心"


def test_slip_is_corrected_in_the_record_itself(bureau, column, centre, second):
    document = published(column, policy=True, issuer=bureau)
    part = Part(name="市大数据局", short_name="大数据局")
    carried_out("correct", [bureau], Plan([part]), centre, second)
    assert organs.issuer_told(Resource.objects.get(pk=document.pk)) == "市大数据局"
    assert Organ.objects.filter(code="DATA00001").count() == 1


@pytest.mark.parametrize("kind", ["rename", "merge", "split", "abolish", "correct"])
def test_undoing_restores_everything(bureau, profile, column, portal, centre, second, kind):
    other = OrganFactory()
    OrganFactory(parent=bureau)
    offices.draft(portal, policy=True, issuer=bureau)
    for fields in ({"policy": True}, {"kind": "service_guide"}, {"kind": "news"}):
        resource = published(column, issuer=bureau, **fields)
        resource.joint_issuers.set([bureau, other])
        resource.save()
    plan = {
        "rename": Plan([new()]),
        "merge": Plan([Part(organ=other.pk)]),
        "split": Plan([new("甲", "PART00001"), new("乙", "PART00002")], rules=[Rule(to=0, kind="news")], rest=1),
        "abolish": Plan([Part(organ=other.pk)]),
        "correct": Plan([Part(name="更正", short_name="更正")]),
    }[kind]
    before = everything()

    found = carried_out(kind, [bureau], plan, centre, second)
    assert everything() != before
    undoing = undone(found, centre)

    assert everything() == before
    assert undoing.refused == 0
    assert Reform.objects.get(pk=found.pk).state == ReformState.UNDONE


def test_new_organ_that_has_issued_something_is_not_undone_away(bureau, profile, column, centre, second):
    found = carried_out("rename", [bureau], Plan([new()]), centre, second)
    now = Organ.objects.get(name="市数据局")
    published(column, policy=True, issuer=now)
    undoing = undone(found, centre)
    bureau.refresh_from_db()
    assert Organ.objects.filter(pk=now.pk, state=OrganState.ACTIVE).exists()
    assert (undoing.refused, bureau.state) == (2, OrganState.RENAMED)


# Two people, and the day


def test_nobody_confirms_her_own_reform_nor_without_an_office(bureau, centre, second, authority, portal):
    found = proposed("rename", [bureau], Plan([new()]), centre)
    for stranger in (centre, portal.manager, portal.publisher, UserFactory(), UserFactory(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            reform.confirm(found, by=stranger)
    assert reform.confirm(found, by=authority).state == ReformState.CONFIRMED


def test_only_the_centre_proposes(bureau, authority, portal):
    for stranger in (authority, portal.manager, portal.editor):
        with pytest.raises(PermissionDenied):
            proposed("rename", [bureau], Plan([new()]), stranger)


def test_confirmed_reform_waits_for_its_day(bureau, centre, second):
    later = organs.today_in_the_city() + timedelta(days=3)
    found = reform.confirm(proposed("rename", [bureau], Plan([new()]), centre, on=later), by=second)
    assert (reform.start_due(), found.job) == (0, None)

    Reform.objects.filter(pk=found.pk).update(effective_on=organs.today_in_the_city())
    assert (reform.start_due(), reform.start_due()) == (1, 0)
    drain()
    found.refresh_from_db()
    assert (found.state, found.job.created_by) == (ReformState.DONE, second)


def test_reform_whose_confirmer_lost_the_office_waits_for_another(bureau, centre, second):
    from unified_platform.accounts.domain import revoke

    later = organs.today_in_the_city() + timedelta(days=3)
    found = reform.confirm(proposed("rename", [bureau], Plan([new()]), centre, on=later), by=second)
    revoke(second, Role.INFORMATION_CENTRE)
    Reform.objects.filter(pk=found.pk).update(effective_on=organs.today_in_the_city())
    assert reform.start_due() == 0
    found.refresh_from_db()
    assert (found.state, found.job) == (ReformState.PROPOSED, None)


def test_reform_is_sent_back_with_a_reason_until_it_is_carried_out(bureau, centre, second):
    found = proposed("rename", [bureau], Plan([new()]), centre)
    with pytest.raises(ValidationError):
        reform.send_back(found, by=second, remarks=" ")
    reform.send_back(found, by=second, remarks="名称有误")
    found.refresh_from_db()
    assert (found.state, found.remarks) == (ReformState.RETURNED, "名称有误")
    with pytest.raises(ValidationError):
        reform.confirm(found, by=second)

    done = carried_out("rename", [bureau], Plan([new()]), centre, second)
    with pytest.raises(ValidationError):
        reform.send_back(done, by=second, remarks="太晚")


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("rename", []),
        ("rename", [new("市大数据管理局")]),
        ("rename", [new("另一局")]),
        ("rename", [new(code="OTHER0001")]),
        ("rename", [new(code="短")]),
        ("rename", [new(" ")]),
        ("rename", [new("长" * 101)]),
        ("merge", [new()]),
        ("merge", [new(), new("乙", "PART00002")]),
        ("split", [new()]),
        ("split", [new("甲", "PART00001"), new("甲", "PART00002")]),
        ("split", [new("甲", "PART00001"), new("乙", "PART00001")]),
        ("abolish", [Part(organ=999_999)]),
    ],
)
def test_plan_that_cannot_be_carried_out_is_refused(bureau, centre, kind, parts):
    OrganFactory(name="另一局", code="OTHER0001")
    with pytest.raises(ValidationError):
        proposed(kind, [bureau], Plan(parts), centre)
    assert Reform.objects.count() == 0


def test_organ_is_in_one_reform_at_a_time_and_ended_ones_in_none(bureau, centre, second):
    found = proposed("rename", [bureau], Plan([new()]), centre)
    with pytest.raises(ValidationError):
        proposed("rename", [bureau], Plan([new("又一局")]), centre)
    reform.confirm(found, by=second)
    drain()
    bureau.refresh_from_db()
    with pytest.raises(ValidationError):
        proposed("rename", [bureau], Plan([new("又一局")]), centre)


def test_preview_shows_all_and_changes_nothing(bureau, profile, column, centre):
    published(column, kind="service_guide", issuer=bureau)
    found = proposed("rename", [bureau], Plan([new()]), centre)
    before = everything()
    shown = reform.preview(found, by=centre)
    assert everything() == before
    assert shown.total == len(shown.lines) == 7
    assert Reform.objects.get(pk=found.pk).state == ReformState.PROPOSED


def test_batch_takes_as_many_queries_for_60_resources_as_for_6(bureau, column, centre, second):
    counts = []
    for number, many in enumerate((1, 6, 60)):  # the first one fills what is kept for good
        organ = OrganFactory()
        for _n in range(many):
            published(column, kind="service_guide", issuer=organ)
        found = proposed("rename", [organ], Plan([new(f"新{number}", f"NEW00000{number}")]), centre)
        found = reform.confirm(found, by=second)
        with CaptureQueriesContext(connection) as queries:
            jobs.step(found.job_id)
        counts.append(len(queries))
    assert counts[1] == counts[2]


# Pages


def client_of(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_page_of_an_organ_lists_everything_with_constant_queries(bureau, profile, column, centre):
    published(column, policy=True, issuer=bureau, doc_no="宁数规字〔2026〕1号")
    browser, url = client_of(centre), reverse("reforms:organ", args=[bureau.pk])
    page = browser.get(url).content.decode()
    assert page.count(profile.standard_name) == 3
    assert "宁数规字" in page
    assert column.title in page

    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for _n in range(20):
        published(column, policy=True, issuer=bureau)
    column_of(profile, "more", "更多", bureau)
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few)


def test_reform_goes_from_proposal_to_job_through_the_pages(bureau, profile, centre, second):
    url = reverse("reforms:propose", args=[bureau.pk, "rename"])
    browser = client_of(centre)
    assert "市大数据管理局" in browser.get(url).content.decode()
    browser.post(
        url,
        {
            "basis": "市委编委〔2026〕9号", "effective_on": organs.today_in_the_city().isoformat(),
            "part-name": "市数据局", "part-short_name": "市数据局", "part-code": "DATA00001",
            "part-level": "city_department",
        },
    )  # fmt: skip
    found = Reform.objects.get()
    page = reverse("reforms:detail", args=[found.pk])
    assert reverse("reforms:decide", args=[found.pk, "confirm"]) not in browser.get(page).content.decode()

    other = client_of(second)
    assert profile.standard_name in other.get(page).content.decode()
    other.post(reverse("reforms:decide", args=[found.pk, "confirm"]))
    drain()
    found.refresh_from_db()
    assert found.state == ReformState.DONE
    assert other.get(page).status_code == 200
    assert "市数据局" in other.get(reverse("reforms:list"), {"q": "大数据"}).content.decode()


@pytest.mark.parametrize("kind", ["merge", "split", "abolish", "correct"])
def test_each_kind_has_its_form(bureau, column, centre, kind):
    published(column, policy=True, issuer=bureau)
    other = OrganFactory()
    url = reverse("reforms:propose", args=[bureau.pk, kind])
    browser = client_of(centre)
    assert browser.get(url).status_code == 200
    common = {"basis": "依据", "effective_on": organs.today_in_the_city().isoformat()}
    said = {
        "merge": {"others": [other.pk], "part-name": "新", "part-short_name": "新", "part-code": "NEW000001",
                  "part-level": "city"},
        "split": {"part0-organ": bureau.pk, "part2-name": "新", "part2-short_name": "新", "part2-code": "NEW000001",
                  "part2-level": "city", "rule0-kind": "policy", "rule0-to": "2", "rest-rest": "stay", "rest-heir": "0"},
        "abolish": {"part-organ": other.pk},
        "correct": {"part-name": "更正", "part-short_name": "更"},
    }[kind]  # fmt: skip
    browser.post(url, {**common, **said})
    found = Reform.objects.get()
    plan = Plan.of(found.plan)
    assert found.kind == kind
    if kind == "split":
        assert (plan.rules, plan.rest, plan.heir, len(plan.into)) == ([Rule(to=1, kind="policy")], None, 0, 2)
    assert browser.get(reverse("reforms:detail", args=[found.pk])).status_code == 200


def test_reforms_are_nobody_elses_business(bureau, portal, centre):
    found = proposed("rename", [bureau], Plan([new()]), centre)
    for role in ("writer", "editor", "reviewer", "publisher", "manager"):
        browser = client_of(getattr(portal, role))
        for url in (
            reverse("reforms:list"), reverse("reforms:organ", args=[bureau.pk]),
            reverse("reforms:propose", args=[bureau.pk, "rename"]), reverse("reforms:detail", args=[found.pk]),
        ):  # fmt: skip
            assert browser.get(url).status_code == 302
        browser.post(reverse("reforms:decide", args=[found.pk, "confirm"]))
    found.refresh_from_db()
    assert found.state == ReformState.PROPOSED
    assert client_of(person(Role.AUTHORITY)).get(reverse("reforms:detail", args=[found.pk])).status_code == 200
