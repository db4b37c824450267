"""Where it is shown, who reads it there, and what it is worth (落位, R-4.2.33)."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from resource_library.domain import placing
from resource_library.domain.validity import today
from resource_library.enums import PlacementState
from resource_library.models import DailyReads, Placement, ReadTotal, Resource
from resource_library.whereabouts import score_of, sparkline, stands_of
from tests.factories import library, offices, sites
from tests.factories.public import reposted
from unified_platform.accounts.models import User

pytestmark = pytest.mark.django_db


def seen_by(user, resource) -> list[tuple[str, str, bool]]:
    """(column, state of the placement, shown to the public) of every line."""
    stands = stands_of(resource, by=User.objects.get(pk=user.pk))
    return [(stand.column_title, stand.state, bool(stand.url)) for stand in stands]


def unseen(placement, state=PlacementState.PROPOSED) -> None:
    Placement.objects.filter(pk=placement.pk).update(state=state, visible=False)


def test_owner_sees_every_placement_at_home_and_on_other_sites_what_the_public_sees(ours, theirs):
    resource = library.published(ours.column, title="公积金新政")
    hidden = sites.column(ours.site.profile, "jyw", "旧要闻")
    unseen(reposted(resource, hidden), PlacementState.HIDDEN)
    shown, secret = (
        sites.column(theirs.site.profile, slug, title) for slug, title in (("a", "乙站转载"), ("b", "乙站密栏"))
    )
    reposted(resource, shown)
    unseen(reposted(resource, secret, title="乙站自拟标题"))

    assert [(column, url) for column, _state, url in seen_by(ours.editor, resource)] == [
        (ours.column.title, True),
        ("旧要闻", False),
        ("乙站转载", True),
    ]


def test_page_gives_away_nothing_of_what_another_site_intends(ours, theirs, browse):
    resource = library.published(ours.column, title="公积金新政")
    secret = sites.column(theirs.site.profile, "b", "乙站密栏")
    unseen(reposted(resource, secret, title="乙站自拟标题"))
    shown = reposted(resource, sites.column(theirs.site.profile, "c", "乙站转载"), title="乙站的题目")

    page = unescape(browse(ours.editor).get(reverse("resources:where", args=[resource.pk])).content.decode())
    assert ("乙站转载" in page, "乙站密栏" in page, "乙站自拟标题" in page, "乙站的题目" in page) == (
        True,
        False,
        False,
        False,
    )
    # No way into the other site's back end.
    assert reverse("columns:content", args=[shown.column_id]) not in page
    assert reverse("columns:content", args=[ours.column.pk]) in page


def test_other_sites_people_find_no_such_page(ours, theirs, browse):
    resource = library.published(ours.column)
    reposted(resource, theirs.column)
    address = reverse("resources:where", args=[resource.pk])
    assert browse(theirs.editor).get(address).status_code == 404
    assert browse(ours.writer).get(address).status_code == 200


def test_page_adds_up_the_views_of_all_places(ours, theirs, browse, django_assert_num_queries):
    resource = library.published(ours.column)
    home, repost = resource.placements.get(), reposted(resource, theirs.column)
    for place, age, count in ((home, 0, 3), (home, 6, 4), (home, 7, 50), (repost, 1, 5)):
        DailyReads.objects.create(placement=place, day=today() - timedelta(days=age), count=count)
    ReadTotal.objects.create(resource=resource, count=1000)

    answer = browse(ours.editor).get(reverse("resources:where", args=[resource.pk]))
    assert (answer.context["total"], answer.context["week"]) == (1000, 12)
    assert [(stand.week, stand.reads.kept) for stand in answer.context["stands"]] == [(7, 57), (5, 5)]
    user = User.objects.get(pk=ours.editor.pk)
    stands_of(resource, by=user)
    with django_assert_num_queries(3):
        stands_of(resource, by=user)


def test_text_without_a_place_says_how_to_give_it_one(ours, browse):
    text = offices.draft(ours)
    Placement.objects.filter(resource=text).delete()
    answer = browse(ours.editor).get(reverse("resources:where", args=[text.pk]))
    assert (answer.status_code, answer.context["stands"], answer.context["total"]) == (200, [], 0)


def test_reason_leads_to_the_field_that_mends_it_for_whoever_may(ours):
    text = Resource.objects.get(pk=offices.draft(ours, description="", kind="service_guide").pk)
    edit = reverse("resources:edit", args=[text.pk])
    links = {reason.element: url for reason, url in score_of(text, may_write=True).reasons}
    assert links["description"] == f"{edit}#:w:contentpath=description"
    assert links["extra.phone"] == f"{edit}#:w:contentpath=extra_phone"
    assert {url for _reason, url in score_of(text, may_write=False).reasons} == {""}


def test_wishes_leave_out_what_keeps_the_text_from_being_published(ours):
    score = score_of(offices.draft(ours, kind="policy"), may_write=True)
    reasons, wishes = ({reason.element for reason, _url in found} for found in (score.reasons, score.wishes))
    assert {"created_date", "keywords"} <= reasons
    assert ("created_date" in wishes, "keywords" in wishes) == (False, True)


def test_editor_and_reader_are_told_the_same_score(ours, browse):
    text = offices.draft(ours)
    client = browse(ours.editor)
    score = score_of(Resource.objects.get(pk=text.pk), may_write=True).quality.score
    for name in ("edit", "read", "where"):
        page = client.get(reverse(f"resources:{name}", args=[text.pk])).content.decode()
        assert f">{score}</strong>" in page, name


def test_sparkline_draws_what_it_says():
    drawn = sparkline([0, 5, 10])
    assert 'points="0.0,22.0 60.0,12.0 120.0,2.0"' in drawn
    assert 'aria-label="0, 5, 10"' in drawn
    assert 'points="0.0,22.0"' in sparkline([0])
    assert 'points=""' in sparkline([])


def test_repost_that_waits_is_known_to_the_site_that_is_asked(ours, theirs):
    resource = library.published(theirs.column, title="乙站新闻", at=timezone.now())
    placing.repost(resource, ours.column, by=ours.editor)
    assert [column for column, _state, _url in seen_by(theirs.editor, resource)] == [theirs.column.title]
