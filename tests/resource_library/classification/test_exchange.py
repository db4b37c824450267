"""Vocabularies as CSV: out and in again, with everything a hostile file may hold."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from resource_library.domain import classification, term_exchange
from resource_library.models import Term, TermState, Vocabulary

pytestmark = pytest.mark.django_db
HEAD = "代码,名称,上级代码,顺序,状态,接替代码\n"


def planned(tree, text: str | bytes) -> term_exchange.Plan:
    content = text if isinstance(text, bytes) else text.encode()
    return term_exchange.plan(tree["a"].vocabulary, term_exchange.read(content))


def errors(tree, rows: str) -> list[int]:
    """The numbers of the lines with something wrong in them."""
    return list(dict.fromkeys(line for line, _words in planned(tree, HEAD + rows).errors))


def bring_in(tree, rows: str, by) -> int:
    plan = planned(tree, HEAD + rows)
    assert plan.errors == []
    return term_exchange.carry_out(tree["a"].vocabulary, plan.rows, by=by)


def shape(vocabulary: str = "special") -> list[tuple[str, int]]:
    terms = Term.objects.filter(vocabulary__code=vocabulary)
    return [(each.code, depth) for each, depth in classification.in_tree_order(terms)]


def state() -> list[tuple]:
    return list(Term.objects.order_by("pk").values_list())


def test_what_goes_out_comes_in_without_effect(tree, centre):
    classification.retire(tree["b"], by=centre, successor=tree["a2"])
    classification.rename(tree["a2"], '=SUM(A1)*"x",1', by=centre)
    text = "".join(term_exchange.export(tree["a"].vocabulary))
    assert text.startswith("\ufeff代码,名称,上级代码,顺序,状态,接替代码\r\na,类a,,0,启用,\r\n")
    before = state()

    plan = planned(tree, text)

    assert (plan.errors, plan.effective) == ([], [])
    assert term_exchange.carry_out(tree["a"].vocabulary, plan.rows, by=centre) == 0
    assert state() == before


def test_subjects_go_out_and_in_without_effect(centre):
    subjects = Vocabulary.objects.get(code="subject")
    plan = term_exchange.plan(subjects, term_exchange.read("".join(term_exchange.export(subjects)).encode()))
    assert (plan.errors, plan.effective, len(plan.rows)) == ([], [], subjects.terms.count())


@pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@SUM(1)", "=cmd|' /C calc'!A0"])
def test_no_cell_that_goes_out_is_a_formula(tree, centre, name):
    classification.rename(tree["b"], name, by=centre)
    rows = list(csv.reader(io.StringIO("".join(term_exchange.export(tree["a"].vocabulary)))))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert rows[-1][1] == f"'{name}"


def test_import_adds_renames_moves_retires_and_deletes_nothing(tree, centre):
    changed = bring_in(
        tree,
        "c,丙,,5,启用,\nc1,丙一,c,,,\na11,类甲,c1,,,\na2,,a,,停用,c\n",
        centre,
    )

    assert changed == 4
    assert shape() == [("a", 0), ("a1", 1), ("a2", 1), ("b", 0), ("c", 0), ("c1", 1), ("a11", 2)]
    assert classification.resolve("special", "a2").code == "c"
    assert classification.resolve("special", "a11").name == "类甲"


def test_branch_is_turned_upside_down_in_one_file(tree, centre):
    """Done line by line it would go through a circle."""
    bring_in(tree, "a,,a11,,,\na1,,,,,\na11,,a1,,,\n", centre)
    assert shape() == [("b", 0), ("a1", 0), ("a11", 1), ("a", 2), ("a2", 3)]


def test_retired_class_comes_back_with_its_branch(tree, centre):
    classification.retire(tree["a11"], by=centre)
    classification.retire(tree["a1"], by=centre)
    bring_in(tree, "a11,,,,启用,\na1,,a,,启用,\n".replace("a11,,,", "a11,,a1,"), centre)
    assert {t.state for t in Term.objects.filter(vocabulary__code="special")} == {TermState.ACTIVE}


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("坏,名,,,,\n", [2]),
        (",名,,,,\n", [2]),
        ("c,,,,,\n", [2]),
        ("c,丙,,,,\nc,丁,,,,\n", [3]),
        ("c,丙,nowhere,,,\n", [2]),
        ("c,丙,d,,,\nd,丁,c,,,\n", [2, 3]),
        ("a,,a11,,,\n", [2]),
        ("c,丙,,minus,,\n", [2]),
        ("c,丙,,99999999999,,\n", [2]),
        ("c,丙,,٣,,\n", [2]),
        ("c,丙,,,隐藏,\n", [2]),
        ("a,,,,停用,\n", [2]),
        ("a,,,,已并入,\n", [2]),
        ("b,,,,停用,nowhere\n", [2]),
        ("b,,,,停用,b\n", [2]),
        ("c,类a,,,,\n", [2]),
        ("c,丙,a,,,\nd,丙,a,,,\n", [3]),
        (f"c,{'长' * 101},,,,\n", [2]),
        ("b,,,,停用,\nc,丙,b,,,\n", [3]),
        ("", [1]),
    ],
)
def test_lines_that_cannot_be_are_named_and_nothing_is_written(tree, centre, rows, lines):
    before = state()
    assert errors(tree, rows) == lines
    found = term_exchange.read((HEAD + rows).encode())
    if found.rows:
        with pytest.raises(ValidationError):
            term_exchange.carry_out(tree["a"].vocabulary, found.rows, by=centre)
    assert state() == before


def test_merged_class_stays_merged_whatever_a_file_says(tree, centre):
    classification.lock(tree["a"].vocabulary_id)
    classification.close(tree["b"], tree["a2"], by=centre)
    assert errors(tree, "b,类b,,,启用,\n") == [2]
    assert errors(tree, "b,类b,,,已并入,a2\n") == []
    assert errors(tree, "b,类b,a,,,\n") == [2]


def test_file_of_a_chinese_excel_is_read_and_says_so(tree):
    plan = planned(tree, (HEAD + "c,丙类,,,启用,\n").encode("gbk"))
    assert (plan.encoding, plan.errors) == ("GBK", [])
    assert [(change.code, change.name) for change in plan.effective] == [("c", "丙类")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x01", "代码,名称\nc,丙".encode("utf-16"), b"PK\x03\x04\x00", b"", b"\x81", b"a,b\n1,2\n",
        HEAD.encode() + b'c,"\xe4\xb8\x99,,,,\n', b"\x89PNG\r\n\x1a\n\x00", b"," * 3_000_000,
    ],
)  # fmt: skip
def test_what_is_no_table_of_classes_is_refused(tree, content):
    plan = planned(tree, content)
    assert plan.errors
    assert plan.effective == []


def test_too_many_classes_are_refused(tree, monkeypatch):
    monkeypatch.setattr(term_exchange, "MOST_ROWS", 2)
    assert errors(tree, "c,丙,,,,\nd,丁,,,,\ne,戊,,,,\n") == [4]


def test_only_the_centre_imports(tree, portal):
    plan = planned(tree, HEAD + "c,丙,,,,\n")
    with pytest.raises(PermissionDenied):
        term_exchange.carry_out(tree["a"].vocabulary, plan.rows, by=portal.manager)
