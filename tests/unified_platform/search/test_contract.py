"""What every search engine has to do; run on the embedded one and, where there is a server, on Elasticsearch."""

from datetime import timedelta

import pytest

from unified_platform.search.engine import IndexState, RebuildRunningError, SearchUnavailableError
from unified_platform.search.query import SearchQuery, SearchResult

from .documents import NEW_YEAR, document


def found(engine, text="", **limits):
    return set(engine.search(SearchQuery(text, **limits)).ids)


def order(engine, text="", **limits):
    return engine.search(SearchQuery(text, **limits)).ids


# Finding


@pytest.mark.parametrize("text", ["公积金", "公积", "住房公积金", "住房公积金政策", "积", "策", "住"])
def test_search_any_piece_of_chinese_finds(engine, text):
    engine.write([document(1, body="一、住房公积金政策，请看"), document(2, body="住房贷款，房屋公证，金额")])
    assert 1 in found(engine, text)
    assert (2 in found(engine, text)) == (text == "住")


@pytest.mark.parametrize(
    "text",
    [
        "宁政办发〔2017〕134号",
        "宁政办发[2017]134号",
        "宁政办发［2017］134号",
        "宁政办发【2017】134号",
        "宁政办发（2017）134号",
        "宁政办发(2017)134号",
        "宁政办发﹝2017﹞134号",
        "宁政办发〔2017〕第134号",
        "宁政办发 〔2017〕 134 号",
        "宁政办发〔２０１７〕１３４号",
        "〔2017〕134号",
    ],
)
def test_search_document_number_in_any_style_finds(engine, text):
    engine.write(
        [
            document(1, "关于住房公积金的通知", doc_no="宁政办发〔2017〕134号"),
            document(2, body="依据宁政办发（2017）第134号文件"),
            document(3, body="宁政办发〔2017〕1345号"),
            document(4, body="宁政办发〔2017〕13号，4号"),
        ]
    )
    assert found(engine, text) == {1, 2}


def test_search_index_number_finds_it_first(engine):
    engine.write([document(1, body="MB1886843/2026-00012 " * 9), document(2, index_no="MB1886843/2026-00012")])
    assert order(engine, "mb1886843/2026-00012") == (2, 1)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("5G", {1, 2, 5}),
        ("5g基站", {1}),
        ("5G基", {1}),
        ("基站", {1, 2}),
        ("2026年", {1, 3}),
        ("2026 年", {1, 3}),
        ("２０２６年", {1, 3}),
        ("covid", {4}),
        ("COV", {4}),
        ("COVID-19", {4}),
        ("covid 19", {4}),
        ("ovid", set()),
        ("5", {1, 2, 5}),
        ("g", set()),
    ],
)
def test_search_mixed_text_finds(engine, text, ids):
    engine.write(
        [
            document(1, body="建成5G基站，到2026 年底"),
            document(2, body="5G，基站"),
            document(3, body="２０２６年"),
            document(4, body="新冠COVID-19疫苗"),
            document(5, body="5GHz"),
        ]
    )
    assert found(engine, text) == ids


def test_search_punctuation_and_lines_end_what_is_found(engine):
    engine.write([document(1, body="提取，公积金\n住房")])
    assert found(engine, "提取公积金") == set()
    assert found(engine, "金住") == set()
    assert found(engine, "提取，公积金") == {1}


def test_search_blanks_inside_chinese_do_not_matter(engine):
    engine.write([document(1, "关 于　印\xa0发 通 知")])
    assert found(engine, "关于印发通知") == {1}


def test_search_several_terms_must_all_occur(engine):
    engine.write([document(1, "公积金提取"), document(2, "公积金", body="政策"), document(3, body="政策")])
    assert found(engine, "公积金 政策") == {2}


def test_search_blank_text_finds_everything_newest_first(engine):
    engine.write([document(number) for number in (3, 1, 2)])
    assert engine.search(SearchQuery(" \n")) == SearchResult((1, 2, 3), 3, {"news": 3})


@pytest.mark.parametrize("text", ["😀", "，。", '"', "\x00", "\ud800"])
def test_search_text_without_a_letter_finds_nothing(engine, text):
    engine.write([document(1, "公积金")])
    assert engine.search(SearchQuery(text)) == SearchResult()


@pytest.mark.parametrize(
    "text", ["公积金 OR 政策", "body:公积金", '"公积金', "-公积金", "公积金*", "公积金~", "(公积金"]
)
def test_search_operators_are_data(engine, text):
    engine.write([document(1, "公积金"), document(2, "or body 公积金政策")])
    expected = {"公积金 OR 政策": {2}, "body:公积金": {2}}
    assert found(engine, text) == expected.get(text, {1, 2})


# Ranking


def test_search_title_stands_before_body(engine):
    engine.write([document(1, body="公积金" * 3), document(2, "公积金", published=NEW_YEAR - timedelta(days=900))])
    assert order(engine, "公积金") == (2, 1)


