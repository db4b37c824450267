"""One form for all ways to write a text, and the stream of tokens that stands for it."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unified_platform.search.text import bigrams, document_number, letters, normalise, stream

# Everything a government text is made of, and what makes trouble.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("住房公积金政策宁发〔〕［］【】()（）第号年一〇々，。、；：“”… \t\r\n\u3000\xa0-./_①㎡ﬁ"),
        st.sampled_from("abcXYZ019０９Ａ"),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("关 于\u3000印\xa0发", "关于印发"),
        ("5G 基站", "5g基站"),
        ("COVID  19", "covid 19"),
        ("第一段 \r\n  第二段", "第一段\n第二段"),
        ("公\u200b积\ufeff金", "公积金"),
        ("⼀㎡", "一m2"),
        ("a\x00b\ud800c", "a b c"),
        ("（一）[二]【三】", "〔一〕〔二〕〔三〕"),
        ("宁政办发［２０１７］第 １３４ 号", "宁政办发〔2017〕134号"),
        ("  ", ""),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize("brackets", ["〔〕", "［］", "【】", "()", "（）", "[]", "﹝﹞", "〖〗", "{}", "〔】"])
def test_normalise_brackets_of_document_numbers_are_equal(brackets):
    left, right = brackets
    assert normalise(f"宁政办发{left}2017{right}134号") == "宁政办发〔2017〕134号"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("宁政办发〔2017〕134号", "宁政办发〔2017〕134号"),
        ("宁政办发[2017]第134号", "宁政办发〔2017〕134号"),
        ("宁政办发（２０１７） 134 号", "宁政办发〔2017〕134号"),
        ("宁政办发【2017】第 134 号", "宁政办发〔2017〕134号"),
        ("宁政办发 ﹝2017年﹞ 134号", "宁政办发〔2017〕134号"),
        ("宁政办发〔2017〕134", "宁政办发〔2017〕134号"),
        ("《通知》（宁新区管审环表复〔2025〕104号）", "宁新区管审环表复〔2025〕104号"),
        ("国务院令 第711号", "国务院令第711号"),
        ("国务院令711号", "国务院令第711号"),
        ("〔2017〕134号", None),
        ("宁政办发2017134号", None),
        ("公积金", None),
        ("宁政办发〔2017〕12人", None),
        ("", None),
        ("\ud800", None),
    ],
)
def test_document_number(text, number):
    assert document_number(text) == number


@pytest.mark.realdata
def test_document_number_of_real_ones_is_themselves(realdata):
    from openpyxl import load_workbook

    sheet = load_workbook(realdata / "tables" / "guangdong-document-numbers.xlsx").active
    numbers = [row[2] for row in sheet.iter_rows(min_row=2, values_only=True) if row[2]]
    assert len(numbers) == 4426
    # One of them is printed with a full-width digit.
    numbers = [unicodedata.normalize("NFKC", number) for number in numbers]
    assert [document_number(number) for number in numbers] == numbers
    styles = [number.replace("〔", " [").replace("〕", "] 第 ") for number in numbers]
    assert [document_number(number) for number in styles] == numbers


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("公积金", "_公 公积 积金 金_"),
        ("金", "_金 金_"),
        ("5G基站，好", "_ 5g 基 基站 站_ _好 好_"),
        ("5G，基站", "_ 5g _ _基 基站 站_"),
        ("COVID-19", "_ covid _ _ 19 _"),
        ("𠮷野", "_𠮷 𠮷野 野_"),
        ("", ""),
        ("，。", ""),
    ],
)
def test_bigrams(text, tokens):
    assert bigrams(text).split() == tokens.split()


def test_bigrams_cut_endless_words():
    assert bigrams("x" * 500).split() == ["_", "x" * 64, "_"]


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_bigrams_are_the_same_with_and_without_the_short_cut(text):
    assert bigrams(text).split() == stream(letters(normalise(text))).split()


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_text_can_be_anything(text):
    assert isinstance(document_number(text), str | None)
    (normalise(text) + bigrams(text)).encode()


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_normalise_twice_is_normalise(text):
    assert normalise(normalise(text)) == normalise(text)


def test_normalise_of_a_long_text_is_linear():
    rng = random.Random(1)
    text = "".join(rng.choices(" 〔(（第号2０\n", k=200_000))
    assert len(normalise(text)) <= len(text)
