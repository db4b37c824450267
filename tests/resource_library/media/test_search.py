"""Wagtail's own search boxes find Chinese by the rules of the house, and only what is one's own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from resource_library.domain.media import collection_of
from resource_library.models import LibraryDocument, LibraryImage
from tests.factories import offices, sites
from tests.factories.accounts import UserFactory
from tests.factories.media import document, image, picture_bytes
from unified_platform.events import drain
from unified_platform.search.domain import needs_rebuild, rebuild, source_names

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]
SMALL = picture_bytes()


@pytest.fixture
def ours():
    return offices.office("ours")


@pytest.fixture
def theirs():
    return offices.office("theirs")


@pytest.fixture
def library(ours, theirs):
    """The same kinds of titles on both sites, indexed by the worker."""
    for at, place in ((ours, "本站"), (theirs, "他站")):
        image(at.site, f"住房公积金政策宣传图（{place}）", SMALL, description="柜台前排队的市民")
        image(at.site, f"江岸步道（{place}）", SMALL, source="市住房和城乡建设局")
        document(at.site, f"住房公积金提取申请表（{place}）")
    drain()


def client(person) -> Client:
    found = Client(HTTP_HOST="localhost")
    found.force_login(person)
    return found


def titles(person, address: str, query: str) -> set[str]:
    """Which of our records a page of the back end shows."""
    response = client(person).get(f"{address}?q={query}")
    text = response.json()["html"] if response["Content-Type"] == "application/json" else response.content.decode()
    known = [*LibraryImage.objects.all(), *LibraryDocument.objects.all(), *Page.objects.filter(depth__gt=1)]
    return {record.title for record in known if record.title in text}


PICTURES = ("wagtailimages:index", "wagtailimages_chooser:choose", "wagtailimages_chooser:choose_results")
FILES = ("wagtaildocs:index", "wagtaildocs_chooser:choose", "wagtaildocs_chooser:choose_results")


@pytest.mark.parametrize("view", PICTURES)
@pytest.mark.parametrize("query", ["公积金", "住房公积金政策", "积金政", "公积金 宣传", "排队"])
def test_picture_is_found_by_any_part_of_what_is_said_of_it(ours, library, view, query):
    assert titles(ours.editor, reverse(view), query) == {"住房公积金政策宣传图（本站）"}


@pytest.mark.parametrize("view", FILES)
def test_file_is_found_by_any_part_of_its_title(ours, library, view):
    assert titles(ours.editor, reverse(view), "积金提取") == {"住房公积金提取申请表（本站）"}
    assert titles(ours.editor, reverse(view), "没有这样的") == set()


def test_picture_is_found_by_source_and_label(ours, library):
    picture = LibraryImage.objects.get(title="江岸步道（本站）")
    picture.tags.add("滨江风光带")
    picture.save()
    drain()

    assert titles(ours.editor, reverse(PICTURES[0]), "城乡建设局") == {"江岸步道（本站）"}
    assert titles(ours.editor, reverse(PICTURES[0]), "江风光") == {"江岸步道（本站）"}


def test_everybody_finds_her_own_sites_only_and_the_system_all(ours, theirs, library):
    address = reverse(PICTURES[0])
    assert titles(theirs.editor, address, "公积金") == {"住房公积金政策宣传图（他站）"}
    found = titles(UserFactory(is_superuser=True), address, "公积金")
    assert {title for title in found if "公积金" in title} == {f"住房公积金政策宣传图（{n}站）" for n in "本他"}
    # A writer changes what she brought herself, and chooses from all of her site.
    assert titles(ours.writer, address, "公积金") == set()
    assert titles(ours.writer, reverse(PICTURES[1]), "公积金") == {"住房公积金政策宣传图（本站）"}
    LibraryImage.objects.filter(title__startswith="住房").update(uploaded_by_user=ours.writer)
    assert titles(ours.writer, address, "公积金") == {"住房公积金政策宣传图（本站）"}


def test_hits_of_other_sites_do_not_crowd_out_ones_own(ours, theirs, library, monkeypatch):
    """The index is asked within the person's own collections, not filtered afterwards."""
    monkeypatch.setattr("unified_platform.search.wagtail_backend.MOST", 2)
    LibraryImage.objects.filter(collection=collection_of(theirs.site)).update(title="公积金公积金公积金公积金")
    for number in range(6):
        image(theirs.site, f"公积金{number}", SMALL)
    drain()

    assert titles(ours.editor, reverse(PICTURES[0]), "公积金") == {"住房公积金政策宣传图（本站）"}


