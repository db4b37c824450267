import os
import time
from pathlib import Path

from django.contrib.auth.models import Group

from unified_platform.events import handler

KINDS = {"test.crash": "test.crashing", "test.slow": "test.dawdling"}


@handler("test.crash", name=KINDS["test.crash"])
def die_before_the_commit(event):
    """Does its work; the first time the process is gone before anything of it is committed."""
    Group.objects.create(name=f"handled by try {event.attempt}")
    if event.attempt == 1:
        os._exit(9)


@handler("test.slow", name=KINDS["test.slow"], atomic=False)
def dawdle(event):
    """Says that it has begun, then takes its time until the file is taken away."""
    begun = Path(event.payload["begun"])
    begun.touch()
    while begun.exists():
        time.sleep(0.05)
