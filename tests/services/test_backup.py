"""The restore drill of R-1.13.10: an installation is backed up, lost, and brought back by the deployed scripts."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY, ROOT

from .postgres import Cluster, running_cluster

pytestmark = pytest.mark.services

PICTURE = "images/市民中心.png"


@dataclass(frozen=True)
class Installation:
    """An installation without containers: a database, a VAR_DIR and a folder of backups."""

    cluster: Cluster
    var: Path
    backups: Path

    def run(self, script: str, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        """A script of deploy/, told how to reach this installation as deploy/README.md describes it."""
        url = self.cluster.url("city")
        environ = {
            "PATH": f"{self.cluster.bin}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "DATABASE_URL": url,
            "VAR_DIR": str(self.var),
            "BACKUP_DIR": str(self.backups),
            "DATABASE": f"--dbname {url}",
            "PG_DUMP": f"pg_dump --dbname {url}",
            "PG_RESTORE": "pg_restore",
            "PSQL": f"psql --dbname {url}",
            "MANAGE": f"{sys.executable} {ROOT / 'manage.py'}",
            "STOP": "true",
            "START": "true",
        }
        return subprocess.run(  # noqa: S603 - our own program
            [str(DEPLOY / script), *arguments],
            env=environ | env,
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *arguments: str) -> None:
        environ = os.environ | {"DATABASE_URL": self.cluster.url("city"), "VAR_DIR": str(self.var)}
        subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], env=environ, check=True)  # noqa: S603

    def groups(self) -> list[str]:
        return [name for (name,) in self.cluster.ask("select name from auth_group order by name", "city")]

    def saved(self) -> list[Path]:
        return sorted(self.backups.glob("[0-9]*T[0-9]*"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    with running_cluster() as cluster:
        cluster.ask("create database city")
        installation = Installation(cluster, folder / "var", folder / "backups")
        installation.manage("migrate", "--verbosity", "0")
        cluster.ask("insert into auth_group (name) values ('玄武区编辑')", "city")
        picture = installation.var / "media" / PICTURE
        picture.parent.mkdir(parents=True)
        picture.write_bytes(b"\x89PNG")
        result = installation.run("backup.sh")
        assert result.returncode == 0, result.stderr
        yield installation


def test_backup_is_complete_and_leaves_nothing_half_done(installation):
    (backup,) = installation.saved()
    assert sorted(path.name for path in backup.iterdir()) == ["SHA256SUMS", "database.dump", "media.sha256"]
    assert (backup / "media.sha256").read_text().endswith(f"  {PICTURE}\n")
    assert (installation.backups / "media" / PICTURE).read_bytes() == b"\x89PNG"
    assert list(installation.backups.glob(".partial*")) == []


def test_restore_refuses_a_database_that_is_in_use(installation):
    result = installation.run("restore.sh", str(installation.saved()[0]))
    assert result.returncode == 1
    assert "nothing was changed. Say --replace" in result.stderr
    assert "玄武区编辑" in installation.groups()


def test_restore_refuses_a_damaged_backup(installation, tmp_path):
    copy = tmp_path / "20260101T000000"
    copy.mkdir()
    for path in installation.saved()[0].iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "database.dump").write_bytes(b"cut off")
    result = installation.run("restore.sh", str(copy), "--replace")
    assert result.returncode == 1
    assert "is damaged; nothing was changed." in result.stderr


def test_dump_that_cannot_be_read_to_its_end_changes_nothing(installation):
    """As when a disk fails half way: the tables stand as they did before."""
    broken = "bash -c 'pg_restore \"$@\" | head -c 20000; exit 1' -"
    script = installation.backups.parent / "broken-pg-restore"
    script.write_text(f'#!/bin/sh\nexec {broken} "$@"\n')
    script.chmod(0o755)
    before = installation.groups()
    result = installation.run("restore.sh", str(installation.saved()[0]), "--replace", PG_RESTORE=str(script))
    assert result.returncode != 0
    assert installation.groups() == before


def test_lost_installation_comes_back(installation):
    before = installation.groups()
    installation.cluster.ask("truncate auth_group cascade", "city")
    installation.cluster.ask("create table left_over_from_a_newer_release (id int)", "city")
    (installation.var / "media" / PICTURE).unlink()
    result = installation.run("restore.sh", str(installation.saved()[0]), "--replace")
    assert result.returncode == 0, result.stderr
    assert installation.groups() == before
    assert (installation.var / "media" / PICTURE).read_bytes() == b"\x89PNG"
    left = installation.cluster.ask("select 1 from pg_tables where tablename like 'left_over%'", "city")
    assert left == []


def test_old_backups_go_with_the_media_only_they_name(installation):
    (installation.var / "media" / PICTURE).unlink()
    (installation.var / "media" / "images" / "new.png").write_bytes(b"new")
    assert installation.run("backup.sh", KEEP="1").returncode == 0
    assert len(installation.saved()) == 1
    kept = [path for path in (installation.backups / "media").rglob("*") if path.is_file()]
    assert [path.relative_to(installation.backups / "media").as_posix() for path in kept] == ["images/new.png"]
