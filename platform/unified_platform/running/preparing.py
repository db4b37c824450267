"""Bringing the database to where the city can be run: migrated, and seeded when it is empty.

The seed is one transaction, so a process killed in the middle leaves a database without a site, and the next start
seeds again. Pictures are files and know no transaction: a note beside them says that they came from an unfinished seed.
"""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event as Flag

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from unified_platform.health.migrations_state import MigrationState, migration_state

from .city import city
from .processes import die_with_parent

NOTE = "seed-unfinished.json"


def check_database() -> MigrationState:
    """CommandError when the database cannot be reached or is newer than the code."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).parent.is_dir():
        raise CommandError(_("The folder of the database %s does not exist.") % connection.settings_dict["NAME"])
    try:
        state = migration_state()
    except DatabaseError as error:
        raise CommandError(_("The database cannot be used: %s") % str(error).strip().partition("\n")[0]) from None
    finally:
        connection.close()
    if state.unknown:
        names = ", ".join(f"{app}.{name}" for app, name in state.unknown[:3])
        raise CommandError(
            _("The database is newer than the code: it has migrations that this version does not know (%s).") % names
        )
    return state


def needs_preparing(state: MigrationState) -> bool:
    """Whether tables or the demo city are missing. Nothing slow: this runs at every start."""
    if state.missing:
        return True
    try:
        return not city().is_open()
    finally:
        connection.close()


def prepare_elsewhere(stop: Flag) -> None:
    """`manage.py prepare_city` in a process of its own, so that this one stays small and without threads.

    CommandError when it fails; returns early when `stop` is set, after it has ended.
    """
    command = [sys.executable, str(settings.ROOT / "manage.py"), "prepare_city"]
    process = subprocess.Popen(command, preexec_fn=_as_our_child)  # noqa: S603 - our own command; no threads here
    while process.poll() is None:
        if stop.wait(0.1):
            process.terminate()
            process.wait()
            return
    if process.returncode and not stop.is_set():
        raise CommandError(_("The city could not be prepared; the reason stands above. The next start begins anew."))


def _as_our_child() -> None:
    """Ctrl-C in the terminal is for the parent, which then ends this process; its own end ends it too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()


def prepare(verbosity: int = 1) -> None:
    """Migrate, and seed the demo city when there is no site."""
    call_command("migrate", interactive=False, verbosity=0)
    if city().is_open():
        _note().unlink(missing_ok=True)
        return
    _clear_unfinished_seed()
    _note().write_text(json.dumps({"media_existed": _media().exists()}), encoding="ascii")
    with transaction.atomic():
        call_command("seed_demo", verbosity=verbosity)
        if not city().is_open():
            raise CommandError(_("The seed made no site."))
    _note().unlink()


def _clear_unfinished_seed() -> None:
    """Take away the files of a seed whose rows were rolled back, where all of them are its own."""
    if not _note().exists():
        return
    if not json.loads(_note().read_text(encoding="ascii"))["media_existed"]:
        shutil.rmtree(_media(), ignore_errors=True)


def _note() -> Path:
    return Path(settings.VAR) / NOTE


def _media() -> Path:
    return Path(settings.MEDIA_ROOT)
