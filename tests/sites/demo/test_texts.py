"""What is written, without any database."""

import json
import re
from datetime import timedelta

import pytest

from resource_library import sanitise
from resource_library.enums import Kind
from sites.demo import phrases
from sites.demo.author import Author
from sites.demo.compose import answers, data, disclosures, guides, news, notices, organs, policies, scenes
from sites.demo.drafts import Draft
from sites.demo.fields import all_fields
from sites.demo.members import Member, departments, districts, portal
from sites.demo.voice import Deck, Telling, Voice
from sites.demo.wording import FORMS

from .conftest import NOW, FlatAlbum

MEMBERS = (portal(), districts()[0], districts()[8], departments()[0], departments()[14])
ISSUER = policies.Issuer("somebody", "市政府", "宁政发", "documents04")
# What a template that was not filled, or filled badly, leaves behind.
LEFTOVERS = re.compile(r"[{}%]s|[{}]|None|。。|，，|，。|、。|；。|。，|：。| ，|<p></p>|的的|了了")


def written(member: Member, seed: int = 1) -> list[Draft]:
    """Texts of every kind by one author."""
    author = Author(member, FlatAlbum(), seed)
    today = NOW.date()
    about, service = author.voice.busy_fields[0], author.voice.busy_fields[0].services[0]
    found = [news.news(author, NOW, illustrated=number % 2 == 0) for number in range(60)]
    found += [news.press_conference(author, NOW), news.response(author, NOW)]
    found += [notices.notice(author, NOW) for _each in range(40)]
    found += [notices.survey(author, NOW), notices.appointment(author, NOW)]
    for number in range(25):
        moment = NOW - timedelta(days=110 * (25 - number))
        document = policies.policy(author, moment, ISSUER, today=today)
        found += [document.draft, policies.interpretation(author, document, moment)]
        if document.form:
            found.append(policies.revised(author, document, moment, ISSUER, today=today).draft)
    found += [guides.guide(author, NOW, about, service), organs.profile(author, NOW, about, "某局", author.chief)]
    found += [organs.leader(author, NOW, "局长", "主持工作。", rank=1, portrait=2, name=author.names.next())]
    found += [disclosures.guide(author, NOW), disclosures.request(author, NOW), disclosures.plan(author, NOW)]
    found += [disclosures.rule(author, NOW, number) for number in range(disclosures.RULES)]
    found += [disclosures.report(author, NOW, 2025), disclosures.website_report(author, NOW, 2025)]
    found += [disclosures.budget(author, NOW, 2025, "决算"), disclosures.enforcement(author, NOW, 2025)]
    found += [disclosures.gazette(author, NOW, 2026, 3), disclosures.government_report(author, NOW, 2026)]
    found += [disclosures.catalogue(author, NOW) for _each in range(10)]
    found += [data.dataset(author, NOW, each)[0] for each in author.voice.busy_fields]
    found += [answers.answer(author, NOW) for _each in range(30)]
    found += [answers.proposal(author, NOW, "人大建议"), answers.interview(author, NOW)]
    found += [scenes.picture_story(author, NOW), scenes.topic_entry(author, NOW, "优化营商环境", [about])]
    found += [scenes.overview(author, NOW, part) for part in scenes.OVERVIEW.get(member.slug, {})]
    return found


@pytest.fixture(scope="module", params=MEMBERS, ids=lambda member: member.slug)
def drafts(request) -> list[Draft]:
    return written(request.param)


def test_texts_cover_every_kind():
    assert {draft.kind for draft in written(portal())} == set(Kind)


def test_texts_leave_no_trace_of_their_templates(drafts):
    words = [
        (draft.title, word) for draft in drafts for word in (draft.title, draft.description, *strings_in(draft.extra))
    ]
    words += [(draft.title, word) for draft in drafts for word in strings_in(json.loads(draft.body))]
    assert [pair for pair in words if LEFTOVERS.search(pair[1])] == []


def strings_in(value) -> list[str]:
    if isinstance(value, list):
        return [word for each in value for word in strings_in(each)]
    if isinstance(value, dict):
        return strings_in([each for key, each in value.items() if key != "id"])
    return [value] if isinstance(value, str) else []


def test_bodies_are_the_json_that_dumps_would_write(drafts):
    bodies = [draft.body for draft in drafts]
    assert bodies == [json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True) for body in bodies]


def test_bodies_pass_the_sanitiser_unchanged(drafts):
    blocks = [block for draft in drafts for block in json.loads(draft.body)]
    texts = [block["value"] for block in blocks if block["type"] == "paragraph"]
    tables = [block["value"]["html"] for block in blocks if block["type"] == "table"]
    assert texts == [sanitise.rich_text(text) for text in texts]
    assert tables == [sanitise.table(table) for table in tables]


def test_titles_and_abstracts_fit_their_fields(drafts):
    assert [draft.title for draft in drafts if len(draft.title) > 120] == []
    assert [draft.title for draft in drafts if len(draft.description) > 500] == []


def test_same_seed_writes_the_same():
    first, second = written(departments()[3], seed=7), written(departments()[3], seed=7)
    assert [(draft.title, draft.body) for draft in first] == [(draft.title, draft.body) for draft in second]


def test_other_seed_writes_something_else():
    first, second = written(departments()[3], seed=7), written(departments()[3], seed=8)
    assert [draft.title for draft in first] != [draft.title for draft in second]


def test_education_bureau_writes_about_education():
    about = departments()[0]
    names = [matter.name for matter in about.field.matters]
    texts = [draft for draft in written(about) if draft.kind == Kind.NEWS]
    assert [draft.title for draft in texts if not any(name in draft.body + draft.keywords for name in names)] == []


