"""The overview: numbers that agree with the rows, each for whom it is meant, at a constant price."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from resource_library.domain import completeness, figures, placing, unused_media
from resource_library.enums import Kind
from resource_library.models import Attachment, Figure, LibraryImage, MediaUse, Resource
from tests.factories import media, offices
from tests.factories.accounts import person
from tests.factories.library import published
from unified_platform.accounts.enums import Role
from unified_platform.events import drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def both():
    return offices.office("one"), offices.office("two")


@pytest.fixture
def centre():
    return person(Role.INFORMATION_CENTRE)


def browser(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_growth_and_owners_agree_with_the_rows(both):
    one, two = both
    published(one.column), published(one.column, policy=True), published(two.column)
    figures.count("growth")
    figures.count("owners")
    city, mine = figures.read(None), figures.read(one.site.pk)
    assert [sum(kinds.values()) for kinds in city["growth"]["months"].values()] == [3]
    assert [sum(kinds.values()) for kinds in mine["growth"]["weeks"].values()] == [2]
    assert city["owners"]["kinds"] == {"news": 2, "policy": 1}
    assert mine["owners"]["sites"] == {str(one.site.pk): {"news": [1, 1, 0], "policy": [1, 1, 0]}}


def test_most_reused_is_what_stands_on_most_sites(both):
    one, two = both
    shared = published(one.column, title="共享")
    published(one.column)
    placing.approve_repost(placing.repost(shared, two.column, by=two.editor), by=two.reviewer)
    figures.count("reused")
    assert [(row["pk"], row["sites"]) for row in figures.read(None)["reused"]] == [(shared.pk, 2)]
    assert figures.read(two.site.pk) == {}


def test_old_document_in_force_is_to_be_reviewed(both):
    """R-1.7.3: what is not looked at for years is listed; what is repealed or young is not."""
    old = timezone.localdate() - timedelta(days=365 * 6)
    wanted = published(both[0].column, policy=True, created_date=old)
    published(both[0].column, policy=True, created_date=old, validity="repealed")
    published(both[0].column, policy=True)
    figures.count("stale")
    found = figures.read(both[0].site.pk)["stale"]
    assert ([row["pk"] for row in found["rows"]], found["kinds"]) == ([wanted.pk], {"policy": 1})


def test_missing_elements_are_counted_and_lead_to_the_texts(both, centre):
    """R-4.2.43: the number on the page is the number of texts in the list it leads to."""
    lacking = published(both[0].column, source="")
    published(both[0].column)
    figures.count("missing")
    assert figures.read(both[0].site.pk)["missing"]["news"]["elements"]["source"] == 1
    found = Resource.objects.filter(completeness.is_missing("source"), live=True)
    assert list(found) == [lacking]
    page = browser(centre).get(reverse("resources:list") + "?kind=news&missing=source")
    assert [row.pk for row in page.context["object_list"]] == [lacking.pk]


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.POLICY, Kind.SERVICE_GUIDE, Kind.LEADER])
def test_every_wanted_element_can_be_asked_for_and_has_a_name(kind):
    from resource_library.kinds import schema_of

    for element, _obligatory in completeness.wanted(schema_of(kind)):
        assert completeness.label_of(kind, element)
        assert Resource.objects.filter(completeness.is_missing(element)).count() == 0


def test_only_media_that_nobody_uses_for_long_is_unused(both):
    one, _two = both
    long_ago = timezone.now() - timedelta(days=90)
    names = ("闲置", "缩略图", "正文", "新上传")
    idle, thumbnail, text, fresh = (media.image(one.site, title=name, name=f"{n}.png") for n, name in enumerate(names))
    LibraryImage.objects.exclude(pk=fresh.pk).update(created_at=long_ago)
    resource = published(one.column, image=thumbnail)
    MediaUse.objects.create(resource=resource, image=text)
    drawn = media.image(one.site, title="草稿图", name="d.png")
    LibraryImage.objects.filter(pk=drawn.pk).update(created_at=long_ago)
    offices.draft(one, body=[media.picture_block(drawn)])
    file = media.document(one.site)
    type(file).objects.update(created_at=long_ago)
    found = unused_media.unused()
    assert {(each.title, each.is_picture, each.site) for each in found} == {
        ("闲置", True, one.site.pk), ("年度报告", False, one.site.pk),
    }  # fmt: skip
    Attachment.objects.create(resource=resource, document=file, title="附件")
    Resource.objects.filter(pk=resource.pk).update(live=False, state="withdrawn", updated_at=long_ago)
    assert {each.title for each in unused_media.unused()} == {"闲置", "缩略图", "正文", "年度报告"}
    assert idle.pk in {each.pk for each in found}


def test_night_counts_once_and_asking_counts_again(both):
    published(both[0].column)
    assert figures.want_nightly()
    drain()
    assert set(Figure.objects.filter(site=None).values_list("measure", flat=True)) == set(figures.names())
    assert "columns" in figures.names()
    assert not figures.want_nightly()
    assert figures.want_nightly(timezone.now() + timedelta(days=1))


def test_page_opens_with_few_queries_whatever_was_counted(both, centre, django_assert_max_num_queries):
    for at in both:
        for kind in (Kind.NEWS, Kind.NOTICE):
            published(at.column, kind=kind)
    figures.count_all()
    client, address = browser(centre), reverse("overview:overview")
    client.get(address)
    with django_assert_max_num_queries(14):
        page = client.get(address).content.decode()
    assert page.count('<svg class="chart"') == 4
    assert "<script>" not in page.partition('class="overview-grid"')[2].partition("</main>")[0]


def test_manager_sees_her_own_site_alone(both, centre):
    one, two = both
    published(one.column, title="甲站文件", policy=True, created_date="2010-01-01")
    published(two.column, title="乙站文件", policy=True, created_date="2010-01-01")
    figures.count_all()
    client, address = browser(one.manager), reverse("overview:overview")
    page = client.get(address).content.decode()
    assert ("甲站文件" in page, "乙站文件" in page, two.site.site_name in page) == (True, False, False)
    assert client.get(f"{address}?site={two.site.pk}").status_code == 404
    assert client.get(f"{reverse('overview:export')}?site={two.site.pk}").status_code == 404
    assert client.post(reverse("overview:count")).status_code in (302, 403)
    assert browser(one.editor).get(address).status_code in (302, 403)
    assert "乙站文件" in browser(centre).get(address).content.decode()
    for nonsense in ("x", "999999", "-1"):
        assert browser(centre).get(f"{address}?site={nonsense}").status_code == 404


def test_export_holds_every_table(both, centre):
    published(both[0].column)
    figures.count_all()
    answer = browser(centre).get(reverse("overview:export") + "?period=all&kind=news")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(book.sheetnames) == 10
    assert [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [1]
