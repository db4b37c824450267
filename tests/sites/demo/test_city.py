"""The demo city in the database."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, Max, Q
from django.utils import timezone

from resource_library.domain import publishing, review, validation
from resource_library.domain.numbering import allocate_index_no
from resource_library.enums import Kind, PlacementRole, State
from resource_library.media import usage
from resource_library.models import LibraryDocument, LibraryImage, MediaUse, Organ, Placement, Relation, Resource
from sites.demo import city as city_module
from sites.demo.demo_city import CityExistsError, build
from sites.demo.members import city_of
from sites.demo.people import PASSWORD, username
from sites.domain.column_trees import ColumnTree, add_columns
from sites.domain.columns import add_column, new_column
from sites.enums import UpdateRule
from sites.models import ColumnPage, HomePage, SiteProfile, TopicPage
from unified_platform.accounts.enums import SITE_ROLES, Role
from unified_platform.accounts.models import User
from unified_platform.health.startup import database_problems

from .conftest import NOW, SMALL, some_members

pytestmark = pytest.mark.django_db


def columns_of(slug: str):
    root = SiteProfile.objects.get(slug=slug).site.root_page
    return ColumnPage.objects.filter(path__startswith=root.path)


def test_city_has_every_kind_of_text(city):
    assert set(Resource.objects.filter(live=True).values_list("kind", flat=True)) == set(Kind.values)
    assert city.resources == Resource.objects.filter(live=True).count()
    assert city.placements == Placement.objects.filter(visible=True).count()


def test_every_text_is_fit_to_be_published(city):
    found = {resource.title: validation.problems(resource) for resource in Resource.objects.all()}
    assert {title: problems for title, problems in found.items() if problems} == {}


def test_every_text_has_the_hash_of_its_content(city):
    wrong = [
        each.title for each in Resource.objects.filter(live=True) if each.content_hash != publishing.content_hash(each)
    ]
    assert wrong == []


def test_every_text_has_one_origin_on_its_own_site(city):
    origins = Placement.objects.filter(role=PlacementRole.ORIGIN)
    assert (
        Resource.objects.annotate(n=Count("placements", filter=Q(placements__role="origin"))).exclude(n=1).count() == 0
    )
    assert [each.pk for each in origins.select_related("resource") if each.site_id != each.resource.owner_site_id] == []


def test_nothing_is_dated_in_the_future_and_addresses_bear_the_local_day(city):
    shown = Placement.objects.filter(visible=True)
    assert shown.filter(date__gt=NOW).count() == 0
    assert [each.pk for each in shown if each.address_date != timezone.localdate(each.date)] == []


def test_newest_news_of_the_portal_are_hours_old(city):
    newest = Placement.objects.filter(visible=True, site__profile__slug="nanjing").aggregate(date=Max("date"))["date"]
    assert NOW - newest < timedelta(hours=6)
    assert NOW - Resource.objects.filter(live=True).earliest("published_at").published_at > timedelta(days=7 * 365)


def test_document_numbers_are_unique_and_written_right(city):
    """R-4.2.7, R-8.5."""
    numbers = list(Resource.objects.filter(kind=Kind.POLICY, live=True).values_list("doc_no", flat=True))
    pattern = re.compile(r"[\u4e00-\u9fff]{2,8}(〔20\d\d〕[1-9]\d*|第9\d{3})号")
    assert len(set(numbers)) == len(numbers) > 100
    assert [number for number in numbers if not pattern.fullmatch(number)] == []


def test_index_numbers_go_on_where_the_seed_ended(city):
    """R-4.6.7."""
    numbers = set(Resource.objects.exclude(index_no=None).values_list("index_no", flat=True))
    organ = Organ.objects.get(name="南京市人民政府")
    assert [number for number in numbers if not re.fullmatch(r"DEMO\d{5}/20\d\d-\d{5}", number)] == []
    assert allocate_index_no(organ, NOW.year) not in numbers


def test_interpretations_lead_to_their_documents(city):
    """R-1.8.3: one row, read from both ends."""
    found = Relation.objects.filter(type="interprets").values_list("resource__kind", "target__kind").distinct()
    assert set(found) == {(Kind.INTERPRETATION, Kind.POLICY)}
    assert Resource.objects.filter(kind=Kind.INTERPRETATION).exclude(relations__type="interprets").count() == 0


def test_repealed_documents_name_their_successors(city):
    """R-8.6.10, R-1.7.8."""
    repealed = Resource.objects.filter(validity="repealed").select_related("successor")
    assert repealed.count() >= 2
    for old in repealed:
        assert old.abolish_date == old.successor.created_date
        assert set(old.reverse_relations.values_list("type", "resource")) >= {
            ("repeals", old.successor_id),
            ("replaces", old.successor_id),
        }


def test_some_documents_are_issued_by_two(city):
    """R-8.6.10."""
    assert Resource.objects.exclude(joint_issuers=None).filter(kind=Kind.POLICY).exists()


def test_newest_document_of_the_education_bureau_has_no_interpretation(city):
    """R-8.6.5."""
    own = Resource.objects.filter(owner_site__profile__slug="edu", kind=Kind.POLICY).order_by("-published_at")
    assert [each.reverse_relations.filter(type="interprets").exists() for each in own[:2]] == [False, True]


def test_silent_columns_of_jiangning_and_luhe(city):
    """R-8.6.1: one news column silent for 15 days, six at 六合, none elsewhere."""
    found = {}
    for member in some_members():
        news = columns_of(member.slug).filter(update_rule=UpdateRule.NEWS)
        dated = news.annotate(newest=Max("placements__date", filter=Q(placements__visible=True)))
        found[member.slug] = dated.filter(newest__lt=NOW - timedelta(days=14)).count()
    assert found == {member.slug: {"jiangning": 1, "luhe": 6}.get(member.slug, 0) for member in some_members()}


def test_empty_columns_stand_only_at_gaochun(city):
    """R-8.6.2."""
    found = {}
    for member in some_members():
        leaves = columns_of(member.slug).filter(numchild=0)
        found[member.slug] = leaves.exclude(placements__visible=True).count()
    assert found == {member.slug: {"gaochun": 5}.get(member.slug, 0) for member in some_members()}


def test_reposts_just_within_and_just_after_twelve_hours(city):
    """R-8.6.6."""
    reposts = Placement.objects.filter(
        role=PlacementRole.REPOST, visible=True, resource__owner_site__profile__slug="nanjing"
    )
    for slug, delay in (("xuanwu", (11, 59)), ("qinhuai", (12, 1))):
        newest = reposts.filter(site__profile__slug=slug).order_by("-resource__published_at").first()
        expected = newest.resource.published_at + timedelta(hours=delay[0], minutes=delay[1])
        assert newest.date == min(expected, NOW)


def test_portal_shows_what_districts_and_departments_write(city):
    shown = Placement.objects.filter(role=PlacementRole.REPOST, visible=True, site__profile__slug="nanjing")
    owners = set(shown.values_list("resource__owner_site__profile__slug", flat=True))
    assert owners == {member.slug for member in some_members()} - {"nanjing"}


def test_every_site_has_people_for_every_role_all_marked_as_demo(city):
    names = {username(member.slug, role) for member in some_members() for role in SITE_ROLES} | {"centre", "authority"}
    assert set(User.objects.filter(is_demo=True).values_list("username", flat=True)) == names
    assert User.objects.filter(is_superuser=True).count() == 0
    assert authenticate(username="xuanwu-writer", password=PASSWORD) is not None


def test_installation_for_the_public_refuses_these_accounts(city):
    assert [problem.id for problem in database_problems()] == ["health.E010"]


def test_editors_find_work_in_every_state(city):
    for member in some_members():
        states = list(
            Resource.objects.filter(owner_site__profile__slug=member.slug, live=False).values_list("state", flat=True)
        )
        expected = [State.DRAFT, State.RETURNED, State.SUBMITTED, State.SUBMITTED]
        expected += [State.SCHEDULED] if member.slug in ("nanjing", "xuanwu", "qinhuai", "edu") else []
        assert sorted(states) == sorted(expected)


def test_waiting_texts_can_go_on(city):
    """Real people of the site stand at the steps: the reviewer takes the one, the publisher the other."""
    waiting = Resource.objects.filter(owner_site__profile__slug="xuanwu", state=State.SUBMITTED)
    people = {role: User.objects.get(username=username("xuanwu", role)) for role in SITE_ROLES}
    for resource in waiting:
        permission = resource.current_workflow_task_state.task.specific.permission
        review.approve(resource, people[Role.REVIEWER if permission == "review" else Role.PUBLISHER])
    assert Resource.objects.filter(pk__in=[each.pk for each in waiting], live=True).count() == 1


def test_editors_have_proposed_reposts(city):
    proposed = Placement.objects.filter(state="proposed")
    assert set(proposed.values_list("site__profile__slug", flat=True)) == {member.slug for member in some_members()}


def test_topics_run_and_one_is_archived(city):
    """R-2.1.11."""
    topics = TopicPage.objects.all()
    assert topics.filter(ends=None).count() == 9
    assert topics.get(ends__lt=NOW.date()).title == "政府网站集约化建设"


def test_data_sets_have_their_figures_as_files(city):
    for resource in Resource.objects.filter(kind=Kind.DATASET):
        figures = [each.document for each in resource.attachments.all() if each.title.endswith(("（XLSX）", "（CSV）"))]
        assert sorted(document.file_extension for document in figures) == ["csv", "xlsx"]


def test_files_are_where_their_records_say(city, city_media, settings):
    settings.MEDIA_ROOT = city_media
    for record in [*LibraryImage.objects.all(), *LibraryDocument.objects.all()]:
        assert record.file.storage.size(record.file.name) == record.file_size


def test_home_pages_lead_to_their_own_columns(city):
    for member in some_members():
        profile = SiteProfile.objects.get(slug=member.slug)
        home = HomePage.objects.get(pk=profile.site.root_page_id)
        kinds = [block.block_type for block in home.sections]
        assert kinds[0] == "headlines"
        assert {"columns", "links", "leaders", "topics"} - set(kinds) == set()


@pytest.mark.parametrize("slug", [member.slug for member in some_members()])
def test_home_page_is_shown_with_its_news(city, client, slug):
    host = "nanjing.localhost" if slug == "nanjing" else f"{slug}.nanjing.localhost"
    page = client.get("/", headers={"host": host}).content.decode()
    newest = (
        Placement.objects.filter(visible=True, site__profile__slug=slug, resource__kind=Kind.NEWS)
        .order_by("-date")
        .first()
    )
    assert (newest.title or newest.resource.title) in page or slug in ("luhe",)
    assert page.count("<h2") >= 5


def test_entrances_lead_to_pages(city, client):
    home = HomePage.objects.get(pk=SiteProfile.objects.get(slug="nanjing").site.root_page_id)
    links = next(block.value["links"] for block in home.sections if block.block_type == "links")
    assert [client.get(link["url"], headers={"host": "nanjing.localhost"}).status_code for link in links] == [
        200
    ] * len(links)


def test_banner_says_where_everything_is(city, settings):
    settings.PUBLIC_PORT = "9000"
    assert city_module.is_open()
    assert city_module.addresses()[0] == ("南京市人民政府", "http://nanjing.localhost:9000/")
    assert [name for _role, name, _password in city_module.accounts()] == [
        "nanjing-writer", "nanjing-editor", "nanjing-reviewer", "nanjing-publisher", "nanjing-manager", "centre", "authority",
    ]  # fmt: skip


def test_second_city_is_refused(city):
    before = Resource.objects.count()
    with pytest.raises(CityExistsError):
        build(city_of(2), NOW, picture_width=SMALL)
    assert Resource.objects.count() == before


# The tree of columns


def test_column_tree_equals_columns_one_by_one(city):
    home = HomePage.objects.get(pk=SiteProfile.objects.get(slug="edu").site.root_page_id)
    one = add_column(home, "one", "甲", in_menu=True)
    sub = add_column(one, "sub", "乙")
    tree = ColumnTree(new_column("two", "甲", in_menu=True), [ColumnTree(new_column("sub", "乙"))])
    two, other = add_columns(home, [tree])
    left_out = {"id", "page_ptr_id", "path", "translation_key", "slug", "url_path"}
    for made, expected in ((two, one), (other, sub)):
        stored, wanted = ColumnPage.objects.get(pk=made.pk), ColumnPage.objects.get(pk=expected.pk)
        names = [field.attname for field in ColumnPage._meta.concrete_fields if field.attname not in left_out]
        assert [getattr(stored, name) for name in names] == [getattr(wanted, name) for name in names]
    assert other.get_parent().pk == two.pk
    assert [page.slug for page in home.get_children()][-2:] == ["one", "two"]
    assert ColumnPage.find_problems() == ([], [], [], [], [])


def test_pictures_and_files_of_public_texts_are_noted(city):
    """Seeded rows pass by the acts that note them; without a note the public would be shown a gap."""
    assert list(usage.wrong_uses()) == []
    assert MediaUse.objects.exclude(resource=None).exclude(image=None).count() > 10
