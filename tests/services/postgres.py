"""A throw-away PostgreSQL cluster of one's own, on loopback."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from .servers import free_port, running, wait_until


def binaries() -> Path:
    """Folder of the newest installed server; the test is skipped, saying so, where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("postgresql is not installed")
    return found[-1].parent


def as_server_user(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root; anybody else runs it as himself."""
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else list(command)


@dataclass(frozen=True)
class Cluster:
    """A running server, with everything trusted on loopback and in its socket folder."""

    port: int
    sockets: Path
    bin: Path

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def is_ready(self) -> bool:
        """The port opens before the server takes questions."""
        try:
            return self.ask("select 1") == [(1,)]
        except psycopg.OperationalError:
            return False

    def ask(self, query: str, database: str = "postgres", user: str = "postgres") -> list[tuple]:
        with psycopg.connect(self.url(database, user), autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running_cluster(folder: Path, *options: str) -> Iterator[Cluster]:
    """A new cluster below `folder`; `options` go to the server's command line."""
    bin = binaries()
    data, sockets = folder / "data", folder / "sockets"
    sockets.mkdir(parents=True)
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (folder, sockets):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        for parent in folder.parents[:3]:  # pytest's own folders are closed to others
            parent.chmod(parent.stat().st_mode | 0o011)
    command = as_server_user(str(bin / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8")
    made = subprocess.run([*command, "--locale=C.UTF-8"], capture_output=True, text=True, check=False)  # noqa: S603
    assert made.returncode == 0, made.stderr
    port = free_port()
    server = as_server_user(
        *(str(bin / "postgres"), "-D", str(data), "-p", str(port), "-c", f"unix_socket_directories={sockets}"),
        *("-c", "fsync=off", *options),
    )
    with running(server, port, folder / "log"):
        cluster = Cluster(port, sockets, bin)
        wait_until(cluster.is_ready)
        yield cluster
