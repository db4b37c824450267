"""Two sites with their people: the portal and a district. And a database on which several act at once."""

import pytest
from django.db import connection

from tests.factories.offices import Office, office
from tests.threads import refill


@pytest.fixture
def portal(db) -> Office:
    return office("portal")


@pytest.fixture
def district(db) -> Office:
    return office("district")


@pytest.fixture
def real_transactions(transactional_db) -> None:
    """Transactions that other connections see."""
    if connection.vendor == "sqlite":
        pytest.skip("an SQLite database in memory has one connection, and its writers stand in line anyway")
    refill()
