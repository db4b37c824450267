"""A closed town moves into a district: once, again, interrupted, changed, edited."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from migration_tools.domain import MigrationError, make_plan, run, running
from migration_tools.enums import Outcome, Verdict
from migration_tools.models import MigrationProject, OldUrl, SourceItem
from migration_tools.sources.mirror import MirrorSource
from resource_library.addresses import path_of, url_of
from resource_library.domain.media import collection_of
from resource_library.enums import Kind, PlacementRole, PlacementState, State
from resource_library.models import Attachment, LibraryDocument, LibraryImage, Placement, Resource
from sites.models import ColumnPage
from tests.factories import sites
from tests.factories.library import OrganFactory
from tests.factories.media import ole
from tests.factories.migration_tools import HOST, SENTENCE, STAMP, article, html, mirror, picture, town
from unified_platform.events.models import Event

NEWS = '<a href="/xw/index.html">新闻动态</a>'


def the(title: str) -> Resource:
    return Resource.objects.get(title=title)


def address(title: str) -> str:
    return url_of(Placement.objects.get(resource__title=title, role=PlacementRole.ORIGIN))


def everything() -> dict[str, str]:
    """Every row of every table, but for what nobody can see."""
    return {
        model._meta.label: serializers.serialize("json", model.objects.order_by("pk"))
        for model in apps.get_models()
        if not model._meta.proxy and model._meta.label != "sessions.Session"
    }


# What moves in


def test_articles_become_public_resources_with_their_own_dates(district, move):
    move()
    assert list(
        Resource.objects.order_by("title").values_list("title", "kind", "state", "live", "source", "version")
    ) == [
        ("停水通知", Kind.NOTICE, State.PUBLISHED, True, "县政府办", 1),
        ("全镇工作会议召开", Kind.NEWS, State.PUBLISHED, True, "县政府办", 1),
        ("镇长调研", Kind.NEWS, State.PUBLISHED, True, "县政府办", 1),
    ]
    meeting = the("全镇工作会议召开")
    assert meeting.owner_site == district.site
    # Only what the source says: nothing is borrowed from the site it moves into.
    assert (meeting.issuer, meeting.region, meeting.validity, meeting.index_no) == (None, None, "", None)
    assert meeting.published_at == datetime(2018, 6, 4, 8, 47, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert path_of(meeting.placements.get()) == f"/xw/201806/t20180604_{meeting.pk}.html"


def test_columns_are_made_from_folders_with_their_names(district, move):
    move()
    columns = ColumnPage.objects.descendant_of(district.site.root_page).order_by("path")
    assert list(columns.values_list("url_path", "title", "column_type", "live")) == [
        ("/xuanwu/xw/", "新闻动态", "工作动态", True),
        ("/xuanwu/xxgk/", "信息公开", "其他", True),
        ("/xuanwu/xxgk/tzgg/", "通知公告", "通知公告", True),
    ]
    assert Page.find_problems() == ([], [], [], [], [])


def test_text_is_clean_and_its_links_lead_to_the_new_places(move):
    move()
    column = ColumnPage.objects.get(slug="tzgg")
    (first, shown, last) = the("全镇工作会议召开").body.get_prep_value()
    image = LibraryImage.objects.get()
    assert (first["type"], first["value"]) == ("paragraph", f"<p>{SENTENCE}</p>")
    assert (shown["type"], shown["value"]) == (
        "picture",
        {"image": {"image": image.pk, "decorative": False, "alt_text": "会场"}, "caption": ""},
    )
    assert last["value"] == (
        f'<p>见<a href="{address("停水通知")}">通知</a>、<a linktype="page" id="{column.pk}">公告栏</a>、'
        '<a href="http://www.gov.cn/">中国政府网</a>、旧文。</p>'
    )


def test_link_to_a_page_that_moved_earlier_is_rewritten_as_well(move):
    move()
    assert f'<a href="{address("全镇工作会议召开")}">会议</a>' in str(the("镇长调研").body.get_prep_value())


def test_same_article_in_two_columns_is_one_resource_shown_twice(move):
    move()
    shown = Placement.objects.filter(resource=the("停水通知")).order_by("role")
    assert [(p.column.slug, p.role, p.state, p.visible) for p in shown] == [
        ("tzgg", PlacementRole.ORIGIN, PlacementState.LIVE, True),
        ("xw", PlacementRole.SAME_SITE, PlacementState.LIVE, True),
    ]


def test_pictures_are_stored_once_in_the_site_s_collection_and_known_to_be_in_use(district, move):
    again = article("镇长调研", f'<p>{SENTENCE}</p><img src="/d/2.png"><img src="/d/1.png">', trail=NEWS)
    move(visit=again)
    image = LibraryImage.objects.get()
    assert (image.collection, image.width, image.height) == (collection_of(district.site), 40, 30)
    with image.file.open() as file:
        assert file.read() == picture()
    users = ReferenceIndex.get_references_to(image).values_list("base_content_type__model", flat=True)
    assert set(users) == {"resource"}


def test_picture_an_editor_had_already_is_used(district, move):
    file = ImageFile(io.BytesIO(picture()), "a.png")
    held = LibraryImage(title="已有", collection=collection_of(district.site), file=file)
    held.save()
    move()
    assert LibraryImage.objects.get() == held


def test_files_become_attachments_with_the_names_people_know(move):
    move()
    document = LibraryDocument.objects.get()
    attachment = Attachment.objects.get()
    with document.file.open() as file:
        assert (file.read(), document.title) == (ole("WordDocument"), "停水范围.doc")
    assert (attachment.resource, attachment.document, attachment.title) == (the("停水通知"), document, "停水范围.doc")
    body = str(the("停水通知").body.get_prep_value())
    assert f'<a linktype="document" id="{document.pk}">停水范围.doc</a>' in body


@pytest.mark.parametrize(("change", "loss"), [(None, "attachment_missing"), (b"MZprogram", "attachment_unusable")])
def test_file_that_is_missing_or_dangerous_is_only_a_name_and_reported(move, change, loss):
    report = move(file=change)
    assert (Attachment.objects.count(), LibraryDocument.objects.count()) == (0, 0)
    assert "附件：停水范围.doc</p>" in str(the("停水通知").body.get_prep_value())
    assert report.totals["losses"][loss] == 1


def test_document_number_and_index_number_of_a_policy(district, tmp_path):
    text = f"<p align='center'>老政办〔2018〕33号</p><p>{SENTENCE}</p>"
    trail = '<a href="/xxgk/index.html">信息公开</a> &gt; <a href="/xxgk/zfwj/index.html">政府文件</a>'
    organ = OrganFactory()
    copy = mirror(tmp_path / "m", {"xxgk/zfwj/2018-06-06/3.html": article("停水通知", text, trail=trail)})
    run(make_plan(MirrorSource(copy), district, issuer=organ))
    policy = the("停水通知")
    assert (policy.kind, policy.doc_no, policy.issuer) == (Kind.POLICY, "老政办〔2018〕33号", organ)
    assert policy.index_no == f"{organ.code}/2018-00001"


def test_leader_is_kept_as_the_library_keeps_leaders(move):
    text = (
        '<img src="/d/1.png"><p>副镇长</p><h3>工作分工</h3>'
        f"<p>负责民政工作。{SENTENCE}</p><h3>工作履历</h3><p>张三，男，汉族。</p><h3>荣誉</h3><p>先进个人</p>"
    )
    trail = '<a href="/xxgk/index.html">信息公开</a> &gt; <a href="/xxgk/tzgg/index.html">政府领导</a>'
    move(notice=article("张　三", text, trail=trail), notice_again=None, notices=None)
    leader = Resource.objects.get(kind=Kind.LEADER)
    assert leader.extra == {
        "name": "张三",
        "post": "副镇长",
        "portfolio": f"负责民政工作。{SENTENCE}",
        "cv": "张三，男，汉族。",
    }
    assert leader.image == LibraryImage.objects.get()
    left = [(block["type"], block["value"]) for block in leader.body.get_prep_value()]
    assert left == [("heading", "荣誉"), ("paragraph", "<p>先进个人</p>")]


def test_search_hears_of_a_batch_by_one_event(district, move):
    move()
    (event,) = Event.objects.filter(kind="resource.imported")
    assert event.site_id == district.site.pk
    assert sorted(event.payload["resources"]) == sorted(Resource.objects.values_list("pk", flat=True))


# The ledger


def test_every_page_of_the_copy_has_its_line(move):
    move()
    lines = {
        item.key: (item.outcome, item.reason, item.resource and item.resource.title)
        for item in SourceItem.objects.all()
    }
    assert lines == {
        "index.html": (Outcome.LED, "", None),
        "xw/index.html": (Outcome.LED, "", None),
        "xw/index_2.html": (Outcome.LED, "", None),
        "xxgk/tzgg/index.html": (Outcome.LED, "", None),
        "xxgk/index.html": (Outcome.LED, "", None),
        "xw/2018-06-04/1.html": (Outcome.MOVED, "", "全镇工作会议召开"),
        "xw/2018-06-05/2.html": (Outcome.MOVED, "", "镇长调研"),
        "xxgk/tzgg/2018-06-06/3.html": (Outcome.MOVED, "", "停水通知"),
        "xw/2018-06-07/4.html": (Outcome.MERGED, "", "停水通知"),  # the later address
        "img/gone.html": (Outcome.DROPPED, "error_page", None),
        "e/ViewClick/a.html": (Outcome.DROPPED, "stub", None),
    }


def test_every_address_has_its_verdict(move):
    move()
    lines = {
        row.path: (row.verdict, row.reason, (row.resource and row.resource.title) or (row.column and row.column.slug))
        for row in OldUrl.objects.select_related("resource", "column")
    }
    moved, gone = Verdict.MOVED, Verdict.DROPPED
    assert lines == {
        "/": (moved, "", "xuanwu"),
        "/xw": (moved, "", "xw"),
        "/xw/index_2.html": (moved, "", "xw"),
        "/xxgk": (moved, "", "tzgg"),  # only led on
        "/xxgk/tzgg": (moved, "", "tzgg"),
        "/xw/2018-06-04/1.html": (moved, "", "全镇工作会议召开"),
        "/xw/2018-06-05/2.html": (moved, "", "镇长调研"),
        "/xxgk/tzgg/2018-06-06/3.html": (moved, "", "停水通知"),
        "/xw/2018-06-07/4.html": (Verdict.MERGED, "", "停水通知"),
        "/xw/9.html": (gone, "not_copied", None),
        "/img/gone.html": (gone, "error_page", None),
        "/e/viewclick/a.html": (gone, "stub", None),
        "/css/a.css": (gone, "furniture", None),
        "/d/1.png": (moved, "", None),
        "/d/2.png": (gone, "furniture", None),
        "/d/w020190805358345087656.doc": (moved, "", None),
    }
    assert OldUrl.objects.get(path="/d/1.png").image == LibraryImage.objects.get()
    assert OldUrl.objects.get(path="/d/w020190805358345087656.doc").document == LibraryDocument.objects.get()


def test_folder_of_a_column_answers_though_the_copy_holds_no_page_of_it(move):
    move(news=None, news_2=None)
    assert OldUrl.objects.get(path="/xw").column.slug == "xw"


# Again, interrupted, in parts


def test_dry_run_writes_nothing_and_reports_the_same(move, settings):
    before = everything()
    dry = move(dry_run=True)
    assert everything() == before
    assert not settings.MEDIA_ROOT.exists()
    real = move()
    assert dry.totals == real.totals
    assert [line.action for line in dry.lines.values()] == [line.action for line in real.lines.values()]


def test_second_run_changes_nothing(move):
    move()
    before = everything()
    report = move()
    assert everything() == before
    assert report.totals["actions"] == {"unchanged": 3}


@pytest.mark.parametrize("batch", [1, 2])
def test_run_killed_between_batches_goes_on_where_it_was(move, monkeypatch, batch):
    monkeypatch.setattr(running, "BATCH", 1)
    real, calls = running.write_batch, []

    def killed(*args):
        calls.append(1)
        if len(calls) > batch:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(running, "write_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        move()
    assert Resource.objects.count() == batch
    monkeypatch.setattr(running, "write_batch", real)
    report = move()
    assert report.totals["actions"] == {"created": 3 - batch, "unchanged": batch}
    # What one clean run would have left: all links rewritten, every hash noted, no version raised.
    assert f'<a href="{address("停水通知")}">通知</a>' in str(the("全镇工作会议召开").body.get_prep_value())
    assert set(Resource.objects.values_list("version", flat=True)) == {1}
    assert not SourceItem.objects.filter(outcome=Outcome.MOVED, row_hash="").exists()
    assert move().totals["actions"] == {"unchanged": 3}


def test_part_of_a_site_moves_now_and_the_rest_later(move):
    report = move(limit=1)
    assert (Resource.objects.count(), report.totals["left"]) == (1, 2)
    assert not OldUrl.objects.filter(path="/xw/2018-06-05/2.html").exists()
    assert move().totals["actions"] == {"created": 2, "updated": 1}  # a link of the first has somewhere to lead now
    assert f'<a href="{address("停水通知")}">通知</a>' in str(the("全镇工作会议召开").body.get_prep_value())


# The source changes, the library changes


def test_changed_page_updates_only_its_resource(move):
    move()
    before = {r.title: (r.version, r.content_hash) for r in Resource.objects.all()}
    report = move(visit=article("镇长调研", f"<p>{SENTENCE}</p><p>更正。</p>", trail=NEWS))
    assert report.totals["actions"] == {"unchanged": 2, "updated": 1}
    after = {r.title: (r.version, r.content_hash) for r in Resource.objects.all()}
    assert {title for title in after if after[title] != before[title]} == {"镇长调研"}
    changed = the("镇长调研")
    assert (changed.version, changed.live) == (2, True)
    assert "更正。" in str(changed.body.get_prep_value())
    assert Placement.objects.filter(resource=changed).count() == 1


def test_page_edited_here_since_is_a_conflict_and_left_alone(move):
    move()
    edited = the("镇长调研")
    Resource.objects.filter(pk=edited.pk).update(title="镇长到村调研", content_hash="edited")
    newer = article("镇长调研", f"<p>{SENTENCE}</p><p>更正。</p>", trail=NEWS)
    for _run in range(2):  # it stays a conflict until somebody decides
        assert move(visit=newer).totals["actions"] == {"conflict": 1, "unchanged": 2}
    edited.refresh_from_db()
    assert (edited.title, edited.version) == ("镇长到村调研", 1)


def test_page_withdrawn_here_does_not_return(move):
    move()
    Resource.objects.filter(title="镇长调研").update(live=False, state=State.WITHDRAWN, withdrawn_at=timezone.now())
    report = move(visit=article("镇长调研", f"<p>{SENTENCE}</p><p>更正。</p>", trail=NEWS))
    assert report.totals["actions"] == {"conflict": 1, "unchanged": 2}
    assert not the("镇长调研").live


def test_draft_begun_here_is_not_overwritten(move):
    move()
    Resource.objects.filter(title="镇长调研").update(has_unpublished_changes=True)
    report = move(visit=article("镇长调研", f"<p>{SENTENCE}</p><p>更正。</p>", trail=NEWS))
    assert report.totals["actions"] == {"conflict": 1, "unchanged": 2}


def test_column_renamed_here_keeps_its_name(move):
    move()
    ColumnPage.objects.filter(slug="xw").update(title="老镇新闻")
    report = move(extra=None)
    assert ColumnPage.objects.filter(title__in=["老镇新闻", "新闻动态"]).count() == 1
    assert report.totals["columns"] == {"known": 3}


# Where it meets what is there


def test_column_of_the_same_name_is_joined_and_of_another_name_is_not(district, move):
    there = sites.column(district, "xw", "新闻动态")
    other = sites.column(district, "xxgk", "政务公开")
    report = move()
    assert report.totals["columns"] == {"create": 2, "join": 1}
    assert Placement.objects.filter(column=there).count() == 3
    assert [page.title for page in other.get_siblings().filter(slug__startswith="xxgk")] == ["政务公开", "信息公开"]


def test_folder_with_the_name_of_a_page_every_site_has_gets_another(district, tmp_path):
    page = article("查询说明", trail='<a href="/search/index.html">便民查询</a>')
    run(make_plan(MirrorSource(mirror(tmp_path / "m", {"search/2018-06-04/1.html": page})), district))
    assert Placement.objects.get().column.slug == "search-2"


def test_column_too_deep_for_the_rule_stands_higher(district, tmp_path):
    steps = ["xxgk", "ml", "wj", "zfwj", "zzb"]
    folders = ["/".join(steps[: depth + 1]) for depth in range(len(steps))]
    trail = " &gt; ".join(
        f'<a href="/{folder}/index.html">{name}</a>' for folder, name in zip(folders, "甲乙丙丁戊", strict=True)
    )
    deep = mirror(tmp_path / "deep", {f"{folders[-1]}/2018-06-08/5.html": article("深处的文章", trail=trail)})
    run(make_plan(MirrorSource(deep), district))
    column = Placement.objects.get(resource__title="深处的文章").column
    # The fifth level takes the place of the fourth, which has nothing of its own and is not made.
    assert [page.title for page in column.get_ancestors(inclusive=True).filter(depth__gt=2)] == ["甲", "乙", "丙", "戊"]
    assert not ColumnPage.objects.filter(title="丁").exists()


def test_copy_made_under_another_name_moves_under_the_one_it_had(district, tmp_path):
    plan = make_plan(MirrorSource(town(tmp_path / "m"), "www.realtown.gov.cn"), district)
    assert run(plan).totals["outcomes"]["moved"] == 3
    assert set(OldUrl.objects.values_list("host", flat=True)) == {"www.realtown.gov.cn"}
    assert f'<a href="{address("停水通知")}">通知</a>' in str(the("全镇工作会议召开").body.get_prep_value())


def test_site_that_has_moved_somewhere_moves_nowhere_else(move, tmp_path):
    move()
    with pytest.raises(MigrationError, match=HOST):
        make_plan(MirrorSource(town(tmp_path / "m")), sites.site("gulou"))


def test_two_closed_sites_do_not_meet(district, move, tmp_path):
    move()
    page = article("另一个镇的会议", trail=NEWS)
    other = mirror(tmp_path / "other", {"xw/2018-06-04/1.html": page}, stamped=False)
    run(make_plan(MirrorSource(other, "www.othertown.gov.cn"), district))
    assert MigrationProject.objects.count() == 2
    assert SourceItem.objects.filter(key="xw/2018-06-04/1.html").count() == 2
    assert Resource.objects.count() == 4


def test_page_of_another_site_that_was_copied_along_is_not_ours_to_move(district, tmp_path):
    ours, theirs = article("本镇的会议", trail=NEWS), article("外市的会议", trail=NEWS)
    mirror(tmp_path / "all" / HOST, {"xw/2018-06-04/1.html": ours, "xw/2018-06-05/2.html": ours})
    their_stamp = STAMP.format(url="www.city.example/xw/9.html")
    mirror(tmp_path / "all" / "www.city.example", {"xw/9.html": their_stamp + theirs}, stamped=False)
    report = run(make_plan(MirrorSource(tmp_path / "all"), district))
    assert list(Resource.objects.values_list("title", flat=True)) == ["本镇的会议"]
    assert report.totals["reasons"] == {"foreign": 1}


def test_old_charset_that_calls_itself_by_a_smaller_name_arrives_whole(move):
    stamp = STAMP.format(url=f"{HOST}/xw/2018-06-05/2.html")
    page = article("镕城镇长调研喆村", trail=NEWS).replace('charset="utf-8"', 'charset="gb2312"')
    move(visit=(stamp + page).encode("gb18030"))
    assert the("镕城镇长调研喆村").body.get_prep_value()[0]["value"] == f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"


def test_text_without_any_sign_of_harm(move):
    hostile = article(
        "镇长调研",
        f'<p onclick="x()">{SENTENCE}</p><script>x()</script><div style="display:none"><a href="http://casino.example/">x</a>'
        f'</div><p>{SENTENCE}<a href="javascript:x()">甲</a><img src="javascript:x()"></p>',
        trail=NEWS,
    )
    report = move(visit=hostile)
    stored = str(the("镇长调研").body.get_prep_value())
    assert [word for word in ("onclick", "script", "casino", "style") if word in stored] == []
    assert report.totals["losses"]["hidden_link"] == 1


def test_page_without_text_is_not_moved(move):
    report = move(visit=html('<p><img src="/d/1.png"></p>', title="图"))
    assert report.totals["reasons"] == {"empty": 1, "error_page": 1, "stub": 1}
