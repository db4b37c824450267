"""The deployed database configuration, on a real server."""

import os
import subprocess

import psycopg
import pytest

from tests.deploy.files import DEPLOY

from .postgres import running_cluster

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A server that reads the deployed file as the compose file makes it read it, after the first-start script."""
    password = tmp_path_factory.mktemp("secrets") / "password"
    password.write_text('it\'s a "secret"')
    with running_cluster(DEPLOY / "postgres" / "postgresql.conf") as cluster:
        environ = {
            "PATH": f"{cluster.bin}:{os.environ['PATH']}",
            "PGHOST": str(cluster.sockets),
            "PGPORT": str(cluster.port),
            "DATABASE_PASSWORD_FILE": str(password),
        }
        script = subprocess.run(  # noqa: S603 - our own program
            [str(DEPLOY / "postgres" / "init.sh")], env=environ, capture_output=True, text=True, check=False
        )
        assert script.returncode == 0, script.stderr
        yield cluster


def test_server_takes_every_line_of_the_file(cluster):
    """A line with a mistake is reported here and otherwise silently left out at a reload."""
    lines = cluster.ask("select name, error from pg_file_settings where sourcefile like '%postgresql.conf'")
    assert len(lines) >= 20
    assert [line for line in lines if line[1]] == []


def test_application_owns_its_database_and_nothing_else(cluster):
    role = cluster.ask(
        "select rolsuper, rolcreatedb, rolcreaterole, rolcanlogin from pg_roles where rolname = 'tongyuan'"
    )
    assert role == [(False, False, False, True)]
    assert cluster.ask("select pg_get_userbyid(datdba) from pg_database where datname = 'tongyuan'") == [("tongyuan",)]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        cluster.ask("select 1", database="postgres", user="tongyuan")


def test_application_can_make_tables_with_chinese_text(cluster):
    cluster.ask("create table t (title text)", "tongyuan", "tongyuan")
    cluster.ask("insert into t values ('关于住房公积金的通知')", "tongyuan", "tongyuan")
    assert cluster.ask("select length(title) from t", "tongyuan", "tongyuan") == [(10,)]


def test_password_is_kept_as_scram(cluster):
    (stored,) = cluster.ask("select rolpassword from pg_authid where rolname = 'tongyuan'")
    assert stored[0].startswith("SCRAM-SHA-256$")
