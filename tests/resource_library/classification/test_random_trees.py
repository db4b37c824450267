"""Whatever is done to a tree, in whatever order: never a circle, and every code that ever was leads somewhere."""

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from resource_library.domain import classification
from resource_library.models import Term, TermState, Vocabulary
from tests.factories.accounts import person
from unified_platform.accounts.enums import Role
from unified_platform.events import drain
from unified_platform.jobs import domain as jobs
from unified_platform.jobs.models import Job

SIZE = 8
place = st.integers(0, SIZE - 1)
ACTS = ("move", "merge", "undo", "retire", "reactivate", "shift")
steps = st.lists(st.tuples(st.sampled_from(ACTS), place, place), max_size=14)
# Each class stands below an earlier one, or at the top.
shapes = st.tuples(*(st.integers(-1, n - 1) for n in range(SIZE)))


def parents() -> dict[int, int | None]:
    return dict(Term.objects.filter(vocabulary__code="random").values_list("pk", "parent_id"))


def is_without_circles() -> bool:
    above = parents()
    for pk in above:
        passed, here = set(), above[pk]
        while here is not None:
            if here in passed or here == pk:
                return False
            passed.add(here)
            here = above[here]
    return True


def act(name: str, one: Term, other: Term, by) -> None:
    if name == "move":
        classification.move(one, other, by=by)
    elif name == "merge":
        jobs.start("library.merge_terms", {"source": one.pk, "target": other.pk}, by=by, title="合并")
        drain()
    elif name == "undo":
        merged = Job.objects.filter(kind="library.merge_terms", undoes=None, undone_by=None).order_by("pk").first()
        if merged:
            jobs.undo(merged, by=by)
            drain()
    elif name == "retire":
        classification.retire(one, by=by, successor=other if other != one else None)
    elif name == "reactivate":
        classification.reactivate(one, by=by)
    else:
        classification.shift(one, -1, by=by)


@pytest.mark.django_db
class TestRandomTrees(TestCase):
    def setUp(self):
        self.centre = person(Role.INFORMATION_CENTRE)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(shape=shapes, wanted=steps)
    def test_no_circle_arises_and_every_code_resolves(self, shape, wanted):
        vocabulary = Vocabulary.objects.create(code="random", name="随机")
        terms: list[Term] = []
        for number, above in enumerate(shape):
            parent = terms[above] if above >= 0 else None
            terms.append(
                classification.add(vocabulary, code=f"c{number}", name=f"类{number}", parent=parent, by=self.centre)
            )
        for name, one, other in wanted:
            pair = [Term.objects.select_related("vocabulary").get(pk=terms[n].pk) for n in (one, other)]
            with contextlib.suppress(ValidationError):
                act(name, *pair, self.centre)

        assert is_without_circles()
        found = classification.resolve_all("random")
        assert set(found) == {f"c{number}" for number in range(SIZE)}
        assert all(term.state != TermState.MERGED for term in found.values())
        tree = [term.pk for term, _depth in classification.in_tree_order(Term.objects.filter(vocabulary=vocabulary))]
        assert sorted(tree) == sorted(term.pk for term in terms)
