"""Two sites with their people, and browsers on the back end's host."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.offices import Office, office
from unified_platform.accounts.models import User


@pytest.fixture
def ours(db) -> Office:
    return office("ours")


@pytest.fixture
def theirs(db) -> Office:
    return office("theirs")


@pytest.fixture
def browse() -> Callable[[User], Client]:
    """`browse(person)` is a browser in which the person has signed in to the back end."""

    def signed_in(person: User) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        return client

    return signed_in
