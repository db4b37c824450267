"""Two versions as a person reads them: words, paragraphs, cells, pictures, relations; and nothing gets in unescaped."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection

from resource_library.comparing import changes, markup, words
from resource_library.domain.media import collection_of
from resource_library.enums import Kind, RelationType
from resource_library.models import Attachment, Relation, Resource
from tests.factories.library import OrganFactory
from tests.factories.offices import Office, draft, office, public

from .admin.files import picture, text_file

GONE = re.compile(r'<del class="diff-gone"><span class="w-sr-only">[^<]*</span>(.*?)</del>', re.DOTALL)
NEW = re.compile(r'<ins class="diff-new"><span class="w-sr-only">[^<]*</span>(.*?)</ins>', re.DOTALL)


def gone_and_new(html: str) -> tuple[list[str], list[str]]:
    return GONE.findall(html), NEW.findall(html)


# Words


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("会议于三月五日在市政府召开。", "会议于三月六日在市政府召开。", ["五"], ["六"]),
        ("各区人民政府，市府各委办局：", "各区人民政府，市府各委办局，市各直属单位：", [], ["，市各直属单位"]),
        ("补贴标准为每人1200元。", "补贴标准为每人1250元。", ["1200"], ["1250"]),
        ("请于周五前报送材料。", "请报送材料。", ["于周五前"], []),
        ("一样", "一样", [], []),
        ("", "新写的", [], ["新写的"]),
    ],
)
def test_change_in_a_chinese_sentence_is_shown_by_its_words(old, new, gone, came):
    assert gone_and_new(words.html(old, new)) == (gone, came)


TEXTS = st.text(alphabet="一二三四五的，。；\n a1<&>\"'", max_size=60)


@given(TEXTS, TEXTS)
def test_pieces_put_together_are_the_two_texts_to_the_letter(old, new):
    found = words.pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new


@given(TEXTS, TEXTS)
def test_html_of_a_change_holds_nothing_but_its_own_marks(old, new):
    bare = re.sub(
        r'</?(?:del|ins)(?: class="diff-(?:gone|new)")?>|<span class="w-sr-only">|</span>', "", words.html(old, new)
    )

    assert "<" not in bare
    told = unescape(NEW.sub("", words.html(old, new)))
    assert re.sub(r'<del class="diff-gone"><span class="w-sr-only">[^<]*</span>|</del>', "", told) == old or "<" in old


def test_very_long_texts_are_compared_by_sentences():
    old = "".join(f"第{n}条的内容。" for n in range(3000))
    new = old.replace("第7条的内容。", "第七条已改。").replace("第2900条的内容。", "")

    gone, came = gone_and_new(words.html(old, new))

    assert gone[-1] == "第2900条的内容。"
    assert (len("".join(gone[:-1])), len("".join(came))) < (8, 6)


def test_list_with_one_entry_more_pairs_the_others():
    pairs = words.paired(["甲乙丙丁", "戊己庚辛"], ["甲乙丙丁", "新来的字", "戊己庚申"], str, words.similar)

    assert [(pair.old, pair.new) for pair in pairs] == [
        ("甲乙丙丁", "甲乙丙丁"),
        (None, "新来的字"),
        ("戊己庚辛", "戊己庚申"),
    ]


def test_paragraphs_tell_where_links_lead_and_entries_of_lists():
    found = markup.paragraphs('<p>见<a href="https://a.cn/1">附表</a>&lt;</p><ul><li>甲</li><li>乙</li></ul>')

    assert found[0].startswith("见附表")
    assert "https://a.cn/1" in found[0]
    assert found[1:] == ["· 甲", "· 乙"]


# Versions


@pytest.fixture
def at(db) -> Office:
    return office("bidui")


def paragraph(number: int, html: str) -> dict:
    return {"type": "paragraph", "value": html, "id": f"00000000-0000-4000-8000-{number:012d}"}


def body_of(old: list[dict], new: list[dict], at: Office):
    before = draft(at, body=old)
    after = Resource.objects.get(pk=before.pk)
    after.body = after.body.stream_block.to_python(new)
    found = changes(Resource.objects.get(pk=before.pk), after, by=at.editor)
    return found[0].blocks if found else []


def told(blocks) -> list[tuple]:
    return [(block.state, block.moved, block.count) for block in blocks]


def test_block_that_moved_is_told_as_moved_and_the_rest_is_counted(at):
    old = [paragraph(n, f"<p>第{n}段。</p>") for n in range(6)]
    new = [*old[:1], old[4], *old[1:4], old[5]]

    assert told(body_of(old, new, at)) == [("same", False, 1), ("same", True, 1), ("same", False, 4)]


def test_blocks_that_went_came_and_changed_stand_at_their_places(at):
    old = [paragraph(n, f"<p>这是第{n}段的文字。</p>") for n in range(4)]
    new = [old[0], paragraph(2, "<p>这是第二段的文字。</p>"), old[3], paragraph(9, "<p>完全不同的结尾</p>")]

    found = body_of(old, new, at)

    assert told(found) == [
        ("same", False, 1),
        ("gone", False, 1),
        ("changed", False, 1),
        ("same", False, 1),
        ("new", False, 1),
    ]
    assert gone_and_new(found[2].html) == (["2"], ["二"])


def test_paragraphs_with_new_ids_are_known_by_what_they_say(at):
    """An import or a paste gives every block another id."""
    old = [paragraph(n, f"<p>关于第{n}件事，市政府已经作出安排。</p>") for n in range(3)]
    new = [{**block, "id": f"00000000-0000-4000-8000-9{n:011d}"} for n, block in enumerate(old)]
    new[1] = {**new[1], "value": "<p>关于第1件事，市政府正在作出安排。</p>"}

    found = body_of(old, new, at)

    assert told(found) == [("same", False, 1), ("changed", False, 1), ("same", False, 1)]
    assert gone_and_new(found[1].html) == (["已经"], ["正在"])


def test_change_of_the_look_alone_is_said_in_words(at):
    found = body_of([paragraph(1, "<p>原文</p>")], [paragraph(1, "<p><b>原文</b></p>")], at)

    assert told(found) == [("changed", False, 1)]
    assert gone_and_new(found[0].html) == ([], [])


def test_table_is_compared_cell_by_cell(at):
    def table(*rows: str) -> list[dict]:
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
        return [{"type": "table", "value": {"caption": "", "html": f"<table>{cells}</table>"}, "id": None}]

    old, new = table("区|人数", "玄武|120", "秦淮|80"), table("区|人数", "玄武|125", "鼓楼|60", "秦淮|80")

    found = body_of(old, new, at)

    assert gone_and_new(found[0].html) == (["120"], ["125", "鼓楼", "60"])
    assert found[0].html.count("<tr>") == 4


def test_column_of_a_table_that_came_leaves_the_other_cells_in_peace(at):
    def table(html: str) -> list[dict]:
        return [{"type": "table", "value": {"caption": "", "html": f"<table><tr>{html}</tr></table>"}, "id": None}]

    found = body_of(table("<td>甲区</td><td>乙区</td>"), table("<td>甲区</td><td>新的一列</td><td>乙区</td>"), at)

    assert gone_and_new(found[0].html) == ([], ["新的一列"])


def test_pictures_stand_side_by_side_with_their_captions(at):
    collection = collection_of(at.site)
    old, new = (picture(name, collection, at.editor) for name in ("旧图.png", "新图.png"))

    def block(image, caption) -> list[dict]:
        value = {"image": {"image": image.pk, "alt_text": "说明", "decorative": False}, "caption": caption}
        return [{"type": "picture", "value": value, "id": "00000000-0000-4000-8000-000000000001"}]

    html = body_of(block(old, "去年的会场"), block(new, "今年的会场"), at)[0].html

    assert re.findall(r'alt="([^"]*)"', html) == ["旧图.png", "新图.png"]
    assert html.count("<figure>") == 2
    assert (GONE.findall(html)[-1], NEW.findall(html)[-1]) == ("去", "今")


def test_fields_carry_the_labels_of_the_form(at):
    resource = draft(at, kind=Kind.POLICY, title="旧题", validity="valid", policy=True)
    after = Resource.objects.get(pk=resource.pk).get_latest_revision_as_object()
    organ = OrganFactory(name="新机关")
    after.title, after.validity, after.issuer, after.effect_date = "新题", "repealed", organ, "2026-03-01"
    after.full_clean(exclude=["body", "extra"])

    found = {change.label: gone_and_new(change.html) for change in changes(resource, after, by=at.editor)}

    assert found["标题"] == (["旧"], ["新"])
    assert found["有效性"][1] == ["废止"]
    assert found[str(Resource._meta.get_field("issuer").verbose_name)][1][0].startswith("新机关")
    assert len(found) == 4


def test_attachments_and_relations_are_told_by_their_titles(at, db):
    kept, dropped, added = (text_file(f"{name}.txt", Collection.get_first_root_node(), at.editor) for name in "甲乙丙")
    other = public(at, title="相关的文件")
    before, after = draft(at), draft(at)
    before.attachments = [Attachment(document=kept, title="附件一"), Attachment(document=dropped, title="附件二")]
    after.attachments = [Attachment(document=kept, title="附件1"), Attachment(document=added, title="附件三")]
    after.relations = [Relation(type=RelationType.SAME_TOPIC, target=other)]
    after.title = before.title
    after.issuer = before.issuer

    found = {change.label: gone_and_new(change.html) for change in changes(before, after, by=at.editor)}

    assert found["附件"] == (["一", "附件二"], ["1", "附件三"])
    assert found["关联"] == ([], ["同专题：相关的文件"])


def test_title_of_another_sites_draft_is_not_told(at):
    elsewhere = draft(office("biechu"), title="别处的秘密稿")
    before, after = draft(at), draft(at)
    after.relations = [Relation(type=RelationType.SAME_TOPIC, target=elsewhere)]

    html = "".join(change.html for change in changes(before, after, by=at.editor))

    assert "别处的秘密稿" not in html
    assert "同专题" in html


def test_nothing_of_either_version_gets_in_unescaped(at):
    evil = '<img src=x onerror="alert(1)">'
    before = draft(at, title=f"一{evil}", description=evil, body=[{"type": "heading", "value": evil, "id": None}])
    after = Resource.objects.get(pk=before.pk)
    after.title, after.description = f"二{evil}", ""
    after.body = after.body.stream_block.to_python(
        [
            {"type": "heading", "value": f"{evil}{evil}", "id": None},
            {"type": "quote", "value": evil, "id": None},
            {
                "type": "table",
                "value": {"caption": evil, "html": f"<table><tr><td>{evil}</td></tr></table>"},
                "id": None,
            },
        ]
    )

    for one, other in ((before, after), (after, before)):
        for change in changes(one, other, by=at.editor):
            for html in (change.html, *(block.html for block in change.blocks)):
                assert "<img" not in str(html)