def test_changed_and_deleted_records_are_found_as_they_are(ours, library):
    picture = LibraryImage.objects.get(title="江岸步道（本站）")
    picture.title = "滨水绿道"
    picture.save()
    LibraryDocument.objects.get(title__endswith="（本站）").delete()
    drain()

    assert titles(ours.editor, reverse(PICTURES[0]), "水绿") == {"滨水绿道"}
    assert titles(ours.editor, reverse(PICTURES[0]), "江岸") == set()
    assert titles(ours.editor, reverse(FILES[0]), "申请表") == set()


def test_record_that_moves_to_another_collection_is_found_by_its_new_people(ours, theirs, library):
    picture = LibraryImage.objects.get(title="江岸步道（本站）")
    picture.collection = collection_of(theirs.site)
    picture.save()
    drain()

    assert titles(theirs.editor, reverse(PICTURES[0]), "江岸") == {"江岸步道（本站）", "江岸步道（他站）"}
    assert titles(ours.editor, reverse(PICTURES[0]), "江岸") == set()


def test_indexes_are_rebuilt_and_missed_like_the_librarys(ours, library):
    assert source_names() == ["library", "files", "pictures"]
    assert (needs_rebuild("pictures"), needs_rebuild("files")) == (None, None)
    LibraryImage.objects.filter(title__startswith="江岸").update(title="换了名字")
    extra = image(ours.site, "后来的", SMALL)
    assert needs_rebuild("pictures") is not None

    assert rebuild(name="pictures") == 5
    assert titles(ours.editor, reverse(PICTURES[0]), "了名") == {"换了名字"}
    assert titles(ours.editor, reverse(PICTURES[0]), "后来") == {extra.title}


def test_save_costs_the_same_however_many_there_are(ours):
    def costs() -> int:
        picture = image(ours.site, "甲", SMALL)
        with CaptureQueriesContext(connection) as seen:
            picture.title = "乙"
            picture.save()
        assert [query["sql"] for query in seen if "wagtailsearch" in query["sql"]] == []
        return len(seen)

    few = costs()
    for number in range(60):
        image(ours.site, f"住房公积金{number}", SMALL)
    assert costs() == few


def test_list_is_searched_without_an_index_too(ours):
    """A new installation, or one whose index is just being made."""
    image(ours.site, "住房公积金", SMALL)
    image(ours.site, "江岸", SMALL)

    assert titles(ours.editor, reverse(PICTURES[0]), "积金") == {"住房公积金"}


# Pages and people


def funds(found: set[str]) -> set[str]:
    """Without the site's own name, which stands above every list."""
    return {title for title in found if "积金" in title}


def test_pages_of_ones_own_sites_are_found_by_any_part_of_their_titles(ours, theirs):
    sites.column(ours.site.profile, "gjj", "住房公积金管理")
    sites.column(theirs.site.profile, "gjj", "住房公积金服务")

    for view in ("wagtailadmin_pages:search", "wagtailadmin_pages:search_results"):
        assert funds(titles(ours.manager, reverse(view), "积金")) == {"住房公积金管理"}
    chooser = reverse("wagtailadmin_choose_page_search")
    assert funds(titles(ours.manager, chooser, "积金")) == {"住房公积金管理"}
    assert funds(titles(theirs.manager, chooser, "积金")) == {"住房公积金服务"}


def test_search_boxes_are_offered_again(ours):
    page = client(ours.manager).get(reverse(PICTURES[0]), {"q": "x"}).content.decode()

    for view in ("wagtailimages:index", "wagtaildocs:index", "people:list", "resources:list"):
        assert reverse(view) in page
    assert reverse("wagtailusers_users:index") not in page
