"""What the index finds is what a plain scan of the texts finds: nothing is missed, nothing is made up."""

import random
import re

import pytest

from unified_platform.search.query import SearchQuery
from unified_platform.search.text import letters, normalise

from .documents import document

# Few characters, so that the same ones meet in every way, at the ends of sentences too.
CHINESE, WORDS, MARKS = "住房公积金政策办", ("5g", "19", "covid", "g"), "，。-\n"
LONGEST_PAGE = 1000


def found(engine, text):
    result = engine.search(SearchQuery(text, limit=LONGEST_PAGE))
    assert result.total == len(result.ids)
    return set(result.ids)


def scan(texts, query):
    """The plain way: look into every text. Words count as wholes; a lone one may go on."""
    lone_word = re.fullmatch("[a-z0-9]+", query)
    before = "(?<![a-z0-9])" if re.match("[a-z0-9]", query) else ""
    after = "(?![a-z0-9])" if re.search("[a-z0-9]$", query) and not lone_word else ""
    pattern = re.compile(before + re.escape(query) + after)
    return {number for number, text in texts.items() if pattern.search(text)}


def made_up_text(rng):
    pieces = rng.choices([CHINESE, WORDS, MARKS], weights=[8, 1, 2], k=rng.randint(5, 80))
    text = "".join(rng.choice(piece) for piece in pieces)
    return re.sub("[，。\n-]+", lambda found: found[0][0], text).strip(MARKS)


@pytest.fixture
def made_up(embedded):
    rng = random.Random(20260101)
    texts = {number: made_up_text(rng) for number in range(400)}
    embedded.write([document(number, body=text) for number, text in texts.items()])
    return embedded, texts, rng


def test_recall_and_precision_of_made_up_chinese_are_one(made_up):
    engine, texts, rng = made_up
    hits = 0
    for _time in range(400):
        query = "".join(rng.choices(CHINESE, k=rng.choice([1, 2, 2, 3, 3, 4, 5, 6])))
        expected = scan(texts, query)
        assert found(engine, query) == expected, query
        hits += len(expected)
    assert hits > 1000


def test_recall_and_precision_of_made_up_mixed_text_are_one(made_up):
    engine, texts, rng = made_up
    checked = 0
    while checked < 300:
        text = rng.choice(list(texts.values()))
        start = rng.randrange(len(text))
        query = text[start : start + rng.randint(1, 9)].strip(MARKS)
        # Punctuation divides a query, except between the words of one name; then any punctuation stands for any other.
        if not query or re.search("[，。\n-]", query) or _cuts_a_word(text, query):
            continue
        assert found(engine, query) == scan(texts, query), query
        checked += 1


def test_recall_of_several_terms_is_what_all_of_them_find(made_up):
    engine, texts, rng = made_up
    for _time in range(200):
        terms = ["".join(rng.choices(CHINESE, k=2)) for _number in range(3)]
        expected = set.intersection(*(scan(texts, term) for term in terms))
        assert found(engine, " ".join(terms)) == expected, terms


@pytest.mark.realdata
def test_recall_and_precision_over_real_laws_are_one(embedded, realdata):
    raw = {
        number: path.read_text(encoding="utf-8", errors="replace")
        for number, path in enumerate(sorted((realdata / "laws").rglob("*.md")))
    }
    assert len(raw) > 600
    embedded.write([document(number, body=text) for number, text in raw.items()])
    texts = {number: normalise(text) for number, text in raw.items()}
    rng = random.Random(7)
    queries = [
        "公积金",
        "公积",
        "住房公积金",
        "政策",
        "国务院",
        "的",
        "赔",
        *(_piece(rng, texts) for _time in range(300)),
    ]
    for query in queries:
        assert found(embedded, query) == scan(texts, query), query


def _piece(rng, texts):
    """Two to six neighbouring characters of some law, whatever words they cut."""
    while True:
        text = rng.choice(list(texts.values()))
        start = rng.randrange(len(text) - 6)
        piece = text[start : start + rng.randint(2, 6)]
        if re.fullmatch("[\u4e00-\u9fff]+", piece) and letters(piece) == piece:
            return piece


def _cuts_a_word(text, query):
    return not scan({0: text}, query)
