"""Acts on classes: add, rename, move, retire, take into use again; what a code means (R-1.12.3, R-4.5)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from resource_library.domain import classification
from resource_library.models import Term, TermState, Vocabulary
from tests.factories.accounts import UserFactory, person
from tests.factories.library import term
from unified_platform.accounts.enums import Role
from unified_platform.events.models import Event

pytestmark = pytest.mark.django_db


def shape(vocabulary: str = "special") -> list[tuple[str, int]]:
    """(code, depth) in the order of the tree."""
    terms = Term.objects.filter(vocabulary__code=vocabulary)
    return [(each.code, depth) for each, depth in classification.in_tree_order(terms)]


def again(found: Term) -> Term:
    return Term.objects.get(pk=found.pk)


def logged(found: Term) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(found).order_by("pk").values_list("action", flat=True))


def test_new_class_stands_at_the_end_of_its_siblings(tree, centre):
    new = classification.add(tree["a"].vocabulary, code="a3", name="  新  类 ", parent=tree["a"], by=centre)

    assert shape() == [("a", 0), ("a1", 1), ("a11", 2), ("a2", 1), ("a3", 1), ("b", 0)]
    assert (again(new).name, again(new).state, logged(new)) == ("新 类", TermState.ACTIVE, ["term.add"])


@pytest.mark.parametrize(
    ("code", "name"), [("a1", "又一个"), ("坏码", "名"), ("", "名"), ("x" * 31, "名"), ("c", " "), ("c", "名" * 101)]
)
def test_class_without_a_good_code_and_name_is_refused(tree, centre, code, name):
    with pytest.raises(ValidationError):
        classification.add(tree["a"].vocabulary, code=code, name=name, by=centre)
    assert Term.objects.filter(vocabulary__code="special").count() == 5


def test_class_of_another_vocabulary_is_no_parent(tree, centre):
    with pytest.raises(ValidationError):
        classification.add(tree["a"].vocabulary, code="c", name="丙", parent=term("subject", "01"), by=centre)


def test_renamed_class_keeps_its_code(tree, centre):
    classification.rename(tree["a1"], "改名", by=centre)
    classification.rename(again(tree["a1"]), "改名", by=centre)

    assert classification.resolve("special", "a1").name == "改名"
    assert logged(tree["a1"]) == ["term.add", "term.rename"]


def test_class_is_moved_below_another_and_to_a_place_among_its_siblings(tree, centre):
    classification.move(tree["b"], tree["a"], by=centre, before=tree["a2"])
    assert shape() == [("a", 0), ("a1", 1), ("a11", 2), ("b", 1), ("a2", 1)]

    classification.move(again(tree["a1"]), None, by=centre)
    assert shape() == [("a", 0), ("b", 1), ("a2", 1), ("a1", 0), ("a11", 1)]


@pytest.mark.parametrize("below", ["a", "a1", "a11"])
def test_class_never_stands_below_itself(tree, centre, below):
    with pytest.raises(ValidationError):
        classification.move(tree["a"], tree[below], by=centre)


def test_class_is_shifted_among_its_siblings_and_not_beyond_them(tree, centre):
    classification.shift(tree["a2"], -1, by=centre)
    assert [code for code, depth in shape() if depth == 1] == ["a2", "a1"]
    classification.shift(again(tree["a2"]), -1, by=centre)
    classification.shift(again(tree["a1"]), 1, by=centre)
    assert [code for code, depth in shape() if depth == 1] == ["a2", "a1"]


def test_retired_class_means_itself_or_its_successor_and_comes_back(tree, centre):
    classification.retire(tree["a2"], by=centre)
    classification.retire(tree["b"], by=centre, successor=tree["a"])
    assert classification.resolve("special", "a2") == tree["a2"]
    assert classification.resolve("special", "b") == tree["a"]

    classification.reactivate(again(tree["b"]), by=centre)
    assert classification.resolve("special", "b") == tree["b"]
    assert logged(tree["b"]) == ["term.add", "term.retire", "term.reactivate"]


def test_class_with_classes_in_use_below_it_is_not_retired(tree, centre):
    with pytest.raises(ValidationError):
        classification.retire(tree["a1"], by=centre)


@pytest.mark.parametrize("successor", ["a2", "b"])
def test_successor_is_another_class_in_use(tree, centre, successor):
    classification.retire(tree["b"], by=centre)
    with pytest.raises(ValidationError):
        classification.retire(tree["a2"], by=centre, successor=again(tree[successor]))


def test_nothing_is_put_below_or_moved_with_a_class_out_of_use(tree, centre):
    classification.retire(tree["b"], by=centre)
    retired = again(tree["b"])
    for act in (
        lambda: classification.add(retired.vocabulary, code="b1", name="乙一", parent=retired, by=centre),
        lambda: classification.move(tree["a2"], retired, by=centre),
        lambda: classification.move(retired, tree["a"], by=centre),
        lambda: classification.retire(retired, by=centre),
        lambda: classification.reactivate(tree["a"], by=centre),
    ):
        with pytest.raises(ValidationError):
            act()


def test_unknown_code_means_nothing(tree):
    assert classification.resolve("special", "z") is None
    assert classification.resolve("nowhere", "a") is None


def test_all_codes_are_read_with_as_many_queries_as_one(tree):
    with CaptureQueriesContext(connection) as one:
        classification.resolve("special", "a")
    with CaptureQueriesContext(connection) as all_of_them:
        found = classification.resolve_all(Vocabulary.SUBJECT)
    assert (len(one), len(all_of_them)) == (1, 1)
    assert len(found) == Term.objects.filter(vocabulary__code=Vocabulary.SUBJECT).count()


def test_nobody_but_the_centre_acts(tree, portal):
    strangers = [portal.editor, portal.manager, person(Role.AUTHORITY), UserFactory()]
    for stranger in strangers:
        for act in (
            lambda by: classification.add(tree["a"].vocabulary, code="c", name="丙", by=by),
            lambda by: classification.rename(tree["a"], "丙", by=by),
            lambda by: classification.move(tree["b"], tree["a"], by=by),
            lambda by: classification.shift(tree["b"], -1, by=by),
            lambda by: classification.retire(tree["b"], by=by),
            lambda by: classification.reactivate(tree["b"], by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)
    assert shape() == [("a", 0), ("a1", 1), ("a11", 2), ("a2", 1), ("b", 0)]


def test_every_act_is_announced(tree, centre):
    Event.objects.all().delete()
    classification.rename(tree["a"], "新名", by=centre)
    event = Event.objects.get()
    assert (event.kind, event.payload["act"]) == (classification.CHANGED, "term.rename")
