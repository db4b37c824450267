"""Private until something public shows it, and private again afterwards; everywhere by one rule."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import PageViewRestriction

from resource_library.domain import placing, publishing
from resource_library.domain.bulk import Arrival, publish_in_bulk, revise_in_bulk
from resource_library.domain.scheduling import expire_due
from resource_library.enums import WithdrawReason
from resource_library.media import usage
from resource_library.media.serving import may_serve
from resource_library.models import Attachment, LibraryImage, MediaUse, Resource
from sites.models import TopicPage
from tests.factories import offices, public
from tests.factories.accounts import UserFactory
from tests.factories.library import ResourceFactory, paragraph, published
from tests.factories.media import document, image, link_to, picture_block

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def ours():
    return offices.office("ours")


@pytest.fixture
def theirs():
    return offices.office("theirs")


def is_public(file, at: offices.Office) -> bool:
    return may_serve(file, at.site, NOBODY)


def with_everything(at: offices.Office) -> tuple[Resource, dict]:
    """A draft that shows a thumbnail, a picture and a link in its text, a recording and an attachment."""
    media = {
        "thumbnail": image(at.site, content=None, title="缩略图"),
        "picture": image(at.site, title="插图"),
        "linked": document(at.site, title="链接的文件"),
        "attached": document(at.site, title="附件"),
    }
    body = [paragraph("正文"), picture_block(media["picture"]), link_to(media["linked"])]
    resource = offices.draft(at, body=body)
    text = resource.get_latest_revision_as_object()
    text.image = media["thumbnail"]
    text.attachments.add(Attachment(document=media["attached"], title="附件一"))
    from resource_library.domain import drafting

    drafting.save(text, by=at.editor)
    return Resource.objects.get(pk=resource.pk), media


def shown(media: dict, at: offices.Office) -> set[str]:
    return {name for name, file in media.items() if is_public(file, at)}


def test_draft_shows_nothing_and_its_publication_everything(ours, theirs):
    resource, media = with_everything(ours)
    assert shown(media, ours) == set()

    offices.sign_off(resource, ours)

    assert shown(media, ours) == set(media)
    assert shown(media, theirs) == set()


def test_withdrawal_and_expiry_make_it_private_again(ours):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    publishing.withdraw(resource, by=ours.publisher, reason=WithdrawReason.CORRECTED)
    assert shown(media, ours) == set()

    other, more = with_everything(ours)
    offices.sign_off(other, ours)
    Resource.objects.filter(pk=other.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert expire_due() == 1
    assert shown(more, ours) == set()


def test_next_version_that_no_longer_shows_it_makes_it_private(ours):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    offices.revise(resource, ours.editor, body=[paragraph("没有图片了")], image=None)
    assert shown(media, ours) == set(media)

    offices.sign_off(resource, ours)

    assert shown(media, ours) == {"attached"}


def test_draft_behind_a_public_version_shows_nothing_new(ours):
    """A file linked in the text of a draft, which no attachment tells of."""
    resource = offices.public(ours)
    secret = document(ours.site)
    offices.revise(resource, ours.editor, body=[link_to(secret)])

    assert not is_public(secret, ours)
    offices.sign_off(resource, ours)
    assert is_public(secret, ours)


def test_repost_shows_it_on_the_other_site_until_it_is_hidden(ours, theirs):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    repost = placing.repost(resource, theirs.column, by=theirs.editor, image=image(theirs.site, title="转载配图"))
    assert (shown(media, theirs), is_public(repost.image, theirs)) == (set(), False)

    placing.approve_repost(repost, by=theirs.reviewer)
    assert (shown(media, theirs), is_public(repost.image, theirs)) == (set(media), True)
    assert not is_public(repost.image, ours)

    placing.hide(repost, by=theirs.editor)
    assert (shown(media, theirs), shown(media, ours)) == (set(), set(media))


def test_column_that_is_closed_or_not_for_everybody_shows_nothing(ours):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    restriction = PageViewRestriction.objects.create(page=ours.column, restriction_type=PageViewRestriction.LOGIN)
    assert shown(media, ours) == set()
    restriction.delete()
    type(ours.column).objects.filter(pk=ours.column.pk).update(live=False)
    assert shown(media, ours) == set()


def test_topic_page_shows_its_pictures_on_its_own_site(ours, theirs):
    banner, passage = image(ours.site, title="横幅"), image(ours.site, title="段落图")
    topic = TopicPage(title="专题", slug="t", lead="导语", image=banner, live=False)
    topic.sections = [("text", {"title": "", "text": "<p>文</p>", "image": passage})]
    ours.site.root_page.add_child(instance=topic)
    assert (is_public(banner, ours), is_public(passage, ours)) == (False, False)

    topic.save_revision().publish()
    assert (is_public(banner, ours), is_public(passage, ours)) == (True, True)
    assert (is_public(banner, theirs), is_public(passage, theirs)) == (False, False)

    topic = TopicPage.objects.get(pk=topic.pk)
    topic.sections = []
    topic.save_revision()
    assert is_public(passage, ours)
    topic.get_latest_revision().publish()
    assert (is_public(banner, ours), is_public(passage, ours)) == (True, False)
    TopicPage.objects.get(pk=topic.pk).unpublish()
    assert not is_public(banner, ours)


# The back end


def test_back_end_shows_people_their_own_and_what_is_public(ours, theirs):
    resource, media = with_everything(ours)
    for person in (ours.writer, ours.editor, ours.reviewer, ours.publisher, UserFactory(is_superuser=True)):
        assert [name for name, file in media.items() if not may_serve(file, None, person)] == []
    for person in (theirs.editor, theirs.manager, NOBODY, UserFactory(is_active=False, is_superuser=True)):
        assert [name for name, file in media.items() if may_serve(file, None, person)] == []

    offices.sign_off(resource, ours)
    assert [name for name, file in media.items() if not may_serve(file, None, theirs.editor)] == []
    assert [name for name, file in media.items() if may_serve(file, None, NOBODY)] == []


def test_question_costs_one_query_for_the_public_and_five_at_most_inside(
    ours, theirs, django_assert_num_queries, django_assert_max_num_queries
):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    for file in media.values():
        with django_assert_num_queries(1):
            assert is_public(file, ours)
        person = type(theirs.editor).objects.get(pk=theirs.editor.pk)
        with django_assert_max_num_queries(5):
            assert may_serve(
                LibraryImage.objects.get(pk=file.pk) if isinstance(file, LibraryImage) else file, None, person
            )


# Many at once


def arrivals(city, count: int, start: int = 0) -> list[Arrival]:
    made = []
    for number in range(start, start + count):
        picture = image(city.profile.site, title=f"图{number}", content=None)
        resource = ResourceFactory.build(title=f"文{number}", issuer=None, region=None, body=[picture_block(picture)])
        made.append(Arrival(resource, [city.news]))
    return made


def test_import_shows_its_pictures_at_once_and_costs_two_queries(django_assert_max_num_queries):
    city = public.city("one")
    site = city.profile.site
    some = arrivals(city, 3)
    publish_in_bulk(some, site=site)
    pictures = list(LibraryImage.objects.all())
    assert [may_serve(picture, site, NOBODY) for picture in pictures] == [True] * 3

    with django_assert_max_num_queries(2):
        usage.note([each.resource for each in some], new=True)
    MediaUse.objects.all().delete()
    for each in some:
        each.resource.body = [paragraph("没有图片了")]
    revise_in_bulk(some, site=site)
    assert [may_serve(picture, site, NOBODY) for picture in pictures] == [False] * 3


def test_check_finds_what_is_noted_wrongly_and_mends_it(ours):
    resource, media = with_everything(ours)
    offices.sign_off(resource, ours)
    topic = ours.site.root_page.add_child(instance=TopicPage(title="专题", slug="t", image=media["picture"]))
    assert list(usage.wrong_uses()) == []

    strange = image(ours.site, title="别的图")
    MediaUse.objects.filter(image=media["picture"]).delete()
    MediaUse.objects.create(resource=resource, image=strange)
    assert (is_public(strange, ours), is_public(media["picture"], ours)) == (True, False)

    wrong = list(usage.wrong_uses())
    assert [each.pk for each in wrong] == [resource.pk, topic.pk]
    for each in wrong:
        usage.repair(each)
    assert list(usage.wrong_uses()) == []
    assert (is_public(strange, ours), is_public(media["picture"], ours)) == (False, True)


def test_deleting_a_picture_or_a_draft_leaves_no_use_behind(ours):
    city_picture = image(ours.site)
    article = published(ours.column, body=[picture_block(city_picture)])
    usage.note([article])
    assert MediaUse.objects.count() == 1
    city_picture.delete()
    assert MediaUse.objects.count() == 0
