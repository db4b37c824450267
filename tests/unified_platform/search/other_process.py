"""Run as a process of its own by the tests: writes into the index named first, as the second argument says."""

import sys
import time
from pathlib import Path

from django.conf import settings

settings.configure(USE_I18N=False)

from tests.unified_platform.search.documents import document  # noqa: E402 - Django wants its settings first
from unified_platform.search.engines.embedded import EmbeddedEngine  # noqa: E402

LONG = 120


def write(engine: EmbeddedEngine) -> None:
    """One document after another, told when and which."""
    for line in sys.stdin:
        engine.write([document(int(line), "公积金")])
        say("written")


def rebuild(engine: EmbeddedEngine) -> None:
    """Half a rebuild, then wait to be killed."""
    fresh = engine.begin_rebuild()
    fresh.add(document(number, "新的", "正文" * 300) for number in range(100, 3000))
    say("half")
    time.sleep(LONG)


def hold(engine: EmbeddedEngine) -> None:
    """The write lock, then wait to be killed."""
    with engine.writing():
        say("held")
        time.sleep(LONG)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"write": write, "rebuild": rebuild, "hold": hold}[sys.argv[2]](EmbeddedEngine(Path(sys.argv[1])))
