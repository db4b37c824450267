"""Several things at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

SECONDS = 60

# For tests whose transactions other connections must see: every table is emptied after them.
several_connections = pytest.mark.django_db(transaction=True)


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


def refill() -> None:
    """Puts back what the migrations and the reference data had put into tables that an earlier test emptied."""
    from wagtail.models import Collection, Locale, Page

    from resource_library.domain.reference import load_reference_data
    from unified_platform.events.models import Event

    _forget_content_types()
    Locale.objects.get_or_create(language_code="zh-hans")
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root"))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    load_reference_data()
    Event.objects.all().delete()


def _forget_content_types() -> None:
    """Emptied tables give content types new numbers; Wagtail's policies remember the old ones for good."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.permissions import policy_registry

    ContentType.objects.clear_cache()
    known = (policy_registry.values_by_class, policy_registry.values_by_exact_class, policy_registry.fallback_policies)
    for policies in known:
        for policy in policies.values():
            vars(policy).pop("_content_type", None)