def test_search_exact_document_number_stands_first(engine):
    many = "宁政办发〔2017〕134号 " * 20
    engine.write([document(1, many, many), document(2, "关于通知", doc_no="宁政办发〔2017〕134号", published=None)])
    assert order(engine, "宁政办发[2017]134号") == (2, 1)


def test_search_dictionary_word_stands_before_the_same_characters(engine):
    engine.write([document(1, "产品和服务标准"), document(2, "传统和服展览标准")])
    assert order(engine, "和服") == (2, 1)


def test_search_pasted_title_stands_first(engine):
    parts = "南京市住房公积金管理办法的通知，关于印发，关于印发《南京市"
    engine.write([document(1, parts, parts), document(2, "关于印发《南京市住房公积金管理办法》的通知")])
    assert order(engine, "关于印发《南京市住房公积金管理办法》的通知")[0] == 2


def test_search_newer_of_two_equals_stands_first(engine):
    engine.write([document(1, "公告", published=NEW_YEAR - timedelta(days=3650)), document(2, "公告")])
    assert order(engine, "公告") == (2, 1)


def test_search_newest_first_ignores_relevance(engine):
    engine.write([document(1, body="公积金"), document(2, "公积金"), document(3, "公积金", published=None)])
    assert order(engine, "公积金", order="newest") == (1, 2, 3)


def test_search_newest_first_orders_one_moment_by_id(engine):
    engine.write([document(number, published=NEW_YEAR) for number in (5, 9, 7)])
    assert order(engine, order="newest") == (9, 7, 5)


# Limits


