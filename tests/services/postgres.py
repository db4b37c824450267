"""A throw-away PostgreSQL cluster of one's own, on loopback."""

import os
import pwd
import shutil
import subprocess
import tempfile
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
def own_folder() -> Iterator[Path]:
    """A folder that the server's user can reach. pytest's own are closed to every other user."""
    with tempfile.TemporaryDirectory(prefix="tongyuan-postgres-") as name:
        folder = Path(name)
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield folder


@contextmanager
def running_cluster(configuration: Path | None = None) -> Iterator[Cluster]:
    """A new cluster with PostgreSQL's defaults, or with a configuration file of ours."""
    bin = binaries()
    with own_folder() as folder:
        data = folder / "data"
        initdb = as_server_user(str(bin / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8")
        made = subprocess.run(  # noqa: S603 - our own command
            [*initdb, "--locale=C.UTF-8"], capture_output=True, text=True, check=False, cwd=folder
        )
        assert made.returncode == 0, made.stderr
        options = []
        if configuration:
            copy = shutil.copy(configuration, folder / "postgresql.conf")
            Path(copy).chmod(0o644)
            options = ["-c", f"config_file={copy}"]
        port = free_port()
        server = as_server_user(
            *(str(bin / "postgres"), "-D", str(data), "-p", str(port), "-c", f"unix_socket_directories={folder}"),
            *("-c", "fsync=off", *options),
        )
        with running(server, port, folder / "log", cwd=folder):
            cluster = Cluster(port, folder, bin)
            wait_until(cluster.is_ready)
            yield cluster
