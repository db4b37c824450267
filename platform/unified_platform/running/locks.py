"""One running city for one folder of data."""

import fcntl
import os
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def make_folder(folder: Path) -> None:
    """CommandError when it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            _("The data folder %(folder)s cannot be made: %(why)s") % {"folder": folder, "why": error.strerror}
        ) from None
    if not os.access(folder, os.W_OK):
        raise CommandError(_("The data folder %(folder)s cannot be written to.") % {"folder": folder})


def lock(folder: Path) -> IO[str]:
    """The open lock file; CommandError while another run holds it. Freed by the kernel however we end."""
    found = open(folder / "run.lock", "a+", encoding="ascii")  # noqa: SIM115 - held open as long as we run
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        found.seek(0)
        pid = found.read().strip() or "?"
        found.close()
        raise CommandError(
            _("This city is already running or being prepared (process %(pid)s, data in %(folder)s).")
            % {"pid": pid, "folder": folder}
        ) from None
    found.truncate(0)
    found.write(str(os.getpid()))
    found.flush()
    return found
