"""Document numbers (R-4.2.7): one form out of any way of writing, unique for an issuer with a warning."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from resource_library.domain.bulk import Arrival, publish_in_bulk
from resource_library.domain.document_numbers import DocumentNumber, normalise, others_with, parse
from resource_library.models import Resource
from tests.factories import offices
from tests.factories.library import OrganFactory, ResourceFactory
from tests.resource_library.admin.conftest import browse  # noqa: F401 - a fixture
from tests.resource_library.admin.forms import newest, policy_fields
from tests.resource_library.realdata import table
from unified_platform.search.text import CLOSING, OPENING, document_number


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("宁政办发〔2017〕134号", "宁政办发〔2017〕134号"),
        ("宁政办发[2017]134号", "宁政办发〔2017〕134号"),
        ("宁政办发（２０１７）第１３４号", "宁政办发〔2017〕134号"),
        (" 宁政办发 【2017年】 第 0134 号 ", "宁政办发〔2017〕134号"),
        ("宁政办发﹝2017﹞134", "宁政办发〔2017〕134号"),
        ("国办发明电〔2020〕1号", "国办发明电〔2020〕1号"),
        ("宁教(办)发[2019]12号", "宁教（办）发〔2019〕12号"),
        ("国务院令第711号", "国务院令第711号"),
        ("国务院令711号", "国务院令第711号"),
        ("中华人民共和国主席令 第六十六号", "中华人民共和国主席令第66号"),
        ("南京市人民政府令第三二一号", "南京市人民政府令第321号"),
        ("财政部公告2017年第12号", "财政部公告2017年第12号"),
        ("(1989)国函字第32号", "〔1989〕国函字第32号"),
        ("粤府办〔2002〕1２号", "粤府办〔2002〕12号"),
    ],
)
def test_number_is_kept_in_one_form(written, form):
    assert normalise(written) == form
    assert normalise(form) == form


@pytest.mark.parametrize(
    "words",
    ["", "无", "关于印发办法的通知", "宁政办发〔2017〕", "〔2017〕134号", "宁政办发〔17〕134号", "宁政办发〔2017〕0号",
     "宁政办发〔3017〕1号", "电话025-83000000", "<script>〔2017〕1号", "第7号"],
)  # fmt: skip
def test_what_is_no_number_is_left_alone(words):
    assert (parse(words), normalise(f" {words} ")) == (None, words)


def test_parts_of_a_number():
    assert parse("宁政办发[2017]134号") == DocumentNumber("宁政办发", 134, 2017)
    assert (parse("国务院令第711号").code, parse("国务院令第711号").year) == ("国务院令", None)


CODES = st.text("宁政办发国令函民教卫规财市区县委", min_size=1, max_size=8)


@given(CODES, st.integers(1900, 2099), st.integers(1, 999_999), st.sampled_from(list(zip(OPENING, CLOSING, strict=True))),
       st.sampled_from(["", " ", "\u3000", "\u200b"]), st.sampled_from(["", "第"]), st.booleans())  # fmt: skip
def test_every_way_of_writing_gives_the_same(code, year, serial, brackets, blank, ordinal, wide):
    number = str(serial).translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else str(serial)
    written = blank.join((code, brackets[0], str(year), brackets[1], ordinal, number, "号"))

    assert normalise(written) == f"{code}〔{year}〕{serial}号"
    assert document_number(normalise(written)) == normalise(written)


@given(st.text(max_size=80) | st.text("宁政办发令第〔〕()[]【】2017号 \n０〇一二三十百年", max_size=30))
def test_form_of_anything_is_its_own_form_and_fits(text):
    once = normalise(text)

    assert normalise(once) == once
    assert len(once) <= max(64, len(text.strip()))


@pytest.mark.realdata
def test_numbers_of_guangdong_are_all_read(realdata):
    """4,426 numbers as an office typed them, one of them half in wide digits."""
    numbers = [row[2] for row in table(realdata, "guangdong-document-numbers")[1:] if row[2]]

    read = [parse(number) for number in numbers]

    assert (len(numbers), [n for n, found in zip(numbers, read, strict=True) if found is None]) == (4426, [])
    assert {found.code for found in read} >= {"粤府", "粤府办", "粤府函", "粤办函"}
    assert [str(found) for found in read if str(found) not in numbers] == ["粤府办〔2002〕12号"]


@pytest.mark.realdata
def test_titles_of_the_state_council_are_no_numbers_but_for_orders(realdata):
    """Titles speak of numbers (第4626号提案, 国发〔1989〕33号文件) and are none; two orders have no other title."""
    titles = [row[1] for row in table(realdata, "state-council-dates")[1:]]

    numbers = [title for title in titles if parse(str(title))]
    assert numbers == ["中华人民共和国国务院令第558号", "中华人民共和国国务院令第549号"]


# At the door


def test_saved_draft_has_its_number_in_one_form(portal):
    draft = offices.draft(portal, policy=True, doc_no="宁政办发[2026] 第07 号")
    assert Resource.objects.get(pk=draft.pk).doc_no == "宁政办发〔2026〕7号"

    offices.revise(draft, portal.editor, doc_no="（宁政办发(2026)8号")
    assert Resource.objects.get(pk=draft.pk).get_latest_revision_as_object().doc_no == "（宁政办发(2026)8号"


def test_import_has_its_numbers_in_one_form(portal):
    resource = ResourceFactory.build(issuer=OrganFactory(), doc_no="宁政办发(2026)9号")
    publish_in_bulk([Arrival(resource, [portal.column])], site=portal.site)

    assert Resource.objects.get(pk=resource.pk).doc_no == "宁政办发〔2026〕9号"


# Unique for an issuer


def test_second_of_an_issuer_is_named(portal, district):
    organ, other = OrganFactory.create_batch(2)
    first = offices.public(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=organ)
    second = offices.draft(portal, policy=True, doc_no="宁发[2026]1号", issuer=organ)
    elsewhere = offices.draft(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=other)

    assert list(others_with(second, by=portal.editor)) == [first]
    assert list(others_with(elsewhere, by=portal.editor)) == []


def test_number_that_is_typed_and_not_yet_saved_is_found_in_any_way_of_writing(portal):
    """R-4.2.7."""
    organ = OrganFactory()
    first = offices.public(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=organ)
    typed = offices.draft(portal, policy=True, doc_no="", issuer=organ)
    typed.doc_no = "宁发[2026]第01号"

    assert list(others_with(typed, by=portal.editor)) == [first]


def test_joint_issuers_count_as_issuers(portal):
    organ, other = OrganFactory.create_batch(2)
    first = offices.public(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=organ)
    second = offices.draft(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=other)
    second.joint_issuers.set([organ])

    assert list(others_with(second, by=portal.editor)) == [first]


def test_draft_of_another_site_is_not_named(portal, district):
    organ = OrganFactory()
    offices.draft(district, policy=True, doc_no="宁发〔2026〕1号", issuer=organ, title="区里的秘密")
    mine = offices.draft(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=organ)

    assert list(others_with(mine, by=portal.editor)) == []


def test_editor_is_warned_and_not_stopped(portal, browse):  # noqa: F811 - a fixture
    organ = OrganFactory()
    offices.public(portal, policy=True, doc_no="宁发〔2026〕1号", issuer=organ, title="原来的文件")
    add = reverse("resources:add_kind", args=["policy", portal.site.pk])

    form = policy_fields(portal, title="新的文件", doc_no="宁发[2026]1号", issuer=organ.pk)
    answer = browse(portal.editor).post(add, form, follow=True)

    assert (newest().title, newest().doc_no) == ("新的文件", "宁发〔2026〕1号")
    warned = [str(message) for message in answer.context["messages"] if "warning" in message.tags]
    assert ["原来的文件" in warning for warning in warned] == [True]
    assert answer.content.decode().count("原来的文件") >= 2  # in the message, and beside the form
