"""What a web process keeps in memory for good."""

import gc

from django.db import connections
from django.urls import get_resolver
from wagtail import hooks


def set_aside() -> None:
    """Load what the first visitor would load, and take all of it out of the rounds of the garbage collector.

    A full round over Django, Wagtail and our own code takes a quarter of a second, and about one visitor of the back end
    in ten waited for it. What is set aside is looked through no more; what requests leave behind still is. Called once,
    before processes are forked where any are: they share this memory as long as nobody writes to it.
    """
    hooks.search_for_hooks()
    get_resolver().reverse_dict  # noqa: B018 - reading it takes all addresses apart
    # A connection belongs to the process that opened it.
    connections.close_all()
    gc.collect()
    gc.freeze()