@pytest.fixture
def city(engine):
    engine.write(
        [
            document(1, "公告", sites=(1, 2), columns=(10, 20)),
            document(2, "公告", sites=(2,), owner_site=2, columns=(20,), kind="policy"),
            document(3, "公告", sites=(), live=False, state="draft", kind="policy"),
            document(4, "公告", owner_site=2, live=False, state="withdrawn", sites=()),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("limits", "ids"),
    [
        ({}, {1, 2}),
        ({"live_only": False}, {1, 2, 3, 4}),
        ({"sites": (1,)}, {1}),
        ({"sites": (1, 2)}, {1, 2}),
        ({"sites": (3,)}, set()),
        ({"sites": ()}, set()),
        ({"owner_sites": (2,)}, {2}),
        ({"owner_sites": (2,), "live_only": False}, {2, 4}),
        ({"owner_sites": (), "live_only": False}, set()),
        ({"kinds": ("policy",)}, {2}),
        ({"kinds": ("policy", "news")}, {1, 2}),
        ({"columns": (20,)}, {1, 2}),
        ({"columns": (10,)}, {1}),
        ({"states": ("draft", "withdrawn"), "live_only": False}, {3, 4}),
        ({"since": NEW_YEAR - timedelta(days=1)}, {1}),
        ({"until": NEW_YEAR - timedelta(days=1)}, {2}),
        ({"since": NEW_YEAR - timedelta(days=2), "until": NEW_YEAR - timedelta(days=1)}, {2}),
    ],
)
@pytest.mark.parametrize("text", ["公告", ""])
def test_search_limits(city, limits, ids, text):
    result = city.search(SearchQuery(text, **limits))
    assert (set(result.ids), result.total) == (ids, len(ids))


def test_search_kinds_are_counted_as_if_none_was_chosen(city):
    result = city.search(SearchQuery("公告", kinds=("policy",)))
    assert (result.ids, result.total, result.kinds) == ((2,), 1, {"news": 1, "policy": 1})


def test_search_pages_follow_each_other(engine):
    engine.write([document(number, "公告") for number in range(1, 8)])
    pages = [engine.search(SearchQuery("公告", order="newest", offset=at, limit=3)) for at in (0, 3, 6, 9)]
    assert [page.ids for page in pages] == [(1, 2, 3), (4, 5, 6), (7,), ()]
    assert {page.total for page in pages} == {7}


@pytest.mark.parametrize(("offset", "limit"), [(10**9, 20), (0, 0), (0, -5), (9_999, 10**9), (10_000, 1)])
def test_search_page_out_of_reach_is_empty_but_counted(engine, offset, limit):
    engine.write([document(1, "公告")])
    assert engine.search(SearchQuery("公告", offset=offset, limit=limit)) == SearchResult((), 1, {"news": 1})


def test_search_negative_offset_is_the_first_page(engine):
    engine.write([document(1)])
    assert order(engine, offset=-1) == (1,)


# Writing


def test_write_twice_changes_nothing(engine):
    for _time in range(2):
        engine.write([document(1, "公积金")])
    assert (order(engine, "公积金"), engine.count()) == ((1,), 1)


def test_write_replaces_everything_of_a_document(engine):
    engine.write([document(1, "公积金", doc_no="宁政发〔2020〕1号")])
    engine.write([document(1, "社会保险", sites=(2,), kind="policy", stamp=2)])
    assert found(engine, "公积金") | found(engine, "宁政发〔2020〕1号") | found(engine, sites=(1,)) == set()
    assert engine.search(SearchQuery("社会保险", sites=(2,))) == SearchResult((1,), 1, {"policy": 1})


def test_write_of_an_older_stamp_is_refused(engine):
    engine.write([document(1, "新的", stamp=2)])
    engine.write([document(1, "旧的", stamp=1)])
    assert (found(engine, "新的"), found(engine, "旧的")) == ({1}, set())


def test_write_of_two_versions_keeps_the_newer(engine):
    engine.write([document(1, "新的", stamp=2), document(1, "旧的", stamp=1)])
    assert (found(engine, "新的"), engine.count()) == ({1}, 1)


def test_write_deletes(engine):
    engine.write([document(1), document(2)])
    engine.write([document(3)], delete_ids=[2, 99])
    assert order(engine) == (1, 3)


def test_write_deleted_document_comes_back(engine):
    engine.write([document(1, "公积金")])
    engine.write([], delete_ids=[1])
    engine.write([document(1, "公积金")])
    assert found(engine, "公积金") == {1}


def test_write_nothing_is_no_error(engine):
    engine.write([])
    assert engine.count() == 0


def test_write_without_any_text(engine):
    engine.write([document(1, kind="", state="", sites=(), columns=(), published=None)])
    assert order(engine) == (1,)


def test_write_naive_date_is_refused(engine):
    with pytest.raises(ValueError, match="naive"):
        engine.write([document(1, published=NEW_YEAR.replace(tzinfo=None))])


@pytest.mark.parametrize("year", [1, 1949, 1970, 2262, 9999])
def test_write_any_year(engine, year):
    engine.write([document(1, "公告"), document(2, "公告", published=NEW_YEAR.replace(year=year))])
    assert order(engine, "公告", order="newest") == ((2, 1) if year > 2026 else (1, 2))


def test_clear_leaves_an_empty_index(engine):
    engine.write([document(1)])
    engine.clear()
    assert (order(engine), engine.count(), engine.status().state) == ((), 0, IndexState.READY)


# Rebuilding


def test_rebuild_is_unseen_until_it_is_finished(engine):
    engine.write([document(1, "旧的")])
    with engine.begin_rebuild() as fresh:
        fresh.add([document(2, "新的")])
        assert order(engine) == (1,)
        fresh.settle()
        assert order(engine) == (1,)
        with engine.writing():
            fresh.finish()
        assert order(engine) == (2,)
    assert order(engine) == (2,)


def test_rebuild_not_finished_is_thrown_away(engine):
    engine.write([document(1)])
    with engine.begin_rebuild() as fresh:
        fresh.add([document(2)])
    assert (order(engine), engine.status().rebuilding) == ((1,), False)


def test_rebuild_beside_another_is_refused(engine):
    with engine.begin_rebuild():
        assert engine.status().rebuilding is True
        with pytest.raises(RebuildRunningError):
            engine.begin_rebuild()


def test_rebuild_knows_what_was_touched_meanwhile(engine):
    engine.write([document(1), document(2), document(9)])
    with engine.begin_rebuild() as fresh:
        engine.write([document(1, stamp=2)], delete_ids=[2])
        assert sorted(fresh.touched()) == [1, 2]
        assert fresh.touched() == []
        engine.write([document(1, stamp=3)])
        assert fresh.touched() == [1]


def test_rebuild_replaces_what_was_touched(engine):
    with engine.begin_rebuild() as fresh:
        fresh.add([document(1, "旧的"), document(2)])
        fresh.settle()
        fresh.replace([document(1, "新的", stamp=2), document(3)], delete_ids=[2])
        with engine.writing():
            fresh.finish()
    assert order(engine) == (1, 3)
    assert found(engine, "新的") == {1}


def test_rebuild_of_a_missing_index_is_not_forestalled_by_a_write(engine):
    with engine.begin_rebuild() as fresh:
        engine.write([document(1)])
        assert engine.status().state == IndexState.MISSING
        assert fresh.touched() == [1]


# Noticing


def test_status_of_no_index_is_missing(engine):
    status = engine.status()
    assert (status.state, status.rebuilding, status.documents, status.written_at) == (
        IndexState.MISSING,
        False,
        0,
        None,
    )


def test_search_without_an_index_says_so(engine):
    for text in ("公积金", "", "😀"):
        with pytest.raises(SearchUnavailableError):
            engine.search(SearchQuery(text))
    with pytest.raises(SearchUnavailableError):
        engine.count()


def test_status_counts_documents_and_knows_the_last_write(engine):
    engine.write([document(1), document(2)])
    first = engine.status()
    engine.write([document(3)])
    second = engine.status()
    assert (first.state, first.documents, second.documents) == (IndexState.READY, 2, 3)
    assert first.written_at < second.written_at
