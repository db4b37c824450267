"""Several things at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

SECONDS = 60

# For tests whose transactions other connections must see. What the migrations put into the database comes back
# afterwards; the fixture `real_transactions` brings the reference data.
several_connections = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Does all of it together; what each returned or raised, in order."""
    results: list[Any] = [None] * len(acts)
    together = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(SECONDS)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered, daemon=True) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads), "two acts wait for each other"
    return results
