"""Two sites with their people: the portal and a district. And a database on which several act at once."""

import pytest
from django.db import connection

from tests.factories.offices import Office, office


@pytest.fixture
def portal(db) -> Office:
    return office("portal")


@pytest.fixture
def district(db) -> Office:
    return office("district")


@pytest.fixture
def real_transactions(transactional_db) -> None:
    """Transactions that other connections see; the reference data is loaded anew."""
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")
    from resource_library.domain.reference import load_reference_data
    from unified_platform.events.models import Event

    load_reference_data()
    Event.objects.all().delete()
