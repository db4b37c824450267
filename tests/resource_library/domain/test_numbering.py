"""Reserving serials for many organs and years at once (R-4.6.7)."""

import pytest

from resource_library.domain.numbering import reserve_many, reserve_serials
from tests.factories.library import OrganFactory

pytestmark = pytest.mark.django_db


def test_reserve_many_gives_the_first_of_each_and_goes_on_behind_it():
    one, other = OrganFactory(), OrganFactory()
    assert reserve_many({(one.pk, 2025): 3, (one.pk, 2026): 1, (other.pk, 2026): 5}) == {
        (one.pk, 2025): 1,
        (one.pk, 2026): 1,
        (other.pk, 2026): 1,
    }
    assert reserve_many({(one.pk, 2025): 2, (other.pk, 2026): 1}) == {(one.pk, 2025): 4, (other.pk, 2026): 6}


def test_reserve_many_and_one_by_one_count_alike():
    organ = OrganFactory()
    assert reserve_serials(organ, 2026, 4) == 1
    assert reserve_many({(organ.pk, 2026): 2}) == {(organ.pk, 2026): 5}
    assert reserve_serials(organ, 2026, 1) == 7


def test_reserve_many_leaves_other_years_alone():
    one, other = OrganFactory(), OrganFactory()
    reserve_serials(other, 2025, 9)
    reserve_many({(one.pk, 2025): 1, (other.pk, 2026): 1})
    assert reserve_serials(other, 2025, 1) == 10


def test_reserve_many_takes_as_many_queries_for_one_as_for_a_hundred(django_assert_max_num_queries):
    organs = [OrganFactory() for _each in range(100)]
    with django_assert_max_num_queries(6):
        reserve_many({(organ.pk, 2026): 2 for organ in organs})


def test_reserve_nothing_gives_nothing():
    assert reserve_many({}) == {}
