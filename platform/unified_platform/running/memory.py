"""What a web process keeps in memory for good."""

import gc

from django.db import connections
from django.urls import get_resolver
from wagtail import hooks

# A page of the back end makes some ten thousand objects, so a round through the young ones comes about once a page, and
# one through everything after five hundred of those.
_ROUNDS = (10_000, 10, 50)


def set_aside() -> None:
    """Load what the first visitor would load, and take all of it out of the rounds of the garbage collector.

    A full round over Django, Wagtail and our own code takes a quarter of a second, and one visitor of the back end in
    sixteen waited for it. What is set aside is looked through no more; what requests leave behind still is: the young
    of it about once a page, the old of it seldom. Called once, before processes are forked where any are: they share
    this memory as long as nobody writes to it.
    """
    hooks.search_for_hooks()
    get_resolver().reverse_dict  # noqa: B018 - reading it takes all addresses apart
    # A connection belongs to the process that opened it.
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_ROUNDS)
