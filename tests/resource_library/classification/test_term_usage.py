"""How many resources use a class: all classes at once, each resource once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resource_library.domain import classification, term_usage
from resource_library.models import Resource, Term, TermUsage
from tests.factories.library import ResourceFactory, term
from unified_platform.events import drain

pytestmark = pytest.mark.django_db


def counts(*codes: str) -> dict[str, tuple[int, int]]:
    rows = TermUsage.objects.filter(term__vocabulary__code="subject", term__code__in=codes)
    return {code: (own, total) for code, own, total in rows.values_list("term__code", "own", "total")}


def tagged(site, primary: str, *further: str) -> Resource:
    resource = ResourceFactory(owner_site=site, subject=term("subject", primary) if primary else None)
    resource.terms.set([term("subject", code) for code in further])
    resource.save()
    return resource


def test_resource_counts_once_for_a_class_however_often_it_names_it(portal):
    tagged(portal.site, "0601", "0601", "0602")
    tagged(portal.site, "0602", "05")
    tagged(portal.site, "", "0601", "06")
    tagged(portal.site, "06")

    term_usage.recount()

    assert counts("06", "0601", "0602", "0603", "05", "01") == {
        "06": (2, 4), "0601": (2, 2), "0602": (2, 2), "0603": (0, 0), "05": (1, 1), "01": (0, 0),
    }  # fmt: skip


def test_counting_takes_as_many_queries_for_50_resources_as_for_one(portal):
    tagged(portal.site, "0601", "0602")
    with CaptureQueriesContext(connection) as few:
        term_usage.recount()
    for _n in range(49):
        tagged(portal.site, "0601", "0602")
    with CaptureQueriesContext(connection) as many:
        term_usage.recount()
    assert len(many) == len(few)


def test_nothing_is_counted_again_until_something_has_changed(portal):
    tagged(portal.site, "0601")
    assert [term_usage.recount_if_changed(), term_usage.recount_if_changed()] == [True, False]
    tagged(portal.site, "0601")
    assert term_usage.recount_if_changed()
    assert counts("0601") == {"0601": (2, 2)}


def test_moved_branch_brings_its_resources_along_at_once(portal, centre):
    tagged(portal.site, "0601")
    term_usage.recount()
    classification.move(term("subject", "0601"), term("subject", "05"), by=centre)
    drain()
    assert counts("05", "06", "0601") == {"05": (0, 1), "06": (0, 0), "0601": (1, 1)}
    assert TermUsage.objects.count() == Term.objects.count()