def test_inner_district_has_no_paddy_fields():
    rural = {matter.name for field in all_fields() for matter in field.matters if matter.where == "rural"}
    texts = [draft for draft in written(districts()[0]) if draft.keywords]
    assert rural
    assert [draft.title for draft in texts if draft.keywords.split(",")[0] in rural] == []


def test_newest_titles_of_a_site_differ():
    author = Author(portal(), FlatAlbum(), 1)
    titles = [news.news(author, NOW).title for _each in range(300)]
    assert len(set(titles)) == 300


def test_document_numbers_rise_within_a_year_and_are_never_given_twice():
    author = Author(portal(), FlatAlbum(), 1)
    numbers = [author.doc_no("宁政发", 2025) for _each in range(50)]
    serials = [int(re.fullmatch(r"宁政发〔2025〕(\d+)号", number)[1]) for number in numbers]
    assert serials == sorted(set(serials))


def test_orders_of_the_government_have_numbers_no_real_one_has():
    author = Author(portal(), FlatAlbum(), 1)
    assert re.fullmatch(r"南京市人民政府令第9\d{3}号", author.doc_no("南京市人民政府令", 2020))


def test_interpretation_says_what_its_document_says():
    author = Author(portal(), FlatAlbum(), 1)
    document = policies.policy(author, NOW, ISSUER, today=NOW.date())
    reading = policies.interpretation(author, document, NOW)
    first, second = re.findall(r"[一二]是(.+?)。", reading.body)[:2]
    assert reading.relations == [("interprets", document.draft)]
    assert [task for task in (first, second) if task not in document.draft.body] == []


def test_revised_document_repeals_the_old_one():
    author = Author(portal(), FlatAlbum(), 1)
    issuer = policies.Issuer("somebody", "市政府", "宁政规字", "documents03", direct=False)
    old = policies.policy(author, NOW - timedelta(days=900), issuer, today=NOW.date())
    new = policies.revised(author, old, NOW, issuer, today=NOW.date())
    assert (old.draft.validity, old.draft.abolish_date) == ("repealed", new.draft.created_date)
    assert old.draft.successor is new.draft
    assert new.draft.relations == [("repeals", old.draft), ("replaces", old.draft)]


def test_rules_lapse_after_the_five_years_they_name():
    author = Author(portal(), FlatAlbum(), 1)
    issuer = policies.Issuer("somebody", "市政府", "宁政规字", "documents03", forms=("管理办法",), direct=False)
    old = policies.policy(author, NOW - timedelta(days=2200), issuer, today=NOW.date()).draft
    assert (old.validity, old.abolish_date - old.effect_date) == ("lapsed", timedelta(days=1826))


def test_guides_have_the_eight_key_classes():
    author = Author(departments()[0], FlatAlbum(), 1)
    key = {"item_name", "basis", "conditions", "materials", "place", "hours", "phone", "procedure"}
    for field in all_fields():
        for service in field.services:
            extra = guides.guide(author, NOW, field, service).extra
            assert {name for name in key if not extra[name].strip()} == set()


def test_telephone_numbers_are_nobodys():
    words = [word for draft in written(portal()) for word in strings_in([json.loads(draft.body), draft.extra])]
    numbers = {number for word in words for number in re.findall(r"025-\d+", word)}
    assert numbers
    assert {number for number in numbers if not re.fullmatch(r"025-0000\d{4}", number)} == set()


# Phrases


class Speaker:
    def __init__(self, *, is_local: bool = False, chance: float = 0.5) -> None:
        self.is_local, self._chance = is_local, chance

    def word(self, slot: str) -> str:
        return {"street": "锁金村街道"}[slot]

    def chance(self) -> float:
        return self._chance


def test_phrase_fills_words_and_numbers():
    phrase = phrases.Phrase("{street}增加{10-20}个，合格率{1.0-3.0}%")
    assert phrase.fill(Speaker()) == "锁金村街道增加15个，合格率2.0%"


def test_phrase_with_an_unknown_slot_is_refused():
    with pytest.raises(KeyError):
        phrases.Phrase("{nonsense}").fill(Speaker())


def test_phrase_counts_less_in_a_district():
    phrase = phrases.Phrase("{600-600}个，占{400-400}%，历时{300-300}天")
    assert phrase.fill(Speaker(is_local=True)) == "100个，占400%，历时300天"


def test_every_slot_of_every_sentence_is_known():
    said = dict.fromkeys(("doc", "form", "effect", "organ", "covered", "from", "to", "kind", "topic"), "X")
    voice = Voice(districts()[8], 1)
    found = [each for field in all_fields() for each in _phrases_of(field)] + _phrases_of(FORMS)
    for phrase in found:
        for matter in voice.fields[0].matters:
            assert "{" not in Telling(voice, voice.fields[0], matter, NOW, dict(said)).say(phrase)
    assert len(found) > 1500


def _phrases_of(thing) -> list[phrases.Phrase]:
    """Every phrase in a structure of tuples, dictionaries and records."""
    if isinstance(thing, phrases.Phrase):
        return [thing]
    if isinstance(thing, tuple | list):
        return [each for part in thing for each in _phrases_of(part)]
    if isinstance(thing, dict):
        return _phrases_of(list(thing.values()))
    return _phrases_of(list(vars(thing).values())) if hasattr(thing, "__dict__") else []


def test_deck_deals_every_card_before_any_comes_again():
    voice = Voice(portal(), 1)
    deck = Deck("abcdef", voice.random)
    assert [sorted(deck.deal() for _each in range(6)) for _round in range(3)] == [list("abcdef")] * 3
